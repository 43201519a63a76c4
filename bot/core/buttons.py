"""Buttons with a typed action behind them, and the one codec between an action and Telegram's callback data.

An action is a small frozen struct; `tag` is its short wire name and must never be given another meaning, because old
buttons stay in people's chats for years. Whoever taps decides nothing by it: every handler checks what it may do.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

DATA_LIMIT = 64  # bytes of callback_data, https://core.telegram.org/bots/api#inlinekeyboardbutton


class Action(msgspec.Struct, frozen=True, array_like=True):
    """Base of all actions. A subclass gives its wire name with `tag="..."`."""


class Button(msgspec.Struct, frozen=True, gc=False):
    """A button as Telegram shows it: `data` for a tap that comes back to us, or `url` for a link."""

    label: str
    data: str = ""
    url: str = ""


Row = tuple[Button, ...]


def encode(action: Action) -> str:
    """Callback data for an action. Raises `ValueError` past 64 bytes: a programming error, found by the tests."""
    data = msgspec.json.encode(action).decode()
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return data


def button(label: str, action: Action) -> Button:
    """A button that brings `action` back when tapped."""
    return Button(label=label, data=encode(action))


def link(label: str, url: str) -> Button:
    """A button that opens a web or Telegram address."""
    return Button(label=label, url=url)


class Codec:
    """Reads callback data into one of the known actions."""

    def __init__(self, actions: Iterable[type[Action]]) -> None:
        union = actions_union(actions)
        self._decoder = msgspec.json.Decoder(union)

    def decode(self, data: str) -> Action | None:
        """The action, or None for anything that is not one of ours: forged, damaged or long retired."""
        try:
            action: Action = self._decoder.decode(data)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeEncodeError):
            return None
        return action


def actions_union(actions: Iterable[type[Action]]) -> type[Action]:
    """`A | B | ...` of all the given classes; msgspec refuses two with the same tag (`TypeError`)."""
    kinds = list(actions)
    union = kinds[0]
    for kind in kinds[1:]:
        union = union | kind  # type: ignore[assignment]
    return union
