"""Mail addresses as clerks write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.core.wording.addresses import parse_addresses

ADDRESSES = st.from_regex(r"[a-z][a-z0-9._-]{0,8}@[a-z]{1,6}\.(gov\.cn|com)", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "valid", "wrong"),
    [
        ("", (), ()),
        ("a@x.cn", ("a@x.cn",), ()),
        ("a@x.cn；b@x.cn，c@x.cn、d@x.cn e@x.cn\nf@x.cn", tuple(f"{c}@x.cn" for c in "abcdef"), ()),
        ("张三 <a@x.cn>；李 四<b@x.cn>", ("a@x.cn", "b@x.cn"), ()),
        ("ａ＠ｘ．ｃｎ", ("a@x.cn",), ()),
        ("a@x.cn;a@x.cn", ("a@x.cn",), ()),
        ("财政局", (), ("财政局",)),
        ("a@x", (), ("a@x",)),
        ("a@@x.cn", (), ("a@@x.cn",)),
        ("a@x.cn\r\nBcc: b@x.cn", ("a@x.cn", "b@x.cn"), ("Bcc:",)),
    ],
)
def test_addresses_are_read(written: str, valid: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    found = parse_addresses(written)
    assert (found.valid, found.wrong) == (valid, wrong)


@given(st.lists(ADDRESSES, unique=True), st.sampled_from(["；", ";", "、", "，", ", ", " ", "\n"]))
def test_however_they_are_joined_every_address_is_found(addresses: list[str], separator: str) -> None:
    assert parse_addresses(separator.join(addresses)).valid == tuple(addresses)


@given(st.text())
def test_nothing_valid_can_break_a_header(text: str) -> None:
    for address in parse_addresses(text).valid:
        assert address.isascii() and address.isprintable() and not set(address) & set(' ,;<>"')
