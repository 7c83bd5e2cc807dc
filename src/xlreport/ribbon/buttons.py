"""The buttons: what each control id of macros/customUI14.xml does."""

from __future__ import annotations

from collections.abc import Mapping

from xlreport.ribbon.control import AnywhereButton, Button
from xlreport.ribbon.data import on_check_directory, on_import_table, on_normalise, on_validate
from xlreport.ribbon.incoming import (
    on_apply_merge,
    on_collect,
    on_preview_merge,
    on_send_back,
    on_show_history,
    on_undo_merge,
)
from xlreport.ribbon.outgoing import on_dispatch, on_remind, on_resend, on_send_mail
from xlreport.ribbon.papers import on_export_pdf, on_preview_print, on_summarise
from xlreport.ribbon.tools import on_open_folder, on_open_settings, on_show_about, on_show_help

BUTTONS: Mapping[str, Button | AnywhereButton] = {
    "import_table": AnywhereButton("导入", on_import_table),
    "validate": Button("校验", on_validate),
    "normalise": Button("自动规范", on_normalise, changes_data=True),
    "check_directory": Button("名录核对", on_check_directory),
    "dispatch": Button("生成部门表", on_dispatch, changes_data=True),
    "send_mail": Button("发送邮件", on_send_mail, changes_data=True),
    "resend": Button("重发", on_resend, changes_data=True),
    "remind": Button("催报", on_remind, changes_data=True),
    "collect": Button("收取反馈", on_collect),
    "preview_merge": Button("合并预览", on_preview_merge),
    "apply_merge": Button("应用合并", on_apply_merge, changes_data=True),
    "undo_merge": Button("撤销合并", on_undo_merge, changes_data=True),
    "send_back": Button("退回", on_send_back, changes_data=True),
    "show_history": Button("历次反馈", on_show_history),
    "summarise": Button("汇总", on_summarise),
    "preview_print": Button("打印预览", on_preview_print),
    "export_pdf": Button("导出PDF", on_export_pdf),
    "open_folder": Button("打开文件夹", on_open_folder),
    "open_settings": Button("设置", on_open_settings),
    "show_help": AnywhereButton("帮助", on_show_help),
    "show_about": AnywhereButton("关于", on_show_about),
}
"""What each control id of macros/customUI14.xml does."""
