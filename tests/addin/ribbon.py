"""The ribbon's buttons as its source names them."""

from __future__ import annotations

from xml.etree import ElementTree

from xlreport.addin.build import MACROS

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


def ribbon() -> ElementTree.Element:
    """The root of customUI14.xml."""
    return ElementTree.parse(MACROS / "customUI14.xml").getroot()


def buttons() -> dict[str, ElementTree.Element]:
    """Every button by its id, in the order of the ribbon."""
    return {button.attrib["id"]: button for button in ribbon().iter(f"{NAMESPACE}button")}
