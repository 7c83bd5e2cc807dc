"""The ribbon keeps the rules of the schema customUI 2009/07 ([MS-CUSTOMUI2]) and leads somewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.addin.ribbon import NAMESPACE, buttons, ribbon
from xlreport.addin.build import MACROS
from xlreport.ribbon.buttons import BUTTONS

CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set[str](),
}
"""Of the elements that may stand in one another, those that we use."""

SHOWN = {"id", "label", "keytip"}
TOLD = {"screentip", "supertip"}
ATTRIBUTES = {
    "customUI": set[str](),
    "ribbon": set[str](),
    "tabs": set[str](),
    "tab": SHOWN,
    "group": SHOWN | TOLD | {"imageMso"},
    "button": SHOWN | TOLD | {"imageMso", "size", "onAction"},
}
"""Of the attributes that an element may have, those that we use."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,1023}")
FORMS = {
    "id": NAME,  # ST_UniqueID: an NCName
    "imageMso": NAME,  # ST_ID: an NCName
    "label": re.compile(r".{1,1024}", re.DOTALL),  # ST_String
    "screentip": re.compile(r".{1,1024}", re.DOTALL),
    "supertip": re.compile(r".{1,1024}", re.DOTALL),
    "keytip": re.compile(r"[A-Z0-9]{1,3}"),  # ST_Keytip: one to three characters, no white space
    "size": re.compile(r"normal|large"),  # ST_Size
    "onAction": re.compile(r"\S{1,1024}"),  # ST_Delegate
}

EXCELS_TABS = {*"FHNPMARWLYXQ", "JI", "ZT", "ZS", "ZC", "ZM"}
"""Keytips of Excel's own tabs and of what stands above them, among them Developer, Help and Add-ins."""

GROUPS = ("数据", "下发", "回收", "汇总", "打印", "工具")


def named(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


@pytest.mark.parametrize("kind", CHILDREN)
def test_elements_stand_where_the_schema_allows_them(kind: str) -> None:
    elements = list(ribbon().iter(f"{NAMESPACE}{kind}"))
    assert elements
    for element in elements:
        assert {named(child) for child in element} <= CHILDREN[kind]
        assert not (element.text or "").strip() and not (element.tail or "").strip()


@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_attributes_are_known_and_of_the_right_form(kind: str) -> None:
    for element in ribbon().iter(f"{NAMESPACE}{kind}"):
        assert set(element.attrib) <= ATTRIBUTES[kind]
        for name, value in element.attrib.items():
            assert FORMS[name].fullmatch(value), (element.get("id"), name, value)


def test_ids_labels_and_keytips_are_each_used_once() -> None:
    for name in ("id", "label", "keytip"):
        kinds = ("tab", "button") if name == "label" else CHILDREN
        values = [
            element.attrib[name]
            for kind in kinds
            for element in ribbon().iter(f"{NAMESPACE}{kind}")
            if name in element.attrib
        ]
        assert len(values) == len(set(values)) > 10, name


def test_no_keytip_begins_another_or_takes_one_of_excels_tabs() -> None:
    keys = [button.attrib["keytip"] for button in buttons().values()]
    assert [(one, two) for one in keys for two in keys if one != two and two.startswith(one)] == []
    (tab,) = ribbon().iter(f"{NAMESPACE}tab")
    key = tab.attrib["keytip"]
    assert not any(other.startswith(key) or key.startswith(other) for other in EXCELS_TABS)


def test_the_tab_has_the_groups_of_a_round_in_its_order() -> None:
    (tab,) = ribbon().iter(f"{NAMESPACE}tab")
    assert tab.attrib["label"] == "任务分工"
    assert tuple(group.attrib["label"] for group in tab) == GROUPS
    assert all(len(group) for group in tab)


@pytest.mark.parametrize("button", buttons())
def test_every_button_explains_itself_in_chinese(button: str) -> None:
    attributes = buttons()[button].attrib
    for name in ("label", "screentip", "supertip"):
        assert re.search("[\u4e00-\u9fff]", attributes[name]), name
    assert attributes["supertip"].endswith("。")
    assert attributes["imageMso"] and attributes["keytip"]


@pytest.mark.parametrize("button", buttons())
def test_what_a_button_calls_exists_in_vba(button: str) -> None:
    module, routine = buttons()[button].attrib["onAction"].split(".")
    source = (MACROS / f"{module}.bas").read_text(encoding="ascii")
    assert f'Attribute VB_Name = "{module}"' in source
    assert re.search(rf"^Public Sub {routine}\(control As IRibbonControl\)$", source, re.MULTILINE)


def test_every_public_routine_of_ours_is_called_by_a_button_or_speaks_for_it() -> None:
    routines = {
        f"{path.stem}.{name}"
        for path in MACROS.glob("*.bas")
        for name in re.findall(r"^(?:Public )?(?:Sub|Function) (\w+)", path.read_text("ascii"), re.MULTILINE)
    }
    called = {button.attrib["onAction"] for button in buttons().values()}
    assert routines == {*called, "SpeakXlreport.Say"}


def test_every_button_has_its_action_in_python_under_the_same_label_and_every_action_its_button() -> None:
    shown = {name: button.attrib["label"] for name, button in buttons().items()}
    actions = BUTTONS
    assert shown == {name: button.label for name, button in actions.items()}
