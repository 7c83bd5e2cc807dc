"""Of several files from one department, the one that counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xlreport.core.returns.returned import Confidence, Rejection, Return


def newest_of_each(returns: Sequence[Return]) -> tuple[tuple[Return, ...], tuple[Rejection, ...]]:
    """One file per department and period: the one saved last, whichever dispatch it answers.

    Of two that say different things and were saved at the same time neither is used. A file that is
    DOUBTFUL never takes the place of one that is not, nor an empty one that of one filled in.
    """
    kept: list[Return] = []
    rejections: list[Rejection] = []
    for sender in dict.fromkeys((item.department, item.period) for item in returns):
        same: Sequence[Return] = [r for r in returns if (r.department, r.period) == sender]
        for prefer in (_sure_ones, _filled_ones, _the_newest):
            same, passed_over = prefer(same)
            rejections += passed_over
        kept += same
    return tuple(kept), tuple(rejections)


_Preferred = tuple[Sequence[Return], list[Rejection]]
"""The files still in question, and those that gave way to them."""


def _sure_ones(files: Sequence[Return]) -> _Preferred:
    return _those_that(
        files,
        lambda item: item.confidence != Confidence.DOUBTFUL,
        lambda kept: f"不能确定是不是{kept.department}的，该单位已有确定的“{kept.file.name}”，以那一份为准",
    )


def _filled_ones(files: Sequence[Return]) -> _Preferred:
    return _those_that(
        files,
        lambda item: not item.is_empty,
        lambda kept: f"没有填写，{kept.department}另有填了的“{kept.file.name}”，以那一份为准",
    )


def _those_that(
    files: Sequence[Return], are_better: Callable[[Return], bool], reason: Callable[[Return], str]
) -> _Preferred:
    """The better files; all of them where none is, or every one."""
    better = [item for item in files if are_better(item)]
    if not better or len(better) == len(files):
        return files, []
    why = reason(better[-1])
    return better, [Rejection(item.file.name, why) for item in files if item not in better]


def _the_newest(files: Sequence[Return]) -> _Preferred:
    """The file saved last; none where another one says something else and was saved at the same time."""
    ordered = sorted(files, key=lambda item: item.file.saved_at)
    newest = ordered[-1]
    if any(_contradicts(item, newest) for item in ordered[:-1]):
        names = "、".join(item.file.name for item in ordered)
        reason = f"{newest.department}返回了几份内容不同、保存时间相同的文件（{names}），请只留下正确的一份"
        return [], [Rejection(item.file.name, reason) for item in ordered]
    reason = f"{newest.department}另有一份保存更晚的“{newest.file.name}”，以那一份为准"
    return [newest], [Rejection(item.file.name, reason) for item in ordered[:-1]]


def _contradicts(one: Return, newest: Return) -> bool:
    return one.file.saved_at == newest.file.saved_at and _answers(one) != _answers(newest)


def _answers(returned: Return) -> dict[str, Mapping[str, str]]:
    return {answer.entry.task_id: answer.texts for answer in returned.answers}
