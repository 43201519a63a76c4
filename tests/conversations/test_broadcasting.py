"""A broadcast on its way: picked, seen first, confirmed once, steered, and whatever happens to groups meanwhile."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from group_town import (
    CLUB,
    MARIA,
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

from bot.core.events import CommandReceived, SendDelivered, SendRefused, SendUncertain
from bot.core.group import PERSONAL, TOLD_AGAIN
from bot.core.records import GroupLink
from bot.core.text import plain
from bot.core.tips import tips_of

pytest_plugins = ["group_fixtures"]

MINUTE = timedelta(seconds=60)


@pytest.fixture
def club(town: Town, ruth: Player) -> None:
    """Ruth has a second group, in Spanish."""
    spanish = origin(town, RUTH, CLUB, admin=True, language="es")
    happens(town, CLUB, CommandReceived(origin=spanish, name="link"))


def send_tip(coach: Player, where: str = "", *, wait: bool = True) -> None:
    """Send the first tip of the list."""
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    if where == "All my groups":
        coach.taps(where)
    elif where:
        coach.taps(where)
        coach.taps("Go on")
    coach.taps("Send it now")
    if wait:
        coach.waits(MINUTE)


def tips_in(town: Town, chat: int) -> list[str]:
    """The tips that stand in a group."""
    return [shown.text for shown in town.chats.get(chat, []) if shown.rows and _is_door(shown.rows[0][0].label)]


def _is_door(label: str) -> bool:
    return label.startswith(("Do it privately", "Hacerlo en privado", "Hazlo en privado"))


# ---- sending --------------------------------------------------------------------------------------------------------


def test_the_preview_is_what_the_group_gets(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    assert "This goes to: Room <12>." in ruth.news
    preview = ruth.fresh[1]
    assert tips_in(town, ROOM) == []
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    tip = town.chats[ROOM][-1]
    assert (tip.text, tip.rows) == (preview.text, preview.rows)
    assert tip.rows[0][0].url.startswith("https://t.me/")
    assert "?start=" in tip.rows[0][0].url
    assert "Your tip has reached Room <12>." in ruth.news


def test_each_group_is_previewed_in_its_own_language(town: Town, ruth: Player, club: None) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    ruth.taps("All my groups")
    previews = [shown for shown in ruth.fresh if shown.rows and shown.rows[0][0].url]
    assert len(previews) == 2
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    got = {(town.chats[chat][-1].text, town.chats[chat][-1].rows) for chat in (ROOM, CLUB)}
    assert got == {(preview.text, preview.rows) for preview in previews}
    assert previews[0].text != previews[1].text


def test_how_many_will_read_it_and_since_when_that_is_known(town: Town, ruth: Player) -> None:
    again = origin(town, RUTH, ROOM, admin=True, members=120)
    happens(town, ROOM, CommandReceived(origin=again, name="link"))
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    assert "About 120 people are in there." in ruth.news
    town.now += timedelta(days=7)
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    assert "About 120 people were in there on Tuesday, November 24, 2026." in ruth.news


def test_a_yes_counts_once(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    shown, yes = ruth.find_button("Send it now")
    for _ in range(3):
        ruth.taps_data(yes.data, shown.id)
    ruth.taps_data('["bs",""]')
    assert "That one is done." in town.toasts[-1]
    ruth.waits(MINUTE)
    assert len(tips_in(town, ROOM)) == 1


def test_a_no_sends_nothing_whatever_is_tapped_later(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    shown, yes = ruth.find_button("Send it now")
    ruth.taps("Do not send")
    assert "Nothing is sent." in ruth.news
    ruth.taps_data(yes.data, shown.id)
    ruth.waits(MINUTE)
    assert tips_in(town, ROOM) == []


def test_a_group_gets_no_more_than_its_cap(town: Town, ruth: Player) -> None:
    for _ in range(4):
        send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 3
    assert "Room <12> has had enough tips for one day." in ruth.news
    town.now += timedelta(hours=24)
    send_tip(ruth)
    assert len(tips_in(town, ROOM)) == 4


def test_a_lower_cap_counts_at_the_moment_of_sending(town: Town, ruth: Player) -> None:
    send_tip(ruth)
    send_tip(ruth, wait=False)
    ruth.says("/groups")
    ruth.taps("Room <12>")
    ruth.taps("How many tips")
    ruth.taps("1 a day")
    ruth.waits(MINUTE)
    assert len(tips_in(town, ROOM)) == 1
    assert "enough tips for one day" in ruth.news


def test_several_groups_bring_one_summary(town: Town, ruth: Player, club: None) -> None:
    for _ in range(3):
        send_tip(ruth, "Sunday Club")
    send_tip(ruth, "All my groups")
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 3)
    [summary] = [shown for shown in ruth.fresh if "has reached" in shown.text]
    assert "has reached Room <12>" in plain(summary.text)
    assert "Sunday Club has had enough tips for one day" in plain(summary.text)


def test_groups_are_ticked_one_by_one(town: Town, ruth: Player, club: None) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    assert "Go on" not in ruth.labels()
    ruth.taps("Room <12>")
    ruth.taps("Sunday Club")
    ruth.taps("✓ Room <12>")
    assert ruth.labels() == ["Room <12>", "✓ Sunday Club", "All my groups", "Go on"]
    ruth.taps("Go on")
    assert "This goes to: Sunday Club." in ruth.news
    ruth.taps("Other groups")
    assert "✓ Sunday Club" in ruth.labels()


def test_what_telegram_says_is_passed_on_once(town: Town, ruth: Player) -> None:
    town.lost.add(ROOM)
    for kind, said in (
        (SendUncertain, "could not see whether the tip reached Room <12>"),
        (SendRefused, "did not let me post in Room <12>"),
    ):
        send_tip(ruth)
        assert "Room <12>: on its way" in ruth.news
        sending_ends(town, ROOM, kind)
        assert said in plain(ruth.shown[-1].text)
    assert len(tips_in(town, ROOM)) == 2
    assert ruth.family().carers[0].broadcasts == ()


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
    ruth.waits(MINUTE)
    assert tips_in(town, ROOM) == []
    assert group_at(town, ROOM) is None
    assert str(RUTH) not in everything(town, but=RUTH)
    omar.taps("Revoke: Ruth")
    assert "does not coach any more" in town.toasts[-1]
    omar.says("/admin")
    assert "0 coaches" in omar.news


# ---- steering what waits --------------------------------------------------------------------------------------------


def test_undo_within_a_minute(town: Town, ruth: Player) -> None:
    send_tip(ruth, wait=False)
    assert "It goes out in a minute." in ruth.news
    shown, undo = ruth.find_button("Undo")
    ruth.waits(MINUTE - timedelta(seconds=1))
    ruth.taps("Undo")
    assert "Stopped. Nothing was sent." in ruth.news
    ruth.waits(MINUTE)
    assert tips_in(town, ROOM) == []
    ruth.taps_data(undo.data, shown.id)
    assert "Nothing of it waits any more." in town.toasts[-1]
    assert ruth.family().carers[0].broadcasts == ()


def test_undo_comes_too_late(town: Town, ruth: Player) -> None:
    send_tip(ruth, wait=False)
    shown, undo = ruth.find_button("Undo")
    ruth.waits(MINUTE)
    ruth.taps_data(undo.data, shown.id)
    assert "Nothing of it waits any more." in town.toasts[-1]
    assert len(tips_in(town, ROOM)) == 1


def test_pause_and_resume(town: Town, ruth: Player) -> None:
    send_tip(ruth, wait=False)
    ruth.taps("Pause")
    assert "Room <12>: paused" in ruth.news
    ruth.waits(timedelta(hours=1))
    assert tips_in(town, ROOM) == []
    ruth.taps("Resume")
    ruth.waits(timedelta(0))
    assert len(tips_in(town, ROOM)) == 1


def test_one_message_shows_how_it_stands(town: Town, ruth: Player, club: None) -> None:
    town.lost.add(CLUB)
    send_tip(ruth, "All my groups", wait=False)
    progress, _ = ruth.find_button("Undo")
    ruth.waits(MINUTE)
    assert "✓ Room <12>: there" in plain(progress.text)
    assert "• Sunday Club: on its way" in plain(progress.text)
    assert "Done: 1 of 2" in progress.text
    assert progress.rows == ()
    assert not [shown for shown in ruth.fresh if "has reached" in shown.text], "the summary waits for the last one"
    sending_ends(town, CLUB, SendRefused)
    assert "✗ Sunday Club: not sent" in plain(progress.text)
    assert "has reached Room <12>" in plain(ruth.shown[-1].text)
    assert "did not let me post in Sunday Club" in plain(ruth.shown[-1].text)


def test_change_it_while_it_waits(town: Town, ruth: Player, club: None) -> None:
    send_tip(ruth, "All my groups", wait=False)
    ruth.taps("Change it")
    assert "This goes to: Room <12>, Sunday Club." in ruth.news
    ruth.taps("Another tip")
    ruth.taps_last(ruth.labels()[1])
    assert "This goes to: Room <12>, Sunday Club." in ruth.news, "the groups are kept"
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    second = tips_of(town.content.edition("en"))[1]
    assert tips_in(town, ROOM) == [second.tip]
    assert len(tips_in(town, CLUB)) == 1


# ---- at a time, and every week --------------------------------------------------------------------------------------


def plan(coach: Player, how: str, day: date, at: time) -> None:
    """The first tip, at a time."""
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    if len(coach.family().carers[0].groups) > 1:
        coach.taps("All my groups")
    coach.taps(how)
    coach.picks(day)
    coach.picks_time(at)
    coach.taps("Yes, plan it")


def test_at_a_time_by_each_groups_own_clock(town: Town, ruth: Player, club: None) -> None:
    ruth.says("/groups")
    ruth.taps("Sunday Club")
    ruth.taps("Time zone")
    ruth.taps("Pacific Time (Los Angeles)")
    plan(ruth, "At a time", date(2026, 11, 27), time(9, 15))
    assert "on Friday, November 27, 2026 at 9:15 AM, by each group's own clock" in ruth.news
    assert "• Room <12>: Fri, Nov 27, 9:15 AM" in ruth.news
    ruth.waits(timedelta(days=2, hours=23, minutes=20))  # 9:20 in New York, 6:20 in Los Angeles
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 0)
    ruth.waits(timedelta(hours=3))
    assert (len(tips_in(town, ROOM)), len(tips_in(town, CLUB))) == (1, 1)
    assert "has reached Room <12>, Sunday Club" in ruth.news


def test_never_in_quiet_hours(town: Town, ruth: Player) -> None:
    plan(ruth, "At a time", date(2026, 11, 24), time(21, 30))
    assert "• Room <12>: Wed, Nov 25, 7:30 AM" in ruth.news
    ruth.waits(timedelta(hours=21, minutes=29))
    assert tips_in(town, ROOM) == []
    ruth.waits(timedelta(minutes=1))
    assert len(tips_in(town, ROOM)) == 1


def test_a_time_that_is_over(town: Town, ruth: Player) -> None:
    plan(ruth, "At a time", date(2026, 11, 24), time(9, 0))
    assert "In Room <12> that time is over already." in ruth.news
    ruth.waits(timedelta(days=2))
    assert tips_in(town, ROOM) == []


def test_a_weekly_series_goes_through_the_practices(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    every = [each.tip for each in tips_of(town.content.edition("en"))]
    for week in range(3):
        ruth.waits(timedelta(days=1 if not week else 7))
        assert tips_in(town, ROOM) == every[: week + 1]
    assert "• Room <12>: Wed, Dec 16, 9:00 AM" in ruth.news
    in_group(Player(town, MARIA), ROOM, "/mute", admin=True)
    ruth.waits(timedelta(days=7))
    assert "An administrator has muted me in Room <12>" in ruth.news
    in_group(Player(town, MARIA), ROOM, "/unmute", admin=True)
    ruth.waits(timedelta(days=7))
    assert tips_in(town, ROOM) == [*every[:3], every[4]], "what was muted is not made up for"
    ruth.waits(timedelta(days=7 * len(every)))
    assert tips_in(town, ROOM)[-1] == every[-1]
    assert "Your tip has reached Room <12>" in ruth.news
    assert ruth.family().carers[0].broadcasts == ()


def test_a_series_is_stopped_after_its_first_tip(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    ruth.waits(timedelta(days=1))
    ruth.taps("Cancel it")
    assert "Stopped. Nothing more is sent." in ruth.news
    ruth.waits(timedelta(days=14))
    assert len(tips_in(town, ROOM)) == 1
    assert ruth.family().carers[0].broadcasts == ()


def test_a_series_is_changed_from_its_next_tip_on(town: Town, ruth: Player) -> None:
    plan(ruth, "Every week", date(2026, 11, 25), time(9, 0))
    ruth.waits(timedelta(days=1))
    ruth.taps("Change it")
    ruth.taps("Another time")
    ruth.picks(date(2026, 11, 30))
    ruth.picks_time(time(18, 0))
    ruth.taps("Yes, plan it")
    ruth.waits(timedelta(days=6))
    assert tips_in(town, ROOM) == [each.tip for each in tips_of(town.content.edition("en"))[:2]]


# ---- own words ------------------------------------------------------------------------------------------------------


def test_own_words_as_they_were_written(town: Town, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps("Write my own words")
    ruth.says("Coffee on <Friday> & cake 🍰")
    assert "Shall I send it to one group?" in ruth.news
    assert "Every week" not in ruth.labels()
    ruth.taps("Change the words")
    ruth.says("x" * 901)
    assert "Short is best" in ruth.news
    ruth.says("Coffee on <Monday> & cake 🍰")
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    assert plain(town.chats[ROOM][-1].text) == "Coffee on <Monday> & cake 🍰"
    assert town.chats[ROOM][-1].rows[0][0].url.startswith("https://t.me/")


# ---- what happens to groups -----------------------------------------------------------------------------------------


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
