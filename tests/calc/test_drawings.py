"""Shapes, pictures and charts over the cells: found, named, placed, and taken away."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.chart import BarChart, LineChart, PieChart, Reference, Series


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A red picture of 80 × 40 pixels at 96 to the inch: 60 × 30 points (PNG, sections 5 and 11)."""
    path = tmp_path / "印章 1.png"
    header = struct.pack(">IIBBBBB", 80, 40, 8, 2, 0, 0, 0)
    resolution = struct.pack(">IIB", 3780, 3780, 1)
    pixels = zlib.compress((b"\0" + b"\xff\0\0" * 80) * 40)
    chunks = ((b"IHDR", header), (b"pHYs", resolution), (b"IDAT", pixels), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks))
    return path


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@pytest.fixture
def charted(app: xw.App, tmp_path: Path) -> Iterator[xw.Sheet]:
    """A sheet of a file with four charts: two of columns and bars, a line and a pie."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("科室", "数"), ("甲", 3), ("乙", 5)):
        sheet.append(row)
    bars, stacked, line, pie = BarChart(), BarChart(), LineChart(), PieChart()
    stacked.type, stacked.grouping, stacked.overlap = "bar", "stacked", 100
    for place, chart in zip(("D1", "D20", "D40", "D60"), (bars, stacked, line, pie), strict=True):
        chart.series.append(Series(Reference(sheet, min_col=2, min_row=2, max_row=3), title="数"))
        sheet.add_chart(chart, place)
    bars.title = "完成情况"
    book.save(tmp_path / "图表.xlsx")
    opened = app.books.open(tmp_path / "图表.xlsx")
    yield opened.sheets[0]
    opened.close()


def test_a_picture_is_added_in_its_own_size_and_saved(sheet: xw.Sheet, image: Path, tmp_path: Path) -> None:
    picture = sheet.pictures.add(image, name="印章", left=36, top=72)
    assert (picture.left, picture.top, picture.width, picture.height) == (36, 72, 60, 30)
    assert "印章" in sheet.pictures
    assert (len(sheet.pictures), len(sheet.charts), sheet.shapes["印章"].type) == (1, 0, "picture")
    sheet.book.save(tmp_path / "图片.xlsx")
    with zipfile.ZipFile(tmp_path / "图片.xlsx") as package:
        assert [name for name in package.namelist() if name.startswith("xl/media/")] == [
            "xl/media/image1.png"
        ]


def test_a_picture_keeps_its_proportions_its_name_and_its_place(sheet: xw.Sheet, image: Path) -> None:
    picture = sheet.pictures.add(image, anchor=sheet["C3"])
    assert (picture.name, picture.left, picture.top) == ("Picture 1", sheet["C3"].left, sheet["C3"].top)
    picture.width = 120
    assert picture.height == 60
    sheet.shapes[0].scale_height(0.5, relative_to_original_size=True)
    assert (picture.width, picture.height) == (30, 15)
    picture.name = "公章"
    updated = picture.update(image)
    assert (updated.name, updated.left, updated.width, len(sheet.pictures)) == ("公章", picture.left, 30, 1)


def test_a_shape_is_scaled_about_its_middle(sheet: xw.Sheet, image: Path) -> None:
    picture = sheet.pictures.add(image, left=100, top=100)
    sheet.shapes[0].scale_width(2, scale="scale_from_middle")
    assert (picture.left, picture.top, picture.width) == (70, 85, 120)


def test_what_is_no_picture_is_refused_and_what_is_gone_is_missing(sheet: xw.Sheet, tmp_path: Path) -> None:
    (tmp_path / "不是图片.png").write_text("文字", encoding="utf-8")
    with pytest.raises(OSError, match="no picture"):
        sheet.pictures.add(tmp_path / "不是图片.png")
    assert len(sheet.shapes) == 0
    with pytest.raises(KeyError):
        sheet.pictures["没有"].name  # noqa: B018
    with pytest.raises(NotImplementedError, match="link"):
        sheet.pictures.add(tmp_path / "不是图片.png", link_to_file=True, save_with_document=False)


def test_the_text_of_a_shape_has_characters_with_fonts(sheet: xw.Sheet) -> None:
    drawn = sheet.book.api.createInstance("com.sun.star.drawing.RectangleShape")
    sheet.api.getDrawPage().add(drawn)
    shape = sheet.shapes[0]
    assert (shape.type, shape.name, shape.text) == ("auto_shape", "Auto Shape 1", None)
    shape.text = "请注意"
    shape.characters[1:].font.bold = True
    shape.font.size = 20
    assert (shape.text, shape.characters[0].font.bold, shape.characters[2].font.bold) == (
        "请注意",
        False,
        True,
    )
    assert shape.font.size == 20
    shape.delete()
    assert len(sheet.shapes) == 0


def test_charts_of_a_file_are_known_by_kind_title_and_place(charted: xw.Sheet) -> None:
    kinds = [chart.chart_type for chart in charted.charts]
    assert kinds == ["column_clustered", "bar_stacked", "line", "pie"]
    chart = charted.charts[0]
    assert (chart.title, charted.charts[1].title, chart.left) == ("完成情况", None, charted["D1"].left)
    chart.title, chart.name, chart.width = "进展", "图一", 300
    assert charted.charts["图一"].title == "进展"
    assert charted.charts["图一"].width == 300
    charted.charts[3].delete()
    assert len(charted.charts) == 3
    assert {shape.type for shape in charted.shapes} == {"chart"}


def test_a_chart_is_made_into_a_picture(charted: xw.Sheet, tmp_path: Path) -> None:
    charted.charts[0].to_png(tmp_path / "图.png")
    width, height = struct.unpack(">II", (tmp_path / "图.png").read_bytes()[16:24])
    assert width > height > 100


def test_what_charts_do_not_offer_is_refused_by_name(charted: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match=r"Chart\.chart_type"):
        charted.charts[0].chart_type = "line"
    with pytest.raises(NotImplementedError, match=r"Charts\.add"):
        charted.charts.add()
    assert charted.charts[0].chart_type == "column_clustered"
