"""Nobody writes for two years: a warning in time, one tap to keep all of it, else the end, as by /delete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from played_town import CONTENT
from player import Player, Town, settled
from sharing_family import joined

from bot.content import load
from bot.core.events import Blocked, Origin
from bot.core.records import person_address

TOWN = Town()  # content is read once
WARNED = "We have not talked for a long time"
GONE = "It has been a long time, so I have now deleted all that I kept"


@pytest.fixture
def maria() -> Player:
    player = settled(Town(content=TOWN.content))
    player.says("/ask Who will come?")
    return player


def passes(player: Player, *, months: float = 0, days: float = 0) -> None:
    player.waits(timedelta(days=months * 30.44 + days))


def test_a_warning_a_month_before_and_then_the_end(maria: Player) -> None:
    passes(maria, days=730 - 31)
    assert WARNED not in maria.news
    passes(maria, days=2)
    assert WARNED in maria.news
    assert "November 24, 2028" in maria.news
    passes(maria, days=27)
    assert WARNED not in maria.news  # said once
    assert maria.town.record_at(person_address(maria.person)) is not None
    passes(maria, days=4)
    assert GONE in maria.news
    assert not maria.town.records
    maria.says("/questions")
    assert "Who will come?" not in maria.news


def test_one_tap_keeps_everything_for_as_long_again(maria: Player) -> None:
    passes(maria, days=705)
    maria.taps("Keep everything")
    assert "Good, everything stays." in maria.news
    passes(maria, days=690)
    assert WARNED not in maria.news
    passes(maria, days=15)
    assert WARNED in maria.news
    passes(maria, days=40)
    assert not maria.town.records


def test_a_word_now_and_then_is_enough(maria: Player) -> None:
    for _ in range(8):
        passes(maria, months=20)
        assert WARNED not in maria.news
        maria.says("/questions")
    assert "Who will come?" in maria.news


def test_every_carer_is_warned_and_any_of_them_may_keep_it(maria: Player) -> None:
    sam = joined(maria, "Only look")
    passes(maria, days=705)
    assert any(WARNED in shown.text for shown in maria.fresh)
    assert any(WARNED in shown.text for shown in sam.shown)
    sam.taps("Keep everything")
    passes(maria, days=60)
    assert "Who will come?" in _questions(maria)


def test_one_who_has_blocked_the_bot_hears_nothing_and_is_forgotten_in_time(maria: Player) -> None:
    before = len(maria.shown)
    maria.town.happen(Blocked(origin=Origin(person=maria.person, chat=maria.person, private=True, nonce="b")))
    passes(maria, days=765)
    assert not maria.town.records
    assert len(maria.shown) == before


def test_a_bot_that_was_off_for_years_warns_first(maria: Player) -> None:
    maria.town.now = datetime(2031, 1, 1, 3, 0, tzinfo=UTC)  # late in the evening of New York
    passes(maria, days=2)
    assert WARNED in maria.news
    assert maria.town.record_at(person_address(maria.person)) is not None
    passes(maria, days=26)
    assert GONE not in maria.news
    passes(maria, days=4)
    assert not maria.town.records


def test_where_the_operator_wants_no_end_there_is_none() -> None:
    maria = settled(Town(content=load(CONTENT, retention=0)))
    passes(maria, days=2000)
    assert WARNED not in maria.news
    assert maria.town.records
    maria.says("/privacy")
    assert "How long" not in maria.news


def test_the_privacy_notice_says_how_long(maria: Player) -> None:
    maria.says("/privacy")
    assert "After 24 months without a word I tell you" in maria.news


def _questions(player: Player) -> str:
    player.says("/questions")
    return player.news
