"""A Hypothesis state machine: parents, a coach, her group and the admin do anything at all, in a house that fails.

What they say and tap, when time passes, when a process dies and what the wire loses, Hypothesis chooses, and it finds
the shortest way to a broken promise. After each rule the house comes to rest and every promise is looked at.
`python -m tests.simulation.machine --examples 2000 --steps 60`
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import time
from datetime import timedelta
from functools import cache
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.core.coaching import REGISTRY
from bot.core.events import CommandReceived, Origin
from bot.core.records import Family, Record, person_address
from bot.practice_chat import ActRefused, DropAfterAccept, DropBeforeAccept, Fault, PersonClient, Refuse
from bot.telegram.quiet import quiet_libraries
from tests.simulation import judge
from tests.simulation.logs import Listening
from tests.simulation.many_runs import fix_hashes
from tests.simulation.one_run import content, folder_in_memory, silence
from tests.simulation.pure_town import PureTown
from tests.simulation.short_day import settle
from tests.simulation.town import Past, Town
from tests.simulation.virtual_loop import stage

PATIENCE = 3600  # seconds of virtual time until everything must have come to rest
COMMANDS = tuple(f"/{name}" for name in REGISTRY.commands)
WORDS = (
    "Ana", "Who helps with reading?", "he hit me", "<b>&amp;</i> {child}", "\u202eمرحبا", "👩‍👩‍👧‍👦" * 20, "12:30",
    "a" * 4096, "/start coach", "/start x", "/link", "/unlink", "/claim 00000000", "/admin", "/stats", "yes",
)  # fmt: skip
TEXTS = st.sampled_from((*COMMANDS, *WORDS))
WIRE: dict[str, Fault] = {
    "lost": DropAfterAccept(),
    "never left": DropBeforeAccept(),
    "too many": Refuse(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}),
    "gateway": Refuse(502, "Bad Gateway"),
}
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "sendDocument")
PEOPLE = ("Maria", "Sam", "Ruth", "Omar")


@cache
def settled() -> Past:
    """A town in which everybody has settled, lived once."""
    return settle(1)  # the next night clocks go back


class House(RuleBasedStateMachine):
    """A town, its bot, and what Hypothesis lets happen to both."""

    def __init__(self) -> None:
        super().__init__()
        past = settled()
        self._open = contextlib.ExitStack()
        folder = self._open.enter_context(folder_in_memory())
        self._logs = self._open.enter_context(Listening())
        self._stage = self._open.enter_context(stage("machine"))
        self._troubled = False
        self.town: Town = self._stage.play(self._begin(folder, past))

    async def _begin(self, folder: object, past: Past) -> Town:
        quiet_libraries()
        town = Town(folder, content(), 0, past=past)  # type: ignore[arg-type]
        self._alive = asyncio.create_task(town.keep_alive())
        return town

    # ---- what people do ----------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(PEOPLE), text=TEXTS)
    def somebody_writes(self, name: str, text: str) -> None:
        """In the private chat."""
        self._stage.play(self._client(name).say(text))
        self._come_to_rest()

    @rule(name=st.sampled_from(PEOPLE), message=st.integers(0, 40), button=st.integers(0, 30))
    def somebody_taps(self, name: str, message: int, button: int) -> None:
        """Any button that is there, the newest message first, or an old one."""
        self._tap(self._client(name), message, button)

    @rule(name=st.sampled_from(PEOPLE), message=st.integers(0, 3), first=st.integers(0, 30), second=st.integers(0, 30))
    def somebody_taps_twice(self, name: str, message: int, first: int, second: int) -> None:
        """Two taps before any answer."""
        self._tap(self._client(name), message, first, second)

    @rule(names=st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=4, unique=True), text=TEXTS)
    def many_write_at_once(self, names: list[str], text: str) -> None:
        """Nobody waits for anybody."""
        for name in names:
            self._stage.play(self._client(name).say(text))
        self._come_to_rest()

    @rule(name=st.sampled_from(("Ruth", "Maria")), text=TEXTS)
    def somebody_writes_to_the_group(self, name: str, text: str) -> None:
        """A command or words."""
        with contextlib.suppress(ActRefused):
            self._stage.play(self._client(name).in_chat(self.town.group_now()).say(text))
        self._come_to_rest()

    @rule(button=st.integers(0, 30), message=st.integers(0, 5))
    def the_coach_taps_in_the_group(self, button: int, message: int) -> None:
        """Any button."""
        self._tap(self._client("Ruth").in_chat(self.town.group_now()), message, button)

    @rule(what=st.sampled_from(("remove_bot", "add_bot", "upgrade")))
    def the_group_changes(self, what: str) -> None:
        """The bot goes or comes, or the group becomes a supergroup."""
        self._troubled = True  # what was on its way may be refused
        with contextlib.suppress(ActRefused):
            self._stage.play(self._client("Ruth").in_chat(self.town.group_now()).group(what))
        self._come_to_rest()

    # ---- what the world does -----------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from((0.02, 0.3, 2.0, 9.0, 26.0, 24.0 * 15)))
    def time_passes(self, hours: float) -> None:
        """Reminders come."""
        self._stage.play(asyncio.sleep(hours * 3600))
        self._come_to_rest()

    @rule()
    def it_is_restarted(self) -> None:
        """By the service manager."""
        self._troubled = True  # what was on its way may come again
        self.town.life.stop()
        self._come_to_rest()

    @rule(soon=st.integers(0, 2**16), power=st.booleans(), text=TEXTS, name=st.sampled_from(PEOPLE))
    def it_dies_at_work(self, soon: int, power: bool, text: str, name: str) -> None:
        """At one of the next boundaries, while it answers somebody."""
        self._troubled = True
        self._stage.play(self._client(name).say(text))
        self._stage.play(self.town.next_life_dies(Random(soon), power=power))
        self._come_to_rest()

    @rule(fault=st.sampled_from(sorted(WIRE)), method=st.sampled_from(METHODS), nth=st.integers(1, 3))
    def the_wire_fails(self, fault: str, method: str, nth: int) -> None:
        """Later, when the method is called."""
        self._troubled = True
        self.town.chat.faults.add(method, nth, WIRE[fault])

    # ---- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def every_promise_is_kept(self) -> None:
        """At rest."""
        wrong = self._stage.play(self._judge())
        assert not wrong, wrong

    async def _judge(self) -> list[str]:
        town, store = self.town, self.town.life.store
        if not town.life.ready:
            await self._rest()
            store = town.life.store
        faults = frozenset({"some"}) if self._troubled else frozenset[str]()
        records: dict[str, Record] = {}
        wrong = [f"the log says what it must not: {each}" for each in self._logs.found]
        wrong += await judge.readable(store, records)
        wrong += await judge.due(store, records)
        wrong += await judge.outbox(store)
        wrong += judge.sends(town, faults, set(records))
        wrong += judge.taps(town, faults)
        wrong += judge.aside(town)
        wrong += self._refused()
        for record in records.values():
            if record.due is not None and record.due <= town.clock.now():
                wrong.append(f"due at {record.due}, and nothing comes of it")
            if isinstance(record, Family):
                wrong += self._no_way_out(record)
        return wrong

    def _refused(self) -> list[str]:
        """Calls that Telegram did not take, though nobody had told it to refuse them."""
        known = ("message is not modified", "query is too old", "bot was kicked", "not a member", "Bad Gateway")
        after_trouble = ("upgraded to a supergroup", "terminated by other getUpdates")
        return [
            f"{entry.method} was refused: {entry.error}"
            for entry in self.town.chat.ledger
            if entry.status not in (None, 200, 429)
            and not any(words in str(entry.error) for words in known)
            and not (self._troubled and any(words in str(entry.error) for words in after_trouble))
        ]

    def _no_way_out(self, family: Family) -> list[str]:
        """Whether /cancel would work for everybody here, tried on a copy."""
        wrong = []
        for carer in family.carers:
            copy = PureTown(content())
            copy.now = self.town.clock.now()
            copy.put(family)
            origin = Origin(person=carer.person, chat=carer.person, nonce="n", update=1, message=1)
            said = copy.happen(CommandReceived(origin=origin, name="cancel"))
            after = copy.record(person_address(carer.person))
            there = next((c for c in getattr(after, "carers", ()) if c.person == carer.person), None)
            if not said or there is None or there.talk is not None or (there.waiting and there.zone):
                wrong.append("/cancel does not work")
        return wrong

    def teardown(self) -> None:
        """It can be stopped, and leaves nothing of who is gone."""
        try:
            self._stage.play(self._end())
        finally:
            self._open.close()

    async def _end(self) -> None:
        self.town.chat.faults.clear()
        await self._rest()
        known = {row.id for row in self.town.life.store._state.index}
        await self.town.close()
        await self._alive
        assert not judge.leftovers(self.town, known)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _client(self, name: str) -> PersonClient:
        return self.town.chat.person(name)

    def _tap(self, client: PersonClient, message: int, *buttons: int) -> None:
        shown = [each for each in reversed(client.messages()) if each.inline]
        if shown:
            there = shown[message % len(shown)]
            places = [
                (row, column)
                for row, labels in enumerate(there.inline or [])
                for column, label in enumerate(labels)
                if "callback_data" in label
            ]
            for button in buttons if places else ():
                with contextlib.suppress(ActRefused):
                    self._stage.play(client.tap(there.id, *places[button % len(places)]))
        self._come_to_rest()

    def _come_to_rest(self) -> None:
        self._stage.play(self._rest())

    async def _rest(self) -> None:
        """Until nothing is under way any more."""
        until = self.town.clock.now() + timedelta(seconds=PATIENCE)
        quiet = 0
        while quiet < 2 and self.town.clock.now() < until:
            await asyncio.sleep(15)
            if self._alive.done():
                self._alive.result()
            quiet = quiet + 1 if await self._is_quiet() else 0

    async def _is_quiet(self) -> bool:
        life = self.town.life
        if not life.ready or life.boundaries.dead or len(self.town.chat.world.updates):
            return False
        due = await life.store.next_due()
        return not await life.store.unsent() and (due is None or due > self.town.clock.now())


def budget(examples: int, steps: int, *, derandomize: bool) -> settings:
    """How much is tried."""
    phases = [Phase.explicit, Phase.generate, Phase.shrink] if derandomize else list(Phase)
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=derandomize, database=None,
        suppress_health_check=list(HealthCheck), phases=[each for each in phases if each is not Phase.reuse],
    )  # fmt: skip


def main() -> int:
    """0 when no promise was broken; otherwise Hypothesis tells the shortest way to break it."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.machine", description=__doc__)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=50, help="rules in one example at most")
    parser.add_argument("--derandomize", action="store_true", help="the same examples each time")
    chosen = parser.parse_args()
    content()
    silence()
    began = time.monotonic()
    run_state_machine_as_test(House, settings=budget(chosen.examples, chosen.steps, derandomize=chosen.derandomize))
    seconds = time.monotonic() - began
    print(f"{chosen.examples} examples of up to {chosen.steps} rules in {seconds:.0f} s; every promise was kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
