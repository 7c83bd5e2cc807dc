"""The add-in reads back as what it was built from, with readers that are not ours."""

from __future__ import annotations

import io
import logging
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import olefile
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream
from python_calamine import CalamineWorkbook

from tests.addin.conftest import NAME, read_modules
from xlreport.addin.build import MACROS, addin_package, xlwings_folder
from xlreport.addin.compound_file import write_compound_file
from xlreport.addin.compression import compress
from xlreport.addin.settings import addin_settings, new_name, read_settings
from xlreport.addin.vba_project import Module, ModuleKind, class_module, write_vba_project
from xlreport.errors import XlreportError

SHIPPED = sorted((xlwings_folder() / "addin").glob("*.xlam"))


def windows_lines(path: Path) -> bytes:
    """A source as Windows wants it."""
    return re.sub(rb"\r?\n", b"\r\n", path.read_bytes())


def vba_streams(addin: Path) -> olefile.OleFileIO:
    with zipfile.ZipFile(addin) as package:
        return olefile.OleFileIO(io.BytesIO(package.read("xl/vbaProject.bin")))


def unpacked(streams: olefile.OleFileIO, name: str) -> bytes:
    return bytes(decompress_stream(bytearray(streams.openstream(name).read())))


def test_every_module_of_the_add_in_is_its_source_to_the_byte(addin: Path) -> None:
    modules = read_modules(addin)
    xlwings = windows_lines(xlwings_folder() / "xlwings_custom_addin.bas")
    ours = {"RibbonXlreport", "SpeakXlreport"}
    assert set(modules) == {"ThisWorkbook", "Sheet1", "xlwings", "Dictionary", *ours}
    for name in ours:
        assert modules[name] == windows_lines(MACROS / f"{name}.bas")
    assert modules["xlwings"] == xlwings.replace(b'PROJECT_NAME As String = "myaddin"', name_line())
    assert modules["xlwings"] != xlwings
    for name in ("ThisWorkbook", "Sheet1"):
        assert all(line.startswith(b"Attribute ") for line in modules[name].splitlines())


def name_line() -> bytes:
    return f'PROJECT_NAME As String = "{NAME}"'.encode()


def test_the_readers_find_nothing_odd(addin: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    project = tmp_path / "vbaProject.bin"
    with zipfile.ZipFile(addin) as package:
        project.write_bytes(package.read("xl/vbaProject.bin"))
    for name in ("olevba", "olefile"):
        caplog.set_level(logging.DEBUG, name)
    modules = read_modules(project)
    assert {record.name for record in caplog.records} == {"olevba", "olefile"}
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert modules == read_modules(addin)


def test_the_class_module_is_stored_as_excel_stores_it(addin: Path) -> None:
    assert len(SHIPPED) == 1
    assert read_modules(addin)["Dictionary"] == read_modules(SHIPPED[0])["Dictionary"]


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda path: path.name)
def test_every_module_that_excel_has_written_survives_our_writer(shipped: Path) -> None:
    original = read_modules(shipped)
    project = write_vba_project(
        "copy",
        [Module(name, ModuleKind.STANDARD, code.decode("ascii")) for name, code in original.items()],
    )
    assert len(original) > 10 and sum(map(len, original.values())) > 250_000
    assert read_modules(Path("vbaProject.bin"), project) == original


def test_the_project_holds_sources_only(addin: Path) -> None:
    streams = vba_streams(addin)
    assert streams.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
    assert {"/".join(path) for path in streams.listdir()} == {
        "PROJECT",
        "PROJECTwm",
        "VBA/dir",
        "VBA/_VBA_PROJECT",
        *(f"VBA/{name}" for name in read_modules(addin)),
    }
    directory = unpacked(streams, "VBA/dir")
    offsets = re.findall(rb"\x31\x00\x04\x00\x00\x00(.{4})\x1e\x00\x04\x00\x00\x00", directory, re.DOTALL)
    assert offsets == [bytes(4)] * len(read_modules(addin))


def test_the_project_is_in_the_chinese_code_page(addin: Path) -> None:
    directory = unpacked(vba_streams(addin), "VBA/dir")
    assert struct.pack("<HIH", 3, 2, 936) in directory
    source = 'Attribute VB_Name = "M"\r\n\' 任务分工\r\n'
    project = write_vba_project("p", [Module("M", ModuleKind.STANDARD, source)])
    assert read_modules(Path("vbaProject.bin"), project) == {"M": source.encode("cp936")}


def revealed(hidden: str) -> tuple[int, bytes]:
    """Key and data of a value in the PROJECT stream, decrypted as [MS-OVBA] 2.4.3.3 describes."""
    seed, version, key, *rest = bytes.fromhex(hidden)
    assert version ^ seed == 2
    before, last, plain = version, key, key ^ seed
    clear = bytearray()
    for byte in rest:
        plain = byte ^ (before + plain & 0xFF)
        before, last = last, byte
        clear.append(plain)
    clear = clear[(seed & 6) // 2 :]
    length = int.from_bytes(clear[:4], "little")
    assert len(clear) == 4 + length
    return key ^ seed, bytes(clear[4:])


def test_the_project_is_neither_protected_nor_hidden(addin: Path) -> None:
    assert revealed("0705D8E3D8EDDBF1DBF1DBF1DBF1") == (0xDF, bytes(4)), "the example of [MS-OVBA] 3.1.6"
    text = vba_streams(addin).openstream("PROJECT").read().decode("cp936")
    values = dict(re.findall(r'^(\w+)="(.*)"\r$', text, re.MULTILINE))
    key = sum(values["ID"].encode()) & 0xFF
    assert revealed(values["CMG"]) == (key, bytes(4))
    assert revealed(values["DPB"]) == (key, bytes(1))
    assert revealed(values["GC"]) == (key, b"\xff")


@settings(deadline=None)
@given(st.binary(max_size=9000) | st.text("ab \r\n", max_size=9000).map(str.encode))
@example(bytes(4096))
@example(bytes(range(256)) * 40)
def test_what_is_compressed_decompresses_to_itself(data: bytes) -> None:
    read = bytes(decompress_stream(bytearray(compress(data))))
    assert read[: len(data)] == data
    assert not read[len(data) :].strip(b"\x00"), "only an incompressible end is filled up"


def test_program_text_is_never_filled_up() -> None:
    source = windows_lines(xlwings_folder() / "xlwings_custom_addin.bas")
    for end in range(1, len(source), 2999):
        assert bytes(decompress_stream(bytearray(compress(source[:end])))) == source[:end]


sizes = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70_000])


@settings(deadline=None)
@given(
    st.dictionaries(st.from_regex(r"(VBA/|)[A-Za-z][A-Za-z0-9_]{0,29}", fullmatch=True), sizes, max_size=30)
)
def test_streams_of_every_size_read_back(streams: dict[str, int]) -> None:
    names = {name.lower() for name in streams}
    if len(names) < len(streams) or "vba" in names:
        return
    contents = {name: bytes([len(name)]) * size for name, size in streams.items()}
    read = olefile.OleFileIO(
        io.BytesIO(write_compound_file(contents)), raise_defects=olefile.DEFECT_POTENTIAL
    )
    assert {"/".join(path) for path in read.listdir()} == set(contents)
    for name, content in contents.items():
        assert read.openstream(name.upper()).read() == content


@pytest.mark.parametrize("count", range(1, 40))
def test_names_lie_in_a_red_black_tree_as_windows_searches_it(count: int) -> None:
    names = [f"{'Module'[: 1 + number % 6]}{number}" for number in range(count)]
    read = olefile.OleFileIO(io.BytesIO(write_compound_file(dict.fromkeys(names, b"x"))))
    entries, black = read.direntries, 1

    def walk(number: int, parent_colour: int) -> tuple[list[str], int]:
        """Names in order below an entry, and how many black entries every path to the bottom passes."""
        if number == olefile.NOSTREAM:
            return [], 0
        entry = entries[number]
        assert black in (entry.color, parent_colour), "a red entry below a red one"
        left, left_height = walk(entry.sid_left, entry.color)
        right, right_height = walk(entry.sid_right, entry.color)
        assert left_height == right_height
        return [*left, entry.name, *right], left_height + (entry.color == black)

    found, _ = walk(entries[0].sid_child, black)
    assert found == sorted(names, key=lambda name: (len(name), name.upper()))


def test_the_open_xml_sdk_has_no_complaint(
    addin: Path, openxml_complaints: Callable[[Path], list[str]]
) -> None:
    assert openxml_complaints(addin) == []


def test_the_open_xml_sdk_looks_at_the_ribbon_too(
    addin: Path, tmp_path: Path, openxml_complaints: Callable[[Path], list[str]]
) -> None:
    broken = tmp_path / "broken.xlam"
    with zipfile.ZipFile(addin) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'size="large"', b'size="huge"'))
    assert openxml_complaints(broken)


def test_the_same_sources_give_the_same_bytes(addin: Path, settings: Mapping[str, str]) -> None:
    assert addin_package(NAME, settings) == addin.read_bytes()


def test_the_settings_stand_on_the_sheet_where_the_module_looks(
    addin: Path, settings: Mapping[str, str]
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(addin.read_bytes()))
    assert book.sheet_names == [f"{NAME}.conf"]
    rows = dict(book.get_sheet_by_index(0).to_python())
    assert rows == settings
    assert rows["PYTHONPATH"] == str(Path("C:/政务 工具/任务分工/src"))
    assert read_settings(addin) == (NAME, settings)


def test_no_setting_is_left_to_a_workbook_that_came_from_outside(settings: Mapping[str, str]) -> None:
    module = (xlwings_folder() / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    asked = set(re.findall(r'GetConfig\("([^"]+)"', module))
    assert len(asked) > 15
    assert asked <= set(settings)


def test_the_name_of_the_settings_cannot_be_guessed_and_fits_a_sheet() -> None:
    names = {new_name() for _ in range(50)}
    assert len(names) == 50
    assert all(len(f"{name}.conf") <= 31 for name in names)


@pytest.mark.parametrize("name", ["100%", "a;b", 'a"b', "a^b", "a$b"])
def test_a_folder_that_no_command_line_can_carry_is_refused_in_words(name: str) -> None:
    python = Path("/opt") / name / "python"
    with pytest.raises(XlreportError, match="不能用的符号"):
        addin_settings(python=python, start=python, sources=None)


@pytest.mark.parametrize("data", [b"", b"not a zip", None])
def test_a_file_that_is_not_our_add_in_is_not_taken_for_it(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "任务分工.xlam"
    path.write_bytes(SHIPPED[0].read_bytes() if data is None else data)
    assert read_settings(path) is None


def test_a_class_without_the_heading_of_an_export_is_refused() -> None:
    with pytest.raises(ValueError, match="not an exported class module"):
        class_module('Attribute VB_Name = "C"\nPublic X As Long\n')


def test_our_vba_is_plain_ascii() -> None:
    sources = list(MACROS.glob("*.bas"))
    assert sources
    for source in sources:
        assert source.read_bytes().isascii(), source.name
