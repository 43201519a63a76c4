"""Marked words go into every field of every conversation; then no file and no line of the log has them in plain."""

from __future__ import annotations

import asyncio
import base64
import logging
import tempfile
from datetime import date, time
from pathlib import Path

import msgspec
import pytest
from household import household

from bot.core.child import Meeting
from bot.core.conversation import Ask
from bot.core.records import Family, Talk, encode, person_address
from bot.core.step import step
from bot.practice_chat import PersonClient
from bot.storage import Change, TinyStore
from bot.storage.backups import BackupFolder

CANARY = "Quetzalina"
PATIENCE = 20.0  # seconds


async def family_of(store: TinyStore, person: PersonClient) -> Family:
    """The record as it is."""
    record = await store.load(await store.find(person_address(person.id)) or "")
    assert isinstance(record, Family)
    return record


async def a_meeting_is_over(store: TinyStore, person: PersonClient) -> None:
    """What was agreed on belongs to one."""
    family = await family_of(store, person)
    over = Meeting(id="over", carer=person.id, on=date(2026, 1, 12), at=time(14), ended=True)
    children = (msgspec.structs.replace(family.children[0], meeting=over), *family.children[1:])
    await store.commit(Change(put=(msgspec.structs.replace(family, children=children),)))


async def answers(store: TinyStore, person: PersonClient, conversation: str, step: str, words: str) -> None:
    """Write something at a step of a conversation, wherever the talk was before."""
    family = await family_of(store, person)
    talk = Talk(conversation=conversation, step=step, mark="here")
    there = msgspec.structs.replace(family.carers[0], talk=talk, waiting="")
    await store.commit(Change(put=(msgspec.structs.replace(family, carers=(there,)),)))
    await person.say(words)
    while (await family_of(store, person)).seen[-1:] == family.seen[-1:]:  # noqa: ASYNC110 - until it is committed
        await asyncio.sleep(0.001)


async def set_aside_in(store: TinyStore) -> list[bytes]:
    """What could not be handled, as an operator with the key can read it."""
    return [each.data async for each in (await store.contents()).aside()]


def takes_words(ask: Ask) -> bool:
    """Whether a parent may write words of their own here."""
    return ask.kind == "text" or ask.own


async def test_no_word_of_a_family_is_in_plain_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    backups = BackupFolder(tmp_path / "backups")
    async with household(tmp_path) as home:
        store = home.service._store
        assert isinstance(store, TinyStore)
        parent = await home.settled("Maria", child=CANARY)
        conversations = home.service._content.edition("en").conversations
        places = [
            (c, k) for c, each in conversations.items() for k, s in each.steps.items() if s.ask and takes_words(s.ask)
        ]
        await a_meeting_is_over(store, parent)
        lost = []
        for count, (name, key) in enumerate(places):
            words = f"{CANARY} {count}."
            await answers(store, parent, name, key, words)
            if words not in encode(await family_of(store, parent)).decode():
                lost.append((name, key))
        assert not lost, "the words must have been kept, or this shows nothing"
        for words in (f"/ask {CANARY}?", CANARY, "/coach", CANARY, CANARY, "/export", "/questions", "/share", CANARY):
            await parent.say(words)
            await parent.wait_for_reply(timeout=PATIENCE)

        def fails(*_: object) -> None:
            raise ValueError(f"{CANARY} is in the words of a fault")

        monkeypatch.setattr("bot.service.cascade.step", fails)
        await parent.say(f"{CANARY}, set aside")
        await parent.wait_for_reply(containing="went wrong", timeout=PATIENCE)
        monkeypatch.setattr("bot.service.cascade.step", step)
        user, chat = parent.person.as_user(), parent.person.as_chat()
        torn = {"message_id": "x", "date": 0, "from": user, "chat": chat, "text": f"{CANARY}, torn"}
        home.chat.world.updates.put_again({"update_id": 999_999_999, "message": torn})
        while not any(b"torn" in data for data in await set_aside_in(store)):  # noqa: ASYNC110 - until it is kept
            await asyncio.sleep(0.001)
        assert any(CANARY.encode() in data for data in await set_aside_in(store))

        in_journal = everything_in(tmp_path / "data")
        await store.back_up(backups, home.clock.now())
        nothing_in(in_journal, everything_in(tmp_path))

        await parent.say("/delete")
        await parent.wait_for_reply(containing="Shall I delete everything?", timeout=PATIENCE)
        await parent.tap_label("Yes, delete everything")
        await parent.wait_for_reply(containing="All of it is deleted", timeout=PATIENCE)
        assert not list((tmp_path / "data" / "families").iterdir())
        assert await store.forget_deleted(backups) == 1
        assert all(each.owner for each in await store.unsent())
        assert await store.find(person_address(parent.id)) is None
        assert await set_aside_in(store) == []  # it went with the family, also for whoever has the master key
    nothing_in(everything_in(tmp_path), caplog.text.encode())


def everything_in(folder: Path) -> bytes:
    """All names and all bytes under a folder."""
    paths = sorted(folder.rglob("*"))
    return b"\n".join([str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in paths])


def nothing_in(*heaps: bytes) -> None:
    """No canary, neither as it is nor in base64 or UTF-16."""
    plain = CANARY.encode()
    forms = [plain, CANARY.encode("utf-16-le"), plain.lower()]
    forms += [base64.b64encode(b"." * shift + plain)[4:-4] for shift in range(3)]
    for heap in heaps:
        assert not [form for form in forms if form in heap]
