"""The settings sheet 设置: what the clerk may choose, and what the program keeps there.

Each setting is a row: its name, its value, an explanation. Rows are found by name, so the clerk may
sort them or leave out what the default serves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.text import key
from xlreport.errors import SettingsError

TITLE = "设置"
HEADER_ROW = 3
"""1-based row of the headings 项目, 内容, 说明 on the sheet; the settings follow."""


HEADINGS = ("项目", "内容", "说明")


@dataclass(frozen=True)
class Setting:
    """One row of the sheet. ``choices`` are the only values allowed, if any are given.

    ``system`` settings are kept by the program; their rows are hidden from the clerk.
    """

    code: str
    label: str
    default: str
    explanation: str
    choices: tuple[str, ...] = ()
    system: bool = False


ALL_COLUMNS, ONLY_PROGRESS = "三栏都要", "只要落实情况"


EVERYTHING, ONLY_OPEN = "全部任务", "缺的和变了的"


SSL, STARTTLS, PLAIN = "SSL", "STARTTLS", "不加密"


SAVE_DRAFT, SEND_AT_ONCE = "存草稿", "直接发送"


_FIELDS_NOTE = (
    "第一级：提醒的标题。可以用的字段：{部门}、{责任人}、{期次}、{截止日期}、{逾期天数}、{回复日期}、"
    "{项数}、{缺项}、{退回原因}、{下发单位}、{联系方式}"
)


SETTINGS = (
    Setting("office", "下发单位", "", "发出反馈表的单位名称，印在部门反馈表的填报说明里；可以留空"),
    Setting("period", "当前期次", "", "如 2026年11月；留空时用当月。用作“下发”“回收”下的文件夹名"),
    Setting("due", "反馈截止日期", "", "如 2026年11月25日；印在部门反馈表上，可以留空"),
    Setting("reply_to", "反馈联系方式", "", "印在催办单、退回单上，如 联系人某某，电话、邮箱；可以留空"),
    Setting(
        "required",
        "必填栏目",
        ALL_COLUMNS,
        "哪些反馈栏目空着就要催；没有要反映的填“无”，不算空",
        choices=(ALL_COLUMNS, ONLY_PROGRESS),
    ),
    Setting(
        "scope",
        "下发范围",
        EVERYTHING,
        "下发时给各部门哪些任务；已经反馈齐全、没有变化的可以不再问",
        choices=(EVERYTHING, ONLY_OPEN),
    ),
    Setting("notice_days", "提醒提前天数", "3", "截止日期前几天开始提醒"),
    Setting("urge_days", "催办起始天数", "1", "过了截止日期几天，由提醒改为发催办单"),
    Setting("circular_days", "通报起始天数", "5", "过了截止日期几天，列入通报名单"),
    Setting("circular_after", "通报前催办次数", "1", "催过几次以后才列入通报名单"),
    Setting("grace_days", "催办限期天数", "2", "催办单、退回单要求几天内反馈"),
    Setting("notice_subject", "提醒标题", "请反馈{期次}落实情况", _FIELDS_NOTE),
    Setting(
        "notice_body",
        "提醒正文",
        "{部门}：\n{期次}落实情况请于{截止日期}前反馈，目前还缺{项数}项：\n{缺项}\n"
        "没有需要反映的请填“无”，经单位主要领导审阅同意后发回{下发单位}。{联系方式}",
        "第一级：提醒的正文，字段同上",
    ),
    Setting("urge_subject", "催办标题", "【催办】{期次}落实情况请于{回复日期}前反馈", "字段同上"),
    Setting(
        "urge_body",
        "催办正文",
        "{部门}：\n{期次}落实情况应于{截止日期}前反馈，已逾期{逾期天数}天，还缺{项数}项：\n{缺项}\n"
        "请抓紧填报，经单位主要领导审阅同意后于{回复日期}前发回{下发单位}；逾期仍未反馈的，将列入通报名单。{联系方式}",
        "第二级：催办的正文，字段同上",
    ),
    Setting("circular_subject", "通报标题", "【通报】{期次}落实情况逾期未反馈", "字段同上"),
    Setting(
        "circular_body",
        "通报正文",
        "{部门}：\n{期次}落实情况应于{截止日期}前反馈，已逾期{逾期天数}天，经催办仍缺{项数}项：\n{缺项}\n"
        "你单位已列入本期通报名单。请于{回复日期}前发回{下发单位}。{联系方式}",
        "第三级：通报的正文，字段同上",
    ),
    Setting("return_subject", "退回标题", "【退回】{期次}反馈请修改后重报", "字段同上"),
    Setting(
        "return_body",
        "退回正文",
        "{部门}：\n你单位{期次}的反馈不符合要求，现予退回。退回原因：{退回原因}\n{缺项}\n"
        "请修改后于{回复日期}前重新发回{下发单位}。{联系方式}",
        "退回重报的正文，字段同上",
    ),
    Setting(
        "mail_way",
        "发信方式",
        "草稿文件",
        "“草稿文件”：每个部门一个 .eml，放进“发件箱”文件夹，双击打开后再发；SMTP：由程序直接发；"
        "Outlook：经本机的 Outlook",
        choices=("草稿文件", "SMTP", "Outlook"),
    ),
    Setting(
        "outlook_send",
        "Outlook发送",
        SAVE_DRAFT,
        "用 Outlook 时，先存进它的“草稿”，还是直接发送",
        choices=(SAVE_DRAFT, SEND_AT_ONCE),
    ),
    Setting("mail_from", "发信邮箱", "", "SMTP 用；如 office@example.gov.cn"),
    Setting("mail_from_name", "发信人名称", "", "收件人看到的名称；留空用“下发单位”"),
    Setting("mail_cc", "抄送邮箱", "", "每封邮件都抄送的地址，多个用分号隔开；可以留空"),
    Setting("mail_reply", "回复邮箱", "", "部门点“回复”时寄到哪里；留空就是发信邮箱"),
    Setting(
        "smtp_server",
        "发信服务器",
        "",
        "常用邮箱（QQ、163、126、139、189、阿里、新浪等）留空即可；自有域名写“腾讯企业邮箱”“网易企业邮箱”"
        "“阿里企业邮箱”，或服务器名:端口，如 mail.example.gov.cn:465",
    ),
    Setting(
        "smtp_security",
        "发信加密",
        "自动",
        "自动：465 端口用 SSL，其他端口用 STARTTLS；只有单位内网、服务器不支持加密时才选“不加密”",
        choices=("自动", SSL, STARTTLS, PLAIN),
    ),
    Setting("smtp_account", "发信账号", "", "留空就是发信邮箱；内网服务器不用登录的，写“无”。密码不写在这里"),
    Setting("mail_pause", "发信间隔秒数", "3", "每发一封等几秒；邮箱限制每小时封数的，调大一些"),
    Setting("mail_limit", "每次最多封数", "0", "一次最多发几封，0 为不限；剩下的下次接着发，已发的不会重发"),
    Setting(
        "mail_subject",
        "下发标题",
        "请填报{期次}任务落实情况（{部门}）",
        "下发邮件的标题。可以用的字段：{部门}、{责任人}、{期次}、{截止日期}、{项数}、{任务}、{附件}、{下发单位}、"
        "{联系方式}；请保留{期次}，收信时靠它认出回信",
    ),
    Setting(
        "mail_body",
        "下发正文",
        "{部门}：\n现将{期次}任务落实情况反馈表发给你单位（见附件“{附件}”），共{项数}项：{任务}。\n"
        "请按表内“填报说明”填写，没有需要反映的填“无”，经单位主要领导审阅同意后，于{截止日期}前把原表作为附件直接回复本邮件。\n"
        "{联系方式}\n{下发单位}",
        "下发邮件的正文，字段同上",
    ),
    Setting(
        "return_passwords",
        "回收文件密码",
        "",
        "打开加了密码的压缩包和反馈表用；有几个密码的，用空格或换行隔开",
    ),
    Setting("imap_account", "收件账号", "", "从邮箱收取反馈用的邮箱地址；留空就是发信邮箱。密码不写在这里"),
    Setting(
        "imap_server",
        "收件服务器",
        "",
        "常用邮箱（QQ、163、126、139、189、阿里、新浪等）留空即可；自有域名写“腾讯企业邮箱”“网易企业邮箱”"
        "“阿里企业邮箱”，或服务器名:端口，如 imap.example.gov.cn:993",
    ),
    Setting(
        "imap_security",
        "收件方式",
        "自动",
        "自动：993 端口用 SSL，其他端口用 STARTTLS；“不加密”只能用于单位内网的服务器",
        choices=("自动", SSL, STARTTLS, PLAIN),
    ),
    Setting("imap_folder", "收件文件夹", "INBOX", "从邮箱的哪个文件夹收取；INBOX 就是收件箱"),
    Setting(
        "import_columns",
        "导入列名对应",
        "",
        "导入时由程序记下，下次同样的列名不再问；如 目标任务=省政策清单内容，多个用分号隔开",
    ),
    Setting("paper", "打印纸张", "A3", "打印-任务分工表 用的纸张", choices=("A3", "A4")),
    Setting("first_page", "起始页码", "1", "打印时第一页的页码，用来接着正文编号"),
    Setting("master_id", "总表编号", "", "由程序写入，用来识别本总表发出的反馈表，请勿改动", system=True),
    Setting("key", "签名密钥", "", "由程序写入，用来核对返回的反馈表，请勿改动、外传", system=True),
    Setting("serial", "最近下发编号", "0", "由程序写入，请勿改动", system=True),
)


SETTING_BY_CODE = {setting.code: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The values found, by setting code, and the 1-based sheet row of each."""

    values: Mapping[str, str]
    rows: Mapping[str, int]

    def value(self, code: str) -> str:
        """A setting's value, or its default where the sheet leaves it empty.

        Raises SettingsError where only certain values are allowed and this is none of them.
        """
        setting = SETTING_BY_CODE[code]
        value = self.values.get(code, "").strip() or setting.default
        if setting.choices and value not in setting.choices:
            raise SettingsError(
                f"“设置”表里的“{setting.label}”是“{value}”，不能使用",
                untouched="没有改动任何文件",
                todo=f"请改为：{'、'.join(setting.choices)}",
            )
        return value

    def number(self, code: str) -> int:
        """A setting's value as a whole number of at least 0."""
        value = self.value(code)
        if not re.fullmatch(r"\d{1,9}", value):
            raise SettingsError(
                f"“设置”表里的“{SETTING_BY_CODE[code].label}”是“{value}”，不是整数",
                untouched="没有改动任何文件",
                todo="请改为整数后重试",
            )
        return int(value)

    def passwords(self) -> tuple[str, ...]:
        """The passwords that returned files may be locked with, in the clerk's order."""
        return tuple(self.value("return_passwords").split())


def read_settings(rows: Sequence[Sequence[str]]) -> Settings:
    """The settings on the sheet, from all its rows as text; unknown names are passed over."""
    by_label = {key(setting.label): setting.code for setting in SETTINGS}
    values: dict[str, str] = {}
    places: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        code = by_label.get(key(row[0])) if row else None
        if code is not None and code not in places:
            values[code] = row[1] if len(row) > 1 else ""
            places[code] = number
    return Settings(values, places)
