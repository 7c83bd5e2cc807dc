"""Style tokens: every font, fill, border and alignment that a painter may use.

Sizes are in points and follow the Chinese type sizes that GB/T 9704-2012 and office practice use:
二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5, 小五 9. Every font is explicit (no theme font) and every
colour is RGB, so that a sheet looks the same in whatever workbook it is placed.
"""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
BODY_FONT = "仿宋"
NORMAL_FONT = "宋体"

SIZE_2 = 22.0
SIZE_3 = 16.0
SIZE_4 = 14.0
SIZE_SMALL_4 = 12.0
SIZE_5 = 10.5
SIZE_SMALL_5 = 9.0

BLACK = "000000"
WHITE = "FFFFFF"
GREY = "7F7F7F"
LINK_BLUE = "0563C1"
HEADING_FILL = "DDEBF7"
OPEN_FILL = "FFFDE7"
LOCKED_FILL = "F2F2F2"
ERROR_FILL = "F8CBAD"
WARNING_FILL = "FFE699"
HINT_FILL = "DDEBF7"
GOOD_FILL = "E2EFDA"
ACCENT = "2F5597"
REMOVED = "FFC00000"
ADDED = "FF00703C"
"""The colours of text that went and text that came, for runs inside a cell."""


def font(name: str = BODY_FONT, size: float = SIZE_5, *, bold: bool = False, color: str = BLACK) -> Font:
    """An explicit font; ``size`` in points, ``color`` RGB."""
    return Font(name=name, size=size, bold=bold, color="FF" + color)


def fill(color: str) -> PatternFill:
    """A solid fill of an RGB colour."""
    return PatternFill("solid", start_color="FF" + color, end_color="FF" + color)


def rule_fill(color: str) -> PatternFill:
    """A fill for a conditional format, where Excel reads the background colour."""
    return PatternFill(bgColor="FF" + color)


def rule_font(color: str) -> Font:
    """A font for a conditional format: only the colour is set, the rest stays the cell's own."""
    return Font(color="FF" + color)


THIN = Side(style="thin", color="FF" + BLACK)
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SIDES_ONLY = Border(left=THIN, right=THIN)

CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
LEFT_ONE_LINE = Alignment(horizontal="left", vertical="center")

UNLOCKED = Protection(locked=False)
LOCKED = Protection(locked=True)
