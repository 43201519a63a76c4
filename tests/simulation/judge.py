"""Holds the town at rest against what is promised: FAULTS.md and DESIGN.md, one check for each promise.

It reads the emulator's ledger, the book of outgoing requests and the data folder, never the bot's own opinion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.core import localtime
from bot.core.coaching.homework_reminders import SayDay
from bot.core.records import Family, Record, person_address
from bot.core.requests import AnswerTap, EditMessage, Lane, SendMessage
from bot.storage import TinyStore, Unreadable
from bot.storage.files import Files
from bot.storage.keys import KeyMissing, Keyring, read_master_key
from bot.storage.record_files import ROOMS
from bot.storage.set_aside import SetAside
from tests.simulation.logs import Listening
from tests.simulation.one_life import Fate
from tests.simulation.people import ZONE, Parent, action_of
from tests.simulation.town import Town

APOLOGY = "I cannot save anything right now"


async def judge(town: Town, faults: frozenset[str], logs: Listening) -> list[str]:
    """Everything that is wrong, in plain sentences; empty when all is well."""
    wrong = [f"the log says what it must not: {each}" for each in logs.found]
    wrong += _updates(town)
    store = TinyStore(town.folder / "data", town.folder / "key" / "master.key")
    await store.open()
    try:
        records: dict[str, Record] = {}
        wrong += await readable(store, records)
        wrong += await due(store, records)
        wrong += await outbox(store)
        for parent in town.parents:
            wrong += await _questions(town, parent, store)
            wrong += await _school_work(town, parent, store)
    finally:
        await store.close()
    wrong += sends(town, faults, set(records))
    wrong += taps(town, faults)
    wrong += leftovers(town, set(records))
    wrong += aside(town)
    return wrong


def _updates(town: Town) -> list[str]:
    left = len(town.chat.world.updates)
    return [f"{left} updates were never acknowledged"] if left else []


def _accepted(town: Town) -> Counter[str]:
    ledger = town.chat.ledger
    return Counter(name for place, name in town.network.sent.items() if ledger[place].accepted)


def sends(town: Town, faults: frozenset[str], known: set[str]) -> Iterator[str]:
    accepted = _accepted(town)
    for fate in town.book.fates.values():
        times = accepted[fate.outgoing.id]
        kind = type(fate.outgoing.request).__name__
        if not faults and set(fate.outcomes) - {"Delivered"}:
            yield f"a {kind} ended as {fate.outcomes} although nothing had failed"
        if fate.outgoing.request.lane is not Lane.INTERACTIVE:
            if times > 1:
                yield f"a {fate.outgoing.request.lane.name} was sent {times} times"
            if times == 0 and not (_named(fate) or _gone(fate, known)):
                yield f"a {fate.outgoing.request.lane.name} is missing, and nobody says so: {fate.outcomes}"
        elif times == 0 and not (_named(fate) or _gone(fate, known) or _overtaken(fate)):
            yield f"a reply ({kind}) never came: {fate.outcomes}, put {fate.puts} times"
        elif times > 1 and not faults and not isinstance(fate.outgoing.request, AnswerTap):
            yield f"a reply ({kind}) came {times} times although nothing had failed"


def _named(fate: Fate) -> bool:
    """Whether its end was reported: it may not have arrived, or Telegram refused it."""
    return fate.unwanted or any(each in ("Uncertain", "Gone", "Refused", "Moved") for each in fate.outcomes)


def _overtaken(fate: Fate) -> bool:
    """An edit that a later edit has replaced, or one that was there already."""
    return "Delivered" in fate.outcomes


def _gone(fate: Fate, known: set[str]) -> bool:
    """Its record went before it could be sent, or it belonged to nobody and the update came again."""
    return fate.outgoing.owner not in known


def taps(town: Town, faults: frozenset[str]) -> Iterator[str]:
    """Each is answered; where Telegram was out of reach for longer than a tap lives, an answer was tried."""
    tried = {
        fate.outgoing.request.query
        for fate in town.book.fates.values()
        if isinstance(fate.outgoing.request, AnswerTap) and (fate.outcomes or fate.outgoing.owner == "")
    }
    for query in town.chat.world.queries.values():
        if not query.answered and not (faults and query.id in tried):
            yield f"the tap of {query.at:%H:%M:%S} was never answered"


async def readable(store: TinyStore, records: dict[str, Record]) -> list[str]:
    wrong = []
    for row in list(store._state.index):
        try:
            record = await store.load(row.id)
        except (Unreadable, OSError) as fault:
            wrong.append(f"a record cannot be read: {fault}")
            continue
        if record is None:
            wrong.append(f"a record of {row.room} is known and not there")
        else:
            records[row.id] = record
            if record.due != row.due:
                wrong.append(f"the index says {row.due}, the record {record.due}")
    return wrong


async def due(store: TinyStore, records: dict[str, Record]) -> list[str]:
    times = [record.due for record in records.values() if record.due is not None]
    if await store.next_due() != min(times, default=None):
        return ["the earliest due time is not that of the records"]
    return []


async def outbox(store: TinyStore) -> list[str]:
    return [f"{type(each.request).__name__} is still in the outbox" for each in await store.unsent()]


async def _family(store: TinyStore, parent: Parent) -> Family | None:
    name = await store.find(person_address(parent.client.id))
    try:
        record = await store.load(name) if name else None
    except (Unreadable, OSError):
        return None
    return record if isinstance(record, Family) else None


async def _questions(town: Town, parent: Parent, store: TinyStore) -> list[str]:
    family = await _family(store, parent)
    if any("All of it is deleted" in message.text for message in parent.client.messages()):
        parent.wishes.deleted = True  # also when it came after the person had given up waiting
    if parent.wishes.deleted or family is None:
        if parent.wishes.deleted and family is not None and parent.wishes.questions == []:
            return [f"{parent.name} deleted everything, and it is there"]
        return [] if parent.wishes.deleted or not parent.wishes.settled else [f"the family of {parent.name} is lost"]
    kept = [question.text for child in family.children for question in child.questions]
    wished = parent.wishes.questions
    apologies = sum(APOLOGY in message.text for message in parent.client.messages()) + _refused_apologies(town, parent)
    missing = [each for each in wished if each not in kept]
    wrong = []
    if len(missing) > apologies:
        wrong.append(f"{parent.name}: {len(missing)} questions lost, {apologies} apologies: {missing}")
    if len(set(kept)) < len(kept):
        wrong.append(f"{parent.name}: a question is there twice: {kept}")
    mine = [each for each in kept if each in wished]
    if mine != [each for each in wished if each in mine] and len(family.children) == 1:
        wrong.append(f"{parent.name}: questions out of order: {kept}")
    if any("CanaryNever" in each for each in kept):
        wrong.append(f"{parent.name}: something was done that nobody may do")
    return wrong


def _refused_apologies(town: Town, parent: Parent) -> int:
    """How many Telegram would not bring, because of another fault or because the person had gone."""
    return sum(
        isinstance(fate.outgoing.request, SendMessage)
        and fate.outgoing.request.chat == parent.client.id
        and APOLOGY in fate.outgoing.request.html
        and bool({"Refused", "Gone"} & set(fate.outcomes))
        for fate in town.book.fates.values()
    )


async def _school_work(town: Town, parent: Parent, store: TinyStore) -> list[str]:
    """Exactly one reminder for each planned local day that has come."""
    asked: Counter[date] = Counter()
    accepted = _accepted(town)
    for fate in town.book.fates.values():
        request = fate.outgoing.request
        if request.lane is Lane.REMINDER and getattr(request, "chat", 0) == parent.client.id:
            rows = getattr(request, "rows", ())
            actions = [action_of({"callback_data": button.data}) for row in rows for button in row]
            days = {action.day for action in actions if isinstance(action, SayDay)}
            for day in days:
                asked[day] += 1
                if isinstance(request, EditMessage) or accepted[fate.outgoing.id] > 1:
                    return [f"{parent.name}: a reminder of {day} came more than once"]
    wrong = [f"{parent.name}: {times} reminders of {day}" for day, times in asked.items() if times > 1]
    family = await _family(store, parent)
    wishes = parent.wishes
    if wishes.wanders or wishes.left or wishes.deleted or not wishes.plan or family is None or town.excused:
        return wrong if not wishes.wanders else []
    routine = family.children[0].routine
    if routine is None:
        return [*wrong, f"{parent.name}: the plan is lost"]
    now = town.clock.now()
    for ahead in range((now.date() - routine.since).days + 1):
        day = routine.since + timedelta(days=ahead)
        at = localtime.instant(day, routine.at, ZONE)
        begun = town.planned_at.get(parent.name)
        if at is not None and begun is not None and begun < at < now.astimezone(ZoneInfo(ZONE)) and not asked[day]:
            wrong.append(f"{parent.name}: no reminder of {day}")
    return wrong


def leftovers(town: Town, known: set[str]) -> list[str]:
    """Files of records that are gone, and keys of records that ever were. A key that was made right before a crash, for
    a record that never came to be, is left behind: it opens nothing."""
    data = town.folder / "data"
    files = {path.stem for room in ROOMS for path in (data / room).glob("*.json*")}
    ever = {fate.outgoing.owner for fate in town.book.fates.values()}
    keys = {path.name.removesuffix(".new") for path in (data / "keys").iterdir()} & ever
    wrong = [
        f"a file is left of a record that is gone: {name}" for name in {f.removesuffix(".json") for f in files} - known
    ]
    return wrong + [f"a key is left of a record that is gone: {name}" for name in keys - known]


def aside(town: Town) -> list[str]:
    """Only updates that nobody can read may be set aside."""
    wrong = []
    folder = town.folder / "data" / "set_aside"
    master = read_master_key(town.folder / "key" / "master.key", create=False)
    aside = SetAside(folder, master, Keyring(town.folder / "data" / "keys", master, Files()), Files())
    for path in sorted(folder.glob("*")):
        if path.suffix == ".damaged":
            wrong.append("a damaged record was set aside")
        elif path.suffix == ".sealed":
            try:
                name = aside.read(path).name
            except KeyMissing:
                continue  # it went with its family
            if name not in town.junk:
                wrong.append(f"something was set aside: {name}")
    return wrong
