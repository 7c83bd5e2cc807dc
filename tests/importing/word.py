"""Builds Word documents from raw XML, for what python-docx cannot write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from xlreport.core.importing.choosing import chosen_list, parse_mapping, survey
from xlreport.core.importing.records import ImportedTable
from xlreport.sources.word import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMESPACES = (
    f'{W} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"

HEADINGS = ("序号", "省政策清单内容", "区级责任部门", "备注")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "") -> str:
    """A paragraph; ``content`` is XML where it begins with a bracket, else text."""
    inner = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def numbered(number: str, text: str = "", level: int = 0) -> str:
    list_of = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(text) if text else "", list_of)


def cell(content: str = "", *, span: int = 1, merge: str = "") -> str:
    """A cell; ``content`` is XML paragraphs where it begins with one, else text."""
    body = content if content.startswith(("<w:p>", "<w:tbl>")) else paragraph(content)
    vertical = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{vertical}</w:tcPr>{body}</w:tc>'


def row(*contents: str, properties: str = "") -> str:
    cells = "".join(c if c.startswith("<w:tc>") else cell(c) for c in contents)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def across(text: str, width: int = 4) -> str:
    return row(cell(text, span=width))


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def list_table(*rows: str) -> str:
    """A table under the usual headings."""
    return table(row(*HEADINGS), *rows)


def level(at: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*abstracts: str, nums: Sequence[str] = ()) -> str:
    """A numbering part: one list for each abstract one, numbered from 1, and further lists."""
    defined = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{body}</w:abstractNum>'
        for i, body in enumerate(abstracts, start=1)
    )
    own = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(1, len(abstracts) + 1)
    )
    return f"<w:numbering {W}>{defined}{own}{''.join(nums)}</w:numbering>"


def document(
    *blocks: str, numbering: str = "", styles: str = "", parts: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The bytes of a document with these blocks; ``parts`` are further ones by their kind and XML."""
    named = [("numbering", numbering), ("styles", styles), *parts]
    kept = [(kind, xml) for kind, xml in named if xml]
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for kind, _ in kept
    )
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATIONS}/{kind}" Target="{kind}.xml"/>'
        for i, (kind, _) in enumerate(kept)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
            f"{overrides}</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
        body = "".join(blocks)
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        for kind, xml in kept:
            archive.writestr(f"word/{kind}.xml", xml)
    return buffer.getvalue()


def imported(data: bytes, choice: int | None = None, mapping: Sequence[str] = ()) -> ImportedTable:
    """The list of a document, as importing it gives."""
    return chosen_list(survey(read_docx(data), parse_mapping(mapping)), choice)


def left_out(read: ImportedTable) -> list[tuple[str, str, str, str]]:
    """What was not read: its place (table, row, column) and the whole text."""
    return [(n.table, n.row, n.column, n.text) for n in read.notes if n.kind == "跳过"]
