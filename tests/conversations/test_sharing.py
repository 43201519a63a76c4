"""Two carers, one record: the link that works once, and what each finds behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from player import Player, Town, settled
from sharing_family import (
    NO_LINK,
    SAM,
    TOWN,
    carers,
    everything,
    joined,
    link_of,
    stranger,
)

from bot.core.buttons import encode
from bot.core.coaching.invitations import Join, hash_of
from bot.core.coaching.sharing import InviteAs
from bot.core.text import plain


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def test_an_invited_person_sees_all_before_agreeing_and_works_on_the_same_record(maria: Player) -> None:
    maria.says("/ask Is there a bus?")
    payload = link_of(maria)
    assert "It works once, until Wednesday, November 25, 2026, 10:00 AM." in maria.news
    sam = stranger(maria.town)
    sam.opens(payload)
    assert "Mom invites you to take part for Ana." in sam.news
    assert "What you share: all that the family keeps here" in sam.news
    assert "What I keep about you" in sam.news
    assert maria.town.record_at(f"person:{SAM}") is None, "nothing is kept before consent"
    sam.taps("Yes, I take part")
    assert "What should the others here call you?" in sam.news
    sam.says("Sam <3")
    assert "Where do you live?" in sam.news
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    assert "You are in. We are talking about Ana." in sam.news
    assert any("Sam <3 takes part now" in plain(m.text) for m in maria.shown)
    sam.says("/questions")
    assert "Is there a bus?" in sam.news
    sam.says("/ask Who drives it?")
    maria.says("/questions")
    maria.taps("2. Who drives it?")
    assert "Added by Sam <3" in maria.news
    sam.says("/questions")
    sam.taps("1. Is there a bus?")
    assert "Added by Mom" in sam.news


def test_each_has_choices_of_their_own(maria: Player) -> None:
    sam = joined(maria)
    sam.says("/pause")
    sam.taps("For 3 days")
    mine, his = carers(maria)["Mom"], carers(maria)["Sam"]
    assert mine.paused_until is None
    assert his.paused_until is not None
    assert (mine.zone, his.zone) == ("America/New_York", "America/Chicago")
    maria.says("/tips")
    maria.taps("Our hopes")
    maria.taps("Start")
    sam.says("Just a word")
    assert "simple helper" in sam.news or "What would you like" in sam.news
    maria.says("Ride the bus alone")
    assert maria.family().children[0].notes["hopes.year"].words == ("Ride the bus alone",)


def test_only_the_hash_of_a_token_is_kept(maria: Player) -> None:
    payload = link_of(maria)
    token = payload.removeprefix("join_")
    assert len(token) == 32, "128 bits in hex"
    kept = "".join(data.decode() for data in maria.town.records.values())
    assert token not in kept
    assert hash_of(token) in kept


@pytest.mark.parametrize("fault", ["used", "expired", "revoked", "replaced", "wrong", "short", "nothing"])
def test_a_link_that_does_not_work_has_one_answer(maria: Player, fault: str) -> None:
    payload = link_of(maria)
    sam = stranger(maria.town)
    match fault:
        case "used":
            first = stranger(maria.town, 3003)
            first.opens(payload)
            first.taps("Yes, I take part")
        case "expired":
            sam.opens(payload)
            maria.waits(timedelta(hours=24))
        case "revoked":
            maria.taps("Take the link back")
        case "replaced":
            maria.taps("Take the link back")
            link_of(maria)
        case "wrong":
            payload = "join_" + "0" * 32
        case "short":
            payload = payload[:-1]
        case "nothing":
            payload = "join_"
    before = everything(maria.town)
    sam.opens(payload)
    assert NO_LINK in sam.news
    assert "Ana" not in sam.news
    assert "Mom" not in sam.news
    sam.taps_data(encode(Join(payload.removeprefix("join_"))), sam.shown[-1].id)
    assert NO_LINK in sam.news
    assert maria.town.record_at(f"person:{SAM}") is None
    if fault != "expired":
        assert everything(maria.town) == before
    else:
        assert maria.family().invite is None


def test_a_second_tap_on_yes_is_the_same_tap(maria: Player) -> None:
    sam = stranger(maria.town)
    sam.opens(link_of(maria))
    shown, yes = sam.find_button("Yes, I take part")
    sam.taps_data(yes.data, shown.id)
    sam.taps_data(yes.data, shown.id)
    assert "You take part already." in maria.town.toasts
    assert len(maria.family().carers) == 2


def test_saying_no_keeps_nothing(maria: Player) -> None:
    sam = stranger(maria.town)
    sam.opens(link_of(maria))
    sam.taps("No, thank you")
    assert maria.town.record_at(f"person:{SAM}") is None
    assert maria.family().invite is not None, "the link still works for one who says yes"


def test_one_link_at_a_time(maria: Player) -> None:
    link_of(maria)
    before = everything(maria.town)
    maria.taps_data(encode(InviteAs("viewer")))
    assert "A link is open already." in maria.town.toasts
    assert everything(maria.town) == before


def test_who_has_things_of_their_own_stays_where_they_are(maria: Player) -> None:
    payload = link_of(maria)
    sam = settled(maria.town, SAM, child="Leo")
    sam.says("/ask Does Leo get help?")
    sam.opens(payload)
    assert "One person belongs to one family here." in sam.news
    sam.taps_data(encode(Join(payload.removeprefix("join_"))))
    assert "One person belongs to one family here." in sam.news
    assert sam.family().children[0].name == "Leo"
    assert len(maria.family().carers) == 1


def test_who_has_an_empty_record_can_switch(maria: Player) -> None:
    payload = link_of(maria)
    sam = settled(maria.town, SAM, child="Leo")
    sam.opens(payload)
    assert "Your own page here is still empty. It goes when you say yes." in sam.news
    sam.taps("Yes, I take part")
    sam.says("Sam")
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    assert sam.family().id == maria.family().id
    assert len(maria.town.records) == 1


def test_the_owner_cannot_use_the_own_link(maria: Player) -> None:
    payload = link_of(maria)
    maria.opens(payload)
    assert "You take part already." in maria.news
    maria.taps_data(encode(Join(payload.removeprefix("join_"))))
    assert len(maria.family().carers) == 1


def test_an_invitation_is_found_only_while_it_is_open(maria: Player) -> None:
    token = link_of(maria).removeprefix("join_")
    assert maria.town.record_at(f"invite:{hash_of(token)}") is not None
    maria.taps("Take the link back")
    assert maria.town.record_at(f"invite:{hash_of(token)}") is None
