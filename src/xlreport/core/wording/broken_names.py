"""What names of offices look like, to tell a list of names from one name that a narrow cell broke.

In a narrow column a clerk breaks 市生态环境局历城分局 before 历城; the break looks like the one
between two names. A piece that is no office's name by itself belongs to its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from xlreport.core.text import key

_KINDS = (
    r"局|委员会|管委会|委|办公室|办事处|办|厅|中心|政府|公司|集团|银行|分行|支行|大队|支队|总队|中队"
    r"|法院|检察院|学校|党校|(?<!关)联|(?<!社)会|供销社|合作社|部门|单位|部|街道|(?<!城)乡|镇|村|社区|站|所|院|馆|台|园|协|厂|社"
)
_WHOLE = re.compile(rf".{{2,}}(?:{_KINDS})|各.{{1,6}}")
_ONLY_A_KIND = re.compile(
    rf"(?:{_KINDS})|(?:行政|人民|工作|管理|服务|事务|事业|发展|监督|执法)*(?:局|中心|委员会|办公室|大队|政府)"
)
_BRANCH = re.compile(r"[^局会院]{0,6}(?:分局|分中心|分公司)|[^局队]{0,6}[区县市镇乡](?:大队|支队|中队|所|站)")
"""Names that say nothing without the office above them."""

_PARTY = re.compile(r"[省市区县]委|[省市区县](?:人民)?政府")
_LEVEL = re.compile(r"^(?:国家|中央|省|市|区|县|旗|各|镇|街道|乡|团[省市区县]|人民|中共)")
_ROLE_WORDS = re.compile(
    r"[（(][^）)]*[）)]|^.*[：:]|(?:等)?(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同)?"
    r"(?:牵头|配合|负责|落实|参与|协助)*$"
)


def stands_alone(text: str) -> bool:
    """Whether a text is the name of an office that stands by itself."""
    plain = _ROLE_WORDS.sub("", key(text))
    return (
        bool(_WHOLE.fullmatch(plain)) and not _ONLY_A_KIND.fullmatch(plain) and not _BRANCH.fullmatch(plain)
    )


def is_one_name(before: str, after: str, known: Collection[str] = ()) -> bool:
    """Whether the texts on both sides of a line break are one office's name.

    ``known`` are names that are written without a break elsewhere; they decide before all else.
    """
    left, right = key(before), key(after)
    if not left or not right or left[-1] in "：:，,；;、/":
        return False
    if left + right in known:
        return True
    if (left in known and right in known) or re.match(r"[（(](?:牵头|配合)", right):
        return False
    return stands_alone(left + right) and _needs_the_other(left, right)


def _needs_the_other(left: str, right: str) -> bool:
    """Whether one of two pieces is no name without the other."""
    if _PARTY.fullmatch(left):
        return not _LEVEL.match(right)
    if left.startswith("国家") and left.endswith("总局"):
        return True
    level = _LEVEL.match(right)
    if level is not None and stands_alone(right) and left.startswith(level.group()):
        return False
    return not (stands_alone(left) and stands_alone(right))
