"""The sheet 汇总-问题清单."""

from __future__ import annotations

from functools import partial

from xlreport.core.schema import PROBLEMS, SUMMARY_PROBLEMS
from xlreport.core.summaries.remarks import remark_list
from xlreport.sheets.summaries.remarks import paint_remarks
from xlreport.sheets.summaries.tab import Tab

TAB = Tab(
    SUMMARY_PROBLEMS,
    partial(remark_list, code=PROBLEMS.code),
    partial(
        paint_remarks,
        title="政策落实中存在的问题清单",
        heading="存在的问题",
        nothing="目前各部门都没有反映问题。",
    ),
)
