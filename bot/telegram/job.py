"""One request of the outbox on its way, and what has been tried with it. It must not know how anything is sent."""

from __future__ import annotations

from bot.core.requests import AnswerTap, ClearButtons, EditMessage, Lane, LeaveChat, Outgoing, Outward
from bot.telegram.calls import Call

REPEATS = 5  # of what may be repeated, when its answers are lost


class Job:
    """What the sender knows of a request."""

    __slots__ = ("claimed", "failures", "lost", "outgoing", "refusals", "request", "successes", "tries", "wire")

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing = outgoing
        self.request: Outward = outgoing.request
        self.claimed = False
        self.wire: Call | None = None  # while it is ready to leave
        self.refusals = 0
        self.lost = 0
        self.tries = 0  # that Telegram could not serve
        self.failures = 0  # those among them that were this request's own fault, as far as can be told
        self.successes = -1  # of all requests, when this one failed last

    @property
    def repeats(self) -> int:
        """How often it is sent again when nobody knows whether it has arrived."""
        if isinstance(self.request, EditMessage | ClearButtons | AnswerTap | LeaveChat):
            return REPEATS
        return 1 if self.request.lane is Lane.INTERACTIVE else 0
