"""W571–W574: numbers of persons that do not belong into a table that goes round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.cn import ric

from xlreport.core.model import Severity
from xlreport.core.schema import COLUMNS
from xlreport.core.validation.catalogue import Rule
from xlreport.core.validation.scanning import PROSE, Span, Text, pattern_rule, place_rule

_LONG_NUMBER = re.compile(r"(?<![\dA-Za-z.])\d(?:[ \-]?\d){13,18}[ ]?[Xx]?(?![\dA-Za-z])")
_BIRTH = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_OLD_ID = re.compile(r"[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")


def _bare(text: str) -> str:
    return re.sub(r"[ \-]", "", text)


def _is_identity(number: str) -> bool:
    """Whether this is an identity number, or one with a slip: 18 characters with a birthday inside."""
    return bool(ric.is_valid(number) or _BIRTH.fullmatch(number) or _OLD_ID.fullmatch(number))


def _identity_numbers(text: str) -> Iterator[Span]:
    for found in _LONG_NUMBER.finditer(text):
        if _is_identity(_bare(found.group())):
            yield found.span()


def _card_numbers(text: str) -> Iterator[Span]:
    """Bank cards: 16 to 19 digits that start like one and whose check digit is right (ISO/IEC 7812-1)."""
    for found in _LONG_NUMBER.finditer(text):
        number = _bare(found.group())
        if re.fullmatch(r"[3-6]\d{15,18}", number) and luhn.is_valid(number) and not _is_identity(number):
            yield found.span()


RULES: tuple[Rule, ...] = (
    place_rule(
        "W571",
        Severity.ERROR,
        Text(
            "身份证号码",
            "表格要发给各部门，不应写个人的身份证号码；校验码、出生日期符合规则的都算。",
            "“{near}”{more}像身份证号码",
            "删去，或隐去中间几位",
            "GB 11643—1999、《个人信息保护法》",
        ),
        COLUMNS,
        _identity_numbers,
    ),
    place_rule(
        "W572",
        Severity.ERROR,
        Text(
            "银行卡号",
            "表格要发给各部门，不应写银行卡号（校验码符合规则的算）。",
            "“{near}”{more}像银行卡号",
            "删去，或隐去中间几位",
            "ISO/IEC 7812-1、《个人信息保护法》",
        ),
        COLUMNS,
        _card_numbers,
    ),
    pattern_rule(
        "W573",
        Severity.WARNING,
        Text(
            "正文里的手机号码",
            "手机号码只写在联系人一栏，正文、备注会发给别的部门。",
            "“{near}”{more}有手机号码",
            "删去，或移到联系人一栏",
            "《个人信息保护法》",
        ),
        PROSE,
        r"(?<![\dA-Za-z.])(?:\+?86[ \-]?)?1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?![\dA-Za-z])",
    ),
    pattern_rule(
        "W574",
        Severity.HINT,
        Text(
            "正文里的个人信息",
            "正文里写了固定电话、住址门牌、银行账号、车牌等，发出前应确认有必要。",
            "“{near}”{more}有电话、账号或门牌",
            "没有必要的删去",
            "《个人信息保护法》",
        ),
        PROSE,
        r"(?:电话|联系方式|座机|热线|传真)[：: ]?(?:0\d{2,3}-?)?\d{7,8}(?!\d)"
        r"|(?<![\d.])0\d{2,3}[-－—]\d{7,8}(?!\d)"
        r"|(?:账号|账户|卡号|身份证号?|护照号?)(?:码)?[：:为 ]{0,2}[A-Za-z]?\d{6,}"
        r"|\d{1,4}号楼\d{1,2}单元\d{2,4}室?"
        r"|[鲁京津沪渝冀豫云辽黑湘皖苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?"
        r"[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])",
    ),
)
