"""Of several files from one department, the one that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlreport.core.returns.returned import Confidence, Rejection, Return


def newest_of_each(returns: Sequence[Return]) -> tuple[tuple[Return, ...], tuple[Rejection, ...]]:
    """One file per department and period: the one saved last, whichever dispatch it answers.

    Of two that say different things and were saved at the same time neither is used. A file that is
    DOUBTFUL never takes the place of one that is not, nor an empty one that of one filled in.
    """
    kept: list[Return] = []
    rejections: list[Rejection] = []
    for sender in dict.fromkeys((item.department, item.period) for item in returns):
        same = [item for item in returns if (item.department, item.period) == sender]
        sure = [item for item in same if item.confidence != Confidence.DOUBTFUL]
        if sure and len(sure) < len(same):
            reason = f"不能确定是不是{sender[0]}的，该单位已有确定的“{sure[-1].file.name}”，以那一份为准"
            rejections.extend(Rejection(r.file.name, reason) for r in same if r not in sure)
            same = sure
        filled = [item for item in same if not item.is_empty]
        if filled and len(filled) < len(same):
            reason = f"没有填写，{sender[0]}另有填了的“{filled[-1].file.name}”，以那一份为准"
            rejections.extend(Rejection(r.file.name, reason) for r in same if r not in filled)
            same = filled
        files = sorted(same, key=lambda item: item.file.saved_at)
        newest = files[-1]
        rivals = [r for r in files[:-1] if _answers(r) != _answers(newest)]
        if any(rival.file.saved_at == newest.file.saved_at for rival in rivals):
            names = "、".join(item.file.name for item in files)
            reason = (
                f"{newest.department}返回了几份内容不同、保存时间相同的文件（{names}），请只留下正确的一份"
            )
            rejections.extend(Rejection(item.file.name, reason) for item in files)
            continue
        kept.append(newest)
        reason = f"{newest.department}另有一份保存更晚的“{newest.file.name}”，以那一份为准"
        rejections.extend(Rejection(item.file.name, reason) for item in files[:-1])
    return tuple(kept), tuple(rejections)


def _answers(returned: Return) -> dict[str, Mapping[str, str]]:
    return {answer.entry.task_id: answer.texts for answer in returned.answers}
