"""SIGKILL at random moments of a broadcast: no group gets a tip twice, none is forgotten, each doubtful one is named.

`python -m tests.simulation.broadcast_kills --kills 50`. The bot is a real process that is killed and started again
until its coach has the summary; its Telegram lives here, is slow, and cuts some connections after it has accepted a
tip. What it accepted and what the coach was told are the judges. Where a kill falls differs from run to run, even with
one seed.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import msgspec

from bot.core.child import Child
from bot.core.records import Admin, Application, Carer, Family, Group, GroupLink, House, person_address
from bot.practice_chat import Cast, Delay, DropAfterAccept, PracticeChat, SystemClock
from bot.practice_chat.people import Group as Chat
from bot.storage import Change, TinyStore
from tests.bot_process import TOKEN, BotProcess

GROUPS = 40
PATIENCE = 60.0  # seconds, for a loaded machine
LATER = timedelta(seconds=70)  # the minute of undoing is over
TIP = "Do it privately"
MIDNIGHT = time(0)


class Moment(msgspec.Struct, frozen=True):
    """When to kill: so many tips after the start of that process have been accepted, and then so many seconds."""

    tips: int
    seconds: float


class Plan(msgspec.Struct, frozen=True):
    """One broadcast: when its processes are killed, how slow Telegram is (in seconds), and which tips it accepts
    without ever saying so (counted from 1)."""

    seed: int
    groups: int
    at_the_yes: float | None  # seconds after it; None: once the coach has seen that it goes out
    moments: tuple[Moment, ...]
    latency: float
    lost: frozenset[int]

    @property
    def kills(self) -> int:
        """How often a process is killed."""
        return len(self.moments) + 1 + (self.at_the_yes is not None)


class Verdict(msgspec.Struct, frozen=True):
    """What became of a broadcast, counted in groups; `wrong` says which promises were broken."""

    plan: Plan
    accepted: int
    reached: int
    doubtful: int
    doubtful_and_there: int
    wrong: tuple[str, ...]


def plan(seed: int, groups: int = GROUPS, kills: int = 0) -> Plan:
    """The plan of a seed; `kills` moments among the tips instead of the seed's own number."""
    chance = Random(seed)
    count = kills or chance.randint(1, 3)
    moments = []
    for _ in range(count):
        if chance.random() < 0.25:
            moments.append(Moment(0, chance.uniform(0.0, 2.5)))  # on its way up, or at the first tips
        else:
            moments.append(Moment(chance.randint(1, max(1, groups // count)), chance.uniform(0.0, 0.06)))
    return Plan(
        seed=seed,
        groups=groups,
        at_the_yes=chance.uniform(0.0, 0.2) if chance.random() < 0.3 else None,
        moments=tuple(moments),
        latency=chance.uniform(0.0, 0.2),
        lost=frozenset(chance.sample(range(1, groups + 1), chance.randint(0, 3))),
    )


class Town:
    """A coach and her groups, in a data folder and in a Telegram."""

    def __init__(self, folder: Path, groups: int) -> None:
        self.folder = folder
        cast = Cast()
        self.ruth = cast.add_person("Ruth", "coach")
        self.ruth.started = True
        self.groups = [cast.add_group(f"Group {number:03}", [self.ruth], []) for number in range(1, groups + 1)]
        for each in self.groups:
            each.bot = "member"
        self.chat = PracticeChat(token=TOKEN, clock=SystemClock(), cast=cast)
        self.coach = self.chat.person("Ruth")

    async def found(self) -> None:
        """Keep the coach, her groups, and an admin."""
        now = datetime.now(UTC)
        links = tuple(GroupLink(chat=each.id, title=each.title, token=_name(each)) for each in self.groups)
        carer = Carer(
            person=self.ruth.id, language="en", consented=now, zone="America/New_York", child="c", coach="approved",
            groups=links,
        )  # fmt: skip
        offer = Application(id="a1", person=self.ruth.id, name="Ruth", why="", on=now.date(), state="approved")
        house = House(admins=(Admin(person=1, language="en"),), applications=(offer,))
        groups = (
            Group(
                id=_name(each), chat=each.id, title=each.title, coach=self.ruth.id, zone="America/New_York",
                quiet_from=MIDNIGHT, quiet_to=MIDNIGHT,
            )
            for each in self.groups
        )  # fmt: skip
        store = self.store()
        await store.open()
        await store.commit(Change(put=(house, Family(id="f1", carers=(carer,), children=(Child(id="c", name="Kim"),)))))
        await store.commit(Change(put=tuple(groups)))
        await store.close()

    def store(self) -> TinyStore:
        """The data folder; nobody else may have it open."""
        return TinyStore(self.folder / "data", self.folder / "key" / "master.key")

    def accepted(self, group: Chat) -> list[bool]:
        """For each tip that stands in the group: whether the bot was told so."""
        return [
            entry.ok
            for entry in self.chat.ledger
            if entry.accepted and entry.method == "sendMessage" and entry.params.get("chat_id") == group.id
        ]

    def tips(self) -> int:
        """How many tips stand in all groups."""
        ids = {each.id for each in self.groups}
        return sum(
            entry.accepted and entry.method == "sendMessage" and entry.params.get("chat_id") in ids
            for entry in self.chat.ledger
        )

    def told(self, pattern: str) -> Iterator[str]:
        """What the coach has read that fits; the group in the pattern."""
        for message in self.coach.messages():
            if message.from_bot:
                yield from re.findall(pattern, message.text)

    def is_over(self) -> bool:
        """Whether the coach has the summary."""
        count = len(self.groups)
        summed_up = any(True for _ in self.told("has reached|could not see whether"))
        return summed_up and any(True for _ in self.told(f"Done: {count} of {count}"))


def _name(group: Chat) -> str:
    return f"g{-group.id:x}"


async def play(chosen: Plan, folder: Path) -> Verdict:
    """One broadcast, from the coach's first word to her summary."""
    town = Town(folder, chosen.groups)
    await town.found()
    await town.chat.start()
    bot = BotProcess(folder, town.chat, BOT_BROADCAST_APPROVAL="false")
    try:
        await bot.start()
        await _confirmed(town)
        if chosen.at_the_yes is not None:
            await asyncio.sleep(chosen.at_the_yes)
            await bot.end(signal.SIGKILL)
            await bot.start()
        await town.chat.wait_until(lambda: any(True for _ in town.told("It goes out in a minute")), PATIENCE)
        await bot.end(signal.SIGKILL)
        for number in chosen.lost:
            town.chat.faults.add("sendMessage", number, Delay(chosen.latency, DropAfterAccept()))
        town.chat.faults.add("sendMessage", 1, Delay(chosen.latency), every=True)
        for moment in chosen.moments:
            enough = town.tips() + moment.tips
            await bot.start(LATER)
            await town.chat.wait_until(lambda enough=enough: town.tips() >= enough or town.is_over(), PATIENCE)  # type: ignore[misc]
            await asyncio.sleep(moment.seconds)
            await bot.end(signal.SIGKILL)
        await bot.start(LATER)
        stumbled = await _stumbled(town)
        status = await bot.end(signal.SIGTERM)
    finally:
        if bot.process.returncode is None:
            bot.process.kill()
        await town.chat.stop()
    left = [f"ended with status {status}"] if status else []
    return judge(chosen, town, (*stumbled, *left, *await _left(town)))


async def _confirmed(town: Town) -> None:
    """The coach picks the first tip for all her groups, and says yes."""
    coach = town.coach
    await coach.say("/broadcast")
    [menu] = await coach.wait_for_reply(containing="Which tip", timeout=PATIENCE)
    await coach.tap(menu.id)
    await coach.wait_for_reply(containing="Where shall it go", timeout=PATIENCE)
    await coach.tap_label("All my groups")
    await coach.wait_for_reply(containing=f"Shall I send it to {len(town.groups)} groups", timeout=PATIENCE)
    await coach.tap_label("Send it now")


async def _stumbled(town: Town) -> tuple[str, ...]:
    """Wait for the summary, and then for an answer behind it: what came instead, if anything."""
    try:
        await town.chat.wait_until(town.is_over, PATIENCE)
        await town.coach.say("/tips")
        await town.coach.wait_for_reply(containing="Small steps", timeout=PATIENCE)
    except TimeoutError:
        return ("the coach never got her summary",)
    return ()


async def _left(town: Town) -> tuple[str, ...]:
    """What is still in the records, or stands in the log, and should not."""
    wrong = []
    store = town.store()
    await store.open()
    try:
        family = await store.load(await store.find(person_address(town.ruth.id)) or "")
        if not isinstance(family, Family) or family.carers[0].broadcasts:
            wrong.append("the broadcast is not over for the coach")
        for each in town.groups:
            group = await store.load(_name(each))
            if not isinstance(group, Group) or group.planned or group.under_way:
                wrong.append(f"{each.title} still waits")
        if await store.unsent():
            wrong.append("something is left in the outbox")
    finally:
        await store.close()
    log = (town.folder / "log").read_text(encoding="utf-8")
    wrong.extend(f"in the log: {line}" for line in log.splitlines() if "ERROR" in line or "Traceback" in line)
    return tuple(wrong)


def judge(chosen: Plan, town: Town, already: tuple[str, ...] = ()) -> Verdict:
    """Compare what Telegram accepted with what the coach was told."""
    wrong = list(already)
    reached = {name for said in town.told(r"Your tip has reached (.*?)\. Thank you") for name in said.split(", ")}
    doubtful = {
        name for said in town.told(r"could not see whether the tip reached (.*?)\.") for name in said.split(", ")
    }
    there = 0
    for each in town.groups:
        accepted = town.accepted(each)
        there += bool(accepted)
        if len(accepted) > 1:
            wrong.append(f"{each.title} got it {len(accepted)} times")
        if (each.title in reached) + (each.title in doubtful) != 1:
            wrong.append(f"{each.title} is forgotten, or named twice")
        if each.title in reached and not accepted:
            wrong.append(f"{each.title} is said to have it, and has not")
        if accepted and not any(accepted) and each.title not in doubtful:
            wrong.append(f"{each.title} was never confirmed, and is not named")
    named = [each for each in town.groups if each.title in doubtful]
    return Verdict(
        plan=chosen,
        accepted=there,
        reached=len(reached),
        doubtful=len(doubtful),
        doubtful_and_there=sum(bool(town.accepted(each)) for each in named),
        wrong=tuple(wrong),
    )


async def _all(plans: list[Plan], at_once: int) -> list[Verdict]:
    free = asyncio.Semaphore(at_once)
    done: list[Verdict] = []

    async def one(chosen: Plan) -> None:
        async with free:
            folder = Path(tempfile.mkdtemp(prefix="sameside-kills-"))
            try:
                verdict = await play(chosen, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        done.append(verdict)
        print(
            f"seed {chosen.seed}: {chosen.kills} kills; {verdict.accepted} of {chosen.groups} groups have it, "
            f"{verdict.reached} said so, {verdict.doubtful} doubtful ({verdict.doubtful_and_there} of them have it)"
            + "".join(f"\n    BROKEN: {each}" for each in verdict.wrong),
            flush=True,
        )

    await asyncio.gather(*(one(chosen) for chosen in plans))
    return done


def main() -> int:
    """0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.broadcast_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="at least so many, over as many broadcasts as it takes")
    parser.add_argument("--groups", type=int, default=GROUPS, help="groups of each broadcast")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--at-once", type=int, default=2, help="broadcasts played at the same time")
    chosen = parser.parse_args()
    plans: list[Plan] = []
    while sum(each.kills for each in plans) < chosen.kills:
        plans.append(plan(chosen.seed + len(plans), chosen.groups))
    verdicts = asyncio.run(_all(plans, chosen.at_once))
    failed = sorted(each.plan.seed for each in verdicts if each.wrong)
    print(
        f"{sum(each.kills for each in plans)} kills in {len(plans)} broadcasts to {chosen.groups} groups: "
        f"{sum(each.accepted for each in verdicts)} tips accepted, {sum(each.reached for each in verdicts)} confirmed, "
        f"{sum(each.doubtful for each in verdicts)} doubtful and named "
        f"({sum(each.doubtful_and_there for each in verdicts)} of them had arrived)"
    )
    print(f"{len(failed)} of {len(plans)} broadcasts broke a promise" + (f": seeds {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
