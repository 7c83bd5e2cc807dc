"""What a clerk sees marked when a text has changed."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.core.difference import Kind, difference, new_side, old_side


def marked(old: str, new: str) -> str:
    """The difference as one line: [-gone-] and {+come+}."""
    marks = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "{{+{}+}}"}
    return "".join(marks[run.kind].format(run.text) for run in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("相关政策已执行。", "相关政策已执行。", "相关政策已执行。"),
        ("", "已办结。", "{+已办结。+}"),
        ("无", "", "[-无-]"),
        ("进度60%，12月底完成。", "进度75%，12月底完成。", "进度[-60%-]{+75%+}，12月底完成。"),
        ("拨付1,250.50万元", "拨付1,350.50万元", "拨付[-1,250.50-]{+1,350.50+}万元"),
        ("正在走访企业。", "正在走访企业，已走访32家。", "正在走访企业{+，已走访32家+}。"),
        ("1.宣传。\n2.走访。", "1.宣传。\n2.走访。\n3.督促。", "1.宣传。\n2.走访。{+\n3.督促。+}"),
        ("督促。", "督促整改。4.验收。", "督促{+整改。4.验收+}。"),
        ("相关政策已执行。", "已救助12人。", "[-相关政策已执行-]{+已救助12人+}。"),
    ],
)
def test_what_stayed_what_went_and_what_came_is_told_apart(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_a_text_written_anew_is_not_shown_as_confetti_of_single_characters() -> None:
    old = "积极配合业务主管部门，落实相关政策，做好各项工作的准备。"
    new = "已召开业务培训会议2次，相关企业15家参加，部分工作正在落实。"
    assert len(difference(old, new)) <= 5


texts = st.text(st.sampled_from("甲乙丙丁。，\n12.无 a"), max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_off_the_runs_whole(old: str, new: str) -> None:
    runs = difference(old, new)
    assert "".join(run.text for run in old_side(runs)) == old
    assert "".join(run.text for run in new_side(runs)) == new
    assert all(run.text for run in runs)
    assert all(one.kind is not other.kind for one, other in pairwise(runs))


def test_texts_as_long_as_a_cell_can_hold_are_compared_in_a_moment() -> None:
    old = "".join(f"第{n}项工作正在推进，已经完成{n}处。" for n in range(1500))
    start = time.perf_counter()
    runs = difference(old, old.replace("第700项工作正在推进", "第700项工作全面停止") + "补充。")
    assert time.perf_counter() - start < 5
    changed = [run.text for run in runs if run.kind is not Kind.SAME]
    assert changed == ["正在推进", "全面停止", "补充。"]
