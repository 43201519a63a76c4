"""Every state that a private chat can be in, and that the ways out work in each of them.

A state is: before consent, in the first minutes, or at a step of a conversation; with or without an action that waits
for the next text; with a record that is full of things, or new. All of them are built, whether or not anybody can get
there; a walk over the buttons then shows that wherever one gets is one of them.
`python -m tests.simulation.every_state` tries them all.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from bot.core.buttons import Action, encode
from bot.core.child import Child, Meeting, Question, Routine
from bot.core.coaching import REGISTRY
from bot.core.coaching.first_minutes import NameChild, SearchZone
from bot.core.coaching.privacy import DeleteAll
from bot.core.conversation import Content
from bot.core.events import ButtonTapped, CommandReceived, Origin, TelegramEvent, TextReceived
from bot.core.records import Carer, Family, Talk, person_address
from bot.core.requests import EditMessage, Outward, SendMessage
from tests.simulation.many_runs import fix_hashes, on_all_cores
from tests.simulation.one_run import content, silence
from tests.simulation.pure_town import PureTown

PERSON = 7_001
CONSENT = datetime(2026, 9, 1, tzinfo=UTC)
MARK = "aaaaa"


class State(msgspec.Struct, frozen=True):
    """Where a chat is. `family` is None before consent."""

    name: str
    family: Family | None


def waiting_actions() -> Iterator[Action]:
    """One of each kind of action that a text can belong to."""
    for kind in REGISTRY.texts:
        fields = msgspec.structs.fields(kind)
        yield kind(*(_value(kind, field) for field in fields))


def _value(kind: type[Action], field: msgspec.structs.FieldInfo) -> Any:
    known: dict[str, Any] = {"child": "c1", "question": "q1", "meeting": "m1", "day": date(2026, 11, 2)}
    if field.name in known:
        return known[field.name]
    for sample in ("a", 1, 0, True, date(2026, 11, 2)):
        try:
            return msgspec.convert(msgspec.to_builtins(sample), field.type)
        except msgspec.ValidationError:
            continue
    raise TypeError(f"a sample of {kind.__name__}.{field.name} is missing here")


def _children() -> tuple[Child, Child]:
    """A new one, and one of whom much is known."""
    full = Child(
        id="c1",
        name="Ana",
        questions=(Question(id="q1", text="Who helps?", added=date(2026, 9, 2)),),
        meeting=Meeting(id="m1", carer=PERSON, on=date(2026, 11, 9), at=time(14)),
        routine=Routine(carer=PERSON, days=(0, 1, 2), at=time(16), often="each", since=date(2026, 9, 2)),
    )
    return Child(id="c1", name="Ana"), full


def every_state(texts: Content) -> Iterator[State]:
    """All of them."""
    yield State("before consent", None)
    carer = Carer(person=PERSON, language="en", consented=CONSENT)
    named = msgspec.structs.replace(carer, child="c1")
    child, full = _children()
    for waiting in ("", encode(NameChild())):
        yield State("no name yet", Family(id="f1", carers=(msgspec.structs.replace(carer, waiting=waiting),)))
    for waiting in ("", encode(SearchZone())):
        there = msgspec.structs.replace(named, waiting=waiting)
        yield State("no zone yet", Family(id="f1", carers=(there,), children=(child,)))
    settled = msgspec.structs.replace(named, zone="America/New_York")
    waits = ("", *map(encode, waiting_actions()))
    talks: list[Talk | None] = [None]
    for conversation in texts.edition("en").conversations.values():
        talks += [Talk(conversation=conversation.name, step=step, mark=MARK) for step in conversation.steps]
    talks.append(Talk(conversation="gone", step="gone", mark=MARK))
    for talk, waiting, known in itertools.product(talks, waits, (child, full)):
        at = f"{talk.conversation}/{talk.step}" if talk else "no conversation"
        there = msgspec.structs.replace(settled, talk=talk, waiting=waiting)
        yield State(
            f"{at} {waiting} {'full' if known is full else 'new'}", Family(id="f1", carers=(there,), children=(known,))
        )


def complaints(texts: Content, state: State, safe_word: str = "") -> list[str]:
    """What does not work in this state; empty when every way out does."""
    wrong = []
    for what in ("/cancel", "/privacy", "/delete", *((safe_word,) if safe_word else ())):
        try:
            wrong += [f"{state.name}: {what}: {each}" for each in _try(texts, state, what)]
        except Exception as fault:
            wrong.append(f"{state.name}: {what}: {type(fault).__name__} {fault}")
    return wrong


def _try(texts: Content, state: State, what: str) -> list[str]:
    town = PureTown(texts)
    if state.family is not None:
        town.put(state.family)
    said = town.happen(_written(what))
    words = " ".join(each.html for each in said if isinstance(each, SendMessage | EditMessage))
    after = town.record(person_address(PERSON))
    if not words:
        return ["nothing was said"]
    match what:
        case "/cancel" if isinstance(after, Family) and after.children:
            carer = after.carers[0]
            if carer.talk is not None or (carer.waiting and carer.zone):
                return ["it goes on"]
        case "/privacy" if "Your words stay yours" not in words:
            return ["what is kept is not said"]
        case "/delete" if state.family is not None:
            return _delete(town, said)
        case "/cancel" | "/privacy" | "/delete":
            pass
        case _ if "911" not in words:
            return ["no number to call"]
        case _ if isinstance(after, Family) and state.family is not None and after.children != state.family.children:
            return ["something of it was kept"]
    return []


def _delete(town: PureTown, said: list[Outward]) -> list[str]:
    buttons = [b for each in said if isinstance(each, SendMessage | EditMessage) for row in each.rows for b in row]
    yes = [button for button in buttons if isinstance(REGISTRY.codec.decode(button.data), DeleteAll)]
    if not yes:
        return ["there is no button that deletes"]
    town.happen(ButtonTapped(origin=_origin(2), data=yes[0].data, query="q"))
    return [] if town.record(person_address(PERSON)) is None else ["the record is still there"]


def _written(text: str) -> TelegramEvent:
    if text.startswith("/"):
        return CommandReceived(origin=_origin(1), name=text[1:])
    return TextReceived(origin=_origin(1), text=text)


def _origin(update: int) -> Origin:
    return Origin(person=PERSON, chat=PERSON, nonce=f"n{update}", update=update, message=5)


def check(state: State) -> list[str]:
    """`complaints` with the safe word of the content."""
    return complaints(content(), state, content().safety.safe_words["en"])


def main() -> int:
    """0 when every way out works in every state."""
    fix_hashes()
    silence()
    wrong = [each for found in on_all_cores(check, every_state(content()), "states") for each in found]
    for each in wrong[:40]:
        print(each)
    print(f"{len(wrong)} ways out that do not work")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
