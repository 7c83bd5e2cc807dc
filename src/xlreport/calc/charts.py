"""Charts of a sheet that is copied into another book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlreport.calc.bridge import struct

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet

_PROVIDER = "com.sun.star.chart2.data.DataProvider"
_EMBEDDED = "com.sun.star.drawing.OLE2Shape"
_SEQUENCE = "chart2.data.LabeledDataSequence"


def remove_charts(sheet: Sheet) -> None:
    """Take all charts off a sheet."""
    charts = sheet.uno.getCharts()
    for name in charts.getElementNames():
        charts.removeByName(name)


def copy_charts(source: Sheet, target: Sheet) -> None:
    """Give a sheet the charts of a sheet of another book, showing its own cells as those do theirs.

    They are cloned from the models of the charts: pasted along with cells, LibreOffice freezes their
    figures, or leaves them out.
    """
    _remove_pasted(target)
    charts = target.uno.getCharts()
    for number, shape in enumerate(_placed_charts(source), start=1):
        name = f"{target.name} {number}"
        place = struct("awt.Rectangle", X=shape.Position.X, Y=shape.Position.Y)
        place.Width, place.Height = shape.Size.Width, shape.Size.Height
        charts.addNewByName(name, place, (), False, False)
        _clone(shape.Model, charts.getByName(name).getEmbeddedObject(), source, target)


def _remove_pasted(sheet: Sheet) -> None:
    page = sheet.uno.getDrawPage()
    shapes = [page.getByIndex(index) for index in range(page.getCount())]
    for shape in shapes:
        if shape.ShapeType == _EMBEDDED:
            page.remove(shape)


def _placed_charts(sheet: Sheet) -> Iterator[Any]:
    """The shape of every chart of a sheet."""
    names = sheet.uno.getCharts().getElementNames()
    page = sheet.uno.getDrawPage()
    for index in range(page.getCount()):
        shape = page.getByIndex(index)
        if shape.ShapeType == _EMBEDDED and shape.PersistName in names:
            yield shape


def _clone(old: Any, new: Any, source: Sheet, target: Sheet) -> None:
    """Make a chart's model like another's, its figures taken from the target's cells."""
    provider = target.book.model.createInstance(_PROVIDER)

    def rebound(sequence: Any) -> Any:
        if sequence is None:
            return None
        cells = sequence.getSourceRangeRepresentation().replace(source.name, target.name)
        made = provider.createDataSequenceByRangeRepresentation(cells)
        made.Role = sequence.Role
        return made

    def labelled(pair: Any) -> Any:
        made = target.book.app.office.service(_SEQUENCE)
        made.setValues(rebound(pair.getValues()))
        if pair.getLabel() is not None:
            made.setLabel(rebound(pair.getLabel()))
        return made

    new.attachDataProvider(provider)
    new.setFirstDiagram(old.getFirstDiagram().createClone())
    if old.getTitleObject() is not None:
        new.setTitleObject(old.getTitleObject().createClone())
    for given, taken in zip(_category_axes(old), list(_category_axes(new)), strict=True):
        scale = taken.getScaleData()
        scale.Categories = labelled(given.getScaleData().Categories)
        taken.setScaleData(scale)
    for item, clone in zip(_series(old), list(_series(new)), strict=True):
        clone.setData(tuple(labelled(pair) for pair in item.getDataSequences()))


def _systems(chart: Any) -> Any:
    return chart.getFirstDiagram().getCoordinateSystems()


def _category_axes(chart: Any) -> Iterator[Any]:
    for system in _systems(chart):
        for dimension in range(system.getDimension()):
            axis = system.getAxisByDimension(dimension, 0)
            if axis.getScaleData().Categories is not None:
                yield axis


def _series(chart: Any) -> Iterator[Any]:
    for system in _systems(chart):
        for kind in system.getChartTypes():
            yield from kind.getDataSeries()
