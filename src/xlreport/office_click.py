"""A click on LibreOffice's tool bar: ``python office_click.py BUTTON PIPE DOCUMENT``.

LibreOffice starts this file (macros/libreoffice/LibreOfficeClicks.bas) with the button's id, the pipe through
which it lets us in, and its number of the document in front.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(button: str, pipe: str, document: str) -> None:
    """Join the LibreOffice that waits at the pipe and do what the button is for."""
    sys.path[0] = str(Path(__file__).parents[1])
    from xlreport.calc import ATTACH_VARIABLE, CALLER_VARIABLE  # noqa: PLC0415
    from xlreport.ribbon import click  # noqa: PLC0415

    os.environ[ATTACH_VARIABLE] = f"{os.getppid()}/{pipe}/screen"
    os.environ[CALLER_VARIABLE] = document
    click(button)


if __name__ == "__main__":
    main(*sys.argv[1:])
