"""Write docs/rules.md from the rule catalogue: ``python tools/write_rules.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from xlreport.core.validation.document import rules_document  # noqa: E402  (the path is set just above)

if __name__ == "__main__":
    (ROOT / "docs" / "rules.md").write_text(rules_document(), encoding="utf-8")
