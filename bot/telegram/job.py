"""One request of the outbox on its way, and what has been tried with it. It must not know how anything is sent."""

from __future__ import annotations

import msgspec

from bot.core.requests import AnswerTap, ClearButtons, CountMembers, EditMessage, Lane, LeaveChat, Outgoing, Outward
from bot.telegram.calls import Call

REPEATS = 5  # of what may be repeated, when its answers are lost


class Job(msgspec.Struct, eq=False, gc=False):
    """What the sender knows of a request. Nothing in it leads back to it, so the garbage collector need not look."""

    outgoing: Outgoing
    request: Outward
    claimed: bool = False
    wire: Call | None = None  # while it is ready to leave
    refusals: int = 0
    lost: int = 0
    tries: int = 0  # that Telegram could not serve
    failures: int = 0  # those among them that were this request's own fault, as far as can be told
    successes: int = -1  # of all requests, when this one failed last

    @property
    def repeats(self) -> int:
        """How often it is sent again when nobody knows whether it has arrived."""
        if isinstance(self.request, EditMessage | ClearButtons | AnswerTap | LeaveChat | CountMembers):
            return REPEATS
        return 1 if self.request.lane is Lane.INTERACTIVE else 0
