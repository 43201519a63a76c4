"""When a request that did not get through is tried again, and when all of them have to wait. It must not know how
anything is sent, nor who is told of what has become of it."""

from __future__ import annotations

import logging

from bot.telegram.job import Job
from bot.telegram.lanes import Lanes, Ticket

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0  # seconds, for one chat
LONGEST_OFFLINE = 5.0  # seconds between two looks whether the network is back
FAILURES = 8  # of one request, while others succeed, before it is refused
ALL_REFUSED = 3  # chats refused for speed in a row, from which the refusal is meant for all


class Patience:
    """Puts requests back into the lanes. `first_pause` is the shortest pause after a failure, in seconds; all instants
    are by the sender's clock."""

    def __init__(self, lanes: Lanes[Job], first_pause: float) -> None:
        self._lanes = lanes
        self._first_pause = first_pause
        self._offline = 0
        self._offline_until = float("-inf")
        self._successes = 0
        self._refused: set[int] = set()
        self.refused_until = float("-inf")  # Telegram wants nothing from this bot at all

    def succeeded(self) -> None:
        """A request has got through."""
        self._successes += 1
        self._offline = 0
        self._refused.clear()

    def offline(self, ticket: Ticket[Job], now: float) -> None:
        """It never left. Without a network nothing can, whatever the chat."""
        self._lanes.again(ticket, now, now, left=False)
        if now >= self._offline_until:  # those that left together fail together
            self._offline_until = now + min(self._first_pause * 2 ** min(self._offline, 8), LONGEST_OFFLINE)
            self._offline += 1
            log.warning("Telegram cannot be reached; everything waits and is tried again.")
            self._lanes.pause_all(self._offline_until)

    def slower(self, ticket: Ticket[Job], now: float, seconds: float) -> None:
        """It was refused for speed, for so many seconds; 0 when Telegram did not say."""
        ticket.item.refusals += 1
        pause = seconds or min(2.0 ** (ticket.item.refusals - 1), LONGEST_PAUSE)
        self._lanes.slow_down(ticket.chat)
        self._lanes.again(ticket, now, now + pause)
        # Telegram does not say whether a refusal is meant for one chat or for the bot.
        self._refused.add(ticket.chat)
        if len(self._refused) >= ALL_REFUSED:
            self.refused_until = now + pause
            self._lanes.pause_all(self.refused_until)
            self._refused.clear()

    def failing(self, ticket: Ticket[Job], now: float) -> bool:
        """Telegram could not serve it. Whether it is tried again."""
        job = ticket.item
        job.tries += 1
        if job.successes != self._successes:  # an outage of all is not this request's fault
            job.successes = self._successes
            job.failures += 1
        if job.failures >= FAILURES:
            self._lanes.sent(ticket, now)
            return False
        self._lanes.again(ticket, now, now + min(self._first_pause * 2 ** min(job.tries - 1, 8), LONGEST_PAUSE))
        return True

    def lost(self, ticket: Ticket[Job], now: float) -> bool:
        """Nobody knows whether it has arrived. Whether it is tried again."""
        job = ticket.item
        job.lost += 1
        if job.lost <= job.repeats:
            self._lanes.again(ticket, now, now + self._first_pause * job.lost)
            return True
        self._lanes.sent(ticket, now)
        return False
