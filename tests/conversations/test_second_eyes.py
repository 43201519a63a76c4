"""A second pair of eyes for what could do harm by accident, and the log of who did what."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from group_town import CLUB, LEA, MARIA, OMAR, ROOM, RUTH, admin_of, coach_of, everything, founded, group_at, in_group
from player import Player, Town, house_of, settled

from bot.core import audit
from bot.core.broadcasts import Post
from bot.core.coaching.broadcast_progress import needs_second_eyes
from bot.core.records import House, encode
from bot.core.text import plain

CONTENT = Town()  # read once
MINUTE = timedelta(seconds=60)


@pytest.fixture
def town() -> Town:
    town = founded(CONTENT, two_pairs_of_eyes=True)
    admin_of(town)
    return town


@pytest.fixture
def omar(town: Town) -> Player:
    return Player(town, OMAR)


@pytest.fixture
def ruth(town: Town) -> Player:
    return coach_of(town, RUTH, "Ruth", ROOM, CLUB)


def send_to_all(coach: Player) -> None:
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    coach.taps("All my groups")
    coach.taps("Send it now")


def posts(town: Town, chat: int) -> int:
    found = group_at(town, chat)
    return len(found.tips) if found else 0


def test_several_groups_wait_for_an_admin(town: Town, omar: Player, ruth: Player) -> None:
    send_to_all(ruth)
    assert "Another coach or an admin looks at it first." in ruth.news
    ruth.waits(timedelta(hours=1))
    assert (posts(town, ROOM), posts(town, CLUB)) == (0, 0)
    assert "Ruth would like to send this to 2 groups." in plain(omar.shown[-1].text)
    assert omar.shown[-2].rows[0][0].url.startswith("https://t.me/"), "what the groups will see"
    omar.taps("It may go out")
    assert "It goes out now." in omar.news
    ruth.waits(MINUTE)
    assert (posts(town, ROOM), posts(town, CLUB)) == (1, 1)
    assert "has reached Room <12>, Sunday Club" in ruth.news


def test_each_language_of_the_groups_is_looked_at(town: Town, omar: Player, ruth: Player) -> None:
    ruth.says("/groups")
    ruth.taps("Sunday Club")
    ruth.taps("Language")
    ruth.taps("Spanish")
    send_to_all(ruth)
    english, spanish, asked = (plain(each.text) for each in omar.shown[-3:])
    assert english.startswith("Start with a dream.")
    assert spanish.startswith("Empieza con un sueño.")
    assert asked.endswith("Each group reads it in its own language: English, Spanish.")


def test_another_coach_may_send_it_back_and_only_once(town: Town, omar: Player, ruth: Player) -> None:
    lea = coach_of(town, LEA, "Lea")
    send_to_all(ruth)
    shown, yes = omar.find_button("It may go out")
    lea.taps("Better not")
    assert "would rather not send it like this" in plain(ruth.shown[-1].text)
    omar.taps_data(yes.data, shown.id)
    assert "decided already" in town.toasts[-1]
    ruth.waits(MINUTE)
    assert (posts(town, ROOM), posts(town, CLUB)) == (0, 0)
    assert ruth.family().carers[0].broadcasts == ()


def test_nobody_looks_at_their_own(town: Town, omar: Player, ruth: Player) -> None:
    send_to_all(ruth)
    _, yes = omar.find_button("It may go out")
    ruth.taps_data(yes.data)
    assert "Somebody else has to look at it." in town.toasts[-1]
    maria = settled(town, MARIA)
    maria.taps_data(yes.data)
    assert "for coaches and for the people who run this bot" in town.toasts[-1]
    ruth.waits(MINUTE)
    assert posts(town, ROOM) == 0


def test_taken_back_while_it_waits(town: Town, omar: Player, ruth: Player) -> None:
    send_to_all(ruth)
    ruth.taps("Cancel it")
    assert "Stopped. Nothing was sent." in ruth.news
    omar.taps("It may go out")
    assert "decided already" in town.toasts[-1]
    send_to_all(ruth)
    ruth.taps("Change it")
    assert "This goes to: Room <12>, Sunday Club." in ruth.news
    assert house_of(town).reviews == ()


def test_revoking_stops_what_waits_for_a_look(town: Town, omar: Player, ruth: Player) -> None:
    send_to_all(ruth)
    shown, yes = omar.find_button("It may go out")
    omar.says("/admin")
    omar.taps("Revoke: Ruth")
    omar.taps("Yes, revoke")
    omar.taps_data(yes.data, shown.id)
    assert "decided already" in town.toasts[-1]
    assert str(RUTH) not in everything(town, but=RUTH)


def test_with_nobody_else_it_says_so(town: Town, omar: Player, ruth: Player) -> None:
    town.records["house"] = encode(msgspec.structs.replace(house_of(town), admins=()))
    send_to_all(ruth)
    assert "there is nobody else yet" in plain(ruth.shown[-1].text)
    assert ruth.family().carers[0].broadcasts == ()


def test_one_group_and_a_tip_need_nobody(town: Town, omar: Player, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps_last(ruth.labels()[0])
    ruth.taps("Room <12>")
    ruth.taps("Go on")
    ruth.taps("Send it now")
    ruth.waits(MINUTE)
    assert posts(town, ROOM) == 1


def test_a_picture_of_ones_own(town: Town, omar: Player, ruth: Player) -> None:
    ruth.says("/broadcast")
    ruth.taps("Write my own words")
    ruth.sends_photo("picture-7", "Coffee on <Friday>")
    ruth.taps("Room <12>")
    ruth.taps("Go on")
    assert "[photo picture-7]" in ruth.news
    ruth.taps("Send it now")
    assert omar.shown[-2].photo == "picture-7"
    omar.taps("It may go out")
    ruth.waits(MINUTE)
    post = town.chats[ROOM][-1]
    assert (post.photo, plain(post.text)) == ("picture-7", "Coffee on <Friday>")


@pytest.mark.parametrize(
    ("post", "groups", "needed"),
    [
        (Post(tip="hopes"), 1, False),
        (Post(tip="hopes"), 2, True),
        (Post(words="Coffee on Friday. Come!"), 1, False),
        (Post(words="Look at school.org"), 1, True),
        (Post(words="http://x"), 1, True),
        (Post(words="ask @somebody"), 1, True),
        (Post(words="mail a@b.org"), 1, True),
        (Post(words="", photo="p"), 1, True),
    ],
)
def test_what_needs_a_second_pair_of_eyes(post: Post, groups: int, needed: bool) -> None:
    assert needs_second_eyes(post, groups) is needed


# ---- the log --------------------------------------------------------------------------------------------------------


def test_the_log_tells_who_did_what(town: Town, omar: Player, ruth: Player) -> None:
    send_to_all(ruth)
    omar.taps("It may go out")
    in_group(Player(town, MARIA), ROOM, "/mute", admin=True)
    omar.says("/audit")
    for line in ("admin 9001 became admin", "approved a coach", "linked a group", "confirmed a broadcast",
                 "let a broadcast go out", "an administrator of a group muted the coach in a group"):  # fmt: skip
        assert line in omar.news
    assert f"Ruth ({house_of(town).applications[0].id}) linked a group" in omar.news
    assert "The log is whole: 7 entries so far." in omar.news
    assert str(MARIA) not in omar.news


def test_whoever_changes_the_log_is_found_out(town: Town, omar: Player, ruth: Player) -> None:
    house = house_of(town)
    assert audit.is_whole(house)
    first, second, *rest = house.audit
    forged = msgspec.structs.replace(second, who="somebody else")
    for entries in ((first, forged, *rest), (second, *rest), (first, *rest), (second, first, *rest), house.audit[:-1]):
        assert not audit.is_whole(msgspec.structs.replace(house, audit=entries))


def test_the_log_is_bounded_and_keeps_the_root_of_its_chain(town: Town) -> None:
    house = House()
    for number in range(audit.KEPT + 20):
        house = audit.add(house, town.now, "a1", "set", str(number))
    assert len(house.audit) == audit.KEPT
    assert house.audit_count == audit.KEPT + 20
    assert house.audit_root
    assert audit.is_whole(house)
    assert not audit.is_whole(msgspec.structs.replace(house, audit_root=""))


def test_only_admins_see_the_log(town: Town, ruth: Player) -> None:
    ruth.says("/audit")
    assert "for the people who run this bot" in ruth.news
