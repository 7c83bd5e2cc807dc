"""The paper that a table is printed on, and the type sizes on it."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.core.measure import (
    WIDEST_DIGIT_POINTS,
    column_points,
)

LABEL_SIZE = 16.0
TITLE_SIZE = 22.0
"""三号 for 附件1 and 二号 for the title (GB/T 9704-2012, 7.3.7 and 7.3.1)."""


_PAGE_SLACK = 0.98
"""The part of a page that is filled; printer drivers make rows a little higher or lower."""


@dataclass(frozen=True)
class Paper:
    """A sheet of paper lying on its long side, its margins and the type size of the table on it."""

    name: str
    width: float
    height: float
    body_size: float
    row_padding: float
    side_margin: float
    top_margin: float
    bottom_margin: float
    footer_margin: float

    @property
    def table_width(self) -> float:
        """How wide the table may be so that it fits even where 宋体's digits are at their widest."""
        return (self.width - 2 * self.side_margin) * column_points(1) / WIDEST_DIGIT_POINTS

    @property
    def table_inset(self) -> float:
        """How far the table's edge lies within the side margin where Excel prints it."""
        return (self.width - self.table_width) / 2 - self.side_margin

    @property
    def page_height(self) -> float:
        """What a page holds between its top and bottom margins, safely."""
        return (self.height - self.top_margin - self.bottom_margin) * _PAGE_SLACK


PAPERS = {
    "A3": Paper(
        "A3",
        1190.55,
        841.89,
        body_size=10.5,
        row_padding=6,
        side_margin=18,
        top_margin=51,
        bottom_margin=57,
        footer_margin=26,
    ),
    "A4": Paper(
        "A4",
        841.89,
        595.28,
        body_size=9,
        row_padding=3,
        side_margin=14.4,
        top_margin=40,
        bottom_margin=41,
        footer_margin=16,
    ),
}
"""五号 on A3, 小五 on A4. At the sides the table keeps 2 cm more where Excel prints it."""
