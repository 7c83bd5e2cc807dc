"""What lies over the cells of a sheet: shapes of every kind, pictures among them, with names and places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xlwings import base_classes, utils

from xlreport.calc.bridge import exception, properties, struct
from xlreport.calc.characters import Characters
from xlreport.calc.font import Font
from xlreport.calc.measures import from_points, to_points
from xlreport.calc.offered import refuse_the_rest

if TYPE_CHECKING:
    from xlreport.calc.range import Range
    from xlreport.calc.sheet import Sheet

CHART = "12dcae26-281f-416f-a234-c3086127382e"
"""The class of an embedded object that is a LibreOffice chart."""
_SHAPE = "com.sun.star.drawing."
_TYPES = {
    "GraphicObjectShape": "picture",
    "OLE2Shape": "embedded_ole_object",
    "CaptionShape": "comment",
    "ConnectorShape": "line",
    "ControlShape": "form_control",
    "GroupShape": "group",
    "LineShape": "line",
    "MediaShape": "media",
    "TextShape": "text_box",
}
"""Excel's kinds of shapes by LibreOffice's; all others are drawn ones."""
_FREE_FORMS = ("Bezier", "PolyLine", "PolyPolygon")
_ORIGINS = {"scale_from_top_left": 0.0, "scale_from_middle": 0.5, "scale_from_bottom_right": 1.0}


def type_of(shape: Any) -> str:
    """Excel's name for the kind of a UNO shape."""
    kind = shape.ShapeType.removeprefix(_SHAPE)
    if kind == "OLE2Shape" and shape.CLSID.lower() == CHART:
        return "chart"
    return _TYPES.get(kind, "free_form" if kind.startswith(_FREE_FORMS) else "auto_shape")


class Placed:
    """A UNO shape with its name and its place, in points from the sheet's upper left corner."""

    def __init__(self, sheet: Sheet, uno: Any) -> None:
        self.sheet = sheet
        self.uno = uno

    @property
    def api(self) -> Any:
        return self.uno

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def name(self) -> str:
        """Its name; one that has none goes by its kind and its number, as Excel names shapes."""
        return self.uno.Name or f"{type_of(self.uno).replace('_', ' ').title()} {self.uno.ZOrder + 1}"

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    @property
    def left(self) -> float:
        return to_points(self.uno.Position.X)

    @left.setter
    def left(self, value: float) -> None:
        self.uno.setPosition(struct("awt.Point", X=from_points(value), Y=self.uno.Position.Y))

    @property
    def top(self) -> float:
        return to_points(self.uno.Position.Y)

    @top.setter
    def top(self, value: float) -> None:
        self.uno.setPosition(struct("awt.Point", X=self.uno.Position.X, Y=from_points(value)))

    @property
    def width(self) -> float:
        return to_points(self.uno.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        self._resize(from_points(value), self.uno.Size.Height)

    @property
    def height(self) -> float:
        return to_points(self.uno.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        self._resize(self.uno.Size.Width, from_points(value))

    def delete(self) -> None:
        self.sheet.uno.getDrawPage().remove(self.uno)

    def _resize(self, width: int, height: int) -> None:
        """Set width and height, in hundredths of a millimetre."""
        self.uno.setSize(struct("awt.Size", Width=width, Height=height))


Drawn = TypeVar("Drawn", bound=Placed)


class Drawings(Generic[Drawn]):
    """The drawings of a sheet that are of one kind, from the hindmost; by number from 1 or by name."""

    def __init__(self, sheet: Sheet, make: Callable[[Sheet, Any], Drawn], *types: str) -> None:
        self._sheet = sheet
        self._make = make
        self._types = types

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def api(self) -> Any:
        """The UNO page that all drawings of the sheet lie on."""
        return self.parent.uno.getDrawPage()

    def __call__(self, key: int | str) -> Drawn:
        drawings = list(self)
        found: dict[int | str, Drawn] = dict(enumerate(drawings, start=1))
        return (found | {drawing.name: drawing for drawing in reversed(drawings)})[key]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Drawn]:
        page = self.api
        for shape in [page.getByIndex(index) for index in range(page.getCount())]:
            if not self._types or type_of(shape) in self._types:
                yield self._make(self.parent, shape)

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True


@refuse_the_rest
class Shape(Placed, base_classes.Shape):
    """Anything drawn on a sheet."""

    @property
    def type(self) -> str:
        return type_of(self.uno)

    @property
    def index(self) -> int:
        return int(self.uno.ZOrder) + 1

    def activate(self) -> None:
        self.sheet.activate()
        self.sheet.book.controller.select(self.uno)

    @property
    def text(self) -> str | None:
        return self.uno.getString() or None if hasattr(self.uno, "getString") else None

    @text.setter
    def text(self, value: str) -> None:
        self.uno.setString(value)

    @property
    def font(self) -> Font:
        return Font(self.uno)

    @property
    def characters(self) -> Characters:
        return Characters(self.uno)

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        self._scale(factor, relative_to_original_size, scale, across=True)

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        self._scale(factor, relative_to_original_size, scale, across=False)

    def _scale(self, factor: float, original: bool, scale: str, *, across: bool) -> None:
        """Scale about one of the corners or the middle; a picture keeps its proportions.

        Raises ValueError where anything but a picture is to be scaled from its original size.
        """
        picture = self.type == "picture"
        if original and not picture:
            raise ValueError("only a picture has an original size")
        before = self.uno.Graphic.Size100thMM if original else self.uno.Size
        width = round(before.Width * factor) if across or picture else self.uno.Size.Width
        height = round(before.Height * factor) if not across or picture else self.uno.Size.Height
        share, place, size = _ORIGINS[scale], self.uno.Position, self.uno.Size
        place.X += round((size.Width - width) * share)
        place.Y += round((size.Height - height) * share)
        self._resize(width, height)
        self.uno.setPosition(place)


@refuse_the_rest
class Picture(Placed, base_classes.Picture):
    """A picture; it always keeps its proportions unless both width and height are given when it is added."""

    @property
    def lock_aspect_ratio(self) -> bool:
        return True

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        if not value:
            raise NotImplementedError("LibreOffice's pictures keep their proportions")

    @property
    def width(self) -> float:
        return to_points(self.uno.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        size = self.uno.Size
        self._resize(from_points(value), round(from_points(value) * size.Height / size.Width))

    @property
    def height(self) -> float:
        return to_points(self.uno.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        size = self.uno.Size
        self._resize(round(from_points(value) * size.Width / size.Height), from_points(value))

    def update(self, filename: str) -> Any:
        """Put another picture in its place, under its name."""
        return utils.excel_update_picture(self, filename)  # type: ignore[no-untyped-call]  # xlwings is untyped


@refuse_the_rest
class Pictures(Drawings[Picture], base_classes.Pictures):
    """The pictures of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, Picture, "picture")

    def add(  # type: ignore[override]  # noqa: PLR0913, PLR0917  # the arguments are xlwings'
        self,
        filename: str,
        link_to_file: bool,
        save_with_document: bool,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Range | None,
    ) -> Picture:
        """Add a picture from a file; a width or height of -1 keeps its own size.

        Raises NotImplementedError for a picture that is only linked to, OSError for a file that is none.
        """
        if link_to_file:
            raise NotImplementedError("the xlwings engine for LibreOffice does not link to picture files")
        graphic, name = self._load(filename), self._free_name()
        shape = self.parent.book.model.createInstance(f"{_SHAPE}GraphicObjectShape")
        shape.Graphic = graphic
        self.api.add(shape)
        picture = Picture(self.parent, shape)
        natural = graphic.Size100thMM
        picture._resize(
            natural.Width if width == -1 else from_points(width),
            natural.Height if height == -1 else from_points(height),
        )
        picture.left, picture.top = (anchor.left, anchor.top) if anchor is not None else (left or 0, top or 0)
        picture.name = name
        return picture

    def _load(self, filename: str) -> Any:
        provider = self.parent.book.app.office.service("graphic.GraphicProvider")
        try:
            graphic = provider.queryGraphic(properties(URL=Path(filename).absolute().as_uri()))
        except exception("io.IOException"):
            graphic = None
        if graphic is None:
            raise OSError(f"{filename} is no picture that LibreOffice can read")
        return graphic

    def _free_name(self) -> str:
        taken = {shape.name for shape in Shapes(self.parent)}
        return next(name for number in range(1, len(taken) + 2) if (name := f"Picture {number}") not in taken)


@refuse_the_rest
class Shapes(Drawings[Shape], base_classes.Collection):
    """Everything drawn on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, Shape)
