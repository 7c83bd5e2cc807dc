"""The command line: one subcommand per action. Scripts rely on its names (docs/cli.md)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from xlreport import __version__
from xlreport.errors import SettingsError, XlreportError
from xlreport.log import log_crash
from xlreport.ui.chinese import ChineseCommand, ChineseGroup, translate_help, usage_complaint
from xlreport.ui.terminal import TerminalUi

translate_help()
app = typer.Typer(
    name="xlreport",
    cls=ChineseGroup,
    help="任务分工表：校验、下发、回收合并、催报、汇总、打印。总表是唯一依据，改动前都会备份。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

addin = typer.Typer(
    cls=ChineseGroup,
    help="Excel 加载项：把功能区选项卡“任务分工”装进 Excel。",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
app.add_typer(addin, name="addin")
command = partial(app.command, cls=ChineseCommand)
addin_command = partial(addin.command, cls=ChineseCommand)

MasterArgument = Annotated[Path, typer.Argument(metavar="总表", help="任务分工总表（.xlsx）")]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="期次", help="期次，如 2026年11月；不写则用“设置”里的")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", metavar="日期", help="按哪一天计算，如 2026-11-23；不写为今天")
]
ViaOption = Annotated[
    str, typer.Option("--via", metavar="方式", help="draft（草稿文件）、smtp 或 outlook；不写则用“设置”里的")
]
JsonOption = Annotated[bool, typer.Option("--json", help="把结果以 JSON 写到标准输出")]
LibreOfficeOption = Annotated[
    bool, typer.Option("--libreoffice", help="不是 Excel 的加载项，而是 LibreOffice 的工具栏“任务分工”")
]
LossOption = Annotated[
    bool, typer.Option("--allow-loss", help="即使会丢失文本框、图片等无法保留的内容也保存")
]

EXIT_ERRORS_FOUND = 1
EXIT_NOT_DONE = 2
EXIT_UNEXPECTED = 3


class _Result(Protocol):
    def as_json(self) -> Mapping[str, Any]: ...


@command("import", help="把 Word、Excel、WPS、网页或文字稿里的任务清单导入成总表。")
def import_command(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="来源",
            help=".docx、.xlsx、.xls、.et、.ods、.csv、.html、.txt；"
            "装了 LibreOffice 还有 .doc、.wps、.rtf、.odt",
        ),
    ],
    target: Annotated[Path, typer.Option("-o", "--output", metavar="总表", help="要生成的总表（.xlsx）")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="总表已存在时覆盖（先备份）")] = False,
    table: Annotated[
        int | None, typer.Option("--table", metavar="第几张", help="来源里有几张任务表时，导入第几张")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="对应",
            help="来源的哪一列是总表的哪一列，如 “目标任务=省政策清单内容”；可以写几次；右边写“不导入”就不读",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.importing.import_ import import_table

    ui = TerminalUi(quiet_tables=as_json)
    result = import_table(source, target, ui, overwrite=overwrite, table=table, mapping=tuple(mapping or ()))
    _finish(result, as_json, ui, result.backup)


@command(help="检查总表，问题写入“校验结果”；有“错误”时退出状态为 1。")
def validate(
    master: MasterArgument,
    as_of: AsOfOption = "",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="规则:单元格",
            help="把这一条记为已阅，如 P309:H11；可以写几次，要同时写 --reason",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="已阅的理由，如 共用办公电话")] = "",
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.validation.validate import validate as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(
        _open(master, allow_loss), ui, as_of=_day(as_of), accept=tuple(accept or ()), reason=reason
    )
    _finish(result, as_json, ui, result.backup)
    if result.has_errors:
        raise typer.Exit(EXIT_ERRORS_FOUND)


@command(help="列出写法上可以放心规范的地方（空格、标点、全角半角、名称、电话等）；加 --apply 才写入总表。")
def normalise(
    master: MasterArgument,
    apply: Annotated[bool, typer.Option("--apply", help="写入总表（先备份，可以撤销）")] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.normalising.normalise import normalise as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(_open(master, allow_loss), ui, now=datetime.now(), apply=apply)
    if not apply and result.corrections:
        ui.info("确认后加 --apply 写入总表。")
    _finish(result, as_json, ui, result.backup)


@command(help="看单位名录；加 --check 就和任务分工表核对，说明该改哪一边。")
def directory(
    master: MasterArgument,
    check: Annotated[
        bool, typer.Option("--check", help="核对，结果写入“名录核对”；名录和任务分工表都不改")
    ] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.importing.check_directory import compare_directory, show_directory

    ui = TerminalUi(quiet_tables=as_json)
    book = _open(master, allow_loss)
    if not check:
        _finish(show_directory(book, ui), as_json)
        return
    result = compare_directory(book, ui, as_of=date.today())
    _finish(result, as_json, ui, result.backup)


@command(help="给每个责任部门生成一份反馈表。")
def dispatch(
    master: MasterArgument,
    period: PeriodOption = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件夹", help="放到哪里；不写为 下发/期次")
    ] = None,
    only_open: Annotated[
        bool, typer.Option("--only-open", help="只发还缺的和变了的任务；已反馈齐全、没有变化的不再问")
    ] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.dispatch.dispatch import dispatch as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(
        _open(master, allow_loss), ui, now=datetime.now(), period=period, folder=out, only_open=only_open
    )
    _finish(result, as_json, ui, result.backup)


@command(help="清点返回的文件：是哪个部门的，能不能用。")
def collect(
    master: MasterArgument,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="文件或文件夹",
            help="要收进 回收/期次 的文件、压缩包（zip）、邮件（eml、msg）或文件夹，可以多个",
        ),
    ] = None,
    period: PeriodOption = "",
    mailbox: Annotated[bool, typer.Option("--mailbox", help="也从“设置”里的收件账号收取本期的邮件")] = False,
    imap: Annotated[
        str,
        typer.Option("--imap", metavar="地址", help="改从这个邮箱收取，如 imaps://账号@服务器/文件夹"),
    ] = "",
    mark_read: Annotated[
        bool, typer.Option("--mark-read", help="收取过的邮件标为已读；不写则邮箱里什么也不改")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.returns.collect import collect as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(
        _open(master, allow_loss=False),
        ui,
        today=date.today(),
        period=period,
        sources=sources or (),
        imap=imap or mailbox or mark_read,
        mark_read=mark_read,
    )
    ui.info(f"能用的反馈表{len(result.returns)}份，不能用的{len(result.rejections)}份。")
    _finish(result, as_json)
    if result.failed:
        raise typer.Exit(EXIT_NOT_DONE)


@command(help="比较返回的文字并预览；加 --apply 才写入总表。")
def merge(
    master: MasterArgument,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="返回文件", help="不写则读 回收/期次 里的全部文件")
    ] = None,
    period: PeriodOption = "",
    apply: Annotated[bool, typer.Option("--apply", help="写入总表（先备份）")] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.merge.merge import merge as action

    ui = TerminalUi(quiet_tables=as_json)
    book = _open(master, allow_loss)
    result = action(book, ui, now=datetime.now(), files=files or (), period=period, apply=apply)
    if not apply:
        ui.info("确认后加 --apply 写入总表。")
    _finish(result, as_json, ui, result.backup)


@command(help="撤销最近一次合并或自动规范：还没有再改过的格子恢复原样。")
def undo(master: MasterArgument, allow_loss: LossOption = False, as_json: JsonOption = False) -> None:
    from xlreport.actions.merge.undo import undo_merge

    ui = TerminalUi(quiet_tables=as_json)
    result = undo_merge(_open(master, allow_loss), ui, now=datetime.now())
    _finish(result, as_json, ui, result.backup)


@command(help="看一项任务历次反馈的情况：各期各部门的状态、文字和变化。")
def history(
    master: MasterArgument,
    task: Annotated[str, typer.Argument(metavar="序号", help="任务的序号，现在的或以前的都可以")],
    department: Annotated[
        str, typer.Option("--department", metavar="部门", help="只看这个部门，全称或别名")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.merge.history import history as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(_open(master, allow_loss=False), ui, task=task, department=department)
    _finish(result, as_json)


@command(help="谁还没有反馈、缺哪几栏、该怎么催，写入“催报名单”。")
def remind(
    master: MasterArgument,
    period: PeriodOption = "",
    as_of: AsOfOption = "",
    sheets: Annotated[
        bool, typer.Option("--sheets", help="生成催办单、退回单、电话催办名单、通报名单，放进 催报/期次")
    ] = False,
    via: Annotated[
        str,
        typer.Option(
            "--via",
            metavar="方式",
            help="同时发邮件催（附催办单、退回单）：draft（草稿文件）、smtp 或 outlook；不写则不发邮件",
        ),
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="今天已经发过催报邮件的也重发")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出来，不发送，不改动任何文件")] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.reminders.remind import remind as action
    from xlreport.actions.reminders.remind_by_mail import remind_by_mail
    from xlreport.desk.mailing.sending import MailOrder

    ui = TerminalUi(quiet_tables=as_json)
    book = _open(master, allow_loss)
    if via:
        order = MailOrder(period, _way(via), again=again, dry_run=dry_run)
        mailed = remind_by_mail(book, ui, order, as_of=_day(as_of))
        _finish(mailed, as_json, ui, mailed.sending.backup)
        if not mailed.sending.is_complete:
            raise typer.Exit(EXIT_ERRORS_FOUND)
        return
    result = action(book, ui, as_of=_day(as_of), period=period, sheets=sheets, dry_run=dry_run)
    _finish(result, as_json, ui, result.backup)


@command(help="把反馈表发给各部门：存成草稿、经 SMTP 直接发，或经 Outlook。")
def mail(
    master: MasterArgument,
    period: PeriodOption = "",
    via: ViaOption = "",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="部门", help="只发给这个部门，可以多次；不写为全部")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="文件夹", help="反馈表在哪里；不写为 下发/期次")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="已经发过的也重发")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只列出要发给谁、附什么文件，不发送，不改动任何文件")
    ] = False,
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.mailing.mail import mail as action
    from xlreport.desk.mailing.sending import MailOrder

    ui = TerminalUi(quiet_tables=as_json)
    order = MailOrder(period, _way(via), folder, tuple(only or ()), again, dry_run)
    result = action(_open(master, allow_loss), ui, order, today=date.today())
    _finish(result, as_json, ui, result.sending.backup)
    if not result.sending.is_complete:
        raise typer.Exit(EXIT_ERRORS_FOUND)


@command(help="把邮箱密码（授权码）存进这台电脑的密码库，收信、发信时用。")
def password(
    account: Annotated[str, typer.Argument(metavar="邮箱账号", help="如 office@example.gov.cn")],
    delete: Annotated[bool, typer.Option("--delete", help="删除存过的密码")] = False,
) -> None:
    from xlreport.mail.passwords import forget_password, keep_password

    ui = TerminalUi()
    if delete:
        ui.info(f"“{account}”的密码{'已删除' if forget_password(account) else '本来就没有存过'}。")
        return
    keep_password(account, typer.prompt(f"{account} 的密码（授权码），输入时不显示", hide_input=True))
    ui.info(f"“{account}”的密码已存进这台电脑的密码库，不在总表里。")


@command("return", help="把不符合要求的反馈退回重报：记下原因，生成退回单。")
def return_command(
    master: MasterArgument,
    department: Annotated[str, typer.Argument(metavar="部门", help="退回哪个部门的反馈，全称或别名")],
    reason: Annotated[str, typer.Option("--reason", metavar="原因", help="为什么退回，印在退回单上")],
    tasks: Annotated[
        list[str] | None, typer.Option("--task", metavar="序号", help="只退回这一项，可以多次；不写为全部")
    ] = None,
    period: PeriodOption = "",
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.reminders.send_back import send_back

    ui = TerminalUi(quiet_tables=as_json)
    book = _open(master, allow_loss)
    result = send_back(
        book,
        ui,
        department=department,
        reason=reason,
        as_of=date.today(),
        tasks=tasks or (),
        period=period,
    )
    _finish(result, as_json, ui, result.backup)


@command(help="生成各张汇总表。")
def summarise(
    master: MasterArgument,
    as_of: AsOfOption = "",
    period: PeriodOption = "",
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.summaries.summarise import summarise as action

    ui = TerminalUi(quiet_tables=as_json)
    result = action(_open(master, allow_loss), ui, as_of=_day(as_of), period=period)
    _finish(result, as_json, ui, result.backup)


@command("print", help="生成“打印-任务分工表”，需要时另存 PDF。")
def print_command(
    master: MasterArgument,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="文件", help="另存的 PDF（需要 LibreOffice）")
    ] = None,
    paper: Annotated[str, typer.Option("--paper", metavar="纸张", help="A4 或 A3；不写则用“设置”里的")] = "",
    allow_loss: LossOption = False,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.printing.print_ import print_table

    ui = TerminalUi(quiet_tables=as_json)
    result = print_table(_open(master, allow_loss), ui, paper=paper, pdf=pdf)
    _finish(result, as_json, ui, result.backup)
    if result.problem:
        raise typer.Exit(EXIT_NOT_DONE)


@command(help="在新文件夹里用真实总表演示一整轮：下发、反馈、合并、校验、汇总、打印。")
def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="文件夹", help="必须是空的或还不存在；不写则新建 demo")
    ] = None,
    master: Annotated[
        Path | None, typer.Option("--master", metavar="总表", help="用哪份总表；不写则用自带的")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from xlreport.actions.program.demo import run_demo

    ui = TerminalUi(quiet_tables=as_json)
    result = run_demo(ui, folder=folder, master=master, now=datetime.now())
    _finish(result, as_json)
    if not result.is_complete:
        raise typer.Exit(EXIT_ERRORS_FOUND)


@addin_command("build", help="生成加载项文件；不需要 Excel，任何系统都可以。")
def addin_build(
    target: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="文件", help="写成哪个文件；不写为当前文件夹的 任务分工.xlam"),
    ] = Path("任务分工.xlam"),
    python: Annotated[
        str,
        typer.Option(
            "--python", metavar="路径", help="给另一台电脑用：那台电脑上 Python 的完整路径，原样写入"
        ),
    ] = "",
    platform: Annotated[
        str, typer.Option("--platform", metavar="系统", help="那台电脑的系统：windows 或 macos")
    ] = "",
) -> None:
    from xlreport.actions.program.addin import build_addin
    from xlreport.addin.machines import other_machine

    machine = other_machine(platform, python) if platform or python else None
    build_addin(target, TerminalUi(), machine)


@addin_command("install", help="装进 Excel（Windows、macOS），不需要管理员权限；已装的换成新的。")
def addin_install(libreoffice: LibreOfficeOption = False, as_json: JsonOption = False) -> None:
    if libreoffice:
        from xlreport.actions.program.tool_bar import install_tool_bar, user_extensions

        _finish(install_tool_bar(user_extensions(), TerminalUi()), as_json)
        return
    from xlreport.actions.program.addin import install_addin

    _finish(install_addin(_excel_place(), TerminalUi()), as_json)


@addin_command("remove", help="从 Excel 里删除加载项，只删安装时放进去的文件。")
def addin_remove(libreoffice: LibreOfficeOption = False, as_json: JsonOption = False) -> None:
    if libreoffice:
        from xlreport.actions.program.tool_bar import remove_tool_bar, user_extensions

        _finish(remove_tool_bar(user_extensions(), TerminalUi()), as_json)
        return
    from xlreport.actions.program.addin import remove_addin

    _finish(remove_addin(_excel_place(), TerminalUi()), as_json)


@addin_command("status", help="加载项装了没有，是不是最新的，用的是哪个 Python。")
def addin_status(libreoffice: LibreOfficeOption = False, as_json: JsonOption = False) -> None:
    if libreoffice:
        from xlreport.actions.program.tool_bar import show_tool_bar_status, user_extensions

        _finish(show_tool_bar_status(user_extensions(), TerminalUi()), as_json)
        return
    from xlreport.actions.program.addin import show_status

    _finish(show_status(_excel_place(), TerminalUi()), as_json)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="显示版本号并退出")] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


def _open(master: Path, allow_loss: bool) -> Any:
    from xlreport.books.file import FileBook

    return FileBook(master, allow_loss=allow_loss)


def _excel_place() -> Any:
    from xlreport.addin.places import excel_place

    return excel_place(sys.platform, Path.home(), os.environ)


def _day(text: str) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            f"日期“{text}”看不懂", untouched="没有改动任何文件", todo="请写成 2026-11-23 这样的形式"
        ) from None


def _way(text: str) -> Any:
    """The way out that ``--via`` names, None for the settings' own."""
    from xlreport.core.mailing.letters import SendWay

    ways = {"draft": SendWay.DRAFT, "smtp": SendWay.SMTP, "outlook": SendWay.OUTLOOK}
    if text and text.lower() not in ways:
        raise SettingsError(
            f"不认识发信方式“{text}”",
            untouched="没有发送邮件，没有改动任何文件",
            todo=f"请写 {'、'.join(ways)}",
        )
    return ways.get(text.lower())


def _finish(result: _Result, as_json: bool, ui: TerminalUi | None = None, backup: Path | None = None) -> None:
    """End a command: its result where it is asked for, and where the master lies as it was."""
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    if ui is not None and backup is not None:
        ui.info(f"改动前的备份：{backup}")


def main() -> None:
    """Run the command line; every failure ends in one Chinese sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run())


def _run() -> int:
    ui = TerminalUi()
    try:
        return int(app(standalone_mode=False) or 0)
    except XlreportError as error:
        ui.error(str(error))
    except typer.TyperException as error:
        ui.error(f"{usage_complaint(error)}。没有改动任何文件。请加 --help 查看用法。")
    except (KeyboardInterrupt, typer.Abort):
        ui.error("已中断。总表以最后一次保存的为准。请重新运行命令。")
    except OSError as error:
        ui.error(
            f"读写文件失败（{error.filename or ''}：{error.strerror or error}）。总表以最后一次保存的为准。"
            "请确认路径、权限和磁盘空间后重试。"
        )
    except Exception:
        ui.error(
            "程序出现意外错误。总表以最后一次保存的为准。"
            f"请把日志文件 {log_crash()} 发给维护人员，并说明当时的操作。"
        )
        return EXIT_UNEXPECTED
    return EXIT_NOT_DONE
