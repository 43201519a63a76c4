"""Becoming a coach: from the operator's code to a linked group, and leaving without a trace."""

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
    admin_of,
    apply,
    coach_of,
    everything,
    group_at,
    in_group,
    texts,
)
from player import Player, Town, house_of, settled

from bot.core.coaching.peer_coaching import GROUPS_MOST
from bot.core.house import TRIES, TRIES_OF_ALL
from bot.core.house_coaches import PAGE, SHOWN
from bot.core.records import GroupLink
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]


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
    assert ruth.family().carers[0].groups == (GroupLink(chat=ROOM, title="Room <12>", token=group_at(town, ROOM).id),)  # type: ignore[union-attr]
    assert "This group is linked." in texts(town.chats[ROOM])[-1]
    assert "Room <12> is linked. Tips come there in English" in plain(ruth.shown[-1].text)


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


def test_a_coach_reads_the_guide(town: Town, ruth: Player) -> None:
    ruth.says("/coach")
    ruth.taps("The coach's guide")
    for page, there in (
        ("Send a tip", "so you can undo it"),
        ("Set up a group", "no tips come until /unmute"),
        ("What I may write", "Write as you would talk to a friend."),
        ("When a parent is in need", "Listen first."),
    ):
        ruth.taps(page)
        assert there in ruth.news
        if page == "What I may write":
            ruth.taps("What to leave out")
            assert "Names of children" in ruth.news
        ruth.taps("Back to the pages")
    ruth.taps("Set up a group")
    ruth.taps("See my groups")
    assert "Your groups" in ruth.news
