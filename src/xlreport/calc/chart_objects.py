"""The charts of a sheet as they are: named, placed, titled, made into pictures, and taken away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import properties
from xlreport.calc.drawings import Drawings, Placed
from xlreport.calc.offered import Refusal, refuse_the_rest

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet

_PLAIN = {
    "com.sun.star.chart.BubbleDiagram": "bubble",
    "com.sun.star.chart.DonutDiagram": "doughnut",
    "com.sun.star.chart.FilledNetDiagram": "radar_filled",
    "com.sun.star.chart.NetDiagram": "radar",
    "com.sun.star.chart.PieDiagram": "pie",
    "com.sun.star.chart.StockDiagram": "stock_hlc",
    "com.sun.star.chart.XYDiagram": "xy_scatter",
}
_NO_SYMBOL = -3
"""com.sun.star.chart.ChartSymbolType.NONE"""


@refuse_the_rest
class Chart(Placed, base_classes.Chart):
    """A chart that lies on a sheet."""

    @property
    def api(self) -> tuple[Any, Any]:
        """The UNO shape and the chart's document, as xlwings gives the container and the chart."""
        return self.uno, self._document

    @property
    def title(self) -> str | None:
        return str(self._document.Title.String) if self._document.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        self._document.HasMainTitle = value is not None
        if value is not None:
            self._document.Title.String = value

    @property
    def chart_type(self) -> str:
        """Excel's name for its kind; of a chart that mixes kinds, that of the first."""
        diagram = self._document.getDiagram()
        kind = diagram.getDiagramType()
        if kind in _PLAIN:
            return ("3d_" if kind.endswith("PieDiagram") and diagram.Dim3D else "") + _PLAIN[kind]
        stacking = "_stacked_100" if diagram.Percent else "_stacked" if diagram.Stacked else ""
        if kind.endswith("AreaDiagram"):
            return f"{'3d_' if diagram.Dim3D else ''}area{stacking}"
        if kind.endswith("LineDiagram"):
            return "3d_line" if diagram.Dim3D else f"line{self._markers()}{stacking}"
        direction = "bar" if diagram.Vertical else "column"  # LibreOffice's word for what lies
        return f"{'3d_' if diagram.Dim3D else ''}{direction}{stacking or '_clustered'}"

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        Refusal("changing Chart.chart_type")()

    def to_png(self, path: str) -> None:
        export = self.sheet.book.app.office.service("drawing.GraphicExportFilter")
        export.setSourceDocument(self.uno)
        export.filter(properties(URL=Path(path).absolute().as_uri(), MediaType="image/png"))

    def _markers(self) -> str:
        """How Excel's name for a line chart says that its points are marked."""
        series = self._document.getDiagram().getDataRowProperties(0)
        return "" if series.SymbolType == _NO_SYMBOL else "_markers"

    @property
    def _document(self) -> Any:
        return self.uno.Model


@refuse_the_rest
class Charts(Drawings[Chart], base_classes.Charts):
    """The charts of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, Chart, "chart")
