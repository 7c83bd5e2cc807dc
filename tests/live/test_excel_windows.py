"""What is asked of Excel for Windows in its own terms, on stand-ins for its COM objects."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xlreport.books.live.complaints import complaint_of
from xlreport.books.live.excel_windows import _EVEN_FOOTERS, _PAGE_PROPERTIES, WindowsExcel
from xlreport.errors import WorkbookError


class PageSetup(SimpleNamespace):
    """A PageSetup that keeps the names of the properties set on it."""

    def __init__(self, **values: object) -> None:
        even = SimpleNamespace(**{name: SimpleNamespace(Text="") for name in _EVEN_FOOTERS})
        super().__init__(**dict.fromkeys(_PAGE_PROPERTIES, ""), EvenPage=even)
        self.__dict__.update(values, touched=[])

    def __setattr__(self, name: str, value: object) -> None:
        self.__dict__[name] = value
        self.__dict__["touched"].append(name)


def sheet(setup: PageSetup, *, filtered: str = "", breaks: tuple[str, ...] = ()) -> Any:
    """A sheet with this page setup, filter and manual page breaks, and a list of what is done to it."""
    done: list[str] = []

    class Breaks(list[Any]):
        def Add(self, place: Any) -> None:  # noqa: N802  # Excel's name
            done.append(f"break {place.at}")

    api = SimpleNamespace(
        PageSetup=setup,
        AutoFilterMode=bool(filtered),
        AutoFilter=SimpleNamespace(Range=SimpleNamespace(Address=filtered)),
        HPageBreaks=Breaks(
            SimpleNamespace(Type=-4135, Location=SimpleNamespace(Address=at)) for at in breaks
        ),
        ResetAllPageBreaks=lambda: done.append("no breaks"),
        Range=lambda at: SimpleNamespace(at=at, AutoFilter=lambda: done.append(f"filter {at}")),
    )
    application = SimpleNamespace(PrintCommunication=True)
    book = SimpleNamespace(app=SimpleNamespace(api=application))
    return SimpleNamespace(api=api, book=book, done=done)


def test_only_what_differs_of_the_page_setup_is_set() -> None:
    source, target = PageSetup(Orientation=2, PaperSize=8, Zoom=False), PageSetup(Orientation=2, PaperSize=9)
    target_sheet = sheet(target)
    WindowsExcel().copy_layout(sheet(source), target_sheet)
    assert target.touched == ["PaperSize", "Zoom"]
    assert target_sheet.book.app.api.PrintCommunication is True


def test_the_last_row_is_looked_for_in_rows_that_a_filter_hides() -> None:
    asked: list[tuple[object, ...]] = []

    def find(*how: object) -> Any:
        asked.append(how)
        return SimpleNamespace(Row=25_000) if how[2] == -4123 else None

    cells: Any = SimpleNamespace(api=SimpleNamespace(Cells=lambda row, column: (row, column), Find=find))
    assert WindowsExcel().last_filled_row(cells) == 25_000
    assert asked == [("*", (1, 1), -4123, 2, 1, 2)]


def test_page_breaks_and_filter_come_along() -> None:
    target = sheet(PageSetup())
    WindowsExcel().copy_layout(sheet(PageSetup(), filtered="$A$3:$H$20", breaks=("$A$9", "$A$17")), target)
    assert target.done == ["no breaks", "break $A$9", "break $A$17", "filter $A$3:$H$20"]


def test_only_links_to_the_temporary_workbook_are_turned() -> None:
    turned: list[tuple[str, str, int]] = []
    api = SimpleNamespace(
        FullName="C:\\总表.xlsx",
        LinkSources=lambda kind: ("C:/temp/XLREPORT-1.xlsx", "D:/别的.xlsx"),
        ChangeLink=lambda *given: turned.append(given),
    )
    WindowsExcel().cut_links(SimpleNamespace(api=api), Path("xlreport-1.xlsx"))  # type: ignore[arg-type]
    assert turned == [("C:/temp/XLREPORT-1.xlsx", "C:\\总表.xlsx", 1)]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (type("com_error", (Exception,), {"hresult": -2147418111})(), "按回车或 Esc"),
        (type("com_error", (Exception,), {"hresult": -2146777998})(), "按回车或 Esc"),
        (type("ExcelBusyError", (Exception,), {})(), "按回车或 Esc"),
        (
            type(
                "com_error", (Exception,), {"hresult": 1, "excepinfo": (0, "Excel", "磁盘已满。", "", 0, 0)}
            )(),
            "没有照办：磁盘已满",
        ),
        (type("DisposedException", (Exception,), {})(), "被关闭了"),
    ],
)
def test_an_applications_error_becomes_a_sentence(error: Exception, text: str) -> None:
    complaint = complaint_of(error)
    assert complaint is not None and text in f"{complaint.happened}。{complaint.todo}"


def test_an_error_of_our_own_is_left_to_the_log() -> None:
    assert complaint_of(KeyError("x")) is None


def test_wps_behind_excels_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlreport.books.live.excel_windows._wait_no_longer", lambda: None)
    app = SimpleNamespace(api=SimpleNamespace(Name="WPS 表格"))
    with pytest.raises(WorkbookError, match=r"WPS 表格.*只能在 Microsoft Excel 里用"):
        WindowsExcel().require_supported(app)  # type: ignore[arg-type]
