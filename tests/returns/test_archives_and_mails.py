"""收取反馈: files get into the 回收 folder from anywhere, and nothing is lost or left unsaid."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from tests.returns.answering import PERIOD, answer_of, departments, folder_of, names_in, set_up
from tests.returns.mails import (
    SENT_AT,
    attachment,
    forwarded,
    mail,
    outlook_attachment,
    outlook_mail,
    outlook_mail_attached,
    text_part,
    word,
    zip_of,
)
from xlreport.core.returns.arrivals import RECORD_NAME, safe_name
from xlreport.mail.limits import Allowance, UnreadableError
from xlreport.mail.message import read_message
from xlreport.mail.outlook_file import read_outlook_file
from xlreport.mail.text import header_text
from xlreport.mail.zips import read_zip


def test_a_zip_with_gbk_names_and_folders_gives_its_files_and_is_not_kept(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    files = [
        ("区财政局/反馈表.xlsx", answer_of(sent, "区财政局", inbox)),
        ("区医保局\\反馈表.xlsx", answer_of(sent, "区医保局", inbox)),
        ("__MACOSX/._反馈表.xlsx", b"x"),
        ("区财政局/~$反馈表.xlsx", b"x" * 165),
    ]
    (inbox / "各单位.zip").write_bytes(zip_of(files, "gbk"))
    found = collect(inbox / "各单位.zip")
    assert found.status == 0 and departments(found) == ["区医保局", "区财政局"]
    assert names_in(sent) == ["反馈表(2).xlsx", "反馈表.xlsx"]
    again = collect(inbox)
    assert not again.copied and not again.rejections and names_in(sent) == names_in(sent)


@pytest.mark.parametrize(
    "name",
    ["../../总表/坏.xlsx", "/etc/坏.xlsx", "C:\\Windows\\坏.xlsx", "..\\..\\坏.xlsx", "回收/../坏.xlsx"],
)
def test_a_path_in_an_archive_never_leads_out_of_the_folder(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], name: str
) -> None:
    (inbox / "a.zip").write_bytes(zip_of([(name, b"x")]))
    before = {path for path in sent.parent.parent.rglob("*") if folder_of(sent) not in path.parents}
    collect(inbox / "a.zip")
    assert names_in(sent) == ["坏.xlsx"]
    after = {path for path in sent.parent.parent.rglob("*") if folder_of(sent) not in path.parents}
    assert after - before <= {folder_of(sent), folder_of(sent).parent}


@pytest.mark.parametrize("method", ["zipcrypto", "aes"])
def test_a_locked_zip_is_kept_with_the_reason_and_opened_once_its_password_is_set(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], method: str
) -> None:
    path = inbox / "反馈.zip"
    table = inbox / "表.xlsx"
    table.write_bytes(answer_of(sent, "区财政局", inbox))
    if method == "aes":
        with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword("财政2026".encode())
            archive.writestr("反馈表.xlsx", table.read_bytes())
    else:
        program = shutil.which("zip")
        if program is None:
            path.write_bytes(zipcrypto("反馈表.xlsx", table.read_bytes(), "财政2026".encode()))
        else:
            subprocess.run([program, "-qjP", "财政2026", path, table], check=True)
    table.unlink()
    found = collect(path)
    (rejection,) = found.rejections
    assert rejection["file"] == "反馈.zip" and "回收文件密码" in rejection["reason"] and not found.files
    assert names_in(sent) == ["反馈.zip"]
    (merged,) = collect(command="merge").rejections
    assert merged == rejection
    set_up(sent, settings={"return_passwords": "错的\n财政2026"})
    path.unlink()
    found = collect()
    assert departments(found) == ["区财政局"] and not found.rejections
    assert len(names_in(sent)) == 2


def zipcrypto(name: str, data: bytes, password: bytes) -> bytes:
    """An archive with one file stored and locked the old way (APPNOTE.TXT 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [0] * 256
    for number in range(256):
        value = number
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        table[number] = value

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 255]

    for byte in password:
        update(byte)
    plain = zip_of([(name, data)])
    info = zipfile.ZipFile(io.BytesIO(plain)).getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    packed = plain[start : start + info.compress_size]
    locked = bytearray()
    for byte in bytes(11) + bytes([info.CRC >> 24]) + packed:
        temp = keys[2] | 2
        locked.append(byte ^ (((temp * (temp ^ 1)) >> 8) & 255))
        update(byte)
    result = bytearray(plain[:start] + locked + plain[start + info.compress_size :])
    size = (info.compress_size + 12).to_bytes(4, "little")
    central = result.rindex(b"PK\x01\x02")
    end = result.rindex(b"PK\x05\x06")
    result[info.header_offset + 6] |= 1
    result[info.header_offset + 18 : info.header_offset + 22] = size
    result[central + 8] |= 1
    result[central + 20 : central + 24] = size
    result[end + 16 : end + 20] = central.to_bytes(4, "little")
    return bytes(result)


def test_zips_within_zips_within_mails_are_all_opened(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    inner = zip_of([("表.xlsx", answer_of(sent, "区财政局", inbox))])
    message = mail(
        attachment("里层.zip", zip_of([("里.zip", inner)]), "application/zip"), sender="czj@licheng.gov.cn"
    )
    (inbox / "外层.zip").write_bytes(zip_of([("邮件/回复.eml", message)]))
    found = collect(inbox / "外层.zip")
    assert departments(found) == ["区财政局"] and found.files[0]["sender"] == "czj@licheng.gov.cn"


def test_a_bomb_is_not_unfolded(sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(6):
            archive.writestr(f"{number}.xlsx", bytes(100 * 1024 * 1024))
    (inbox / "炸.zip").write_bytes(target.getvalue())
    (inbox / "好.xlsx").write_bytes(answer_of(sent, "区财政局", inbox))
    found = collect(inbox)
    assert "太大" in found.rejections[0]["reason"] and departments(found) == ["区财政局"]
    assert names_in(sent) == ["好.xlsx", "炸.zip"]
    many = zip_of([(f"{number}.txt", b"") for number in range(3001)])
    with pytest.raises(UnreadableError, match="文件太多"):
        read_zip(many, (), Allowance())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("反馈.rar", b"Rar!\x1a\x07\x01\x00x", "RAR"),
        ("反馈.dat", b"Rar!\x1a\x07\x00x", "RAR"),
        ("反馈.7z", b"7z\xbc\xaf\x27\x1cx", "7z"),
        ("反馈.zip.001", b"PK\x03\x04x", "分卷"),
        ("反馈.part1.rar", b"Rar!\x1a\x07\x00x", "分卷"),
        ("反馈.tar.gz", b"\x1f\x8bx", "tar"),
        ("winmail.dat", b"\x78\x9f\x3e\x22x", "winmail.dat"),
        ("smime.p7m", b"0\x80", "p7m"),
        ("断了.zip", b"PK\x03\x04 and nothing more", "没有下载完整"),
        ("空.zip", zip_of([]), "是空的"),
        ("不是.eml", b"\x00\x01\x02", "不是邮件"),
    ],
)
def test_what_cannot_be_opened_is_kept_and_named_with_what_to_do(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], name: str, data: bytes, words: str
) -> None:
    (inbox / name).write_bytes(data)
    (inbox / "好.xlsx").write_bytes(answer_of(sent, "区财政局", inbox))
    for _ in range(2):
        found = collect(inbox)
        assert [item["file"] for item in found.rejections] == [name]
        assert words in found.rejections[0]["reason"] and found.rejections[0]["reason"] in found.said
        assert departments(found) == ["区财政局"] and (folder_of(sent) / name).read_bytes() == data


def test_a_damaged_file_in_a_zip_does_not_cost_the_others(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    good = answer_of(sent, "区财政局", inbox)
    data = bytearray(zip_of([("坏.xlsx", b"damaged content" * 9), ("好.xlsx", good)]))
    place = data.index(b"PK\x03\x04") + 30 + len("坏.xlsx".encode()) + 5
    data[place] ^= 0xFF
    (inbox / "a.zip").write_bytes(data)
    found = collect(inbox / "a.zip")
    assert departments(found) == ["区财政局"] and "坏.xlsx" in found.rejections[0]["reason"]


def test_a_workbook_that_a_browser_saved_as_zip_is_read(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    folder_of(sent).mkdir(parents=True)
    (folder_of(sent) / "反馈表.zip").write_bytes(answer_of(sent, "区财政局", inbox))
    found = collect()
    assert departments(found) == ["区财政局"]


def test_archives_and_mails_dropped_into_the_folder_are_opened_there_once(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    folder_of(sent).mkdir(parents=True)
    (folder_of(sent) / "a.zip").write_bytes(zip_of([("表.xlsx", answer_of(sent, "区财政局", inbox))]))
    message = mail(attachment("b.xlsx", answer_of(sent, "区医保局", inbox)), sender="ybj@licheng.gov.cn")
    (folder_of(sent) / "b.eml").write_bytes(message)
    unopened = collect(command="merge")
    assert ["请先收取反馈" in item["reason"] for item in unopened.rejections] == [True, True]
    found = collect()
    assert departments(found) == ["区医保局", "区财政局"] and not found.rejections
    (folder_of(sent) / "表.xlsx").unlink()
    assert departments(collect()) == ["区医保局"], "a file the clerk deleted does not come back"
    assert not collect(command="merge").rejections


@pytest.mark.parametrize(
    "headers",
    [
        'Content-Type: application/octet-stream; name="{gbk}"\n'
        'Content-Disposition: attachment; filename="{gbk}"',
        'Content-Type: application/octet-stream;\n name="{split}"\nContent-Disposition: attachment',
        "Content-Type: application/octet-stream\n"
        "Content-Disposition: attachment; filename*=gb2312'zh'{percent}",
        "Content-Type: application/octet-stream\nContent-Disposition: attachment;\n"
        " filename*0*=utf-8''%E5%8C%BA%E8%B4;\n filename*1*=%A2%E6%94%BF%E5%B1%80;\n filename*2=.xlsx",
        'Content-Type: application/octet-stream; name="{raw}"\nContent-Disposition: inline; filename="{raw}"',
        "Content-Type: application/octet-stream; name={utf8}",
        'Content-Disposition: attachment; filename="%E5%8C%BA%E8%B4%A2%E6%94%BF%E5%B1%80.xlsx"',
    ],
    ids=["gbk word", "split word", "gb2312 2231", "continued 2231", "raw bytes", "utf-8 word", "percent"],
)
def test_a_name_is_read_however_the_mailer_wrote_it(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], headers: str
) -> None:
    name = "区财政局.xlsx"
    raw = name.encode("gbk")
    half = "".join(f"=?gb2312?B?{word_bytes(part)}?=\n " for part in (raw[:5], raw[5:])).rstrip()
    headers = headers.format(
        gbk=word(name, "gbk", "gb2312"),
        utf8=word(name),
        split=half,
        percent="".join(f"%{byte:02X}" for byte in raw),
        raw=raw.decode("utf-8", "surrogateescape"),
    )
    message = mail(text_part("见附件"), attachment("", answer_of(sent, "区财政局", inbox), headers=headers))
    (inbox / "a.eml").write_bytes(message)
    assert departments(collect(inbox / "a.eml")) == ["区财政局"]
    assert names_in(sent) == [name]


def word_bytes(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_pictures_of_a_signature_are_passed_over_but_an_attached_photo_is_not(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    logo = attachment("", b"png", headers="Content-Type: image/png; name=logo.png\nContent-ID: <logo@1>")
    html = text_part('<p>您好</p><img src="cid:logo@1">', "text/html")
    related = mail(html, logo, kind="multipart/related").partition(b"MIME-Version: 1.0\n")[2]
    message = mail(
        related,
        attachment("反馈表.xlsx", answer_of(sent, "区财政局", inbox)),
        attachment("盖章页.jpg", b"jpg", "image/jpeg"),
        attachment("smime.p7s", b"x", "application/pkcs7-signature"),
        attachment("名片.vcf", b"x", "text/vcard"),
        attachment("ATT00001.htm", b"x", "text/html"),
    )
    (inbox / "a.eml").write_bytes(message)
    found = collect(inbox / "a.eml")
    assert names_in(sent) == ["反馈表.xlsx", "盖章页.jpg"]
    assert [item["file"] for item in found.rejections] == ["盖章页.jpg"]


def test_a_forwarded_mail_counts_as_its_first_senders(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    inner = mail(attachment("a.xlsx", answer_of(sent, "区财政局", inbox)), sender="czj@licheng.gov.cn")
    packed = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    packed += base64.encodebytes(inner)
    for number, part in enumerate((forwarded(inner), packed)):
        (inbox / f"{number}.eml").write_bytes(mail(part, sender="colleague@licheng.gov.cn"))
        found = collect(inbox / f"{number}.eml")
        assert [item["sender"] for item in found.files] == ["czj@licheng.gov.cn"]


def test_a_file_mailed_by_another_department_is_left_to_the_clerk_also_when_merging(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    data = answer_of(sent, "区财政局", inbox)
    (inbox / "a.eml").write_bytes(
        mail(attachment("a.xlsx", data), sender='"czj@licheng.gov.cn" <YBJ@licheng.gov.cn>')
    )
    found = collect(inbox / "a.eml")
    assert not found.files and "区医保局" in found.rejections[0]["reason"]
    assert "区医保局" in collect(command="merge").rejections[0]["reason"]
    named = collect(folder_of(sent) / "a.xlsx", command="merge")
    assert "区医保局" in named.rejections[0]["reason"]
    accepted = collect(shutil.copy2(folder_of(sent) / "a.xlsx", inbox / "核实过.xlsx"), command="merge")
    assert accepted.changes and not accepted.rejections, "the clerk has decided"
    (inbox / "b.eml").write_bytes(mail(attachment("b.xlsx", data), sender="财政局 <czj@licheng.gov.cn>"))
    assert departments(collect(inbox / "b.eml")) == ["区财政局"], "the same bytes came from the right one too"
    assert names_in(sent) == ["a.xlsx"]
    assert collect(command="merge").changes


@pytest.mark.parametrize(
    "damage", ["", "{", '{"files": 3}', '{"files": {"a": [{"x": 1}]}, "opened": {}}', "\xff"]
)
def test_a_missing_or_damaged_record_costs_nothing_but_the_senders(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], damage: str
) -> None:
    data = answer_of(sent, "区财政局", inbox)
    (inbox / "a.eml").write_bytes(mail(attachment("a.xlsx", data), sender="czj@licheng.gov.cn"))
    collect(inbox / "a.eml")
    record = folder_of(sent) / RECORD_NAME
    assert "czj@licheng.gov.cn" in record.read_text(encoding="utf-8")
    record.write_text(damage, encoding="latin-1")
    found = collect()
    assert departments(found) == ["区财政局"] and found.files[0]["sender"] == ""
    record.unlink()
    assert departments(collect()) == ["区财政局"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (text_part("见附件，谢谢"), "没有附件"),
        (text_part(""), "正文也是空的"),
        (text_part("链接：https://pan.baidu.com/s/1abc 提取码 1234"), "https://pan.baidu.com/s/1abc"),
        (
            text_part('<a href="https://wx.mail.qq.com/ftn/download?k=1">反馈表.xlsx</a>', "text/html"),
            "wx.mail.qq.com",
        ),
        (attachment("反馈表.xlsx", b""), "是空的"),
    ],
)
def test_a_departments_mail_without_a_file_is_named(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], body: bytes, words: str
) -> None:
    (inbox / "a.eml").write_bytes(mail(body, sender="财政局 <czj@licheng.gov.cn>", subject="回复：反馈"))
    found = collect(inbox / "a.eml")
    (row,) = found.empty_mails
    assert (row["department"], row["subject"]) == ("区财政局", "回复：反馈")
    assert words in row["reason"] and row["received_at"].startswith("2026-11-25")
    assert "区财政局的来信“回复：反馈”" in found.said
    assert collect().empty_mails == [row], "it is shown until the department has answered"
    (folder_of(sent) / "表.xlsx").write_bytes(answer_of(sent, "区财政局", inbox))
    assert collect().empty_mails == []


def test_a_returned_mail_is_no_answer_but_says_who_did_not_get_it(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    blank = (sent.parent / "下发" / PERIOD / f"区财政局-{PERIOD}.xlsx").read_bytes()
    status = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    status += b"Final-Recipient: rfc822; CZJ@licheng.gov.cn\n"
    original = forwarded(mail(attachment("a.xlsx", blank), sender="office@example.com"))
    bounce = mail(
        text_part("failed"),
        status,
        original,
        sender="MAILER-DAEMON@example.com",
        kind="multipart/report; report-type=delivery-status",
    )
    (inbox / "a.eml").write_bytes(bounce)
    found = collect(inbox / "a.eml")
    assert (
        not found.files
        and found.empty_mails[0]["department"] == "区财政局"
        and "没有送到" in found.empty_mails[0]["reason"]
    )


def test_an_automatic_answer_is_called_so(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    (inbox / "a.eml").write_bytes(
        mail(text_part("外出"), sender="czj@licheng.gov.cn", headers="Auto-Submitted: auto-replied\n")
    )
    assert "自动回复" in collect(inbox / "a.eml").empty_mails[0]["reason"]


def test_one_source_that_is_not_there_does_not_stop_the_others(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    (inbox / "a.xlsx").write_bytes(answer_of(sent, "区财政局", inbox))
    found = collect(inbox / "没有.zip", inbox)
    assert found.status == 2 and departments(found) == ["区财政局"]
    assert "没有.zip" in found.failed[0]["source"] and "找不到" in found.said


def test_names_that_a_system_forbids_are_made_fit(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    data = answer_of(sent, "区财政局", inbox)
    bad = [
        "CON.xlsx",
        "a:b?.xlsx",
        "反" * 200 + ".xlsx",
        "\u202exslx.表.xlsx",
        "收件记录.json",
        "~$大的.xlsx",
        " .xlsx",
    ]
    files = [(name, data + bytes([number])) for number, name in enumerate(bad)]
    (inbox / "a.zip").write_bytes(zip_of(files))
    (inbox / "b.eml").write_bytes(mail(attachment(word("../../坏|\x07名.xlsx"), data)))
    found = collect(inbox)
    assert found.status == 0
    names = names_in(sent)
    assert len(names) == len(bad) + 1 and "坏_名.xlsx" in names
    assert all(len(name.encode()) < 200 and not set(name) & set('\\/:*?"<>|\u202e\x07') for name in names)
    assert json.loads((folder_of(sent) / RECORD_NAME).read_text(encoding="utf-8"))["files"]


@given(st.text())
def test_a_safe_name_is_safe_and_stays_as_it_is(name: str) -> None:
    made = safe_name(name)
    assert made and safe_name(made) == made
    assert not set(made) & set('\\/:*?"<>|') and all(c >= " " for c in made)
    assert len(made.encode()) <= 200 and made == made.strip(" .") and made != RECORD_NAME


@given(st.binary(max_size=400))
def test_no_bytes_make_the_readers_of_mails_and_archives_fail_otherwise(data: bytes) -> None:
    read_message(b"From: a@b\n" + data, Allowance())
    with pytest.raises(UnreadableError):
        read_zip(data, ("x",), Allowance())


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_characters="\r\n"), min_size=1, max_size=30))
def test_encoded_words_cut_anywhere_come_together_again(text: str) -> None:
    data = text.encode("gb18030")
    for cut in range(len(data) + 1):
        raw = f"=?gb2312?B?{word_bytes(data[:cut])}?=\r\n\t=?gb2312?B?{word_bytes(data[cut:])}?="
        assert header_text(raw) == text.strip()


def test_a_message_nested_without_end_is_refused(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    message = mail(text_part("底"))
    for _ in range(12):
        message = mail(forwarded(message))
    (inbox / "深.eml").write_bytes(message)
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    (inbox / "更深.eml").write_bytes(b"From: a@b\n" + deep)
    found = collect(inbox)
    reasons = {item["file"]: item["reason"] for item in found.rejections}
    assert "套得太深" in reasons["深.eml"] and "更深.eml" in reasons


@pytest.mark.parametrize("code_page", [0, 936], ids=["utf-16", "gbk"])
def test_a_mail_that_outlook_saved_gives_its_files(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], code_page: int
) -> None:
    files = [
        outlook_attachment("区财政局反馈.xlsx", answer_of(sent, "区财政局", inbox), code_page=code_page),
        outlook_attachment("image001.png", b"logo", flags=4, code_page=code_page),
        outlook_attachment("盖章页.jpg", b"photo", code_page=code_page),
    ]
    data = outlook_mail(*files, sender="CZJ@licheng.gov.cn", subject="回复：反馈", code_page=code_page)
    (inbox / "邮件.msg").write_bytes(data)
    found = collect(inbox)
    assert departments(found) == ["区财政局"] and found.files[0]["sender"] == "czj@licheng.gov.cn"
    assert names_in(sent) == ["区财政局反馈.xlsx", "盖章页.jpg"]
    record = json.loads((folder_of(sent) / RECORD_NAME).read_text(encoding="utf-8"))
    origins = [origin for items in record["files"].values() for origin in items]
    assert {origin["subject"] for origin in origins} == {"回复：反馈"}
    assert {origin["received_at"] for origin in origins} == {f"{SENT_AT.astimezone():%Y-%m-%d %H:%M:%S}"}


def test_outlook_mails_inside_mails_and_zips_are_opened(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    file = outlook_attachment("a.xlsx", answer_of(sent, "区财政局", inbox))
    inner = outlook_mail_attached(file, sender="czj@licheng.gov.cn", subject="反馈")
    outer = outlook_mail(inner, sender="colleague@licheng.gov.cn")
    message = mail(attachment("转发", outer, "application/vnd.ms-outlook"), sender="colleague@licheng.gov.cn")
    (inbox / "a.zip").write_bytes(zip_of([("b.eml", message)]))
    found = collect(inbox)
    assert [item["sender"] for item in found.files] == ["czj@licheng.gov.cn"]


def test_an_outlook_mail_says_who_sent_it_by_its_headers_first(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    file = outlook_attachment("a.xlsx", answer_of(sent, "区财政局", inbox))
    headers = "Received: from mx\r\nFrom: =?gbk?B?sru?= <czj@licheng.gov.cn>\r\nTo: a@b\r\n"
    (inbox / "a.msg").write_bytes(outlook_mail(file, sender="/O=EX/CN=CZJ", headers=headers))
    assert collect(inbox).files[0]["sender"] == "czj@licheng.gov.cn"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (outlook_mail(sender="czj@licheng.gov.cn"), "没有附件"),
        (
            outlook_mail(outlook_attachment("表.xlsx", None, method=7), sender="czj@licheng.gov.cn"),
            "网盘链接",
        ),
        (outlook_mail(outlook_attachment("表.xlsx", b""), sender="czj@licheng.gov.cn"), "是空的"),
        (
            outlook_mail(
                sender="mailer@x", body="未送达 czj@licheng.gov.cn", message_class="REPORT.IPM.Note.NDR"
            ),
            "没有送到",
        ),
        (outlook_mail(sender="czj@licheng.gov.cn", message_class="REPORT.IPM.Note.IPNRN"), "已读回执"),
        (outlook_mail(sender="czj@licheng.gov.cn", message_class="IPM.Note.SMIME"), "加密"),
    ],
    ids=["none", "link", "empty", "undelivered", "receipt", "sealed"],
)
def test_an_outlook_mail_without_a_file_is_named(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace], message: bytes, words: str
) -> None:
    (inbox / "a.msg").write_bytes(message)
    (row,) = collect(inbox).empty_mails
    assert row["department"] == "区财政局" and words in row["reason"]


def test_a_damaged_outlook_mail_is_kept_and_named(
    sent: Path, inbox: Path, collect: Callable[..., SimpleNamespace]
) -> None:
    data = outlook_mail(outlook_attachment("a.xlsx", bytes(9000)))
    (inbox / "短.msg").write_bytes(data[:2000])
    (inbox / "假.msg").write_bytes(b"not an Outlook file")
    found = collect(inbox)
    assert {item["file"] for item in found.rejections} == {"短.msg", "假.msg"}
    assert all("邮件" in item["reason"] for item in found.rejections)


@given(st.data())
def test_no_damage_makes_the_reader_of_outlook_mails_fail_otherwise(data: st.DataObject) -> None:
    whole = bytearray(outlook_mail(outlook_attachment("a.xlsx", b"x" * 5000), sender="a@b"))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_outlook_file(bytes(whole), Allowance())
    except UnreadableError as error:
        assert str(error)
