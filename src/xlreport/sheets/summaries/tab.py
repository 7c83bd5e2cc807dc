"""What a summary tab is: a sheet, the figures it shows, and how they are painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.summaries.survey import Survey
from xlreport.drawing.layout import Head

Figures = TypeVar("Figures")


@dataclass(frozen=True)
class Tab(Generic[Figures]):
    """A generated sheet: ``figures`` counts what ``paint`` draws on the empty sheet."""

    sheet: str
    figures: Callable[[Survey], Figures]
    paint: Callable[[Worksheet, Figures, Head], None]

    def painter(self, figures: Figures, head: Head) -> Callable[[Worksheet], None]:
        """What a Book calls to draw these figures."""

        def draw(sheet: Worksheet) -> None:
            self.paint(sheet, figures, head)

        return draw
