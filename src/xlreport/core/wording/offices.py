"""What looks like the name of an office, whether anybody has heard of it or not.

A line that starts with such a name and a colon is somebody's paragraph. Where the name is no known
department's, or is not written as the grammar of progress cells asks, nobody can say for certain whose
it is: it must not be taken for the words of the department above.
"""

from __future__ import annotations

import re

from xlreport.core.text import key

_HANZI = r"[\u4e00-\u9fff]"
_KINDS = (
    "局|委|办|部|厅|署|处|科|室|会|联|社|行|院|所|站|馆|校|中心|大队|支队|总队|公司|集团|街道|办事处"
    "|镇|乡|管委会|委员会|联合会|银行|工会|党校|学校|医院"
)
_OF_A_LEVEL = re.compile(
    rf"(?:国家|中央|团|国网|(?:{_HANZI}{{0,8}}?(?:省|市|区|县|州|旗)))"
    rf"(?:{_HANZI}|[（）()·]){{1,18}}?(?:{_KINDS})"
)
"""区水务局, 济南市历城区税务局, 市生态环境局某区分局, 国网某市供电公司: the level stands before the kind."""

_WITHOUT_A_LEVEL = re.compile(
    rf"{_HANZI}{{2,12}}(?:局|委员会|管委会|街道|街道办|办事处|镇|乡|大队|支队|法院|检察院|供电公司)"
)
"""水务局, 北园街道, 董家镇: only kinds that mean nothing but an office when they end a name."""

_MERELY_A_KIND = re.compile(
    r"(?:我|本|该|各|每|全|有关|相关|其他|其它|重点|示范|试点|下属|属地|涉及|部分|所有|第三方|龙头|责任|牵头|配合"
    r"|主管|行业|成员|基层|上级|市直|区直|省直|国有|民营|特色|区级|市级|县级|省级|国家级|区域|区内|市内|省内|城区"
    r"|园区|社区|景区|小区|校区|辖区|街区|厂区|市区|片区|上市|超市|城市(?!管理)|专业|合作|便民|服务)"
)
"""Beginnings of what is said of offices and places in general: 各街道, 区级医院, 社区卫生服务中心."""

_NOT_AN_OFFICE = re.compile(r"[大布格全结开僵时战平]局$|[城乡小强重古名]镇$|[城水下回]乡$")
"""大局, 布局, 格局, 城镇, 特色小镇, 城乡: words that only end like an office."""

MARKS = r"[、，,；;/／ \t\u3000]+"
CONJUNCTIONS = "[和与及]"
SEPARATORS = f"(?:{MARKS}|{CONJUNCTIONS})"
"""What stands between the names before a colon, the wrong marks included."""

OFFICE = rf"(?:{_OF_A_LEVEL.pattern}|{_WITHOUT_A_LEVEL.pattern})"
"""What may be an office's name; `looks_like_office` says whether it is."""


_LEVELS = "省市区县"
_ENDINGS = str.maketrans("委", "局")
"""An office may be called by the ending of its predecessor: 区发改委 for 区发展改革局."""

_SHORTEST = 2
"""Characters of a short name, the level and the ending not counted."""


def looks_like_office(name: str) -> bool:
    """Whether a text reads as the name of one office: 区水务局, 北园街道; not 各街道, 产业布局."""
    whole = _OF_A_LEVEL.fullmatch(name) or _WITHOUT_A_LEVEL.fullmatch(name)
    return whole is not None and not _MERELY_A_KIND.match(name) and not _NOT_AN_OFFICE.search(name)


def is_short_for(written: str, name: str) -> bool:
    """Whether a written name is a department's with characters left out, beginning and ending alike."""
    short, long = core_of(written), core_of(name)
    if short == long or len(short) <= _SHORTEST or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def core_of(name: str) -> str:
    """A name without its level, by its present ending."""
    return key(name).lstrip(_LEVELS).translate(_ENDINGS)
