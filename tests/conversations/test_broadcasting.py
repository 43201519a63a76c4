"""A broadcast on its way: picked, seen first, confirmed once, steered; a tip, or a coach's own words."""

from __future__ import annotations

from datetime import timedelta

from group_town import CLUB, ROOM, RUTH, everything, group_at, happens, origin, sending_ends
from player import Player, Town
from sending_tips import MINUTE, send_tip, tips_in

from bot.core.events import CommandReceived, MembersCounted, SendRefused, SendUncertain
from bot.core.records import person_address
from bot.core.text import plain
from bot.core.tips import tips_of

pytest_plugins = ["group_fixtures"]


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


def test_how_many_are_in_a_group_is_asked_anew_once_a_week(town: Town, ruth: Player) -> None:
    again = origin(town, RUTH, ROOM, admin=True, members=120)
    happens(town, ROOM, CommandReceived(origin=again, name="link"))
    town.counts_asked.clear()
    ruth.waits(timedelta(days=6))
    ruth.says("/broadcast")
    assert ROOM not in town.counts_asked
    ruth.waits(timedelta(days=1))
    ruth.says("/broadcast")
    assert town.counts_asked.count(ROOM) == 1
    town._happen(person_address(RUTH), MembersCounted(chat=ROOM, members=131))
    ruth.taps_last(ruth.labels()[0])
    assert "About 131 people are in there." in ruth.news
    ruth.says("/broadcast")
    assert town.counts_asked.count(ROOM) == 1
    before = ruth.family()
    town._happen(person_address(RUTH), MembersCounted(chat=-77, members=9))
    assert ruth.family() == before, "a group that is not linked any more"


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


def test_a_group_that_is_tapped_twice_is_ticked(town: Town, ruth: Player, club: None) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    ruth.taps_twice("Room <12>")
    assert "✓ Room <12>" in ruth.labels()


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
    assert "Nobody coaches right now." in omar.news


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
