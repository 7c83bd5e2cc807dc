"""The `Mailer` protocol: one way out for letters, whatever carries them."""

from __future__ import annotations

from typing import Protocol, Self

from xlreport.core.mailing.letters import Delivery, Letter, SendWay


class Mailer(Protocol):
    """Sends letters one by one inside a ``with`` block, which connects and disconnects.

    Entering raises XlreportError where nothing can be sent at all.
    """

    @property
    def way(self) -> SendWay:
        """How letters leave."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...

    def new_ident(self) -> str:
        """An identity for the next letter, unlike all others."""
        ...

    def send(self, letter: Letter, ident: str) -> Delivery:
        """Send one letter and say what became of it.

        Raises XlreportError where neither this letter was sent nor any other can be.
        """
        ...
