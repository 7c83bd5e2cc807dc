"""Native charts with explicit Chinese fonts, visible axes and numbers on the bars and slices.

A chart fills an area of cells, whatever the widths of columns come to on the machine that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.chart import BarChart, DoughnutChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import column_points
from xlreport.core.model import column_letter
from xlreport.drawing import styles
from xlreport.drawing.painter import Area

SLICES = ("9DC3E6", "F4B183", "C9C9C9", "A9D18E", "FFD966", "B4A7D6", "E6B8AF", "8EA9DB")
"""Colours light enough for black numbers; they start again after the last."""

_LABEL_POINTS = 10
_TITLE_POINTS = 13
_HIDE_ZERO = "0;;;"
_EMU_A_POINT = 12_700


@dataclass(frozen=True)
class Block:
    """Numbers to chart, 1-based and inclusive: labels in one column, a series per further column.

    The row ``header`` names the series.
    """

    header: int
    top: int
    bottom: int
    labels: int
    series: tuple[int, ...]


def add_stacked_bars(sheet: Worksheet, block: Block, area: Area, title: str, colours: Sequence[str]) -> None:
    """Lying bars, one per row of the block from the top down, made of the block's series.

    ``colours`` has one for each series; the first is dark, its numbers are white.
    """
    chart = BarChart()
    chart.type = "bar"
    chart.grouping = "stacked"
    chart.overlap = 100
    chart.gapWidth = 60
    for position, column in enumerate(block.series):
        series = _series(sheet, block, column)
        series.graphicalProperties = GraphicalProperties(solidFill=colours[position])
        series.dLbls = _labels(light=position == 0)
        chart.series.append(series)
    chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.txPr = _text(_LABEL_POINTS)
    chart.y_axis.delete = False
    chart.y_axis.crosses = "max"
    chart.y_axis.number_format = "0"
    chart.y_axis.scaling.min = 0
    chart.y_axis.txPr = _text(_LABEL_POINTS)
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9D9D9")))
    _place(sheet, chart, area, title, legend="b")


def add_doughnut(sheet: Worksheet, block: Block, area: Area, title: str) -> None:
    """A ring of the block's first series, a slice per row."""
    chart = DoughnutChart(holeSize=55)
    series = _series(sheet, block, block.series[0])
    series.dLbls = _labels(light=False)
    for position in range(block.bottom - block.top + 1):
        point = DataPoint(idx=position)
        point.graphicalProperties = GraphicalProperties(solidFill=SLICES[position % len(SLICES)])
        series.dPt.append(point)
    chart.series.append(series)
    _place(sheet, chart, area, title, legend="r")


def _series(sheet: Worksheet, block: Block, column: int) -> Series:
    series = Series(val=NumDataSource(numRef=NumRef(f=_range(sheet, block, column))))
    series.tx = SeriesLabel(strRef=StrRef(f=str(Reference(sheet, min_col=column, min_row=block.header))))
    series.cat = AxDataSource(strRef=StrRef(f=_range(sheet, block, block.labels)))
    return series


def _range(sheet: Worksheet, block: Block, column: int) -> str:
    return str(Reference(sheet, min_col=column, min_row=block.top, max_row=block.bottom))


def _labels(*, light: bool) -> DataLabelList:
    labels = DataLabelList(showVal=True)
    labels.numFmt = _HIDE_ZERO
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.txPr = _text(_LABEL_POINTS, styles.WHITE if light else styles.BLACK)
    return labels


def _text(points: float, color: str = styles.BLACK) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(points, color))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(points, color))])


def _characters(points: float, color: str = styles.BLACK, *, bold: bool = False) -> CharacterProperties:
    typeface = Font(typeface=styles.NORMAL_FONT)
    return CharacterProperties(sz=round(points * 100), b=bold, solidFill=color, latin=typeface, ea=typeface)


def _last_column(sheet: Worksheet, area: Area) -> int:
    """Nearly the width of the area's last column in EMU: a chart over its edge would widen the page."""
    width = float(sheet.column_dimensions[column_letter(area.right)].width)
    return round(0.97 * column_points(width) * _EMU_A_POINT)


def _place(
    sheet: Worksheet, chart: BarChart | DoughnutChart, area: Area, title: str, *, legend: Literal["b", "r"]
) -> None:
    run = RegularTextRun(t=title, rPr=_characters(_TITLE_POINTS, bold=True))
    chart.title = Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)
    chart.legend = Legend(legendPos=legend, overlay=False, txPr=_text(_LABEL_POINTS))
    chart.roundedCorners = False
    chart.anchor = TwoCellAnchor(  # type: ignore[assignment]  # the stubs know cell names only
        editAs="oneCell",
        _from=AnchorMarker(col=area.left - 1, row=area.top - 1),
        to=AnchorMarker(col=area.right - 1, colOff=_last_column(sheet, area), row=area.bottom - 1),
    )
    sheet.add_chart(chart)
