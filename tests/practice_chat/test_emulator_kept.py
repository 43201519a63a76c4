"""A practice chat is kept in a folder, and a new one goes on from it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from emulator_world import TOKEN

from bot.practice_chat import Keeper, NotReadable, PracticeChat, SystemClock


async def test_everything_comes_back(tmp_path: Path) -> None:
    first = PracticeChat(token=TOKEN, clock=SystemClock())
    keeper = Keeper(tmp_path / "kept")
    assert keeper.put_back(first.world) is None
    keeper.follow(first.world)
    maria, ruth = first.person("Maria"), first.person("Ruth")
    hello = await maria.say("Hello \U0001f44b <b>")
    await maria.say("and an answer", reply_to=hello.id)
    await maria.send_document(b"%PDF-1.7 paper", "Our form.pdf", caption="The form")
    await maria.share_location(40.7, -74.0)
    await first.person("Sam").block_bot()
    first.world.delete(await maria.say("gone"))
    room = ruth.in_chat("Parents of Room 12")
    await room.group("add_bot")
    await room.group("anonymous_on")
    await room.say("From all of us")
    before = [each.as_api() for each in maria.messages()]
    await keeper.close()

    second = PracticeChat(token=TOKEN, clock=SystemClock())
    at = Keeper(tmp_path / "kept").put_back(second.world)
    assert at is not None
    assert at <= datetime.now(UTC)
    maria = second.person("Maria")
    assert [each.as_api() for each in maria.messages()] == before
    assert second.person("Sam").person.blocked
    assert second.world.updates.waiting() == first.world.updates.waiting()
    assert (await maria.say("next")).id == 6  # the number of the deleted one is not given again
    group = second.world.group("Parents of Room 12")
    assert group.bot_in
    assert [each.as_api() for each in second.world.messages(group)] == [
        each.as_api() for each in first.world.messages(first.world.group("Parents of Room 12"))
    ]


async def test_a_group_that_became_a_supergroup(tmp_path: Path) -> None:
    first = PracticeChat(token=TOKEN, clock=SystemClock())
    cast = first.world.cast
    old = cast.add_group("Book club", admins=[first.world.person("Ruth")], members=[], basic=True)
    keeper = Keeper(tmp_path)
    keeper.put_back(first.world)
    keeper.follow(first.world)
    new = first.world.migrate(old)
    await keeper.close()
    second = PracticeChat(token=TOKEN, clock=SystemClock())
    Keeper(tmp_path).put_back(second.world)
    assert [group.id for group in second.world.groups][-1] == new.id
    assert second.world.group(old.id).upgraded_to is second.world.group(new.id)


@pytest.mark.parametrize("content", ["", "[]", '{"people": {}}', '{"now": 1, "people": 5}'])
async def test_what_is_no_practice_chat_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "world.json").write_text(content)
    with pytest.raises(NotReadable, match="Delete that folder"):
        Keeper(tmp_path).put_back(PracticeChat(token=TOKEN, clock=SystemClock()).world)


async def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    chat = PracticeChat(token=TOKEN, clock=SystemClock())
    keeper = Keeper(tmp_path / "kept")
    keeper.put_back(chat.world)
    keeper.follow(chat.world)
    await keeper.close()
    assert oct(os.stat(tmp_path / "kept" / "world.json").st_mode & 0o777) == "0o600"
    assert oct(os.stat(tmp_path / "kept").st_mode & 0o777) == "0o700"
