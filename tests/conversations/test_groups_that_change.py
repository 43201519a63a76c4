"""Groups that move, throw the bot out or stop it while a tip waits or is on its way; and what is never said in one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from group_town import MARIA, ROOM, RUTH, added, everything, group_at, in_group, moved, sending_ends, texts, thrown_out
from player import Player, Town
from sending_tips import MINUTE, send_tip, tips_in

from bot.core.events import SendDelivered
from bot.core.group import PERSONAL, TOLD_AGAIN
from bot.core.records import GroupLink
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]


def test_a_supergroup_keeps_its_coach_its_link_and_what_waits(town: Town, ruth: Player) -> None:
    send_tip(ruth, wait=False)
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    before = group_at(town, ROOM)
    assert before is not None
    moved(town, ROOM, -100_777)
    after = group_at(town, -100_777)
    assert after is not None
    assert (after.id, after.coach) == (before.id, RUTH)
    assert group_at(town, ROOM) is None
    assert ruth.family().carers[0].groups == (GroupLink(chat=-100_777, title="Room <12>", token=after.id),)
    moved(town, ROOM, -100_777)
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    assert len(tips_in(town, -100_777)) == 2, "what waited for its minute, and a preview that waited for its Yes"
    assert ruth.family().carers[0].broadcasts == ()


def test_removed_and_added_again(town: Town, ruth: Player) -> None:
    thrown_out(town, ROOM)
    assert "I am not in Room <12> any more" in plain(ruth.shown[-1].text)
    count = len(ruth.shown)
    thrown_out(town, ROOM)
    assert len(ruth.shown) == count
    send_tip(ruth, wait=False)
    assert "I am not in Room <12> any more" in ruth.news
    assert "still linked" in texts(added(town, ROOM))[0]
    ruth.waits(MINUTE)
    assert tips_in(town, ROOM) == []
    send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 1


def test_removed_while_something_waits_and_something_is_on_its_way(town: Town, ruth: Player) -> None:
    town.lost.add(ROOM)
    send_tip(ruth)
    [on_its_way] = ruth.family().carers[0].broadcasts
    send_tip(ruth, wait=False)
    thrown_out(town, ROOM)
    assert ruth.family().carers[0].broadcasts == (on_its_way,), "what has left may still arrive"
    thrown_out(town, ROOM, on_its_way.id)
    assert "I am not in Room <12> any more" in plain(ruth.shown[-1].text)
    assert ruth.family().carers[0].broadcasts == ()
    added(town, ROOM)
    ruth.waits(timedelta(days=1))
    assert len(tips_in(town, ROOM)) == 1, "nothing is tried again"


def test_removed_right_after_it_arrived(town: Town, ruth: Player) -> None:
    town.lost.add(ROOM)
    send_tip(ruth)
    thrown_out(town, ROOM)
    sending_ends(town, ROOM, SendDelivered)
    assert "has reached Room <12>" in plain(ruth.shown[-1].text)


@pytest.mark.parametrize("command", ["/unlink", "/mute"])
def test_stopped_by_an_administrator_while_it_waits(town: Town, ruth: Player, command: str) -> None:
    send_tip(ruth, wait=False)
    in_group(Player(town, MARIA), ROOM, command, admin=True)
    ruth.waits(MINUTE)
    assert tips_in(town, ROOM) == []
    assert ruth.family().carers[0].broadcasts == ()
    assert any("linked to you any more" in m.text or "has muted me" in m.text for m in ruth.shown)


def test_a_new_group_is_greeted_and_nothing_is_kept_of_it(town: Town) -> None:
    [hello] = added(town, ROOM)
    assert "send /link here" in hello.text
    assert hello.rows[0][0].url.startswith("https://t.me/")
    assert str(ROOM) not in everything(town)
    assert in_group(Player(town, RUTH), ROOM, "/start coach") == [], "Telegram writes that itself"


def test_personal_commands_get_a_door_and_never_data(town: Town, ruth: Player) -> None:
    ruth.says("/ask Who is Quetzal's friend?")
    for name in sorted(PERSONAL):
        town.now += TOLD_AGAIN
        [answer] = in_group(ruth, ROOM, f"/{name}", admin=True)
        assert "between you and me" in answer.text, name
        assert "Quetzal" not in answer.text
        assert "Kim" not in answer.text
        [[door]] = answer.rows
        assert door.url.startswith("https://t.me/")
    assert in_group(ruth, ROOM, "/weather", admin=True) == []
