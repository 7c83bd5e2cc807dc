"""Headers and footers, from the page style of one document to that of another.

Their texts are written anew: the objects that hold them belong to one document and must not reach
another, where they would outlive the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CONTENTS = tuple(
    f"{page}Page{part}Content" for page in ("Right", "Left", "First") for part in ("Header", "Footer")
)
"""The properties of a page style that hold texts; Excel's odd pages are LibreOffice's right ones."""

_PARTS = ("LeftText", "CenterText", "RightText")
_FIELD = "com.sun.star.text.TextField."
_FIELD_PROPERTIES = ("IsDate", "IsFixed", "FileFormat", "NumberFormat")
_LOOKS = (
    *(
        f"Char{look}{script}"
        for look in ("FontName", "Height", "Weight", "Posture")
        for script in ("", "Asian", "Complex")
    ),
    "CharUnderline",
    "CharStrikeout",
    "CharColor",
    "CharEscapement",
    "CharEscapementHeight",
)


def copy_headers(old: Any, new: Any, model: Any) -> None:
    """Give a page style of a document the headers and footers of another one's, fields included."""
    for name in CONTENTS:
        source, target = old.getPropertyValue(name), new.getPropertyValue(name)
        if source is None or target is None:
            continue
        for part in _PARTS:
            _copy_text(getattr(source, part), getattr(target, part), model)
        new.setPropertyValue(name, target)


def _copy_text(source: Any, target: Any, model: Any) -> None:
    target.setString("")
    for number, paragraph in enumerate(_items(source)):
        if number:
            target.insertString(target.getEnd(), "\n", False)
        for portion in _items(paragraph):
            _append(portion, target, model)


def _append(portion: Any, target: Any, model: Any) -> None:
    """Add a run of text or a field to the end, with its looks."""
    cursor = target.createTextCursor()
    cursor.gotoEnd(False)
    if portion.TextPortionType == "TextField":
        target.insertTextContent(cursor, _copy_field(portion.TextField, model), False)
        cursor.gotoEnd(False)
        cursor.goLeft(1, True)
    elif portion.getString():
        target.insertString(cursor, portion.getString(), False)
        cursor.gotoEnd(False)
        cursor.goLeft(len(portion.getString()), True)
    else:
        return
    for look in _LOOKS:
        if portion.getPropertyState(look).value == "DIRECT_VALUE":
            cursor.setPropertyValue(look, portion.getPropertyValue(look))


def _copy_field(field: Any, model: Any) -> Any:
    service = next(name for name in field.getSupportedServiceNames() if name.startswith(_FIELD))
    made = model.createInstance(service)
    known = made.getPropertySetInfo()
    for name in _FIELD_PROPERTIES:
        if known.hasPropertyByName(name):
            made.setPropertyValue(name, field.getPropertyValue(name))
    return made


def _items(whole: Any) -> Iterator[Any]:
    items = whole.createEnumeration()
    while items.hasMoreElements():
        yield items.nextElement()
