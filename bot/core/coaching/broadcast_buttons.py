"""The buttons with which a broadcast is prepared. Each one of a draft carries the draft's id."""

from __future__ import annotations

from typing import Literal

from bot.core.buttons import Action


class PickTips(Action, frozen=True, tag="bp"):
    """Show a page of tips; for a draft, to pick another one."""

    page: int
    draft: str = ""


class PickTip(Action, frozen=True, tag="bt"):
    """This tip."""

    conversation: str
    draft: str = ""


class OwnWords(Action, frozen=True, tag="bow"):
    """Not a tip, but words of my own; of a draft, other words."""

    draft: str = ""


class WriteWords(Action, frozen=True, tag="bww"):
    """The next text or picture is what the draft says."""

    draft: str


class PickGroups(Action, frozen=True, tag="bgp"):
    """A page of the coach's groups, to tick."""

    draft: str
    page: int


class TickGroup(Action, frozen=True, tag="bgt"):
    """This group too, or not any more: the other of what was `seen` when the button was shown, so that two taps do no
    more than one."""

    draft: str
    chat: int
    page: int
    seen: bool = False


class GroupsPicked(Action, frozen=True, tag="bgd"):
    """To those that are ticked, or to all of them."""

    draft: str
    every: bool


class SendTip(Action, frozen=True, tag="bs"):
    """Yes, send what the preview shows."""

    draft: str


class DropTip(Action, frozen=True, tag="bd"):
    """No, do not send it."""


class Steer(Action, frozen=True, tag="bst"):
    """Take back, pause, resume or change what has not been sent yet."""

    broadcast: str
    what: Literal["cancel", "edit", "hold", "go"]
