"""The summary tabs: one module per tab, each with the painter of its figures and its TAB.

A new tab is a new module here and its place in :data:`TABS`.
"""

from __future__ import annotations

from typing import Any

from xlreport.sheets.summaries import (
    changes,
    deadlines,
    departments,
    leaders,
    overview,
    problems,
    returns,
    support,
)
from xlreport.sheets.summaries.tab import Tab

TABS: tuple[Tab[Any], ...] = (
    overview.TAB,
    changes.TAB,
    departments.TAB,
    leaders.TAB,
    deadlines.TAB,
    problems.TAB,
    support.TAB,
    returns.TAB,
)
"""All summary tabs in the order in which they stand in the workbook."""
