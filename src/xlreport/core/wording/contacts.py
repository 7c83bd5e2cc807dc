"""The grammar of contact cells: names with telephone numbers.

Real cases: ``杨  檬\\n66899778``, ``吴冠臻88115112``, several people in one cell; elsewhere
``联系人：张三、李四，联系电话：8812822``, area codes, extensions with 转, mobiles with spaces, two names
with one number, and a department's name before a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from xlreport.core.text import key


@dataclass(frozen=True)
class Contact:
    """One person: the name without inner spaces, the numbers without spaces.

    ``unit`` is the department written before the name, if any. ``raw`` runs from the end of the
    contact before to the end of this one.
    """

    name: str
    phones: tuple[str, ...]
    unit: str
    raw: str


@dataclass(frozen=True)
class ContactList:
    """The contacts of a cell in the order written; ``rest`` is what follows the last of them."""

    contacts: tuple[Contact, ...]
    rest: str = ""


_PHONE = re.compile(
    r"(?<!\d)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)"
    r"|(?<!\d)[（(]?0\d{2,3}[）)]?[ \-—－]?\d{7,8}(?:\s?(?:转|-|—)\s?\d{1,6})?(?!\d)"
    r"|(?<!\d)\d{7,8}(?:\s?(?:转|-|—)\s?\d{1,6})?(?!\d)"
    r"|\d{5,}"
)
_NAME = re.compile(r"[^\d、，,；;/／\n：:（）()]+")
_LABEL = re.compile(r"(?:工作)?联系人|联系(?:电话|方式)|办公电话|电话|手机(?:号码?)?")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_VALID_PHONE = re.compile(r"1[3-9]\d{9}|(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:转\d{1,6})?")


@lru_cache(maxsize=16_384)
def parse_contacts(text: str) -> ContactList:
    """The people and numbers of a contact cell. Several names before one number share it."""
    plain = text.translate(_DIGITS)
    people: list[_Person] = []
    waiting: list[_Person] = []
    position = 0
    for match in _PHONE.finditer(plain):
        named = _people_in(plain, position, match.start())
        if named:
            people.extend(named)
            waiting = named
        for person in waiting:
            person.phones.append(normal_phone(match.group()))
        if waiting:
            waiting[-1].end = match.end()
        position = match.end()
    people.extend(_people_in(plain, position, len(plain)))
    return _cut(text, people)


@dataclass
class _Person:
    name: str
    unit: str
    phones: list[str]
    end: int


def _people_in(text: str, start: int, end: int) -> list[_Person]:
    """The names between two positions; a name before a colon is the unit of the one after it."""
    people = []
    unit = ""
    for match in _NAME.finditer(text, start, end):
        name = key(_LABEL.sub("", match.group()))
        follows = text[match.end() : match.end() + 1]
        if name and follows in {"：", ":"}:
            unit = name
        elif name:
            people.append(_Person(name, unit, [], match.end()))
            unit = ""
    return people


def _cut(text: str, people: list[_Person]) -> ContactList:
    contacts = []
    start = 0
    for person in people:
        end = max(start, person.end)
        contacts.append(Contact(person.name, tuple(person.phones), person.unit, text[start:end]))
        start = end
    return ContactList(tuple(contacts), text[start:])


def compose_contacts(contacts: ContactList) -> str:
    """The text that a contact list was read from."""
    return "".join(contact.raw for contact in contacts.contacts) + contacts.rest


def phone_places(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every number in a text, 0-based, the end not counted; spaces inside are part of it."""
    return tuple(match.span() for match in _PHONE.finditer(text.translate(_DIGITS)))


def normal_phone(text: str) -> str:
    """A number without spaces and brackets, the area code followed by a hyphen kept as written."""
    return re.sub(r"[\s（()）]", "", text.translate(_DIGITS)).replace("—", "-").replace("－", "-")


def is_phone(number: str) -> bool:
    """Whether a number is a mobile of 11 digits or a landline of 7 or 8, area code or not."""
    return _VALID_PHONE.fullmatch(number) is not None
