"""Keeping the register 反馈登记 in step with the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xlreport.books.port import Book
from xlreport.core.master.master import Master
from xlreport.core.master.register import RegisterEntry
from xlreport.core.reminders.reminding import department_state
from xlreport.core.reminders.standing import Standings
from xlreport.desk.master.opening import read_master
from xlreport.desk.master.records import write_register

Amend = Callable[[RegisterEntry], RegisterEntry]
"""What an action notes on a department's entry; the entry's ``department`` is the canonical name."""


def _as_it_is(entry: RegisterEntry) -> RegisterEntry:
    return entry


def update_register(book: Book, period: str, amend: Amend = _as_it_is) -> Master:
    """Bring the entries of a period up to date: one for every department that was asked, with its state.

    Returns the master with the register as it now is. Nothing is saved.
    """
    master = read_master(book)
    standings = Standings(master, period)
    asked = {department for _, department in standings.entries}
    departments = [name for name in master.departments() if name in asked]
    before = {name: standings.registered(name) for name in departments}
    amended = {name: amend(replace(entry, department=name)) for name, entry in before.items()}
    others = tuple(entry for entry in master.register if entry not in before.values())
    standings = Standings(replace(master, register=(*others, *amended.values())), period)
    after = {name: replace(entry, state=department_state(standings, name)) for name, entry in amended.items()}
    if after:
        write_register(book, [(before[name], after[name]) for name in departments])
    return replace(master, register=(*others, *after.values()))
