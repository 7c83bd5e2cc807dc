"""What Excel for Windows tells in its XML form of a range."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from xlreport.books.live.excel_xml import facts_of, read_facts
from xlreport.drawing.painter import Area

SHEET = """<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="Sheet1"><Table ss:ExpandedColumnCount="4" ss:ExpandedRowCount="9">
  <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">title</Data></Cell>
   <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">a<B>b</B></ss:Data></Cell></Row>
  <Row ss:Index="4" ss:Span="1"/>
  <Row><Cell ss:Index="2" ss:MergeDown="2"><Data ss:Type="String">down</Data></Cell>
   <Cell><Data ss:Type="String">plain</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>"""


def test_merges_and_partly_formatted_texts_are_found_where_they_stand() -> None:
    facts = read_facts(SHEET, 10, 3)
    assert facts.merges == (Area(10, 3, 10, 4), Area(15, 4, 17, 4))
    assert facts.partly_formatted == {(10, 5)}


def test_the_xml_is_asked_for_in_one_call() -> None:
    asked: list[tuple[Any, ...]] = []

    def invoke(*given: Any) -> str:
        asked.append(given)
        return SHEET

    dispatch = SimpleNamespace(GetIDsOfNames=lambda locale, name: {"Value": 6}[name], Invoke=invoke)
    cells: Any = SimpleNamespace(api=SimpleNamespace(_oleobj_=dispatch), row=1, column=1)
    facts = facts_of(cells)
    assert facts is not None and facts.merges[0] == Area(1, 1, 1, 2)
    assert asked == [(6, 0, 2, True, 11)]


def test_an_excel_that_does_not_give_it_is_asked_the_slow_way() -> None:
    broken: Any = SimpleNamespace(api=SimpleNamespace(), row=1, column=1)
    assert facts_of(broken) is None
