"""Carrying out a plan in an open workbook whole or not at all.

First everything is looked at and kept that it takes to put things back, and the changes to come are
remembered in a file. Then they are made one after another. Where the application refuses in the middle,
what was made is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import xlwings as xw

from xlreport.books.live.application import Application
from xlreport.books.live.changes import (
    CellsWritten,
    Change,
    NameDefined,
    RulesReplaced,
    SheetAdded,
    SheetRefilled,
    Unfinished,
)
from xlreport.books.live.complaints import CLOSED, Complaint, complaint_of, is_closed
from xlreport.books.live.painting import TemporaryWorkbook, copy_after
from xlreport.books.live.patience import Patience
from xlreport.books.live.plan import Plan, Rules
from xlreport.books.live.putting_back import formulas_on, put_back, refill, replace_rules, rules_on
from xlreport.books.live.writing import surroundings_of, where, write_cells
from xlreport.books.port import Grid
from xlreport.errors import WorkbookError, XlreportError

UNTOUCHED = "总表没有改动"
_PUT_BACK = "已经写进去的都恢复了原样，总表没有改动"
_CLOSED = "没有保存过的改动不会留在文件里"


@dataclass(frozen=True)
class Step:
    """A change, and what makes it."""

    change: Change
    make: Callable[[], object]


class CarryingOut:
    """One plan on its way into a workbook.

    ``seen`` are the grids that the action has worked from. ``standing`` tells the clerk, as a clause,
    what is so of the workbook.
    """

    def __init__(
        self,
        book: xw.Book,
        application: Application,
        unfinished: Unfinished,
        seen: Mapping[str, Grid],
        standing: str,
    ) -> None:
        self._book = book
        self._app = book.app  # asked for now: later the application may take no calls
        self._name = book.name
        self._application = application
        self._unfinished = unfinished
        self._seen = seen
        self._patience = Patience()
        self.standing = standing
        self.remarks: list[str] = []

    def run(self, plan: Plan, afterwards: Callable[[], object]) -> None:
        """Make all changes and what comes afterwards, such as saving; raises where that cannot be.

        Errors of the application that mean something to a clerk are raised as WorkbookError; their
        ``untouched``, like ``standing``, says what is so.
        """
        temporary: TemporaryWorkbook | None = None
        begun: list[Change] = []
        left: list[Change] = []
        try:
            package, formulas = plan.painted.package() if plan.painted.names else (b"", {})
            if package:
                temporary = TemporaryWorkbook(self._app, package)
            steps = self._steps(plan, temporary, formulas)
            self._unfinished.keep([step.change for step in steps], _name_of(temporary))
            for step in steps:
                begun.append(step.change)
                step.make()
            afterwards()
            self._remark(plan, steps)
        except Exception as error:
            closed = is_closed(self._app, self._name)
            left = begun if closed else put_back(self._book, self._application, begun, self._patience)
            if begun:
                self.standing = _joined(self.standing, _CLOSED if closed else _as_it_stands(left))
            raise self._told(error, CLOSED if closed else complaint_of(error)) from error
        finally:
            if (temporary is not None and not temporary.close(self._patience)) or left:
                self._unfinished.keep(left, _name_of(temporary))
            else:
                self._unfinished.forget()

    def _remark(self, plan: Plan, steps: list[Step]) -> None:
        """Note what this application could not bring into sheets that were filled anew."""
        for step in steps:
            if isinstance(step.change, SheetRefilled):
                lost = plan.painted.parts_of(step.change.sheet) & self._application.refill_loses
                if lost:
                    parts = "、".join(sorted(lost))
                    self.remarks.append(
                        f"“{step.change.sheet}”重新填写时，这台电脑上的 Excel 带不上{parts}；"
                        "需要时请删去这张表，再点一次按钮，就是全的"
                    )

    def _told(self, error: Exception, complaint: Complaint | None) -> Exception:
        """An error as a clerk should hear of it; one that nobody expected as it is."""
        if isinstance(error, XlreportError):
            return WorkbookError(error.happened, untouched=self.standing, todo=error.todo)
        if complaint is not None:
            return WorkbookError(complaint.happened, untouched=self.standing, todo=complaint.todo)
        return error

    def _steps(
        self,
        plan: Plan,
        temporary: TemporaryWorkbook | None,
        formulas: Mapping[str, Mapping[tuple[int, int], str]],
    ) -> list[Step]:
        """The changes in the order in which they are made, with all that it takes to put them back."""
        steps: list[Step] = []
        if temporary is not None:
            existing = self._application.sheet_names(self._book)
            steps += [self._putting(temporary, name, existing, formulas[name]) for name in plan.painted.names]
        steps += [self._writing(sheet, cells) for sheet, cells in plan.cells.items()]
        steps += [self._naming(name, f"={reference}") for name, reference in plan.names.items()]
        steps += [self._highlighting(rules) for rules in plan.rules]
        return steps

    def _putting(
        self,
        temporary: TemporaryWorkbook,
        name: str,
        existing: list[str],
        formulas: Mapping[tuple[int, int], str],
    ) -> Step:
        painted = temporary.book.sheets[name]
        change: Change
        if name in existing:
            target = self._book.sheets[name]
            copy_after(target, temporary.book.sheets[-1])
            kept = temporary.book.sheets[-1].name
            change = SheetRefilled(name, temporary.path.name, kept, formulas_on(target))
            fill = partial(refill, self._application, painted, target)
        else:
            change = SheetAdded(name)
            fill = partial(self._add, painted)

        def make() -> None:
            fill()
            self._application.cut_links(self._book, temporary.path)
            for (row, column), formula in formulas.items():
                self._book.sheets[name].range((row, column)).formula = formula

        return Step(change, make)

    def _add(self, painted: xw.Sheet) -> None:
        """Add a copy of a painted sheet last, and leave the sheet in front that was there before."""
        front = self._book.sheets.active
        copy_after(painted, self._book.sheets[-1])
        front.activate()

    def _writing(self, name: str, cells: Mapping[tuple[int, int], str | int]) -> Step:
        sheet = self._book.sheets[name]
        around = surroundings_of(sheet, self._application, list(cells))
        before = {place: around.contents[place] for place in cells}
        seen = self._seen.get(name)
        for (row, column), content in before.items():
            known = seen.value(row, column) if seen is not None else content
            if known != content and isinstance(content, (str, type(None))):
                raise WorkbookError(
                    f"{where(name, row, column)}在处理过程中被人改动了",
                    untouched=self.standing,
                    todo="请等按钮做完再编辑，然后再点一次",
                )
        return Step(
            CellsWritten(name, before, dict(cells)),
            partial(write_cells, sheet, self._application, cells, around),
        )

    def _naming(self, name: str, reference: str) -> Step:
        names = self._book.names
        before = names[name].refers_to if names.contains(name) else None
        return Step(NameDefined(name, before, reference), partial(names.add, name, reference))

    def _highlighting(self, rules: Rules) -> Step:
        sheet, new = (
            self._book.sheets[rules.sheet],
            tuple((own.formula, own.fill) for own in rules.highlights),
        )
        formulas = [formula for formula, _ in new]
        before = rules_on(sheet, self._application, rules.area, formulas)
        return Step(
            RulesReplaced(rules.sheet, rules.area, before, new),
            partial(replace_rules, sheet, self._application, rules.area, before, new),
        )


def _joined(before: str, now: str) -> str:
    """What was so before this plan, where an earlier one was carried out, and what is so now."""
    return now if before == UNTOUCHED else f"{before}；后来的{now}"


def _as_it_stands(left: list[Change]) -> str:
    """What is so of a workbook in which changes were begun and all but some put back."""
    if not left:
        return _PUT_BACK
    sheets = "、".join(dict.fromkeys(f"“{_sheet_of(change)}”" for change in left))
    return f"{sheets}只改了一部分，还没能恢复（请先不要保存；下一次点按钮时程序会先恢复）"


def _name_of(temporary: TemporaryWorkbook | None) -> str:
    return temporary.path.name if temporary is not None else ""


def _sheet_of(change: Change) -> str:
    return change.name if isinstance(change, NameDefined) else change.sheet
