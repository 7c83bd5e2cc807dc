"""Patience with an application that turns calls down for a while: a cell is being edited, a box is open."""

from __future__ import annotations

import time
from collections.abc import Callable

from xlreport.books.live.complaints import is_gone

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds to wait before trying again."""


class Patience:
    """Tries steps until the application takes them; what was used up is had again once one succeeds.

    Where the application takes nothing any more, every further step is tried once.
    """

    def __init__(self) -> None:
        self._left = list(PAUSES)

    def attempt(self, step: Callable[[], object]) -> Exception | None:
        """Take a step; why it could not be taken in the end, None where it was."""
        while True:
            try:
                step()
            except Exception as error:
                if is_gone(error) or not self._left:
                    return error
                time.sleep(self._left.pop(0))
            else:
                self._left = list(PAUSES)
                return None
