"""The morning of a meeting, as tests make it: a parent with questions, and the buttons of the day."""

from __future__ import annotations

from datetime import date, time, timedelta

from player import Player, Town, settled

from bot.core.child import Child, Meeting, Question

TOWN = Town()  # content is read once
MEETING_DAY = date(2026, 11, 25)


def child_of(player: Player) -> Child:
    return player.family().children[0]


def meeting_of(player: Player) -> Meeting:
    meeting = child_of(player).meeting
    assert meeting is not None
    return meeting


def question(player: Player, number: int) -> Question:
    return child_of(player).questions[number - 1]


def at_the_meeting(*questions: str, town: Town | None = None) -> Player:
    """The morning of a meeting at 10, a moment after it began."""
    player = settled(town or Town(content=TOWN.content))
    for text in questions:
        player.says(f"/ask {text}")
    player.says("/meeting")
    player.picks(MEETING_DAY)
    player.picks_time(time(10))
    player.taps("Close")
    player.waits(timedelta(days=1, minutes=5))
    return player


def begin(player: Player) -> None:
    player.taps("We are in the meeting")
