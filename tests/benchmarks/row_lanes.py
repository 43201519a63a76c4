"""A broadcast to 3,000 private chats and 50 groups while people chat: how fast it leaves, and how long replies take.

The emulator keeps Telegram's limits, once as a strict sliding window and once as token buckets, at the true 30 a
second. What is reached is compared with the shortest time in which the same messages fit into those limits. The last
part lets 10,000 wait and times replies only.

`--quick` sends a part at ten times the overall rate; what holds for one chat and one group stays as it is. It takes ten
seconds, so the first one, in which bulk leaves evenly although a second's worth might leave at once, costs a tenth.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from bot.practice_chat import Cast, PracticeChat, SystemClock

from .processes import figures_of, pin
from .rows import Goal, Row, bounded, compared, plain
from .stand_in import TOKEN
from .strict_limits import Buckets, Counted, shortest

TALKERS = 12


class Size(NamedTuple):
    """How much is sent: to so many private chats, to so many groups so often each, at this overall rate.

    `seconds`: how long replies are timed; 0 until all of it is sent.
    """

    private: int
    groups: int
    each: int
    rate: int
    seconds: int = 0


class Sent(NamedTuple):
    """How it went. `took` and `needs` are seconds, waits are milliseconds at the median and for 95 of 100."""

    took: float
    needs: float
    refused: int
    accepted: int
    idle: tuple[float, float]
    busy: tuple[float, float]

    @property
    def share(self) -> float:
        """Of the rate that the limits allow for these messages."""
        return self.needs / self.took


async def rows(quick: bool) -> AsyncIterator[Row]:
    """Both kinds of limits, ours and the library's limiter in turn; then 10,000 that wait."""
    pin(0, 0)
    size = Size(2_800, 50, 4, 300) if quick else Size(3_000, 50, 40, 30)
    for kind, name in ((Counted, "sliding window"), (Buckets, "token bucket")):
        mine, other = await _send("ours", kind, size), await _send("ptb", kind, size)
        name = f"broadcast, {name}, {size.rate}/s"
        took = f"{mine.accepted} sent in {mine.took:.1f} s, needs {mine.needs:.1f} s"
        theirs = f"refused {other.refused}, a reply waits {other.busy[0]:,.0f} ms, p95 {other.busy[1]:,.0f} ms"
        yield bounded(f"{name}: share of the rate", "of all", [mine.share], Goal(">=", 0.95), took)
        yield compared(f"{name}: share", "of all", [mine.share], "PTB AIORateLimiter", [other.share], None, theirs)
        yield bounded(f"{name}: refused", "429s", [float(mine.refused)], Goal("<=", 0))
        yield _reply(name, mine, size)
    size = Size(10_000, 0, 0, size.rate, 15 if quick else 120)
    mine = await _send("ours", Counted, size)
    name = f"10,000 wait, {size.rate}/s"
    yield _reply(name, mine, size)
    yield plain(f"{name}: share meanwhile", "of all", mine.share, f"{mine.accepted} sent, refused {mine.refused}")


def _reply(name: str, sent: Sent, size: Size) -> Row:
    slot = Goal("<=", round(sent.idle[1] + 1000 / size.rate + 10, 1))
    note = f"median {sent.busy[0]:.1f} ms; idle {sent.idle[0]:.1f}, p95 {sent.idle[1]:.1f} ms"
    return bounded(f"{name}: reply p95", "ms", [sent.busy[1]], slot, note)


async def _send(who: str, kind: type[Counted], size: Size) -> Sent:
    cast = Cast()
    people = [cast.add_person(f"Parent {number}") for number in range(size.private + TALKERS)]
    for person in people:
        person.started = True
    groups = [cast.add_group(f"Group {number}", [people[0]], people[1:3]) for number in range(size.groups)]
    for group in groups:
        group.bot = "member"
    limits = kind(overall_per_second=size.rate)
    to_groups = [group.id for _ in range(size.each) for group in groups]
    private = [person.id for person in people[TALKERS:]]
    plan = {
        "rate": size.rate, "idle": 40 if size.rate == 30 else 8, "seconds": size.seconds,
        "people": [person.id for person in people[:TALKERS]], "broadcast": [*to_groups, *private],
    }  # fmt: skip
    async with PracticeChat(token=TOKEN, clock=SystemClock(), cast=cast, limits=limits) as chat:
        with tempfile.TemporaryDirectory(prefix="sameside-benchmark-") as folder:
            file = Path(folder) / "plan.json"
            file.write_text(json.dumps(plan))
            waits = json.loads(await figures_of("send_lanes", who, chat.api_url, TOKEN, str(file), patience=900))
    during = [instant for instant in limits.accepted if instant >= waits["began"]]
    needs = shortest(kind, size.rate, len(during), size.groups, size.each)
    return Sent(
        during[-1] - during[0], needs, limits.refused, len(during), _spread(waits["idle"]), _spread(waits["busy"])
    )


def _spread(seconds: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return cuts[9] * 1000, cuts[18] * 1000
