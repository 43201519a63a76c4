"""A family that has done every practice, to compose papers from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.content import load
from bot.core.child import (
    Child,
    Goal,
    Meeting,
    Note,
    Progress,
    Question,
    Routine,
    SelfCheck,
    View,
)
from bot.core.coaching import REGISTRY
from bot.core.conversation import Content
from bot.core.records import Carer, Family
from bot.core.turn import Turn

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10:00 in New York
TODAY = NOW.date()
CONTENT = Path(__file__).parents[2] / "content"
PARENT = 1001


def _said(*words: str) -> Note:
    return Note(words=words)


def _tapped(*chosen: str, words: tuple[str, ...] = ()) -> Note:
    return Note(chosen=chosen, words=words)


NOTES = {
    "strengths.are": _tapped("curious", "kind", "memory", words=("knows every bus line 🚌",)),
    "strengths.example": _said("Last week Ana fixed a toy train all by herself, then showed the others how it works."),
    "strengths.loves": _tapped("music", "vehicles", "outside"),
    "strengths.learns": _tapped("pictures", "small_steps", "plan"),
    "hopes.year": _said("Ana reads a short book by herself."),
    "hopes.five": _said("She goes to the park with friends."),
    "hopes.grown": _said("A job with trains, and a home of her own."),
    "contact.channel": _tapped("text", "email"),
    "contact.often": _tapped("week"),
    "contact.learning": _tapped("went_well", "reading"),
    "contact.social": _tapped("friends"),
    "availability.times": _tapped("0-am", "2-am", "3-pm", "4-am", "4-pm"),
    "availability.how": _tapped("in_person", "video"),
    "availability.interpreter": _tapped("spanish"),
    "availability.needs": _tapped("child_care", words=("A chair with arms",)),
    "rules.one": _said("We walk inside."),
    "rules.two": _said("We use kind hands."),
    "rules.three": _said("We wait for our turn."),
    "rules.notice": _tapped("high_five", "game"),
    "expect.learning": _said("Reads short stories and adds up to 100."),
    "expect.social": _said("Waits for a turn."),
    "expect.ask": _tapped("sample"),
    "culture.people": _said("Grandma, and our dog"),
    "culture.languages": _said("Spanish and English"),
    "voice.like": _said("Trains and lunch."),
    "voice.hard": _said("When it is loud."),
    "voice.join": _tapped("hello"),
}

CHILD = Child(
    id="c0ffee12",
    name="Ana",
    photo="photo-1",
    notes=NOTES,
    questions=(
        Question(id="q1", text="How does Ana do in small groups?", added=TODAY, team="teacher"),
        Question(id="q2", text="What helps when the classroom gets loud?", added=TODAY, team="special_ed"),
        Question(id="q3", text="Who are her friends at lunch?", added=TODAY),
        Question(id="q4", text="Can she have more time?", added=TODAY, state="answered", answer="Yes, in all tests."),
    ),
    meetings=(
        Meeting(
            id="01dfeed1",
            carer=PARENT,
            on=date(2026, 10, 1),
            at=time(9, 0),
            held=True,
            after="The teacher sends a note each Friday.",
        ),
    ),
    meeting=Meeting(id="feed1234", carer=PARENT, on=date(2026, 12, 10), at=time(15, 30)),
    goals=(
        Goal(id="g1", text="Reads 20 new words", home="Two pages at bedtime"),
        Goal(id="g2", text="Asks for a break", home="A picture card on the fridge"),
    ),
    progress=(
        Progress(
            on=date(2026, 10, 3), success="She read a whole page.", concern="Lunch is loud.", next="A quiet table?"
        ),
        Progress(on=date(2026, 11, 7), success="She made a friend.", next="Invite her."),
    ),
    views=(
        View(id="v1", who="me", on=TODAY, strengths="Good memory", needs="Long texts", social="Loves to help"),
        View(id="v2", who="teacher", on=TODAY, strengths="Quick with numbers", needs="Starting", social="Plays alone"),
    ),
    checks=(
        SelfCheck(on=date(2026, 9, 3), scores=(2, 1, 3, 2, 0, 2)),
        SelfCheck(on=date(2026, 10, 12), scores=(3, 1, 3, 2, 2, 2)),
        SelfCheck(on=TODAY, scores=(4, 2, 3, 3, 2, 3)),
    ),
    routine=Routine(
        carer=PARENT,
        days=(0, 1, 2, 3, 4),
        at=time(16, 30),
        place="Kitchen table",
        look_at="The school bag",
        often="each",
        since=date(2026, 11, 2),
        log={
            date(2026, 11, day): "ill" if day in (5, 20) else "not_today" if day == 10 else "done"
            for day in (2, 3, 4, 5, 6, 9, 10, 11, 13, 16, 17, 19, 20, 23)
        },
    ),
)


def turn(content: Content | None = None, child: Child = CHILD, language: str = "en") -> Turn:
    """A turn with the parent of this child, who speaks this language."""
    carer = Carer(person=PARENT, language=language, consented=NOW, zone="America/New_York", child=child.id, talk=None)
    family = Family(id="f1", carers=(carer,), children=(child,))
    return Turn(content or load(CONTENT), REGISTRY, family, carer, NOW, "nonce")
