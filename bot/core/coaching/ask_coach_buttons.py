"""The buttons of a parent's question to the coaches, as they stand on the wire."""

from __future__ import annotations

from typing import Literal

from bot.core.buttons import Action


class WriteQuestion(Action, frozen=True, tag="cqw"):
    """The next text is a question to the coaches; `again` names the one that it goes on with."""

    again: str


class SendQuestion(Action, frozen=True, tag="cqs"):
    """Yes, coaches shall read it."""

    draft: str


class DropQuestion(Action, frozen=True, tag="cqx"):
    """No, it shall not go out."""

    draft: str


class Reply(Action, frozen=True, tag="cqa"):
    """What the parent does about a question that is on its way, or about its answer."""

    question: str
    what: Literal["back", "thanks", "meet", "meet_yes", "report", "report_yes", "stay"]
