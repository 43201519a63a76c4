"""A tip on its way: picked, seen first, confirmed once, and whatever happens to groups meanwhile."""

from __future__ import annotations

from datetime import timedelta

from group_town import (
    CLUB,
    ROOM,
    RUTH,
    added,
    everything,
    group_at,
    happens,
    in_group,
    moved,
    origin,
    sending_ends,
    texts,
    thrown_out,
)
from player import Player, Town

from bot.core.events import CommandReceived, SendRefused, SendUncertain
from bot.core.group import PERSONAL
from bot.core.records import GroupLink
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]


def send_tip(coach: Player, where: str = "") -> None:
    """Send the first tip of the list."""
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    if where:
        coach.taps(where)
    coach.taps("Send it now")


def tips_in(town: Town, chat: int) -> list[str]:
    """The tips that stand in a group."""
    return [shown.text for shown in town.chats.get(chat, []) if shown.rows and shown.rows[0][0].label.startswith("Do")]


# ---- sending --------------------------------------------------------------------------------------------------------


def test_the_preview_is_what_the_group_gets(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    assert "This goes to: Room <12>." in ruth.news
    preview = ruth.fresh[1]
    assert tips_in(town, ROOM) == []
    ruth.taps("Send it now")
    tip = town.chats[ROOM][-1]
    assert (tip.text, tip.rows) == (preview.text, preview.rows)
    assert tip.rows[0][0].url.startswith("https://t.me/")
    assert "?start=" in tip.rows[0][0].url
    assert "Your tip is on its way to Room <12>." in ruth.news


def test_each_group_is_previewed_in_its_own_language(town: Town, ruth: Player) -> None:
    spanish = origin(town, RUTH, CLUB, admin=True, language="es")
    happens(town, CLUB, CommandReceived(origin=spanish, name="link"))
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    ruth.taps("All my groups")
    previews = [shown for shown in ruth.fresh if shown.rows and shown.rows[0][0].url]
    assert len(previews) == 2
    ruth.taps("Send it now")
    for chat, preview in zip((ROOM, CLUB), previews, strict=True):
        assert (town.chats[chat][-1].text, town.chats[chat][-1].rows) == (preview.text, preview.rows)
    assert previews[0].text != previews[1].text


def test_a_yes_counts_once(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    shown, yes = ruth.find_button("Send it now")
    for _ in range(3):
        ruth.taps_data(yes.data, shown.id)
    ruth.taps_data('["bs",""]')
    assert len(tips_in(town, ROOM)) == 1
    assert "That one is done." in town.toasts[-1]


def test_a_no_sends_nothing_whatever_is_tapped_later(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    shown, yes = ruth.find_button("Send it now")
    ruth.taps("Do not send")
    assert "Nothing is sent." in ruth.news
    ruth.taps_data(yes.data, shown.id)
    assert tips_in(town, ROOM) == []


def test_three_tips_a_day_are_enough(town: Town, ruth: Player) -> None:
    for _ in range(4):
        send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 3
    assert "Room <12> has had enough tips for one day." in ruth.news
    town.now += timedelta(hours=24)
    send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 4


def test_several_groups_bring_one_summary(town: Town, ruth: Player) -> None:
    in_group(ruth, CLUB, "/link", admin=True)
    for _ in range(3):
        send_tip(ruth, "Sunday Club")
    send_tip(ruth, "All my groups")
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 3)
    [summary] = [shown for shown in ruth.fresh if "on its way" in shown.text]
    assert "on its way to Room <12>" in plain(summary.text)
    assert "Sunday Club has had enough tips for one day" in plain(summary.text)


def test_what_telegram_says_later_is_passed_on(town: Town, ruth: Player) -> None:
    send_tip(ruth)
    sending_ends(town, ROOM, SendUncertain(chat=ROOM, nonce="u"))
    assert "could not see whether the tip reached Room <12>" in plain(ruth.shown[-1].text)
    sending_ends(town, ROOM, SendRefused(chat=ROOM, nonce="r"))
    assert "did not let me post in Room <12>" in plain(ruth.shown[-1].text)
    assert len(tips_in(town, ROOM)) == 1


def test_revoked_between_preview_and_yes(town: Town, omar: Player, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    omar.says("/admin")
    omar.taps("Revoke: Ruth")
    assert "in every group?" in omar.news
    omar.taps("Yes, revoke")
    assert "have ended your coaching" in plain(ruth.shown[-1].text)
    ruth.taps("Send it now")
    ruth.says("/broadcast")
    assert "sent by approved coaches" in ruth.news
    assert tips_in(town, ROOM) == []
    assert group_at(town, ROOM) is None
    assert str(RUTH) not in everything(town, but=RUTH)
    omar.taps("Revoke: Ruth")
    assert "does not coach any more" in town.toasts[-1]
    omar.says("/admin")
    assert "0 coaches" in omar.news


# ---- what happens to groups -----------------------------------------------------------------------------------------


def test_a_supergroup_keeps_its_coach_and_its_link(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    before = group_at(town, ROOM)
    assert before is not None
    moved(town, ROOM, -100_777)
    after = group_at(town, -100_777)
    assert after is not None
    assert (after.id, after.coach) == (before.id, RUTH)
    assert group_at(town, ROOM) is None
    assert ruth.family().carers[0].groups == (GroupLink(chat=-100_777, title="Room <12>"),)
    moved(town, ROOM, -100_777)
    ruth.taps("Send it now")
    assert len(tips_in(town, -100_777)) == 1, "a preview that waited for its Yes goes to the new id"


def test_removed_and_added_again(town: Town, ruth: Player) -> None:
    thrown_out(town, ROOM)
    assert "I am not in Room <12> any more" in plain(ruth.shown[-1].text)
    count = len(ruth.shown)
    thrown_out(town, ROOM)
    assert len(ruth.shown) == count
    send_tip(ruth)
    assert tips_in(town, ROOM) == []
    assert "I am not in Room <12> any more" in ruth.news
    assert "still linked" in texts(added(town, ROOM))[0]
    send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 1


def test_a_new_group_is_greeted_and_nothing_is_kept_of_it(town: Town) -> None:
    [hello] = added(town, ROOM)
    assert "send /link here" in hello.text
    assert hello.rows[0][0].url.startswith("https://t.me/")
    assert str(ROOM) not in everything(town)
    assert in_group(Player(town, RUTH), ROOM, "/start coach") == [], "Telegram writes that itself"


def test_personal_commands_get_a_door_and_never_data(town: Town, ruth: Player) -> None:
    ruth.says("/ask Who is Quetzal's friend?")
    for name in sorted(PERSONAL):
        [answer] = in_group(ruth, ROOM, f"/{name}", admin=True)
        assert "between you and me" in answer.text, name
        assert "Quetzal" not in answer.text
        assert "Kim" not in answer.text
        [[door]] = answer.rows
        assert door.url.startswith("https://t.me/")
    assert in_group(ruth, ROOM, "/weather", admin=True) == []
