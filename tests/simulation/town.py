"""A simulated town: a Telegram, its people, and the bot, which is started again whenever it has died.

The town knows what happens, in which order, and keeps what the judge needs afterwards. It must not judge.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from bot.core.conversation import Content
from bot.practice_chat import Cast, Group, Limits, PracticeChat
from bot.telegram.connect import TokenRefused
from bot.telegram.receive import AnotherPoller
from tests.simulation.boundaries import Boundaries, How
from tests.simulation.failing_disk import Platter
from tests.simulation.one_life import CODE, LONG_POLL, TOKEN, Book, Life
from tests.simulation.people import Coach, Parent, Somebody
from tests.simulation.virtual_network import Network
from tests.simulation.watched_script import WatchedScript

MORNINGS = (
    datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
    datetime(2026, 10, 31, 14, 0, tzinfo=UTC),  # the night before clocks go back in New York
    datetime(2027, 3, 13, 15, 0, tzinfo=UTC),  # and before they go forward
)
_KEPT = (
    "cast",
    "bot",
    "files",
    "profile",
    "queries",
    "inline_queries",
    "_messages",
    "_mark",
)  # of the emulator's world
HOWS: tuple[How, ...] = ("before", "half", "after")


class TownClock:
    """The practice chat's clock: the loop's time, and what the machine's clock has jumped."""

    def __init__(self, morning: datetime) -> None:
        self._morning = morning
        self.jumped = timedelta()

    def now(self) -> datetime:
        """The present instant."""
        return self._morning + self.jumped + timedelta(seconds=asyncio.get_running_loop().time())

    async def next_due(self) -> datetime | None:
        """Not shown here."""
        return None

    async def move_to(self, instant: datetime) -> None:
        """Time moves by itself here."""
        raise NotImplementedError


class Past(msgspec.Struct, frozen=True):
    """What was lived before a town's first day: its people and chats, and what the disk holds."""

    until: datetime
    people: bytes
    files: dict[Path, bytes]
    told: bytes = b""


def _cast() -> Cast:
    cast = Cast()
    people = [cast.add_person(name) for name in ("Maria", "Sam", "Ruth", "Omar")]
    cast.add_group("Parents of Room 12", [people[2]], people[:2], basic=True)
    return cast


class Town:
    """One town in `folder`. `deaths` are the boundaries at which the first lives die: number, how, and whether the
    power goes too."""

    def __init__(
        self,
        folder: Path,
        content: Content,
        seed: int,
        deaths: tuple[tuple[int, How, bool], ...] = (),
        *,
        morning: datetime | None = None,
        past: Past | None = None,
    ) -> None:
        self.chance = Random(f"town {seed}")
        self.folder = folder
        self.content = content
        self.clock = TownClock(past.until if past else morning or MORNINGS[self.chance.randrange(len(MORNINGS))])
        self.book = Book()
        self.platter = Platter()
        self.lives: list[Life] = []
        self.story: list[str] = []
        self.recent_updates: deque[dict[str, Any]] = deque(maxlen=8)
        self.junk: set[str] = set()  # what may be set aside
        self.planned_at: dict[str, datetime] = {}  # when somebody's plan for school work was surely made
        self.dense = past is not None  # a short day: what happens happens close together
        self.dies_for_real: Callable[[str], None] | None = None  # told the boundary; it does not return
        self.met: set[str] = set()  # faults that have struck
        self.excused = False  # Telegram has said of somebody who is there that they are not
        self.disk_was_in_trouble = False
        self._disk_trouble = ""
        self._down_until = 0.0
        self._deaths = deque(deaths)
        self._next_death: tuple[int, How, bool] | None = None
        self._power_goes = False
        self._closing = False
        loop = asyncio.get_running_loop()
        self.chat = PracticeChat(
            token=TOKEN,
            clock=self.clock,
            cast=_cast(),
            limits=Limits(monotonic=loop.time),
            longest_poll=LONG_POLL,
            faults=WatchedScript(self.met),
        )
        self.network = Network(self.chat, Random(f"network {seed}"))
        add = self.chat.world.updates.put_again

        def noted(update: dict[str, Any]) -> None:
            self.recent_updates.append(update)
            add(update)

        self.chat.world.updates.put_again = noted  # type: ignore[method-assign]
        if past is not None:
            self._take_up(past)
        self.maria, self.sam = (
            Parent(self.chat.person(name), Random(f"{name} {seed}"), f"Canary{name}{seed % 97}")
            for name in ("Maria", "Sam")
        )
        self.coach = Coach(self.chat.person("Ruth"), Random(f"Ruth {seed}"), f"CanaryRuth{seed % 97}")
        self.admin = Somebody(self.chat.person("Omar"), Random(f"Omar {seed}"))
        self.parents: list[Parent] = [self.maria, self.sam, self.coach]
        if past is not None:
            for parent, wishes in zip(self.parents, self._wishes, strict=True):
                parent.wishes = wishes

    # ---- a past, lived once for many days ----------------------------------------------------------------------------

    def past(self) -> Past:
        """All that a later day must know of a town that has come to rest, its bot stopped."""
        files = {path.relative_to(self.folder): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        return Past(self.clock.now(), self._people(), files)

    def without_bot(self) -> Past:
        """All that is left when the bot's process is gone and its disk stays where it is; what was told to be judged is
        in it too."""
        told = pickle.dumps((self.book.fates, self.network.sent, self.chat.ledger))
        return Past(self.clock.now(), self._people(), {}, told)

    def _people(self) -> bytes:
        world = self.chat.world
        here = {name: getattr(world, name) for name in _KEPT} | {"next_id": world.updates._next_id}
        here |= {"waiting": list(world.updates._waiting), "allowed": world.updates.allowed}
        here |= {"wishes": [person.wishes for person in self.parents], "planned_at": self.planned_at}
        return pickle.dumps(here)

    def _take_up(self, past: Past) -> None:
        here = pickle.loads(past.people)
        world = self.chat.world
        for name in _KEPT:
            setattr(world, name, here[name])
        world.updates._next_id, world.updates.allowed = here["next_id"], here["allowed"]
        world.updates._waiting.extend(here["waiting"])
        if past.told:
            fates, sent, ledger = pickle.loads(past.told)
            self.book.fates.update(fates)
            self.network.sent.update(sent)
            self.chat.ledger.extend(ledger)
        self.planned_at = here["planned_at"]
        self._wishes = here["wishes"]
        for within, data in past.files.items():
            path = self.folder / within
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600)

    # ---- the bot's lives ---------------------------------------------------------------------------------------------

    @property
    def life(self) -> Life:
        """The process that runs now, or ran last."""
        return self.lives[-1]

    @property
    def disk_trouble(self) -> str:
        """`full`, `broken` or nothing."""
        return self._disk_trouble

    @disk_trouble.setter
    def disk_trouble(self, trouble: str) -> None:
        self._disk_trouble = trouble
        self.disk_was_in_trouble = self.disk_was_in_trouble or bool(trouble)
        self._apply_trouble()

    def _apply_trouble(self) -> None:
        if self.lives:
            self.life.disk.on_trouble = lambda: self.met.add(f"disk_{self._disk_trouble}")
            self.life.disk.full = self._disk_trouble == "full"
            self.life.disk.broken = self._disk_trouble == "broken"

    async def keep_alive(self) -> None:
        """What a service manager does."""
        while not self._closing:
            await asyncio.sleep(max(self._down_until - asyncio.get_running_loop().time(), 0.0))
            number, how, power = self._deaths.popleft() if self._deaths else (0, "before", False)
            self._power_goes = power
            life = Life(
                self.folder, self.platter, self.network, self.content, self.book, self.chance, self.clock.now,
                Boundaries(number, how),
            )  # fmt: skip
            self.lives.append(life)
            if self.dies_for_real is not None:
                life.boundaries.die = lambda: None
                life.boundaries.end = self._die_for_real
            self._apply_trouble()
            self.tell(f"the bot starts (life {len(self.lives)})")
            life.begin()
            await life.ended.wait()
            self._tell_end(life)
            if life.boundaries.dead and self._power_goes:
                self.platter.cut(self.chance)
            if not self._closing:
                await asyncio.sleep(self.chance.uniform(0.1, 20.0))

    def _die_for_real(self) -> None:
        assert self.dies_for_real is not None
        self.dies_for_real(self.life.boundaries.passed[-1])

    def _tell_end(self, life: Life) -> None:
        if life.boundaries.dead:
            self.met.add("power_cut" if self._power_goes else "killed")
            self.tell(f"it dies at {len(life.boundaries.passed)}: {life.boundaries.passed[-1:]}")
        elif life.fault is not None:
            self.tell(f"it ends with {type(life.fault).__name__}")
            if not isinstance(life.fault, AnotherPoller | TokenRefused | OSError):
                raise life.fault
        else:
            self.tell("it stops")

    async def next_life_dies(self, chance: Random, *, power: bool) -> None:
        """The process that runs now dies at one of its next boundaries."""
        boundaries = self.life.boundaries
        boundaries._at = len(boundaries.passed) + chance.randint(1, 25 if self.dense else 60)
        boundaries._how = chance.choice(HOWS)
        self._power_goes = power
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(30.0 if self.dense else 300.0):
                await self.life.ended.wait()

    async def down_for(self, seconds: float) -> None:
        """It is stopped, and started again only later."""
        self._down_until = asyncio.get_running_loop().time() + seconds
        self.life.stop()
        await asyncio.sleep(seconds)

    async def close(self) -> None:
        """The bot stops for good."""
        self._closing = True
        self.life.stop()
        await self.life.ended.wait()

    # ---- what faults ask for -----------------------------------------------------------------------------------------

    def shift(self, seconds: float) -> None:
        """The machine's clock jumps."""
        self.clock.jumped += timedelta(seconds=seconds)

    def group_now(self) -> Group:
        """The group under the id that it has now."""
        return self.chat.world.group("Parents of Room 12")

    def new_update_id(self) -> int:
        """A number that Telegram has not used yet."""
        updates = self.chat.world.updates
        updates.skip_ids(1)
        return updates._next_id - 1

    # ---- what is told afterwards -------------------------------------------------------------------------------------

    def tell(self, what: str) -> None:
        """One line of the story."""
        self.story.append(f"{self.clock.now():%m-%d %H:%M:%S} {what}")


__all__ = ["CODE", "Town"]
