"""Whose an update may be that could not be read: the addresses of everybody whom its shape names.

It trusts nothing: any part may be missing, or be anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.records import chat_address, person_address

_PEOPLE = ("from", "user")
_CHATS = ("chat",)
MOST = 16
DEEPEST = 12


def addresses_in(raw: object) -> tuple[str, ...]:
    """Who sent it comes before where it was sent; each once, `MOST` at most."""
    found = dict.fromkeys(_found(raw, DEEPEST))
    return tuple(sorted(found, key=lambda address: not address.startswith("person:")))[:MOST]


def _found(part: object, deep: int) -> Iterator[str]:
    if deep and isinstance(part, dict):
        for name in (*_PEOPLE, *_CHATS):
            number = _number(part.get(name))
            if number is not None:
                yield person_address(number) if number > 0 else chat_address(number)
    if deep and isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _found(inner, deep - 1)


def _number(who: Any) -> int | None:
    number = who.get("id") if isinstance(who, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number else None
