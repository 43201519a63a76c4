"""The figures for Prometheus. Labels name kinds of things only; no figure tells anything about one person or group."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.core.events import TelegramEvent
from bot.core.requests import Lane, Outgoing
from bot.service.delivery import Desk, Outcome

LATE = (1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 86400)  # seconds
STALLS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
HANDLING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 20)  # seconds


class Meters:
    """One set of figures, in a registry of its own."""

    CONTENT_TYPE = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        here = self.registry
        self._handled = Histogram(
            "sameside_update_seconds", "From an update to its commit.", ("kind",), registry=here, buckets=HANDLING
        )
        self._sends = Counter(
            "sameside_sends_total", "Requests whose fate is known.", ("lane", "outcome"), registry=here
        )
        # Each series is there from the first look on (https://prometheus.io/docs/practices/instrumentation/).
        self._handled_as = {kind: self._handled.labels(kind.__name__) for kind in get_args(TelegramEvent)}
        self._sent_as = {
            (lane, outcome): self._sends.labels(lane.name.lower(), outcome.__name__.lower())
            for lane in Lane
            for outcome in get_args(Outcome)
        }
        self._late = Histogram(
            "sameside_reminder_lateness_seconds", "How late a record was woken.", registry=here, buckets=LATE
        )
        self._commits = Counter("sameside_commits_total", "Commits to the store.", registry=here)
        self._loop = Histogram(
            "sameside_loop_lateness_seconds", "How late the event loop's heart beats.", registry=here, buckets=STALLS
        )
        self._waiting = Gauge("sameside_waiting", "Requests that wait to be sent.", ("lane",), registry=here)
        self._records = Gauge("sameside_records", "Families, groups and the house.", registry=here)

    def handling(
        self, handle: Callable[[TelegramEvent], Awaitable[None]]
    ) -> Callable[[TelegramEvent], Awaitable[None]]:
        """`handle`, timed."""

        async def timed(event: TelegramEvent) -> None:
            began = time.monotonic()
            try:
                await handle(event)
            finally:
                self._handled_as[type(event)].observe(time.monotonic() - began)

        return timed

    def committed(self) -> None:
        """The store has committed."""
        self._commits.inc()

    def woken(self, late: timedelta) -> None:
        """A record was woken this long after it was due."""
        self._late.observe(max(late.total_seconds(), 0.0))

    def beaten(self, late: float) -> None:
        """The heart of the event loop has beaten, so many seconds late."""
        self._loop.observe(late)

    def settled(self, lane: Lane, outcome: Outcome) -> None:
        """The fate of a request is known."""
        self._sent_as[lane, type(outcome)].inc()

    def watch_waiting(self, waiting: Callable[[Lane], int]) -> None:
        """Ask this, at each look, how many requests wait in a lane."""
        for lane in Lane:
            self._waiting.labels(lane.name.lower()).set_function(partial(waiting, lane))

    def page(self, records: int) -> bytes:
        """All figures as Prometheus reads them."""
        self._records.set(records)
        return generate_latest(self.registry)


class MeteredDesk:
    """A `Desk` that counts what it is told, and passes it on."""

    def __init__(self, desk: Desk, meters: Meters) -> None:
        self._desk = desk
        self._meters = meters

    async def claim(self, outgoing: Outgoing) -> bool:
        return await self._desk.claim(outgoing)

    async def wants(self, outgoing: Outgoing) -> bool:
        return await self._desk.wants(outgoing)

    async def settle(self, outgoing: Outgoing, outcome: Outcome) -> None:
        self._meters.settled(outgoing.request.lane, outcome)
        await self._desk.settle(outgoing, outcome)
