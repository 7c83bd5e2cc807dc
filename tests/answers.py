"""What departments do to their books, for tests: filling in, and everything else."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.master.table import match_headings
from xlreport.core.schema import FEEDBACK_SHEET, PREVIOUS, REPORTED_COLUMNS, STATUS

Texts = Mapping[str, str]


def places(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The 1-based heading row of a department book and the 1-based column of each column code."""
    for row in sheet.iter_rows():
        texts = [str(cell.value or "") for cell in row]
        found = match_headings(texts)
        found.update({c.code: texts.index(c.heading) for c in (STATUS, PREVIOUS) if c.heading in texts})
        if "number" in found and "progress" in found:
            return row[0].row, {code: position + 1 for code, position in found.items()}
    raise AssertionError("no headings")


def fill(path: Path, answers: Mapping[str, Texts], target: Path | None = None) -> Path:
    """Type answers into a department book by task number and column code, and save it as Excel would."""

    def type_in(sheet: Worksheet) -> None:
        header_row, columns = places(sheet)
        for row in range(header_row + 1, sheet.max_row + 1):
            for code, text in answers.get(str(sheet.cell(row, columns["number"]).value), {}).items():
                cell = sheet.cell(row, columns[code])
                cell.value = text or None
                if text:
                    cell.data_type = "s"

    return edit(path, type_in, target)


def edit(path: Path, change: Callable[[Worksheet], None], target: Path | None = None) -> Path:
    """Change the sheet of a department book in any way and save it, under another name if given."""
    workbook = load_workbook(path)
    change(workbook[FEEDBACK_SHEET])
    target = target or path
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def texts_in(path: Path) -> dict[str, dict[str, str]]:
    """The three texts of every task in a department book, by task number and column code."""
    sheet = load_workbook(path)[FEEDBACK_SHEET]
    header_row, columns = places(sheet)
    return {
        str(sheet.cell(row, columns["number"]).value): {
            column.code: str(sheet.cell(row, columns[column.code]).value or "") for column in REPORTED_COLUMNS
        }
        for row in range(header_row + 1, sheet.max_row + 1)
    }


def set_saved_time(path: Path, when: datetime) -> None:
    """Save a file as if at this time (openpyxl stamps the time of saving itself)."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode()
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(name, data)


def saved_by_libreoffice(soffice: str, path: Path, kind: str, folder: Path) -> Path:
    """The file as LibreOffice saves it in this format."""
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / "out"), str(path)]
    for _ in range(2):  # the first start of a fresh profile may end with status 81
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0:
            break
    return folder / "out" / f"{path.stem}.{kind}"
