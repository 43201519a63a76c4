"""A volunteer's tip reaches a group: from the operator's code to the parent who taps below the tip."""

from __future__ import annotations

from datetime import timedelta

import pytest
from group_town import (
    CLUB,
    CODE,
    LEA,
    MARIA,
    OMAR,
    ROOM,
    RUTH,
    added,
    admin_of,
    apply,
    coach_of,
    everything,
    founded,
    group_at,
    happens,
    in_group,
    moved,
    origin,
    sending_ends,
    texts,
    thrown_out,
)
from player import Player, Town, house_of, settled

from bot.core.coaching.peer_coaching import GROUPS_MOST
from bot.core.events import CommandReceived, SendRefused, SendUncertain
from bot.core.group import PERSONAL
from bot.core.house import PAGE, SHOWN, TRIES, TRIES_OF_ALL
from bot.core.records import GroupLink
from bot.core.text import plain

CONTENT = Town()  # read once


@pytest.fixture
def town() -> Town:
    return founded(CONTENT)


@pytest.fixture
def omar(town: Town) -> Player:
    return admin_of(town)


@pytest.fixture
def ruth(town: Town, omar: Player) -> Player:
    return coach_of(town, RUTH, "Ruth", ROOM)


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


# ---- the operator's code --------------------------------------------------------------------------------------------


def test_the_code_makes_one_admin_once(town: Town) -> None:
    omar, eve = Player(town, OMAR), Player(town, 666)
    omar.says(f"/claim  {CODE.lower()} ")
    assert "You run this bot from now on" in omar.news
    eve.says(f"/claim {CODE}")
    assert "does not work" in eve.news
    omar.says("/claim whatever")
    assert "You run this bot already" in omar.news
    assert [admin.person for admin in house_of(town).admins] == [OMAR]


def test_who_guesses_is_stopped_and_others_are_not(town: Town) -> None:
    eve = Player(town, 666)
    for guess in range(TRIES + 3):
        eve.says(f"/claim {guess}")
        assert "does not work" in eve.news
    eve.says(f"/claim {CODE}")
    assert "does not work" in eve.news
    admin_of(town)
    assert [admin.person for admin in house_of(town).admins] == [OMAR]


def test_guessing_together_is_stopped_too_and_only_for_an_hour(town: Town) -> None:
    for guess in range(TRIES_OF_ALL):
        Player(town, 70_000 + guess // TRIES).says(f"/claim {guess}")
    omar = admin_of(town)
    assert "does not work" in omar.news
    town.strike_clock(town.now + timedelta(hours=1))
    assert house_of(town).wrong_claims == (), "who tried is forgotten without anybody's doing"
    assert house_of(town).due is None
    admin_of(town)
    assert house_of(town).admins


# ---- applying -------------------------------------------------------------------------------------------------------


def test_the_first_admin_sees_who_is_waiting_already(town: Town) -> None:
    ruth = settled(town, RUTH)
    apply(ruth, "Ruth <& co>")
    omar = admin_of(town)
    assert "Ruth <& co> would like to coach other parents." in omar.news
    omar.taps("Approve")
    assert "Ruth <& co> can coach now." in omar.news
    assert "you can coach now" in plain(ruth.shown[-1].text)
    assert ruth.family().carers[0].coach == "approved"


def test_a_decision_is_made_once(town: Town, omar: Player) -> None:
    ruth = settled(town, RUTH)
    apply(ruth)
    shown, approve = omar.find_button("Approve")
    _, decline = omar.find_button("Decline")
    omar.taps_data(approve.data, shown.id)
    assert not shown.rows, "what is decided has no buttons any more"
    count = len(ruth.shown)
    for data in (approve.data, decline.data, approve.data):
        omar.taps_data(data, shown.id)
        assert "decided already" in town.toasts[-1]
    assert len(ruth.shown) == count
    assert ruth.family().carers[0].coach == "approved"


def test_a_declined_offer_is_forgotten_and_can_be_made_again(town: Town, omar: Player) -> None:
    ruth = settled(town, RUTH)
    apply(ruth, "Quetzal")
    omar.taps("Decline")
    assert "does not work out this time" in plain(ruth.shown[-1].text)
    assert "Quetzal" not in everything(town, but=RUTH)
    apply(ruth, "Quetzal")
    assert "Quetzal would like to coach" in plain(omar.shown[-1].text)


def test_the_admin_leafs_through_many(town: Town, omar: Player) -> None:
    for number in range(PAGE + 1):
        coach_of(town, 3000 + number, f"Coach {number}")
    for number in range(SHOWN + 2):
        apply(settled(town, 4000 + number), f"New {number}")
    omar.says("/admin")
    assert f"{PAGE + 1} coaches" in omar.news
    assert f"{SHOWN + 2} applications are waiting." in omar.news
    assert omar.news.count("would like to coach") == SHOWN
    assert len(omar.fresh[0].rows) == PAGE + 1
    omar.taps("More ›")
    assert f"Revoke: Coach {PAGE}" in omar.labels()
    assert "would like to coach" not in omar.news


# ---- linking --------------------------------------------------------------------------------------------------------


def test_a_coach_links_a_group(town: Town, ruth: Player) -> None:
    group = group_at(town, ROOM)
    assert group is not None
    assert (group.coach, group.title, group.member) == (RUTH, "Room <12>", True)
    assert ruth.family().carers[0].groups == (GroupLink(chat=ROOM, title="Room <12>"),)
    assert "This group is linked." in texts(town.chats[ROOM])[-1]
    assert "Room <12> is linked." in plain(ruth.shown[-1].text)


def test_only_telegrams_word_makes_an_administrator(town: Town, omar: Player) -> None:
    ruth = coach_of(town)
    assert "Only an admin of this group" in texts(in_group(ruth, ROOM, "/link"))[0]
    nobody = Player(town, 0)
    assert "Only an admin of this group" in texts(in_group(nobody, ROOM, "/link", admin=True))[0]
    assert group_at(town, ROOM) is None


@pytest.mark.parametrize("known", [False, True])
def test_who_is_no_coach_gets_an_answer_and_a_way(town: Town, omar: Player, known: bool) -> None:
    maria = settled(town, MARIA) if known else Player(town, MARIA)
    [answer] = in_group(maria, ROOM, "/link", admin=True)
    assert "Only an approved coach" in answer.text
    assert answer.rows[0][0].url.endswith("?start=coach")
    assert group_at(town, ROOM) is None
    assert str(ROOM) not in everything(town)


def test_a_group_has_one_coach(town: Town, ruth: Player) -> None:
    lea = coach_of(town, LEA, "Lea")
    assert "Another coach" in texts(in_group(lea, ROOM, "/link", admin=True))[0]
    assert lea.family().carers[0].groups == ()
    assert "No more tips" in texts(in_group(lea, ROOM, "/unlink", admin=True))[0], "any administrator may stop it"
    assert "has unlinked Room <12>" in plain(ruth.shown[-1].text)
    assert ruth.family().carers[0].groups == ()
    assert group_at(town, ROOM) is None
    assert "No coach is linked" in texts(in_group(lea, ROOM, "/unlink", admin=True))[0]
    in_group(lea, ROOM, "/link", admin=True)
    assert [link.chat for link in lea.family().carers[0].groups] == [ROOM]


def test_a_coach_may_have_so_many_groups_and_hears_when_it_is_enough(town: Town, omar: Player) -> None:
    ruth = coach_of(town)
    for number in range(GROUPS_MOST):
        in_group(ruth, -5000 - number, "/link", admin=True)
    assert "as many groups as one coach can" in texts(in_group(ruth, ROOM, "/link", admin=True))[0]
    assert group_at(town, ROOM) is None
    assert "is linked" in texts(in_group(ruth, -5000, "/link", admin=True))[0]


def test_tips_go_to_the_topic_in_which_it_was_linked(town: Town, omar: Player) -> None:
    ruth = coach_of(town)
    in_group(ruth, ROOM, "/link", admin=True, thread=7)
    assert group_at(town, ROOM).thread == 7  # type: ignore[union-attr]
    in_group(ruth, ROOM, "/link", admin=True, thread=9)
    assert group_at(town, ROOM).thread == 9  # type: ignore[union-attr]


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
    assert "Room <12> has had 3 tips today." in ruth.news
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
    assert "Sunday Club has had 3 tips today" in plain(summary.text)


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


# ---- leaving --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["applied", "declined", "approved", "revoked"])
def test_who_deletes_everything_leaves_nothing_anywhere(town: Town, omar: Player, stage: str) -> None:
    ruth = settled(town, RUTH, child="Quetzalchild")
    apply(ruth, "Quetzalname")
    if stage == "declined":
        omar.taps("Decline")
    elif stage != "applied":
        omar.taps("Approve")
        in_group(ruth, ROOM, "/link", admin=True)
        in_group(ruth, CLUB, "/link", admin=True)
    if stage == "revoked":
        omar.says("/admin")
        omar.taps("Revoke: Quetzalname")
        omar.taps("Yes, revoke")
    ruth.says("/delete")
    ruth.taps("Yes, delete everything")
    left = everything(town)
    assert "Quetzal" not in left
    assert str(RUTH) not in left
    assert group_at(town, ROOM) is None
    assert group_at(town, CLUB) is None
    count = len(ruth.shown)
    for data in [b.data for shown in omar.shown for row in shown.rows for b in row]:
        omar.taps_data(data)
    assert len(ruth.shown) == count, "an old Approve finds nobody"
