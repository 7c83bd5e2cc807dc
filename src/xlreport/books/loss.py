"""What openpyxl would drop from a workbook: the package as it is against the package to be written.

openpyxl's load-and-save silently loses shapes, pictures, form controls, slicers, threaded comments,
custom XML and most extensions. What only speeds up loading or describes a printer (calcChain,
printerSettings, thumbnails, chart colour tables) is no loss.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable
from xml.etree import ElementTree

from xlreport.books.package import related_parts, sheet_parts

_LOST_PARTS = (
    (r"xl/vbaProject", "宏（VBA）"),
    (r"xl/ctrlProps/", "窗体控件"),
    (r"xl/activeX/", "ActiveX 控件"),
    (r"xl/threadedComments/", "线程批注（可回复的批注）"),
    (r"xl/slicer(s|Caches)/", "切片器"),
    (r"xl/timeline(s|Caches)/", "日程表"),
    (r"customXml/", "自定义 XML 数据"),
    (r"xl/cellimages\.xml", "单元格内的图片"),
    (r"xl/richData/", "单元格内的图片或数据类型"),
    (r"xl/metadata\.xml", "动态数组或数据类型"),
    (r"xl/embeddings/", "嵌入的对象"),
    (r"xl/diagrams/", "SmartArt 图形"),
    (r"xl/charts/chartEx", "新式图表（旭日图、瀑布图等）"),
    (r"xl/connections\.xml", "数据连接"),
    (r"xl/queryTables/", "查询表"),
    (r"xl/model/", "数据模型"),
    (r"xl/xmlMaps\.xml", "XML 映射"),
    (r"xl/externalLinks/", "外部链接"),
    (r"xl/pivot(Tables|Cache)/", "数据透视表"),
    (r"xl/tables/", "表格（套用了表格格式的区域）"),
    (r"xl/comments", "批注"),
    (r"xl/revisions/", "修订记录"),
    (r"xl/webextensions/", "Office 加载项"),
    (r"xl/featurePropertyBag/", "单元格复选框"),
    (r"xl/(python|macrosheets|dialogsheets)", "宏表、对话框表或 Python 公式"),
    (r"customUI/", "自定义功能区"),
    (r"_xmlsignatures/", "数字签名"),
    (r"docMetadata/", "敏感度标签"),
)
_HARMLESS_PARTS = re.compile(
    r"xl/(calcChain\.xml|printerSettings/|sharedStrings\.xml|styles\.xml|workbook\.xml|theme/|worksheets/"
    r"|chartsheets/|drawings/|charts/(chart\d*\.xml|style|colors)|persons/|volatileDependencies\.xml|media/)"
    r"|docProps/|_rels/|\[Content_Types\]\.xml|.*\.rels$|.*/$"
)
_DRAWN = {
    "sp": "文本框或图形",
    "cxnSp": "连接线",
    "grpSp": "组合图形",
    "pic": "图片",
    "graphicFrame": "图表",
}
_SHEET_ELEMENTS = {
    "oleObjects": "嵌入的对象",
    "controls": "窗体控件",
    "picture": "工作表背景图",
    "legacyDrawingHF": "页眉页脚里的图片",
    "drawingHF": "页眉页脚里的图片",
    "customSheetViews": "自定义视图",
    "protectedRanges": "允许编辑的区域",
    "customProperties": "自定义属性",
    "dataConsolidate": "合并计算设置",
    "smartTags": "智能标记",
}
_SHORT_LIST = "{http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac}list"
"""How Excel stores a dropdown with a comma inside an option; only its fallback is standard."""

_WRITE_RESERVATION = b"fileSharing "
_LEGACY_OBJECT = re.compile(rb"""ObjectType=["'](?!Note["'])""")
"""A control that is described in a sheet's VML drawing alone; comments are Notes there."""

_EXTENSIONS = {
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}": "条件格式（数据条、图标集等新式样）",
    "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}": "数据验证（引用其他工作表的）",
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}": "迷你图",
    "{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}": "切片器",
    "{3A4CF648-6AED-40F4-86FF-DC5316D8AED3}": "切片器",
    "{7E03D99C-DC04-49D9-9315-930204A7B6E9}": "日程表",
    "{FC87AEE6-9EDD-4A0A-B7FB-166176984837}": "允许编辑的区域",
    "{01252117-D84E-4E92-8308-4BE1C098FCBB}": "忽略错误标记",
}
_HARMLESS_EXTENSIONS = {"忽略错误标记"}


def find_losses(
    before: bytes, after: bytes, *, redrawn: Collection[str], generated: Collection[str]
) -> tuple[str, ...]:
    """What the package before holds and the one after does not, each a Chinese phrase.

    ``redrawn`` sheets were drawn afresh and may lose anything; charts on ``generated`` sheets are the
    program's own, while a chart elsewhere counts as lost since openpyxl rewrites it poorly.
    """
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        losses = Counter(_lost_parts(old.namelist(), new.namelist()))
        if _WRITE_RESERVATION in old.read("xl/workbook.xml"):
            losses["修改权限密码或“建议只读”设置"] = 1
        old_sheets, new_sheets = sheet_parts(old), sheet_parts(new)
        for name, part in old_sheets.items():
            if name in redrawn:
                continue
            kept = _contents(new, new_sheets[name]) if name in new_sheets else Counter()
            if name not in generated:
                del kept[_DRAWN["graphicFrame"]]
            missing = _contents(old, part) - kept
            if name in generated:
                del missing[_DRAWN["graphicFrame"]]
            losses.update({f"工作表“{name}”里的{what}": count for what, count in missing.items()})
    return tuple(f"{what}{f' {count} 个' if count > 1 else ''}" for what, count in losses.items())


def _lost_parts(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The names of kinds of parts that are gone; parts of no known kind go by their own name."""
    kept = Counter(_kind_of_part(name) for name in new)
    gone = Counter(_kind_of_part(name) for name in old) - kept
    return [kind for kind in gone if kind]


def _kind_of_part(name: str) -> str:
    for pattern, kind in _LOST_PARTS:
        if re.match(pattern, name) and not name.endswith((".rels", "/")):
            return kind
    return "" if _HARMLESS_PARTS.match(name) else f"其他内容（{name}）"


def _contents(archive: zipfile.ZipFile, part: str) -> Counter[str]:
    """The kinds of things on a sheet that openpyxl may lose, and how many of each."""
    counts: Counter[str] = Counter()
    for element in ElementTree.fromstring(archive.read(part)).iter():
        name = _local(element)
        if name in _SHEET_ELEMENTS:
            counts[_SHEET_ELEMENTS[name]] = 1
        elif element.tag == _SHORT_LIST:
            counts["下拉列表（选项里有逗号）"] += 1
        elif name == "ext" and element.get("uri"):
            kind = _EXTENSIONS.get(str(element.get("uri")).upper(), "扩展内容")
            if kind not in _HARMLESS_EXTENSIONS:
                counts[kind] = 1
    for target in related_parts(archive, part).values():
        if re.match(r"xl/drawings/drawing\d*\.xml", target) and target in archive.namelist():
            counts.update(_drawn(archive.read(target)))
        elif target.endswith(".vml") and _LEGACY_OBJECT.search(archive.read(target)):
            counts["窗体控件"] = 1
    return counts


def _drawn(drawing: bytes) -> Counter[str]:
    """The things anchored in a drawing by kind, those inside a group not counted again."""
    counts: Counter[str] = Counter()
    for anchor in ElementTree.fromstring(drawing):
        for element in _alternatives(anchor):
            kind = _DRAWN.get(_local(element))
            if kind:
                counts[kind] += 1
    return counts


def _alternatives(anchor: ElementTree.Element) -> Iterable[ElementTree.Element]:
    """An anchor's children, those of markup compatibility's first choice included."""
    for child in anchor:
        if _local(child) == "AlternateContent":
            yield from (element for choice in list(child)[:1] for element in choice)
        else:
            yield child


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
