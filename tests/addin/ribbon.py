"""The ribbon's buttons as its source names them."""

from __future__ import annotations

from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

from xlreport.addin.build import MACROS

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"

needs_ribbon = pytest.mark.skipif(find_spec("xlreport.ribbon") is None, reason="xlreport.ribbon is to come")


def ribbon() -> ElementTree.Element:
    """The root of customUI14.xml."""
    return ElementTree.parse(MACROS / "customUI14.xml").getroot()


def buttons() -> dict[str, ElementTree.Element]:
    """Every button by its id, in the order of the ribbon."""
    return {button.attrib["id"]: button for button in ribbon().iter(f"{NAMESPACE}button")}
