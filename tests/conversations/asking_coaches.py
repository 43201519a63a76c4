"""What parents and coaches say and tap in the stories about questions to the coaches on duty."""

from __future__ import annotations

from datetime import timedelta

from player import Player, Town, house_of

from bot.core.coach_questions import CoachQuestion
from bot.core.records import AuditEntry
from bot.core.text import plain

ASK = "How do I tell her about the test?"
ANSWER = "We drew a picture of the day."
HOUR = timedelta(hours=1)


def asks(parent: Player, text: str = ASK) -> None:
    parent.says(f"/askcoach {text}")
    parent.taps("Send it")


def answers(coach: Player, text: str = ANSWER) -> None:
    coach.taps("Write my answer" if "Write my answer" in coach.labels() else "I'll answer")
    coach.says(text)
    coach.taps("Send it")


def answered(parent: Player, coach: Player) -> None:
    asks(parent)
    answers(coach)


def last(player: Player) -> str:
    return plain(player.shown[-1].text)


def newest(player: Player) -> str:
    """The message that came or changed last."""
    return plain(max(player.shown, key=lambda each: each.at).text)


def question(town: Town) -> CoachQuestion:
    [only] = house_of(town).questions
    return only


def audited(town: Town) -> list[AuditEntry]:
    return list(house_of(town).audit)


def shown_to(player: Player) -> str:
    """All that a chat shows, buttons and their data with it."""
    return repr(player.shown)
