"""The sheet 汇总-对上争取."""

from __future__ import annotations

from functools import partial

from xlreport.core.schema import SUMMARY_SUPPORT, SUPPORT
from xlreport.core.summaries.remarks import remark_list
from xlreport.sheets.summaries.remarks import paint_remarks
from xlreport.sheets.summaries.tab import Tab

TAB = Tab(
    SUMMARY_SUPPORT,
    partial(remark_list, code=SUPPORT.code),
    partial(
        paint_remarks,
        title="需对上争取的工作清单",
        heading="需对上争取的工作",
        nothing="目前各部门都没有提出需对上争取的工作。",
    ),
)
