"""The chapter of the manual that lists all rules, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.core.validation import THEMES
from xlreport.core.validation.catalogue import SEVERITIES, Rule

_MEANINGS = {
    "错误": "下发或合并会出错，先改正再下发。",
    "警告": "多半有问题，应当核对。",
    "提示": "供参考，可以不改。",
}


def rules_document() -> str:
    """The rule list as Markdown in Chinese."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    count = sum(len(theme.RULES) for _, theme in THEMES)
    yield "# 校验规则"
    yield ""
    yield "<!-- 本页由 tools/write_rules.py 从规则目录生成，请勿手改。 -->"
    yield ""
    yield f"“校验”按下面 {count} 条规则检查总表，结果写在“校验结果”表里。严重程度有三级："
    yield ""
    for severity in SEVERITIES:
        yield f"- **{severity.value}**：{_MEANINGS[severity.value]}"
    yield ""
    yield "每条规则的严重程度可以在“规则设置”里改，也可以关闭；“依据”写明出自哪个标准，或与什么核对。"
    for title, theme in THEMES:
        yield ""
        yield f"## {title}"
        yield ""
        yield "| 规则 | 严重程度 | 名称 | 说明 | 建议 | 依据 |"
        yield "|---|---|---|---|---|---|"
        yield from map(_row, theme.RULES)


def _row(rule: Rule) -> str:
    texts = (rule.code, rule.severity.value, rule.title, rule.description, rule.suggestion, rule.source)
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
