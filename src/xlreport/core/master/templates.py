"""Texts that the clerk keeps in the settings, with fields in braces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlreport.core.master.settings import SETTING_BY_CODE, Settings
from xlreport.errors import SettingsError

_FIELD = re.compile(r"\{([^{}]*)\}")


def fill(settings: Settings, code: str, fields: Mapping[str, str]) -> str:
    """A template with its fields put in; raises SettingsError where it names a field that there is not."""
    template = settings.value(code)
    unknown = [name for name in _FIELD.findall(template) if name not in fields]
    if unknown:
        raise SettingsError(
            f"“设置”里的“{SETTING_BY_CODE[code].label}”用了不认识的字段{{{unknown[0]}}}",
            untouched="没有改动任何文件",
            todo=f"可以用的字段：{'、'.join(f'{{{name}}}' for name in fields)}",
        )
    return _FIELD.sub(lambda found: fields[found[1]], template)
