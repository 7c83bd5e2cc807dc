"""What goes to one department: searched for what it must not see before it is written."""

from __future__ import annotations

from xlreport.books.package import package_texts
from xlreport.core.leaks import find_leaks, forbidden_texts
from xlreport.core.master import Master
from xlreport.errors import XlreportError


def safe_package(package: bytes, master: Master, department: str, name: str) -> bytes:
    """The bytes of a workbook for a department as given; ``name`` is what the clerk calls it.

    Raises XlreportError where it holds what the department must not see.
    """
    leaks = find_leaks(package_texts(package), forbidden_texts(master, department))
    if leaks:
        first = leaks[0]
        raise XlreportError(
            f"给{department}的{name}里会出现不该给它看的内容（{first.kind}“{first.text}”，共{len(leaks)}处）",
            untouched=f"没有生成任何{name}，总表没有改动",
            todo="请检查总表里该单位各项的内容、备注和本单位文字中是否夹带了这些内容，改正后重试",
        )
    return package
