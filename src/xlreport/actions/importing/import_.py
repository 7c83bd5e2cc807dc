"""导入: one task list of a foreign document becomes a new master workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xlreport.actions.importing.deciding import Decided, decide
from xlreport.books.file import FileBook, backup_file, refuse_if_open, require_xlsx_name
from xlreport.books.port import Book
from xlreport.core.importing.inference import infer_directory
from xlreport.core.importing.raw import UNTOUCHED
from xlreport.core.importing.records import ImportedTable
from xlreport.core.master.directory import Directory
from xlreport.core.master.settings import read_settings
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    DIRECTORY_SHEET,
    IMPORT_REPORT_SHEET,
    LEDGER_SHEET,
    REGISTER_SHEET,
    SEND_LOG_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.core.text import as_text
from xlreport.drawing.painter import Painter
from xlreport.errors import WorkbookError
from xlreport.sheets.importing.report import import_report_painter
from xlreport.sheets.master.records import (
    change_log_painter,
    directory_painter,
    ledger_painter,
    register_painter,
    send_log_painter,
    settings_painter,
)
from xlreport.sheets.master.table import table_painter
from xlreport.ui.port import Ui

COLUMNS_SETTING = "import_columns"


@dataclass(frozen=True)
class ImportResult:
    """The master made, what was read, and the backup of the file it replaced, if any.

    ``mapping`` is what the clerk said headings mean, as the master remembers it.
    """

    path: Path
    imported: ImportedTable
    directory: Directory
    backup: Path | None
    mapping: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "master": str(self.path),
            "label": self.imported.table.label,
            "title": list(self.imported.table.title),
            "tasks": len(self.imported.table.tasks),
            "departments": len(self.directory.departments),
            "mapping": list(self.mapping),
            "notes": [asdict(note) for note in self.imported.notes],
            "backup": str(self.backup) if self.backup else None,
        }


def import_table(
    source: Path,
    target: Path,
    ui: Ui,
    *,
    overwrite: bool = False,
    table: int | None = None,
    mapping: tuple[str, ...] = (),
    memory: Book | None = None,
) -> ImportResult:
    """Read a list of a source and make a master of it; nothing is written where it cannot be read.

    ``table`` chooses among several lists, ``mapping`` says what headings mean (``目标任务=省政策清单内容``).
    What is needed and not given is asked through the Ui. The master ``memory``, or the one to be replaced,
    remembers what headings meant before. An existing master is replaced only with ``overwrite``, and is
    backed up first; the source itself is never replaced.
    """
    require_xlsx_name(target)
    replaced = target if overwrite and target.exists() else None
    remembered = remembered_mapping(memory) if memory is not None else _remembered_by(replaced)
    decided = decide(source, ui, table, mapping, remembered)
    imported = decided.imported
    _refuse_replacing_the_source(source, target)
    directory = Directory(infer_directory(imported.table.tasks))
    backup = _backup_if_replaced(target) if overwrite else None
    book = FileBook.create(target, _painters(source, decided, directory), overwrite=overwrite)
    for note in imported.notes:
        ui.info(f"{note.kind}：{note.message}")
    ui.info(
        f"已从“{source.name}”导入{len(imported.table.tasks)}项任务、{len(directory.departments)}个部门，"
        f"总表：{book.path}"
    )
    _warn(ui, target, directory, backup)
    return ImportResult(book.path, imported, directory, backup, decided.mapping)


def remembered_mapping(book: Book) -> tuple[str, ...]:
    """What headings meant in earlier imports, as the settings of a workbook keep it."""
    if SETTINGS_SHEET not in book.sheet_names():
        return ()
    rows = [[as_text(value) for value in row] for row in book.read(SETTINGS_SHEET).rows]
    text = read_settings(rows).value(COLUMNS_SETTING)
    return tuple(part.strip() for part in text.replace(";", "；").split("；") if part.strip())


def _remembered_by(replaced: Path | None) -> tuple[str, ...]:
    """What a master that is to be replaced remembers; a damaged one, which may be why, remembers nothing."""
    try:
        return remembered_mapping(FileBook(replaced)) if replaced is not None else ()
    except WorkbookError:
        return ()


def _painters(source: Path, decided: Decided, directory: Directory) -> Mapping[str, Painter]:
    return {
        TABLE_SHEET: table_painter(decided.imported.table),
        DIRECTORY_SHEET: directory_painter(directory),
        SETTINGS_SHEET: settings_painter({COLUMNS_SETTING: "；".join(decided.mapping)}),
        LEDGER_SHEET: ledger_painter(),
        CHANGE_LOG_SHEET: change_log_painter(),
        REGISTER_SHEET: register_painter(),
        SEND_LOG_SHEET: send_log_painter(),
        IMPORT_REPORT_SHEET: import_report_painter(source.name, decided.imported.notes),
    }


def _warn(ui: Ui, target: Path, directory: Directory, backup: Path | None) -> None:
    if backup is not None:
        ui.warn(f"“{target.name}”已整个换新，原来的单位名录、设置、进展台账和更新记录只在备份里")
    open_points = [d.name for d in directory.departments if "待核实" in d.remark]
    if open_points:
        ui.warn(f"单位名录里{len(open_points)}个部门有待核实的内容，请补全：{'、'.join(open_points)}")


def _refuse_replacing_the_source(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        raise WorkbookError(
            f"来源和要生成的总表是同一个文件“{target.name}”",
            untouched=UNTOUCHED,
            todo="请给总表另起一个文件名",
        )


def _backup_if_replaced(target: Path) -> Path | None:
    """Keep a copy of a master that is about to be replaced; None where there is none."""
    if not target.exists():
        return None
    refuse_if_open(target)
    return backup_file(target)
