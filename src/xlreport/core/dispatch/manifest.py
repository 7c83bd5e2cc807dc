"""The signed identity of a department book.

A manifest says which master, department, period and dispatch a book belongs to and which tasks it
holds. It travels as a *token*: base64url of its JSON, a full stop, and an HMAC-SHA256 (RFC 2104) made
with a key that never leaves the master. Every row carries a *row id* that is signed the same way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.core.text import key

TOKEN_PROPERTY = "xlreport.manifest"
TOKEN_NAME = "_xlreport_manifest"
"""Document properties and defined names that carry a token in parts: these names, ``.`` or ``_`` and
the number of the part from 1."""

_VERSION = 1
_DIGEST_CHARACTERS = 6
_ROW_SIGNATURE_CHARACTERS = 12


@dataclass(frozen=True)
class Manifest:
    """Who a department book was made for: ``serial`` is its dispatch number, ``tasks`` task ids."""

    master: str
    department: str
    period: str
    serial: str
    tasks: tuple[str, ...]


def task_id(number: str, content: str) -> str:
    """The identity of a task when it is dispatched: 10 hexadecimal digits of number and content."""
    return hashlib.sha256(f"{key(number)}\n{key(content)}".encode()).hexdigest()[:10]


def context_digests(texts: Sequence[str]) -> str:
    """A short digest of each text, white space apart, so that a changed one can be told later."""
    digests = (hashlib.sha256(key(text).encode()).hexdigest() for text in texts)
    return " ".join(digest[:_DIGEST_CHARACTERS] for digest in digests)


def sign(manifest: Manifest, secret: str) -> str:
    """The token of a manifest, ASCII only."""
    fields = [
        _VERSION,
        manifest.master,
        manifest.department,
        manifest.period,
        manifest.serial,
        list(manifest.tasks),
    ]
    payload = _encode(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())
    return f"{payload}.{_signature(payload, secret)}"


def read_token(token: str) -> Manifest | None:
    """What a token says, whoever made it; None where it cannot be read."""
    payload, _, _ = token.strip().partition(".")
    try:
        version, master, department, period, serial, tasks = json.loads(_decode(payload))
    except (ValueError, TypeError, binascii.Error):
        return None
    texts = (master, department, period, serial)
    if version != _VERSION or not all(isinstance(text, str) for text in (*texts, *tasks)):
        return None
    return Manifest(master, department, period, serial, tuple(tasks))


def is_genuine(token: str, secret: str) -> bool:
    """Whether a token was signed with this key."""
    payload, _, signature = token.strip().partition(".")
    return bool(secret) and hmac.compare_digest(signature.encode(), _signature(payload, secret).encode())


def row_id(manifest: Manifest, task: str, secret: str) -> str:
    """The id that a task's row carries: dispatch number, task id and their signature."""
    return f"{manifest.serial}-{task}-{_row_signature(manifest.master, manifest.serial, task, secret)}"


def read_row_id(text: str, master: str, secret: str) -> tuple[str, str] | None:
    """Dispatch number and task id of a genuine row id of this master, else None."""
    serial, _, rest = text.strip().partition("-")
    task, _, signature = rest.partition("-")
    expected = _row_signature(master, serial, task, secret)
    if not secret or not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    return serial, task


def _row_signature(master: str, serial: str, task: str, secret: str) -> str:
    message = f"{master}/{serial}/{task}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:_ROW_SIGNATURE_CHARACTERS]


def _signature(payload: str, secret: str) -> str:
    return _encode(hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii", "replace") + b"=" * (-len(text) % 4))
