"""Drafts: one ``.eml`` file per letter, which the clerk opens and sends with any mail program."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Self

from xlreport.core.mailing.letters import Delivery, Envelope, Letter, SendState, SendWay
from xlreport.files import write_atomically
from xlreport.mail.compose import compose

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class DraftMailer:
    """Writes drafts into a folder; a draft of the same kind to the same department is replaced."""

    way = SendWay.DRAFT

    def __init__(self, folder: Path, envelope: Envelope) -> None:
        self._folder = folder
        self._envelope = envelope

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        pass

    def new_ident(self) -> str:
        return f"draft-{uuid.uuid4().hex}"

    def send(self, letter: Letter, ident: str) -> Delivery:
        name = _FORBIDDEN.sub("_", f"{letter.kind}-{letter.department}.eml")
        write_atomically(self._folder / name, compose(letter, self._envelope))
        return Delivery(SendState.DRAFTED, name)
