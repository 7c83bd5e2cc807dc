"""导入: a foreign document becomes a new master workbook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xlreport.books.file import FileBook, backup_file, refuse_if_open, require_xlsx_name
from xlreport.core.importing.inference import infer_directory
from xlreport.core.importing.records import UNTOUCHED, ImportedTable
from xlreport.core.master.directory import Directory
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    DIRECTORY_SHEET,
    LEDGER_SHEET,
    REGISTER_SHEET,
    SEND_LOG_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.errors import WorkbookError
from xlreport.sheets.master.records import (
    change_log_painter,
    directory_painter,
    ledger_painter,
    register_painter,
    send_log_painter,
    settings_painter,
)
from xlreport.sheets.master.table import table_painter
from xlreport.sources import read_source
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class ImportResult:
    """The master made, what was read, and the backup of the file it replaced, if any."""

    path: Path
    imported: ImportedTable
    directory: Directory
    backup: Path | None

    def as_json(self) -> dict[str, Any]:
        return {
            "master": str(self.path),
            "tasks": len(self.imported.table.tasks),
            "departments": len(self.directory.departments),
            "notes": [asdict(note) for note in self.imported.notes],
            "backup": str(self.backup) if self.backup else None,
        }


def import_table(source: Path, target: Path, ui: Ui, *, overwrite: bool = False) -> ImportResult:
    """Read a source and make a master of it; nothing is written where it cannot be read.

    An existing master is replaced only with ``overwrite``, and is backed up first; the source itself
    is never replaced.
    """
    require_xlsx_name(target)
    imported = read_source(source)
    _refuse_replacing_the_source(source, target)
    directory = Directory(infer_directory(imported.table.tasks))
    backup = _backup_if_replaced(target) if overwrite else None
    painters = {
        TABLE_SHEET: table_painter(imported.table),
        DIRECTORY_SHEET: directory_painter(directory),
        SETTINGS_SHEET: settings_painter({}),
        LEDGER_SHEET: ledger_painter(),
        CHANGE_LOG_SHEET: change_log_painter(),
        REGISTER_SHEET: register_painter(),
        SEND_LOG_SHEET: send_log_painter(),
    }
    book = FileBook.create(target, painters, overwrite=overwrite)
    for note in imported.notes:
        ui.info(f"{note.kind}：{note.message}")
    ui.info(
        f"已从“{source.name}”导入{len(imported.table.tasks)}项任务、{len(directory.departments)}个部门，"
        f"总表：{book.path}"
    )
    if backup is not None:
        ui.warn(f"“{target.name}”已整个换新，原来的单位名录、设置、进展台账和更新记录只在备份里")
    open_points = [d.name for d in directory.departments if "待核实" in d.remark]
    if open_points:
        ui.warn(f"单位名录里{len(open_points)}个部门有待核实的内容，请补全：{'、'.join(open_points)}")
    return ImportResult(book.path, imported, directory, backup)


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
