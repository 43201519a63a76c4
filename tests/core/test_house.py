"""The house as a record: what reaches it, what it forgets by itself, and that no forged button moves it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played_town import MORNING
from player import Town

from bot.core.buttons import encode
from bot.core.events import ButtonTapped, ClockStruck, CommandReceived, Origin, SendRefused, SendUncertain
from bot.core.house import CODEC, FORGET_TRIES, TRIES, is_for_house
from bot.core.house_coaches import Coaches, Decide, Revoke
from bot.core.records import Admin, Application, House, WrongClaim
from bot.core.requests import AnswerTap, Forward, SendMessage
from bot.core.step import address_of, step

CONTENT = Town().content  # read once
OMAR, RUTH, EVE = 9001, 2001, 666
HASH = hashlib.sha256(b"CODE").hexdigest()
OPEN = Application(id="a1", person=RUTH, name="Ruth", why="because", on=date(2026, 11, 24))
HOUSE = House(admins=(Admin(person=OMAR, language="en"),), applications=(OPEN,))


def origin(person: int, *, chat: int = 0, update: int = 7) -> Origin:
    return Origin(person=person, chat=chat or person, private=not chat, nonce="n", update=update)


def tap(person: int, data: str, **where: int) -> ButtonTapped:
    return ButtonTapped(origin=origin(person, **where), data=data, query="q")


@pytest.mark.parametrize("action", [Decide("a1", True), Revoke("a1", True), Coaches(0)])
def test_the_houses_buttons_are_known_by_their_name_and_only_in_private(action: Decide | Revoke | Coaches) -> None:
    assert CODEC.decode(encode(action)) == action
    assert address_of(tap(EVE, encode(action))) == "house"
    assert address_of(tap(EVE, encode(action), chat=-5)) == "chat:-5"


def test_a_code_in_a_group_is_no_claim() -> None:
    event = CommandReceived(origin=origin(OMAR, chat=-5), name="claim", argument="CODE")
    assert address_of(event) == "chat:-5"
    after, _ = step(CONTENT, None, event, MORNING)
    assert after is None


FORGED = st.one_of(
    st.text(max_size=64),
    st.builds(
        lambda tag, *rest: f'["{tag}",{",".join(rest)}]',
        st.sampled_from(["hd", "hr", "hc", "bs", "xx"]),
        st.sampled_from(['"a1"', '"a2"', "1", "null", "-99999999999999999999"]),
        st.sampled_from(["true", "false", '"x"', "{}"]),
    ),
)


@settings(max_examples=300, deadline=None)
@given(FORGED, st.sampled_from([OMAR, EVE, RUTH, 0]))
def test_whatever_a_button_says_only_an_admin_moves_the_house(data: str, person: int) -> None:
    event = tap(person, data)
    if not is_for_house(event):
        return
    after, requests = step(CONTENT, HOUSE, event, MORNING)
    assert isinstance(after, House)
    assert isinstance(requests[0], AnswerTap)
    if person != OMAR:
        assert (after.applications, after.admins) == (HOUSE.applications, HOUSE.admins)
        assert len(requests) == 1


def test_the_clock_lets_the_house_forget_who_guessed() -> None:
    house: House = House(claim_hash=HASH)
    for number in range(TRIES):
        event = CommandReceived(origin=origin(EVE, update=number + 1), name="claim", argument="guess")
        after, _ = step(CONTENT, house, event, MORNING + timedelta(minutes=number))
        assert isinstance(after, House)
        house = after
    assert house.due == MORNING + FORGET_TRIES
    struck, requests = step(CONTENT, house, ClockStruck(nonce="c"), house.due)
    assert isinstance(struck, House)
    assert len(struck.wrong_claims) == TRIES - 1
    assert requests == []
    assert struck.due == MORNING + timedelta(minutes=1) + FORGET_TRIES
    after, _ = step(CONTENT, struck, ClockStruck(nonce="c"), MORNING + timedelta(hours=2))
    assert isinstance(after, House)
    assert (after.wrong_claims, after.due) == ((), None)


def test_the_first_right_code_wins_and_wipes_the_tries() -> None:
    house = House(claim_hash=HASH, wrong_claims=(WrongClaim(person=EVE, at=MORNING),))
    event = CommandReceived(origin=origin(OMAR), name="claim", argument=" code ")
    after, _ = step(CONTENT, house, event, MORNING)
    assert isinstance(after, House)
    assert (after.claim_hash, after.wrong_claims, after.due) == ("", (), None)
    assert [admin.person for admin in after.admins] == [OMAR]
    again, requests = step(CONTENT, after, event, MORNING)
    assert (again, requests) == (after, []), "the same update twice"


@pytest.mark.parametrize("event", [SendUncertain(chat=OMAR, nonce="u"), SendRefused(chat=OMAR, nonce="r")])
def test_what_became_of_a_message_moves_nothing(event: SendUncertain | SendRefused) -> None:
    assert step(CONTENT, HOUSE, event, MORNING) == (HOUSE, [])


def test_an_approval_is_told_to_the_coachs_own_record() -> None:
    _, requests = step(CONTENT, HOUSE, tap(OMAR, encode(Decide("a1", True))), MORNING)
    [forward] = [each for each in requests if isinstance(each, Forward)]
    assert forward.address == f"person:{RUTH}"
    [said] = [each for each in requests if isinstance(each, SendMessage)]
    assert said.chat == OMAR
