"""The whole of a Word document: its lines and tables in order, and what lies beside them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from xlreport.core.importing.raw import (
    UNTOUCHED,
    ImportNote,
    NoteKind,
    RawCell,
    RawDocument,
    RawRow,
    RawTable,
)
from xlreport.core.text import is_blank, shorten
from xlreport.errors import SourceError
from xlreport.sources.word.numbering import read_numbering
from xlreport.sources.word.paragraphs import PARAGRAPH, TABLE, LeftOut, Reader, plain_text, text_boxes
from xlreport.sources.word.styles import read_styles

_ROW, _CELL = qn("w:tr"), qn("w:tc")
_REMOVED = (qn("w:del"), qn("w:moveFrom"))
_REVISIONS = (*_REMOVED, qn("w:ins"), qn("w:moveTo"))

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    SyntaxError,
)
"""What python-docx and zipfile raise on packages that are no document; XML errors are SyntaxErrors."""


def read_docx(content: bytes) -> RawDocument:
    """The lines and tables of a Word document.

    Tracked changes are read as if accepted; hidden and struck-out text, pictures, comments and whatever
    else no cell can hold is noted with its place. Raises SourceError where the document cannot be opened.
    """
    try:
        document = Document(io.BytesIO(content))
        return _Story(document).read()
    except _DAMAGED:
        raise SourceError(
            "文件已损坏，或者不是 Word 文档",
            untouched=UNTOUCHED,
            todo="请用 Word 或 WPS 打开，另存为 .docx 后再导入",
        ) from None


@dataclass
class _Story:
    """One reading of a document's body from its beginning to its end."""

    document: DocumentType
    tables: list[RawTable] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)

    def read(self) -> RawDocument:
        part = self.document.part
        self._reader = Reader(
            read_styles(_root(self.document, RT.STYLES)),
            read_numbering(_root(self.document, RT.NUMBERING)),
            {
                "footnotes": _texts_by_id(_root(self.document, RT.FOOTNOTES)),
                "endnotes": _texts_by_id(_root(self.document, RT.ENDNOTES)),
                "comments": _texts_by_id(_root(self.document, RT.COMMENTS)),
            },
        )
        body = part.element.body
        self._blocks(body)
        notes = [ImportNote(NoteKind.READ, "按 Word 文档读取"), *_layout_notes(body), *self.notes]
        notes.extend(self._headers_and_footers())
        return RawDocument(tuple(self.tables), tuple(self.lines), tuple(notes))

    def _blocks(self, container: Element) -> None:
        for element in container:
            if element.tag == PARAGRAPH:
                self._paragraph(element)
            elif element.tag == TABLE:
                self._table(element)
            elif element.tag == qn("w:altChunk"):
                self._note("插入的另一份文件", [""], ("正文", "", ""))
            elif element.tag in _REMOVED:
                self._note("修订中删去的文字", [plain_text(element)], ("正文", "", ""))
            elif isinstance(element.tag, str) and element.tag not in (qn("w:sectPr"), qn("w:sdtPr")):
                self._blocks(element)

    def _paragraph(self, paragraph: Element) -> None:
        """A paragraph outside the tables; the text boxes fixed to it, such as a title's, come first."""
        left_out = LeftOut()
        text = self._reader.read(paragraph, left_out)
        for box in text_boxes(paragraph):
            self._blocks(box)
        left_out.texts.pop("文本框的文字", None)
        self.lines.extend(line for line in text.split("\n") if not is_blank(line))
        self._notes(left_out, ("正文", "", ""))

    def _notes(self, left_out: LeftOut, place: tuple[str, str, str]) -> None:
        for what, texts in left_out.texts.items():
            self._note(what, texts, place)

    def _note(self, what: str, texts: list[str], place: tuple[str, str, str]) -> None:
        table, row, column = place
        text = "；".join(text for text in texts if not is_blank(text))
        told = f"{table}{row}{column}有{what}，没有读取" + (f"：{shorten(text, 60)}" if text else "")
        self.notes.append(ImportNote(NoteKind.SKIPPED, told, table, row, column, text))

    # --- tables ---

    def _table(self, table: Element) -> None:
        place = f"第{len(self.tables) + 1}个表格"
        preamble, self.lines = tuple(self.lines), []
        rows: list[RawRow] = []
        for position, row in enumerate(_own(table, _ROW, table), start=1):
            gone = _what_removes(row)
            if gone:
                self._note(gone, [plain_text(row)], (place, f"第{position}行", ""))
                continue
            above = rows[-1].cells if rows else ()
            where = f"第{position}行"
            rows.append(RawRow(where, tuple(self._cells(row, table, above, (place, where))), place))
        self.tables.append(RawTable(preamble, tuple(rows), place))

    def _cells(
        self, row: Element, table: Element, above: tuple[RawCell, ...], place: tuple[str, str]
    ) -> Iterator[RawCell]:
        left = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        for position, cell in enumerate(_own(row, _CELL, table), start=1):
            span = _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)
            left_out = LeftOut()
            text = self._cell_text(cell, left_out)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continues = merge is not None and merge.get(qn("w:val")) != "restart"
            if continues and not is_blank(text):
                left_out.add("合并单元格下面看不见的文字", text)
            self._notes(left_out, (*place, f"第{position}列"))
            shown = _text_above(above, RawCell("", left, span)) if continues else text
            yield RawCell(shown, left, span, continues)
            left += span

    def _cell_text(self, cell: Element, left_out: LeftOut) -> str:
        """The text of a cell, one line per paragraph; nested tables included, text boxes named."""
        pieces: list[str] = []
        boxed = {p for box in cell.iter(qn("w:txbxContent")) for p in box.iter(PARAGRAPH)}
        removed = cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None
        for paragraph in cell.iter(PARAGRAPH):
            if paragraph in boxed:
                continue
            text = self._reader.read(paragraph, left_out)
            mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}")
            pieces += [text, "" if mark is not None else "\n"]
        whole = "".join(pieces[:-1])
        if removed and not is_blank(whole):
            left_out.add("修订中删去的单元格", whole)
        return "" if removed else whole

    # --- beside the body ---

    def _headers_and_footers(self) -> Iterator[ImportNote]:
        texts: dict[str, str] = {}
        for relation in self.document.part.rels.values():
            if not relation.is_external and relation.reltype in (RT.HEADER, RT.FOOTER):
                text = plain_text(parse_xml(relation.target_part.blob)).strip()
                if not is_blank(text):
                    texts[text] = "页眉" if relation.reltype == RT.HEADER else "页脚"
        for text, where in texts.items():
            told = f"{where}没有读取：{shorten(text, 60)}"
            yield ImportNote(NoteKind.SKIPPED, told, where, text=text)


def _root(document: DocumentType, kind: str) -> Element | None:
    """The root element of a part beside the document's, None where there is none."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            root: Element = parse_xml(relation.target_part.blob)
            return root
    return None


def _texts_by_id(root: Element | None) -> dict[str, str]:
    if root is None:
        return {}
    return {item.get(qn("w:id"), ""): plain_text(item).strip() for item in root}


def _own(parent: Element, tag: str, table: Element) -> Iterator[Element]:
    """The descendants with a tag that belong to this table and not to one nested in it."""
    return (found for found in parent.iter(tag) if next(found.iterancestors(TABLE)) is table)


def _what_removes(row: Element) -> str:
    """Why a row is not read, empty where it is: deleted under tracked changes, or hidden."""
    properties = row.find(qn("w:trPr"))
    if properties is None:
        return ""
    if properties.find(qn("w:del")) is not None:
        return "修订中删去的一行"
    hidden = properties.find(qn("w:hidden"))
    return "隐藏的一行" if hidden is not None and hidden.get(qn("w:val"), "1") not in ("0", "false") else ""


def _number(element: Element | None, default: int) -> int:
    value = element.get(qn("w:val")) if element is not None else None
    return int(value) if value and value.isdigit() else default


def _text_above(above: tuple[RawCell, ...], place: RawCell) -> str:
    """The text of the cell in the row above that shares the most grid columns with this place."""
    best = max(above, key=place.shares, default=None)
    return best.text if best is not None and place.shares(best) else ""


def _layout_notes(body: Element) -> Iterator[ImportNote]:
    """What the tables hold that a plain grid of texts cannot show."""
    tables = list(body.iter(TABLE))
    if any(next(table.iter(*_REVISIONS), None) is not None for table in tables):
        yield ImportNote(NoteKind.GUESSED, "表格里有修订痕迹，按全部接受修订后的文字读取")
    if any(next(table.iterancestors(TABLE), None) is not None for table in tables):
        yield ImportNote(NoteKind.GUESSED, "单元格里另有表格，其中的文字逐行读入该单元格")
    numbered = sum(1 for table in tables for _ in table.iter(qn("w:numPr")))
    if numbered:
        yield ImportNote(NoteKind.GUESSED, f"表格里有 {numbered} 段用了自动编号，编号已按 Word 的显示补上")
