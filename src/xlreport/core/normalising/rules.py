"""The corrections there are: each with a stable code, the columns it looks at, and what finds it.

A correction is one entry of ``RULES``; nothing else needs to know of it. They are tried in this order,
again and again until none finds anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from xlreport.core.normalising import characters, names, numbers, punctuation
from xlreport.core.normalising.draft import Draft, Edit, Revision
from xlreport.core.normalising.surroundings import Surroundings
from xlreport.core.schema import (
    CATEGORY,
    COLUMNS,
    CONTACTS,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    HEADS,
    LEADERS,
    NUMBER,
    PROBLEMS,
    PROGRESS,
    PROVINCIAL,
    REMARK,
    REPORTED_COLUMNS,
    SUPPORT,
    Column,
)
from xlreport.core.text import is_blank
from xlreport.core.wording.marks import INVISIBLE

PROSE = (CONTENT, REMARK, SUPPORT, PROBLEMS, PROGRESS)
NAMES_AND_PROSE = (CATEGORY, PROVINCIAL, DEPARTMENTS, DEADLINE, *PROSE)
ALL = tuple(column for column in COLUMNS if column is not NUMBER)
"""The number of a task is read as a number and needs no correction."""

_MOST_ROUNDS = 8
"""How often all rules are tried; two rounds are enough but for texts made to be difficult."""


@dataclass(frozen=True)
class CorrectionRule:
    """One kind of correction.

    ``description`` is a sentence in Chinese, ``example`` shows before and after. ``find`` gives every
    place in a text where it applies.
    """

    code: str
    title: str
    description: str
    example: str
    columns: tuple[Column, ...]
    find: Callable[[str, Surroundings], Iterable[Edit]] = field(repr=False)


RULES = (
    CorrectionRule(
        "N801",
        "不可见字符",
        "删去零宽字符、控制字符。",
        "政策（看不见的字符）落实 → 政策落实",
        ALL,
        characters.invisible,
    ),
    CorrectionRule(
        "N802",
        "首尾空白",
        "删去一格开头、末尾和每行末尾的空白。",
        "“已完成。␣” → “已完成。”",
        ALL,
        characters.edges,
    ),
    CorrectionRule(
        "N803", "全角数字字母", "数字、字母用半角。", "２０２３年 → 2023年", ALL, characters.wide_characters
    ),
    CorrectionRule("N821", "百分号", "百分号用半角。", "50％ → 50%", NAMES_AND_PROSE, numbers.per_cent),
    CorrectionRule(
        "N822",
        "千位分隔",
        "千位分隔用半角逗号；“100，200”可能是并列的两个数，不改。",
        "1，000万元 → 1,000万元",
        NAMES_AND_PROSE,
        numbers.grouped,
    ),
    CorrectionRule(
        "N823",
        "数值范围",
        "从小到大的两个数，后面有单位的，用一字线；已经用浪纹线的不改；文号、日期、电话不改。",
        "5-7家 → 5—7家",
        PROSE,
        numbers.ranges,
    ),
    CorrectionRule(
        "N824",
        "月日补零",
        "月、日前面不补零。",
        "2023年06月05日 → 2023年6月5日",
        (DEADLINE, *PROSE),
        numbers.leading_zeros,
    ),
    CorrectionRule(
        "N825",
        "时限的日期",
        "时限里的日期写成年月日；日历上没有的不改。",
        "2023-12-31前 → 2023年12月31日前",
        (DEADLINE,),
        numbers.days,
    ),
    CorrectionRule(
        "N831",
        "署名写法",
        "几个部门的事项，署名顶格、用全称，部门之间用顿号，后面用全角冒号。",
        "␣区科技局和区财政局: → 区科技局、区财政局：",
        REPORTED_COLUMNS,
        names.prefixes,
    ),
    CorrectionRule(
        "N832",
        "部门名称",
        "名录里的别名改为全称，删去名称里的空白；一个别名属于几个单位的不改。",
        "区财政 → 区财政局",
        (DEPARTMENTS, PROVINCIAL),
        names.office_names,
    ),
    CorrectionRule(
        "N833",
        "部门分隔",
        "部门之间用顿号。只用空格、换行隔开的，每一个都是认得的部门才改。",
        "区科技局，区财政局 → 区科技局、区财政局",
        (DEPARTMENTS, PROVINCIAL),
        names.office_separators,
    ),
    CorrectionRule(
        "N834",
        "人名分隔",
        "领导之间、责任人之间按本栏多数的写法分隔。",
        "闫立彬,高博 → 各占一行",
        (LEADERS, HEADS),
        names.people_separators,
    ),
    CorrectionRule(
        "N835",
        "人名写法",
        "同一个人按多数的写法，如两个字的名字中间空两格。",
        "丁一 → 丁  一",
        (LEADERS, HEADS),
        names.spellings,
    ),
    CorrectionRule(
        "N836",
        "电话写法",
        "号码里没有空格、括号，区号后用短横，分机用“转”；位数不对的不改。",
        "（0531）8811 2936 → 0531-88112936",
        (CONTACTS,),
        names.phones,
    ),
    CorrectionRule(
        "N804",
        "多余的空格",
        "中文之间、数字和单位之间没有空格；人名里的、三个以上当间隔用的不改。",
        "工作 要求 → 工作要求",
        (CATEGORY, *PROSE),
        characters.spaces,
    ),
    CorrectionRule(
        "N805",
        "时限里的空格",
        "时限里没有空格。",
        "2023 年 6 月底前 → 2023年6月底前",
        (DEADLINE,),
        characters.spaces_in_dates,
    ),
    CorrectionRule(
        "N806",
        "空行",
        "段落之间不空行。",
        "第一段。↵↵第二段。 → 第一段。↵第二段。",
        PROSE,
        characters.blank_lines,
    ),
    CorrectionRule(
        "N811",
        "序号写法",
        "“一”“二”等序号后面用顿号。",
        "一.加强领导 → 一、加强领导",
        PROSE,
        punctuation.ordinals,
    ),
    CorrectionRule(
        "N812",
        "省略号",
        "省略号是六个点。",
        "等等... → 等等……",
        PROSE,
        punctuation.ellipses,
    ),
    CorrectionRule(
        "N813",
        "半角句号",
        "中文句子用“。”；小数、编号不改。",
        "报销比例为60%. → 报销比例为60%。",
        PROSE,
        punctuation.full_stops,
    ),
    CorrectionRule(
        "N814",
        "半角标点",
        "中文里的逗号、分号、冒号、叹号、问号用全角。",
        "新措施,不断 → 新措施，不断",
        NAMES_AND_PROSE,
        punctuation.half_width,
    ),
    CorrectionRule(
        "N815",
        "半角括号",
        "括着中文的一对括号用全角。",
        "(质量比) → （质量比）",
        NAMES_AND_PROSE,
        punctuation.brackets,
    ),
    CorrectionRule(
        "N816", "引号", "成对的直引号改为“”。", '"十强产业" → “十强产业”', PROSE, punctuation.quotation_marks
    ),
    CorrectionRule(
        "N817", "书名号", "文件名称用书名号。", "<实施办法> → 《实施办法》", PROSE, punctuation.title_marks
    ),
    CorrectionRule(
        "N818", "破折号", "破折号占两个字。", "目标--全覆盖 → 目标——全覆盖", PROSE, punctuation.dashes
    ),
    CorrectionRule(
        "N819",
        "标点重复",
        "同一个标点连写的，只留一个；两个不同的不知道该留哪个，不改。",
        "已完成。。 → 已完成。",
        NAMES_AND_PROSE,
        punctuation.repeated,
    ),
    CorrectionRule(
        "N841",
        "多余的顿号",
        "相邻的书名号、引号之间，“等”的前面，不用顿号。",
        "《甲》、《乙》 → 《甲》《乙》",
        PROSE,
        punctuation.needless,
    ),
    CorrectionRule(
        "N842",
        "文号括号",
        "文号的年份用六角括号，序号不加“第”字、不补零。",
        "鲁政发[2023]5号 → 鲁政发〔2023〕5号",
        PROSE,
        punctuation.document_numbers,
    ),
)
TITLES = {rule.code: rule.title for rule in RULES}


def revise(text: str, around: Surroundings) -> tuple[Revision, ...]:
    """Every correction of a text, by its place; all of them carried out leave nothing to correct.

    A cell that is blank stays as it is, but for characters that nobody sees.
    """
    if is_blank(text) and not INVISIBLE.search(text):
        return ()
    draft = Draft(text)
    rules = [rule for rule in RULES if any(column.code == around.column for column in rule.columns)]
    for _ in range(_MOST_ROUNDS):
        found = [draft.revise(rule.code, rule.find(draft.text, around)) for rule in rules]
        if not any(found):
            break
    return draft.revisions()
