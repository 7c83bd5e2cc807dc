"""帮助: the manual, and the pages it points to, as any browser shows them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from markdown_it import MarkdownIt

from xlreport.errors import XlreportError
from xlreport.log import log_folder

_DOCUMENTS = Path(__file__).parents[4] / "docs"
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>任务分工表使用手册</title><style>
body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; font: 16px/1.7 "Microsoft YaHei", sans-serif; }}
table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #bbb; padding: .3em .7em; }}
img {{ max-width: 100%; border: 1px solid #ddd; }} code {{ background: #f2f2f2; padding: 0 .2em; }}
pre {{ background: #f2f2f2; padding: .8em; overflow-x: auto; }}
</style></head><body>
{body}</body></html>
"""


def write_manual_page() -> Path:
    """Make the manual's page, with its pictures, in the user's home and return its path."""
    source = _DOCUMENTS / "manual.md"
    if not source.exists():
        raise XlreportError(
            f"找不到使用手册“{source}”", untouched="没有改动任何内容", todo="请重新取得完整的程序文件夹"
        )
    folder = log_folder() / "manual"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_DOCUMENTS / "pictures", folder / "pictures", dirs_exist_ok=True)
    for document in (source, source.with_name("cli.md"), source.with_name("rules.md")):
        _write_page(document, folder)
    return folder / "manual.html"


def _write_page(document: Path, folder: Path) -> None:
    text = re.sub(r"\]\((\w+)\.md", r"](\1.html", document.read_text(encoding="utf-8"))
    body = MarkdownIt("commonmark").enable("table").render(text)
    (folder / f"{document.stem}.html").write_text(_PAGE.format(body=body), encoding="utf-8")
