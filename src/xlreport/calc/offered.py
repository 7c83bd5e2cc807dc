"""What this engine does not offer says so, by name, instead of failing in some other way."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from xlwings import base_classes

Class = TypeVar("Class", bound=type)


class Refusal:
    """Stands for a member that xlwings knows and this engine does not; raises NotImplementedError."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __call__(self, *given: object, **named: object) -> NoReturn:
        raise NotImplementedError(f"the xlwings engine for LibreOffice does not offer {self.what}")


def refuse_the_rest(kind: Class) -> Class:
    """Class decorator: what the base class only promises raises NotImplementedError with its name.

    What a base class of xlwings does itself, from other members, stays.
    """
    for name in _promised(kind):
        before = getattr(kind, name)
        refusal = Refusal(f"{kind.__name__}.{name}")
        setattr(kind, name, property(refusal, refusal, refusal) if isinstance(before, property) else refusal)
    return kind


def _promised(kind: type) -> list[str]:
    """The members that a class inherits from xlwings and that do nothing but raise NotImplementedError."""
    bases = [base for base in kind.__mro__ if base.__module__ == base_classes.__name__]
    names = {name for base in bases for name in vars(base)}
    return sorted(name for name in names if _only_raises(getattr(kind, name), bases))


def _only_raises(member: Any, bases: list[type]) -> bool:
    function = member.fget if isinstance(member, property) else member
    code = getattr(function, "__code__", None)
    inherited = any(member is value for base in bases for value in vars(base).values())
    return inherited and code is not None and "NotImplementedError" in code.co_names
