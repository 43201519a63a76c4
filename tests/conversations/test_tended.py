"""What a practice has made can be tended later: gaps become questions, goals change and go, a check comes each term."""

from __future__ import annotations

from datetime import timedelta

import pytest
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.child import Child
from bot.core.coaching.goals import DropGoal, EditGoal, ShowGoal
from bot.core.coaching.self_check import Again, Quiet
from bot.core.coaching.view_gaps import AskGap, ShowGaps

TOWN = Town()  # content is read once


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def child_of(player: Player) -> Child:
    return player.family().children[0]


# ---- two views -------------------------------------------------------------------------------------------------------


def two_views(player: Player) -> None:
    player.opens("views")
    player.taps("Start")
    player.says("Puzzles <of> 500 pieces & maps")
    player.says("Writing")
    player.taps("Skip")
    player.taps("They told me already")
    player.taps("Teacher")
    player.says("She reads out loud")
    player.says("writing ")
    player.says("She helps the younger ones")


def test_each_gap_is_shown_from_both_sides_and_becomes_a_question(maria: Player) -> None:
    two_views(maria)
    maria.taps("Show me the gaps")
    assert "1. Learning: what goes well\n• At home: Puzzles <of> 500 pieces & maps\n• Teacher: She reads out loud" in (
        maria.news
    )
    assert "2. With people\n• At home: nothing yet\n• Teacher: She helps the younger ones" in maria.news
    assert "Learning: where help is good" not in maria.news, "where both say the same there is no gap"
    maria.taps("Ask about 1")
    assert "It is on your list of questions." in maria.town.toasts
    assert "Puzzles" not in maria.news
    maria.taps("Ask about 1")
    assert "There is no gap to ask about right now." in maria.news
    first, second = child_of(maria).questions
    assert first.text == (
        "At home we see this in Ana: Puzzles <of> 500 pieces & maps. Teacher sees this: She reads out loud. "
        "What can we learn from each other?"
    )
    assert second.text == "Teacher sees this at school: She helps the younger ones. What could we do at home to help?"
    assert (first.team, second.team) == ("teacher", "teacher")


def test_a_gap_is_asked_about_once(maria: Player) -> None:
    two_views(maria)
    view = child_of(maria).views[-1].id
    for _ in range(2):
        maria.taps_data(encode(AskGap(view, "social")))
    assert len(child_of(maria).questions) == 1


def test_one_side_alone_leads_to_asking_the_other(maria: Player) -> None:
    maria.opens("views")
    maria.taps("Start")
    maria.says("She sings")
    maria.taps("Skip")
    maria.taps("Skip")
    maria.says("/gaps")
    assert "Ask one person at school how they see Ana." in maria.news
    for tap in (AskGap("gone", "social"), ShowGaps("gone")):
        maria.taps_data(encode(tap))
        assert maria.town.toasts[-1] == "That is not here any more."


# ---- goals -----------------------------------------------------------------------------------------------------------


def a_goal(player: Player) -> None:
    player.opens("expectations")
    player.taps("Straight to a goal")
    player.says("Ana ties her shoes")
    player.says("One shoe each morning")
    player.taps("Enough for today")
    player.opens("expectations")
    player.taps("Change or drop a goal")


def test_a_goal_and_what_is_done_at_home_can_change(maria: Player) -> None:
    a_goal(maria)
    maria.taps("Ana ties her shoes")
    maria.taps("Change the goal")
    maria.says("Ana ties <both> shoes & goes")
    assert "Ana ties <both> shoes & goes" in maria.news
    maria.taps("Change what we do at home")
    maria.says("Two shoes")
    assert "At home: Two shoes" in maria.news
    [goal] = child_of(maria).goals
    assert (goal.text, goal.home) == ("Ana ties <both> shoes & goes", "Two shoes")


def test_a_goal_is_taken_off_after_a_question(maria: Player) -> None:
    a_goal(maria)
    maria.taps("Ana ties her shoes")
    maria.taps("Take it off the plan")
    maria.taps("No, keep it")
    maria.taps("Take it off the plan")
    maria.taps("Yes, take it off")
    assert "There is no goal on the plan yet." in maria.news
    assert child_of(maria).goals == ()
    for tap in (ShowGoal("gone"), EditGoal("gone"), DropGoal("gone", True)):
        maria.taps_data(encode(tap))
        assert maria.town.toasts[-1] == "That goal is not on the plan any more."


# ---- once each term --------------------------------------------------------------------------------------------------


def check(player: Player, label: str = "Often") -> None:
    for _ in range(6):
        player.taps(label)
    player.taps("Enough for today")


def test_the_self_check_comes_once_each_term(maria: Player) -> None:
    maria.opens("partners")
    maria.taps("Start")
    check(maria)
    maria.waits(timedelta(weeks=16))
    assert maria.news == ""
    maria.waits(timedelta(weeks=2))
    assert maria.news.count("A new term, a good time to look") == 1
    maria.waits(timedelta(weeks=6))
    assert maria.news == "", "one nudge, and no second one"
    maria.taps("Yes, six short lines")
    check(maria, "Nearly always")
    maria.waits(timedelta(weeks=18))
    assert "A new term" in maria.news
    maria.taps("Less often")
    maria.opens("partners")
    maria.taps("Do it again")
    check(maria)
    maria.waits(timedelta(weeks=30))
    assert maria.news == "", "who did not want to be asked is not asked after the next check either"
    maria.taps("As before, please")
    assert not child_of(maria).checks[-1].quiet


def test_buttons_of_a_check_that_is_gone(maria: Player) -> None:
    for tap in (Again("gone"), Quiet("gone", True), Quiet(child_of(maria).id, True)):
        maria.taps_data(encode(tap))
        assert maria.town.toasts[-1] == "That is not here any more."
