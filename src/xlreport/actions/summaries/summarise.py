"""汇总: counts what the master says on a day and fills the summary tabs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.master.periods import shown_period
from xlreport.core.schema import SUMMARY_OVERVIEW
from xlreport.desk.master.opening import read_master
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class SummariseResult:
    """What the tabs show: the figures of each, by sheet name, and the day and period they are of.

    ``backup`` is where the master lies as it was before.
    """

    as_of: date
    period: str
    figures: dict[str, Any]
    backup: Path

    def as_json(self) -> dict[str, Any]:
        """The figures as plain dictionaries, lists, texts and numbers; days as 2023-12-31."""
        tabs = {sheet: asdict(figures) for sheet, figures in self.figures.items()}
        shown = {"as_of": self.as_of, "period": self.period, "tabs": tabs}
        plain: dict[str, Any] = json.loads(json.dumps(shown, default=date.isoformat, ensure_ascii=False))
        return plain


def summarise(book: Book, ui: Ui, *, as_of: date, period: str = "") -> SummariseResult:
    """Fill the summary tabs with the figures as of a day and save the workbook.

    ``period`` is the period whose answers are counted: else the settings', else the last one in the
    ledger, else the month of ``as_of``. Raises WorkbookError where a data sheet is missing.
    """
    # pandas takes a third of a second to load, which the other commands need not wait for
    from xlreport.core.summaries.survey import Survey  # noqa: PLC0415
    from xlreport.drawing.layout import Head  # noqa: PLC0415
    from xlreport.sheets.summaries import TABS  # noqa: PLC0415

    master = read_master(book)
    chosen = shown_period(period, master.settings, master.ledger, as_of)
    survey = Survey(master, as_of, chosen)
    head = Head("".join(master.table.title), as_of, chosen)
    figures: dict[str, Any] = {}
    backup = book.backup()
    for tab in ui.track(TABS, "生成汇总表"):
        figures[tab.sheet] = tab.figures(survey)
        book.put(tab.sheet, tab.painter(figures[tab.sheet], head))
    book.finish()
    _show(ui, figures[SUMMARY_OVERVIEW])
    return SummariseResult(as_of, chosen, figures, backup)


def _show(ui: Ui, figures: Any) -> None:
    """The key figures, by category."""
    rows = [
        (
            own.category,
            str(own.tasks),
            str(own.departments),
            f"{own.reported}/{own.shares}",
            str(own.problems),
            str(own.support),
        )
        for own in (*figures.categories, figures.total)
    ]
    ui.table("汇总", ("类别", "任务", "责任部门", "已填报项次", "存在问题", "对上争取"), rows)
    if figures.answers.from_ledger:
        ui.info(f"本期（{figures.period}）已反馈{figures.answers.answered}/{figures.answers.asked}项次")
    ui.info(f"已逾期{figures.overdue}项，30日内到期{figures.due_soon}项")
