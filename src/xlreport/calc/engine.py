"""The engine as xlwings sees it."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Sequence
from typing import Any

import xlwings
from xlwings.utils import np_datetime_to_datetime

from xlreport.calc.application import Apps
from xlreport.calc.values import ERROR_TEXTS

NAME = "libreoffice"
ATTACH_VARIABLE = "XLREPORT_CALC"
"""Environment variable with the `Office.address` that `register` joins, for a second process."""

CALLER_VARIABLE = "XLREPORT_CALC_BOOK"
"""Environment variable with LibreOffice's number of the document whose user clicked, for `caller`."""


class Engine:
    """LibreOffice Calc behind xlwings' object model."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        """A value as `Range.raw_value` takes it: Python's own types, missing ones as None."""
        kind = type(value).__name__
        if value is None or kind in ("NAType", "NaTType"):
            return None
        if kind == "datetime64":
            return np_datetime_to_datetime(value)  # type: ignore[no-untyped-call]  # xlwings is untyped
        if kind == "Timestamp":
            return value.to_pydatetime()
        if type(value).__module__ == "numpy":
            value = value.item()
        if isinstance(value, float) and math.isnan(value):
            return None
        if isinstance(value, (str, bool, int, float, dt.date, dt.time)):
            return value
        return str(value)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values as the caller wants them: dates, numbers, empty cells and errors by his options."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dt.datetime):
                return _build(datetime_builder, value)
            if isinstance(value, int) and value in ERROR_TEXTS:
                return ERROR_TEXTS[value] if err_to_str else None
            if isinstance(value, float) and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def _build(builder: Callable[..., Any], moment: dt.datetime) -> Any:
    return builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


def register() -> xlwings.main.Engine:
    """Make LibreOffice the active engine of xlwings; calling it again changes nothing more.

    Where the environment names a running LibreOffice (`ATTACH_VARIABLE`), its books are those of
    ``xlwings.apps``.
    """
    if NAME not in xlwings.engines.engines_by_name:
        impl = Engine()
        xlwings.engines.add(xlwings.main.Engine(impl=impl))
        address = os.environ.get(ATTACH_VARIABLE)
        if address:
            impl.apps.attach(address)
    engine: xlwings.main.Engine = xlwings.engines.engines_by_name[NAME]
    engine.activate()
    return engine


def caller() -> xlwings.Book:
    """The book that `CALLER_VARIABLE` names, in the LibreOffice that `register` has joined.

    It counts as the active one: LibreOffice itself does not tell which of its windows is in front.
    """
    uid = os.environ[CALLER_VARIABLE]
    book = next(book for app in xlwings.apps for book in app.books if book.impl.uid == uid)
    book.app.impl.active_uid = uid
    return book
