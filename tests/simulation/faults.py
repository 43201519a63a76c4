"""Every row of the list of faults, as something that happens to a running town. Each is told the town and a chance.

What it does is over by the end of the town's troubled days. It must not judge.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from bot.practice_chat import Delay, DropAfterAccept, DropBeforeAccept, Refuse, Respond
from tests.simulation.passed_over import passed_over
from tests.simulation.town import Town
from tests.simulation.watched_script import ASKED_BY

SENDING = ("sendMessage", "editMessageText", "answerCallbackQuery", "editMessageReplyMarkup")
ANY = (*SENDING, "getUpdates", "getMe")
Fault = Callable[[Town, Random], Coroutine[Any, Any, None]]


async def _some_time(town: Town, chance: Random, most: float = 500.0) -> None:
    await asyncio.sleep(chance.uniform(0.5, most / 12) if town.dense else chance.uniform(5.0, most))


async def _a_while(town: Town, chance: Random, most: float) -> None:
    await asyncio.sleep(chance.uniform(1.0, most / 10 if town.dense else most))


def _nth(town: Town, chance: Random, most: int = 12) -> int:
    return chance.randint(1, max(most // 4, 3) if town.dense else most)


def _times(town: Town, times: int) -> range:
    return range(max(times // 3, 1) if town.dense else times)


async def strike(name: str, town: Town, chance: Random) -> None:
    """Let a fault happen, and note down that it did."""
    ASKED_BY.set(name)
    await FAULTS[name](town, chance)
    if name in ACTS:
        town.met.add(name)


async def killed(town: Town, chance: Random) -> None:
    """SIGKILL at any moment, up to three times."""
    for _ in range(chance.randint(1, 3)):
        await town.next_life_dies(chance, power=False)
        await _some_time(town, chance)


async def power_cut(town: Town, chance: Random) -> None:
    """The power fails at any moment, and the disk forgets."""
    for _ in range(chance.randint(1, 2)):
        await town.next_life_dies(chance, power=True)
        await _some_time(town, chance)


async def same_update_again(town: Town, chance: Random) -> None:
    """Telegram delivers again, and out of order; ids jump."""
    for _ in _times(town, 12):
        await _some_time(town, chance, 60.0)
        waiting = [copy.deepcopy(update) for update in town.recent_updates]
        if waiting:
            town.chat.world.updates.put_again(chance.choice(waiting))
        town.chat.world.updates.skip_ids(chance.randint(0, 900))


async def ids_start_again(town: Town, chance: Random) -> None:
    """After a quiet week ids may start at any number. By then polls have come back empty: one waits with no offset."""
    await asyncio.sleep(chance.uniform(20, 60) if town.dense else chance.uniform(700, 900))
    updates = town.chat.world.updates
    for _ in range(300):
        polls = [entry for entry in town.chat.ledger[-40:] if entry.method == "getUpdates"]
        if polls and polls[-1].status is None and not polls[-1].params.get("offset") and not len(updates):
            updates.skip_ids(-chance.randint(1_000, 90_000))
            return
        await updates.close()  # a waiting poll comes back empty
        await asyncio.sleep(1.0)


async def answer_lost(town: Town, chance: Random) -> None:
    """A request is accepted and its answer lost."""
    for method in (*SENDING, "getUpdates"):
        for _ in range(chance.randint(0, 3)):
            town.chat.faults.add(method, _nth(town, chance), DropAfterAccept())
    town.chat.faults.add("sendMessage", _nth(town, chance), Delay(25.0, DropAfterAccept()))
    town.chat.faults.add("sendMessage", 6 if town.dense else 20, Respond(504, "gateway", accept=True))


async def never_left(town: Town, chance: Random) -> None:
    """No network at all for a while, and connections that break early."""
    for method in ANY:
        town.chat.faults.add(method, _nth(town, chance), DropBeforeAccept())
    await _some_time(town, chance)
    town.network.down = True
    await _a_while(town, chance, 300.0)
    town.network.down = False


async def too_many_requests(town: Town, chance: Random) -> None:
    """429 with a time to wait, with 0, and with none."""
    for seconds in (chance.randint(1, 40), 0, None):
        parameters = {} if seconds is None else {"parameters": {"retry_after": seconds}}
        body = {"ok": False, "error_code": 429, "description": "Too Many Requests", **parameters}
        town.chat.faults.add(chance.choice(ANY), _nth(town, chance), Refuse(429, body))
    for _ in range(3):
        town.chat.faults.add("sendMessage", _nth(town, chance), Refuse(429, {"ok": False, "error_code": 429}))


async def blocked(town: Town, chance: Random) -> None:
    """Somebody blocks the bot, and comes back; an account is gone; the group throws the bot out."""
    await _some_time(town, chance)
    victim = chance.choice(town.parents)
    victim.wishes.left = True
    await victim.client.block_bot()
    await _a_while(town, chance, 400.0)
    await victim.client.unblock_bot()
    there = town.coach.client.in_chat(town.group_now())
    if town.group_now().bot_in:
        await there.group("remove_bot")
        await _a_while(town, chance, 100.0)
        await there.group("add_bot")


async def moved(town: Town, chance: Random) -> None:
    """The group becomes a supergroup."""
    await _some_time(town, chance, 900.0)
    group = town.group_now()
    if group.kind == "group":
        await town.coach.client.in_chat(group).group("upgrade")


async def not_modified(town: Town, chance: Random) -> None:
    """Edits that change nothing, messages that are gone, taps that are too old."""
    words = ("message is not modified", "message to edit not found", "message can't be edited")
    for method in ("editMessageText", "editMessageReplyMarkup"):
        for said in words:
            town.chat.faults.add(method, _nth(town, chance), Refuse(400, f"Bad Request: {said}"))
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    town.chat.faults.add("answerCallbackQuery", _nth(town, chance), Refuse(400, too_old))


async def another_poller(town: Town, chance: Random) -> None:
    """409 for a while."""
    said = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    for nth in range(1, chance.randint(2, 7)):
        town.chat.faults.add("getUpdates", nth, Refuse(409, said))


async def api_errors(town: Town, chance: Random) -> None:
    """One 404, 401, 500, 502, 504 or nonsense of any method."""
    for _ in range(6):
        status, said = chance.choice(((404, "Not Found"), (401, "Unauthorized"), (500, "Oops"), (502, "Bad Gateway")))
        town.chat.faults.add(chance.choice(ANY), _nth(town, chance), Refuse(status, said))
    nonsense: tuple[Any, ...] = (b"<html>", b"[]", b"null", b"\xff\xfe", b"")
    town.chat.faults.add(chance.choice(ANY), _nth(town, chance), Respond(200, chance.choice(nonsense)))


async def unreadable_update(town: Town, chance: Random) -> None:
    """Updates that cannot be parsed, between others."""
    for _ in _times(town, 4):
        await _some_time(town, chance, 100.0)
        number = town.new_update_id()
        junk = chance.choice(
            (
                {"update_id": number, "message": {"message_id": "x", "date": 0, "chat": 5}},
                {"update_id": number, "message": 7},
                {"update_id": number, "callback_query": {"id": 1}},
                {"update_id": number, "message": {"message_id": 1, "date": 0, "chat": {"id": "a", "type": "private"}}},
            )
        )
        town.junk.add(f"update-{number}")
        town.chat.world.updates.put_again(junk)


async def odd_updates(town: Town, chance: Random) -> None:
    """Edits, channel posts, anonymous admins, messages by other bots, commands for other bots, albums."""
    for _ in _times(town, 8):
        await _some_time(town, chance, 60.0)
        for update in passed_over(town, chance):
            town.chat.world.updates.put_again(update)


async def hostile_text(town: Town, chance: Random) -> None:
    """Markup, emoji, surrogates, right-to-left marks, very long texts."""
    texts = ("<b>&amp;</i> {child} %s", "👩‍👩‍👧‍👦" * 90, "\u202eabc\u202c مرحبا", "a" * 4096, "=1+1", "/start <>")
    for text in chance.sample(texts, 2) if town.dense else texts:
        await _some_time(town, chance, 60.0)
        person = chance.choice(town.parents)
        if not person.client.person.blocked and not person.wishes.deleted:
            await person.client.say(text)


async def flood(town: Town, chance: Random) -> None:
    """One person writes sixty messages at once."""
    await _some_time(town, chance)
    person = chance.choice(town.parents)
    for number in range(8 if town.dense else 60):
        if not person.client.person.blocked and not person.wishes.deleted:
            await person.client.say(f"hello {number}")


async def clock_jumps(town: Town, chance: Random) -> None:
    """The machine's clock jumps, and the bot is down when something is due."""
    await _some_time(town, chance)
    town.shift(chance.choice((90.0, 3700.0)))
    await town.down_for(chance.uniform(60.0, 7200.0))


async def sigterm(town: Town, chance: Random) -> None:
    """Stopped by the service manager, and started again."""
    for _ in range(3):
        await _some_time(town, chance)
        town.life.stop()


async def disk_full(town: Town, chance: Random) -> None:
    """No room for a while."""
    await _some_time(town, chance, 120.0 if town.dense else 500.0)
    town.disk_trouble = "full"
    await _a_while(town, chance, 200.0)
    town.disk_trouble = ""


async def disk_broken(town: Town, chance: Random) -> None:
    """Syncs fail for a while."""
    await _some_time(town, chance, 120.0 if town.dense else 500.0)
    town.disk_trouble = "broken"
    await _a_while(town, chance, 200.0)
    town.disk_trouble = ""


async def refused_for_good(town: Town, chance: Random) -> None:
    """A closed topic, a text that Telegram does not take, a file that is too large."""
    town.excused = True
    for said in ("TOPIC_CLOSED", "not enough rights to send text messages to the chat", "chat not found"):
        town.chat.faults.add("sendMessage", _nth(town, chance, 60), Refuse(400, f"Bad Request: {said}"))
    town.chat.faults.add("sendDocument", 1, Refuse(413, "Request Entity Too Large"))


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        killed, power_cut, same_update_again, ids_start_again, answer_lost, never_left, too_many_requests, blocked,
        moved, not_modified, another_poller, api_errors, unreadable_update, odd_updates, hostile_text, flood,
        clock_jumps, sigterm, disk_full, disk_broken, refused_for_good,
    )
}  # fmt: skip
NAMES = tuple(FAULTS)
ACTS = frozenset({  # these have struck once they are over; the others when a call, the disk or a life meets them
    "same_update_again", "ids_start_again", "blocked", "moved", "unreadable_update", "odd_updates", "hostile_text",
    "flood", "clock_jumps", "sigterm",
})  # fmt: skip
COMBINATIONS: tuple[tuple[str, ...], ...] = (
    (),
    *((name,) for name in NAMES),
    *((one, other) for at, one in enumerate(NAMES) for other in NAMES[at + 1 :]),
)
