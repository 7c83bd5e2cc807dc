"""Sheet names and column headings: the only place where they are written down."""

from __future__ import annotations

from dataclasses import dataclass

TABLE_SHEET = "任务分工表"
DIRECTORY_SHEET = "单位名录"
SETTINGS_SHEET = "设置"
LEDGER_SHEET = "进展台账"
CHANGE_LOG_SHEET = "更新记录"
REGISTER_SHEET = "反馈登记"
SEND_LOG_SHEET = "发送记录"
FINDINGS_SHEET = "校验结果"
RULES_SHEET = "规则设置"
CONFUSIONS_SHEET = "易错词表"
ACCEPTED_SHEET = "已阅记录"
"""What the clerk chooses for 校验; the first validation makes these three."""
PREVIEW_SHEET = "合并预览"
NORMALISING_SHEET = "规范预览"
DIRECTORY_CHECK_SHEET = "名录核对"
REMINDER_SHEET = "催报名单"
PRINT_SHEET = "打印-任务分工表"
HISTORY_SHEET = "历次反馈"
IMPORT_REPORT_SHEET = "导入报告"
"""What was read, guessed and left out when the master was made."""
SUMMARY_OVERVIEW = "汇总-总览"
SUMMARY_CHANGES = "汇总-本期变化"
SUMMARY_DEPARTMENTS = "汇总-部门"
SUMMARY_LEADERS = "汇总-领导"
SUMMARY_DEADLINES = "汇总-时限"
SUMMARY_PROBLEMS = "汇总-问题清单"
SUMMARY_SUPPORT = "汇总-对上争取"
SUMMARY_RETURNS = "汇总-反馈情况"

DATA_SHEETS = (
    TABLE_SHEET,
    DIRECTORY_SHEET,
    SETTINGS_SHEET,
    LEDGER_SHEET,
    CHANGE_LOG_SHEET,
    REGISTER_SHEET,
    SEND_LOG_SHEET,
)
SUMMARY_SHEETS = (
    SUMMARY_OVERVIEW,
    SUMMARY_CHANGES,
    SUMMARY_DEPARTMENTS,
    SUMMARY_LEADERS,
    SUMMARY_DEADLINES,
    SUMMARY_PROBLEMS,
    SUMMARY_SUPPORT,
    SUMMARY_RETURNS,
)
FEEDBACK_SHEET = "反馈表"
INSTRUCTIONS_SHEET = "填报说明"
"""The two sheets of a department book."""
GENERATED_SHEETS = (
    FINDINGS_SHEET,
    NORMALISING_SHEET,
    DIRECTORY_CHECK_SHEET,
    PREVIEW_SHEET,
    REMINDER_SHEET,
    HISTORY_SHEET,
    *SUMMARY_SHEETS,
    PRINT_SHEET,
)


@dataclass(frozen=True)
class Column:
    """One of the 13 columns of the task table.

    ``code`` is the attribute of :class:`xlreport.core.model.Task`; ``heading`` is what the official
    table shows, line break included; ``aliases`` are other headings that mean the same column.
    """

    code: str
    heading: str
    aliases: tuple[str, ...] = ()


CATEGORY = Column("category", "类别", ("政策类别", "分类"))
NUMBER = Column("number", "序号", ("编号", "项目序号"))
CONTENT = Column(
    "content", "省政策清单内容", ("政策清单内容", "政策内容", "任务内容", "工作任务", "主要内容")
)
PROVINCIAL = Column("provincial", "省直责任部门", ("省级责任部门", "省直责任单位", "省责任部门"))
DEPARTMENTS = Column("departments", "区级责任部门", ("区级责任单位", "责任部门", "责任单位", "区直责任部门"))
LEADERS = Column("leaders", "分管区领导", ("区分管领导", "分管领导", "区领导"))
HEADS = Column("heads", "责任人（单位主要领导）", ("责任人", "单位主要领导", "单位主要负责人"))
CONTACTS = Column(
    "contacts", "工作联系人及联系方式", ("联系人及联系方式", "工作联系人及电话", "工作联系人", "联系人")
)
DEADLINE = Column("deadline", "工作时限", ("完成时限", "时限", "完成时间"))
REMARK = Column("remark", "备注", ("说明",))
SUPPORT = Column("support", "需对上\n争取的工作", ("对上争取", "需对上争取事项", "需向上争取的工作"))
PROBLEMS = Column("problems", "政策落实中存在的问题", ("存在的问题", "存在问题", "问题"))
PROGRESS = Column("progress", "政策落实情况", ("落实情况", "进展情况", "工作进展"))

COLUMNS = (
    CATEGORY,
    NUMBER,
    CONTENT,
    PROVINCIAL,
    DEPARTMENTS,
    LEADERS,
    HEADS,
    CONTACTS,
    DEADLINE,
    REMARK,
    SUPPORT,
    PROBLEMS,
    PROGRESS,
)
CONTEXT_COLUMNS = (
    NUMBER,
    CATEGORY,
    CONTENT,
    PROVINCIAL,
    DEPARTMENTS,
    LEADERS,
    HEADS,
    DEADLINE,
    REMARK,
)
"""What every department of a task may see of it, in the order of the department book."""
REPORTED_COLUMNS = (SUPPORT, PROBLEMS, PROGRESS)
STATUS = Column("status", "进展状态")
PREVIOUS = Column("previous", "上次填报\n（供对照，不用改）")
"""Columns that only a department book has: how far it has come, and what it said last time."""
ROW_ID_HEADING = "标识"
"""Heading of the hidden column of row ids in a department book."""
COLUMN_BY_CODE = {column.code: column for column in COLUMNS}
