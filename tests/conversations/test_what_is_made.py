"""What a parent takes away from smaller conversations: in words, once, and with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import pytest
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.conversation import Content, Edition, Place
from bot.core.engine import Open

TOWN = Town()  # content is read once


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def opens(player: Player, conversation: str, step: str = "") -> None:
    player.taps_data(encode(Open(conversation, step)))


# ---- how we team up -------------------------------------------------------------------------------------------------


def check(player: Player, *answers: str) -> None:
    opens(player, "partners", "commitment")
    for answer in answers:
        player.taps(answer)


def test_a_check_in_words_without_a_grade(maria: Player) -> None:
    check(maria, "Often", "Sometimes", "Not yet", "Skip", "Nearly always", "Often")
    assert "• Your child comes first: Often\n• On the same side: Sometimes\n• In touch all year: Not yet" in maria.news
    assert "We count on each other" not in maria.news, "a skipped line says nothing"
    assert "Next to" not in maria.news, "there is nothing to compare with yet"
    assert not re.search(r"\d", maria.news), "no grade"
    assert "A good next step from here: How to reach us" in maria.news
    maria.taps("Take that step")
    talk = maria.family().carers[0].talk
    assert talk is not None
    assert talk.conversation == "communication"


def test_the_trend_is_in_words(maria: Player) -> None:
    check(maria, *["Sometimes"] * 6)
    maria.waits(timedelta(days=100))
    check(maria, "Often", "Not yet", "Sometimes", "Skip", "Sometimes", "Sometimes")
    assert "Next to Tuesday, November 24, 2026:" in maria.news
    assert "More often now: Your child comes first" in maria.news
    assert "Less often now: On the same side" in maria.news
    maria.waits(timedelta(days=100))
    check(maria, "Often", "Not yet", "Sometimes", "Skip", "Sometimes", "Sometimes")
    assert "It feels about the same." in maria.news


def test_a_second_check_on_the_same_day_takes_the_place_of_the_first(maria: Player) -> None:
    check(maria, *["Sometimes"] * 6)
    check(maria, *["Often"] * 6)
    assert [each.scores for each in maria.family().children[0].checks] == [(3,) * 6]


def test_suggested_without_a_check_is_the_next_small_step(maria: Player) -> None:
    maria.says("/suggested")
    assert "What do you dream of for Ana?" in maria.news


# ---- two views ------------------------------------------------------------------------------------------------------


def test_views_side_by_side(maria: Player) -> None:
    opens(maria, "views", "mine_strengths")
    for words in ("Puzzles & maps", "Writing", "Waits her turn"):
        maria.says(words)
    opens(maria, "views", "who")
    maria.taps("Teacher")
    maria.says("Reads <aloud>")
    maria.taps("Skip")
    maria.taps("Skip")
    assert "Learning: what goes well\n• At home: Puzzles & maps\n• Teacher: Reads <aloud>" in maria.news
    assert "Learning: where help is good\n• At home: Writing\n\nWith people\n• At home: Waits her turn" in maria.news


def test_what_one_person_says_later_is_added_to_what_they_said(maria: Player) -> None:
    for answers in (("Reads", "Skip", "Skip"), ("Skip", "Long tasks", "Skip")):
        opens(maria, "views", "who")
        maria.says("me")  # a person that the parent calls so, not the parent
        for answer in answers:
            maria.taps(answer) if answer == "Skip" else maria.says(answer)
    [view] = maria.family().children[0].views
    assert (view.who, view.strengths, view.needs) == ("Me", "Reads", "Long tasks")


# ---- goals and progress ---------------------------------------------------------------------------------------------


def test_a_goal_and_its_one_thing_at_home(maria: Player) -> None:
    opens(maria, "expectations", "goal")
    maria.says("Read <20> words & more")
    maria.says("One page after dinner")
    assert "Read <20> words & more\n→ At home: One page after dinner" in maria.news
    opens(maria, "expectations", "goal")
    maria.says("read <20> words & more")
    maria.taps("Skip")
    [goal] = maria.family().children[0].goals
    assert (goal.text, goal.home) == ("Read <20> words & more", "One page after dinner")


def test_the_page_for_the_meeting_brings_it_all_together(maria: Player) -> None:
    opens(maria, "strengths", "are")
    maria.taps("Kind")
    maria.says("Strong & brave")
    maria.taps("Done")
    opens(maria, "hopes", "year")
    maria.says("A friend")
    for note in (("She swims", "The bus", "Try a picture"), ("She dives", None, None)):
        opens(maria, "progress", "success")
        for words in note:
            maria.says(words) if words else maria.taps("Skip")
        maria.waits(timedelta(days=30))
    maria.says("/ask Is there a <bus>?")
    opens(maria, "progress", "statement")
    for part in (
        "Strengths\n• Kind, Strong & brave",
        "Our hopes\n• A friend",
        "What went well lately\n• She swims\n• She dives",
        "On our mind\n• The bus",
        "Good next steps\n• Try a picture",
        "Our questions\n1. Is there a <bus>?",
    ):
        assert part in maria.news
    assert "What helps with learning" not in maria.news
    assert len(maria.family().children[0].progress) == 2


# ---- help near the family -------------------------------------------------------------------------------------------


class WithPlaces:
    """The content with a directory of its own, as an operator would keep it."""

    def __init__(self, content: Content, *places: Place) -> None:
        self.languages: Sequence[str] = content.languages
        self.places: Sequence[Place] = places
        self.bot_username = content.bot_username
        self.retention = content.retention
        self.safety = content.safety
        self._content = content

    def edition(self, language: str) -> Edition:
        """As before."""
        return self._content.edition(language)


NATIONAL = Place(region="US", names=("USA",), title="The whole country", about="For all.", url="https://us.example")
VIRGINIA = Place(
    region="VA", names=("Virginia",), title="Center & more", about="Here.", phone="555-0100", checked=date(2026, 11, 2)
)


@pytest.mark.parametrize(
    ("places", "region", "said", "not_said"),
    [
        (
            (NATIONAL, VIRGINIA),
            "virginia",
            "Center & more\nHere.\n555-0100\nChecked on Monday, November 2, 2026.",
            "us.",
        ),
        ((NATIONAL, VIRGINIA), "Ohio <3", "I do not have Ohio <3 yet. Here is help for the whole country:", "Center &"),
        ((NATIONAL, VIRGINIA), "Ohio", "https://us.example\nNo one here has checked this yet.", "Center &"),
        ((), "Ohio", "The school office can tell you where your Parent Center is.", "Ohio"),
        ((msgspec.structs.replace(VIRGINIA, region="US"),), "", "Center & more", "I do not have"),
    ],
)
def test_the_card_of_help(places: tuple[Place, ...], region: str, said: str, not_said: str) -> None:
    maria = settled(Town(content=WithPlaces(TOWN.content, *places)))
    opens(maria, "help", "region")
    maria.says(region) if region else maria.taps("Skip")
    assert said in maria.news
    assert not_said not in maria.news
