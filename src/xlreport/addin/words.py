"""What the add-in's own VBA says when Python cannot be started.

The words stand on the add-in's sheet, whose text is Unicode: VBA's sources are kept in one code page and
would show as question marks on a Windows of another language. ``{0}`` and ``{1}`` are filled in by VBA.
"""

from __future__ import annotations

_NOTHING_DONE = "这次点击没有开始，没有改动任何内容。"

WORDS = {
    "TITLE": "任务分工",
    "MISSING": "没有找到程序文件“{0}”，程序文件夹可能移动、改名或删掉了。"
    f"{_NOTHING_DONE}请按使用手册第六章再安装一次加载项，重新打开 Excel 后再点。",
    "PROTECTED_VIEW": "文件“{0}”是在“受保护的视图”里打开的，程序读不到它。"
    f"{_NOTHING_DONE}请在它的窗口上方点“启用编辑”，或把它关闭，再点一次。",
    "PY_SHEET": "打开的工作簿里有一张工作表的名称以“.py”结尾：“{0}”，Excel 会把它当成程序。"
    f"{_NOTHING_DONE}请给这张工作表改个名称，再点一次。",
    "PATH": "工作簿的名称或所在文件夹的名称里有程序接不住的符号“{0}”：{1}。"
    f"{_NOTHING_DONE}请保存并关闭，改掉这个名称，再打开来点。",
    "BLOCKED": "这台电脑的安全设置不许 Excel 启动其他程序（错误 {0}：{1}）。"
    f"{_NOTHING_DONE}请把这句话转给信息技术部门，请他们放行本程序；"
    "常见的是 Defender 的规则“阻止所有 Office 应用程序创建子进程”。在那之前，可以用命令做同样的事。",
    "FAILED": "程序没有启动起来，或者没有正常结束（错误 {0}：{1}）。"
    "请看一下打开的总表：有变化的话，不保存就关闭再打开，会回到上次保存的样子；"
    "再点一次还是这样，请把这句话发给维护人员。",
    "CRASHED": "程序没有正常结束，刚才的英文提示说的是原因。"
    "请看一下打开的总表：有变化的话，不保存就关闭再打开，会回到上次保存的样子；"
    "再点一次还是这样，请按使用手册第六章再安装一次加载项，或把那个提示拍下来发给维护人员。",
}
"""The words by the names under which VBA asks for them."""
