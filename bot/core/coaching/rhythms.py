"""Gentle rhythms: ask the school how things go, thank someone, write three lines. Each as often as the parent likes.

On which days they come stands in `rhythm_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.core import localtime, reminders
from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability, Reminder, mark
from bot.core.child import Child, Rhythm
from bot.core.coaching import rhythm_days
from bot.core.coaching.children import switch_to
from bot.core.coaching.rhythm_days import LADDER, NATURES, Every, Kind, kind_of
from bot.core.engine import open_conversation
from bot.core.records import Carer
from bot.core.text import Html, join
from bot.core.turn import Turn


class Later(Action, frozen=True, tag="gl"):
    """Ask again tomorrow. `day` is the day that it was planned for."""

    child: str
    kind: Kind
    day: date


class Change(Action, frozen=True, tag="gc"):
    """From now on this often, by "less often" or "as before". `before` is how often it was."""

    child: str
    kind: Kind
    before: Every
    every: Every


class Go(Action, frozen=True, tag="gg"):
    """Open the conversation that the nudge is about."""

    child: str
    kind: Kind


class Asked(Action, frozen=True, tag="ga"):
    """The parent has asked the school."""

    child: str


# ---- how often -------------------------------------------------------------------------------------------------------


def _feedback(turn: Turn, _: str) -> None:
    open_conversation(turn, "communication", "rhythm")


def _choose(turn: Turn, kind: Kind, answer: Answer) -> Html | None:
    every = next((each for each in LADDER if each in answer.chosen), None)
    if every is None:
        return turn._("Please tap the button that fits best.")
    current = turn.child.rhythms.get(kind)
    if current is None or current.every != every or current.carer != turn.carer.person:
        _set(turn, kind, every)
    return None


def _set(turn: Turn, kind: Kind, every: Every) -> None:
    rhythm = rhythm_days.begin(kind, every, turn.carer.person, turn.today)
    turn.change_child(rhythms={**turn.child.rhythms, kind: rhythm})


def _is_on(turn: Turn, kind: Kind) -> bool:
    rhythm = turn.child.rhythms.get(kind)
    return rhythm is not None and rhythm.every != "off"


def _words(turn: Turn, kind: Kind) -> Html:
    """How often, in words; empty until it was chosen."""
    rhythm = turn.child.rhythms.get(kind)
    if rhythm is None:
        return Html("")
    when = {"day": turn.words.weekday(rhythm.weekday), "time": turn.words.clock(rhythm.at)}
    match rhythm.every:
        case "week":
            return turn._("every week, on {day} at {time}", **when)
        case "two_weeks":
            return turn._("every two weeks, on {day} at {time}", **when)
        case "month":
            return turn._("once a month, on the first {day} at {time}", **when)
        case "off":
            return turn._("not now")


# ---- the nudges ------------------------------------------------------------------------------------------------------


def _reminders(carer: Carer, child: Child, now: datetime) -> Iterator[Reminder]:
    for kind, rhythm in child.rhythms.items():
        if rhythm.carer == carer.person:
            yield from rhythm_days.reminders(rhythm, kind_of(kind), child.id, carer.zone, now)


def _tell(turn: Turn, reminder: Reminder) -> None:
    _, _, name, day = reminder.key.split("/")
    kind, child = kind_of(name), turn.child.id
    rows: list[Row] = [
        (button(_go_label(turn, kind), Asked(child) if kind == "feedback" else Go(child, kind)),),
        (
            button(turn.label("Later"), Later(child, kind, date.fromisoformat(day))),
            button(turn.label("Less often"), _less(turn, kind)),
        ),
    ]
    turn.say(_nudge(turn, kind), rows)


def _go_label(turn: Turn, kind: Kind) -> str:
    match kind:
        case "feedback":
            return turn.label("I have asked")
        case "thanks":
            return turn.label("Write a thank-you")
        case "progress":
            return turn.label("Write three lines")


def _nudge(turn: Turn, kind: Kind) -> Html:
    child = turn.child.name
    match kind:
        case "feedback":
            hint = turn._("A good moment to ask the school how things go for {child}. You can copy this:", child=child)
            return join([hint, _letter(turn)])
        case "thanks":
            return turn._(
                "Did someone at school do something good for {child} lately? A thank-you takes one minute.", child=child
            )
        case "progress":
            return turn._(
                "A quiet minute for <b>{child}</b>? Three short questions, and your part for the next meeting grows.",
                child=child,
            )


def _letter(turn: Turn) -> Html:
    """A message to the school, ready to copy; it names how to reach the family, where that is known."""
    parts = [
        turn._("Hello, how are things going for {child}? We would love to hear what went well.", child=turn.child.name),
        turn._("Is there something that we can do at home?"),
    ]
    channel = turn.note("contact.channel")
    if channel:
        parts.append(turn._("The best way to reach us: {channel}.", channel=channel))
    parts.append(turn._("Thank you!"))
    return Html(f"<blockquote>{join(parts, ' ')}</blockquote>")


def _less(turn: Turn, kind: Kind) -> Change:
    every = turn.child.rhythms[kind].every
    return Change(turn.child.id, kind, every, LADDER[min(LADDER.index(every) + 1, len(LADDER) - 1)])


def _rhythm(turn: Turn, child: str, kind: Kind) -> Rhythm | None:
    """The rhythm that a button is about, and the turn on its child; None, with a toast, when it is gone."""
    if turn.talk_about(child) and kind in turn.child.rhythms:
        return turn.child.rhythms[kind]
    turn.toast = turn.label("That is not here any more.")
    return None


def _later(turn: Turn, tap: Later) -> None:
    rhythm = _rhythm(turn, tap.child, tap.kind)
    if rhythm is None:
        return
    tomorrow = localtime.instant(turn.today + timedelta(days=1), rhythm.at, turn.carer.zone)
    reminder = rhythm_days.reminder(rhythm, tap.kind, tap.child, tap.day, turn.carer.zone)
    known = rhythm_days.key(tap.kind, tap.child, tap.day) in {**turn.carer.reminded, **turn.carer.snoozed}
    if tomorrow and reminder and known and reminders.snooze(turn, reminder, tomorrow):
        day = turn.words.day(localtime.local(tomorrow, turn.carer.zone).date())
        text = turn._("All right. I will come again on {day}.", day=day)
    else:
        text = turn._("All right, not now. The plan stays: {rhythm}.", rhythm=_words(turn, tap.kind))
    _show(turn, tap.kind, text, [])


def _change(turn: Turn, tap: Change) -> None:
    rhythm = _rhythm(turn, tap.child, tap.kind)
    if rhythm is None:
        return
    if rhythm.every == tap.before:
        _set(turn, tap.kind, tap.every)
    rows: list[Row] = []
    now = turn.child.rhythms[tap.kind].every
    if now != tap.before:
        rows.append((button(turn.label("As before"), Change(tap.child, tap.kind, now, tap.before)),))
    if now != "off":
        rows.append((button(turn.label("Even less often"), _less(turn, tap.kind)),))
    if now == "off":
        text = turn._("I do not bring this up any more. You can start again at any time.")
    else:
        text = turn._("From now on: {rhythm}.", rhythm=_words(turn, tap.kind))
    _show(turn, tap.kind, text, rows)


def _go(turn: Turn, tap: Go) -> None:
    if not switch_to(turn, tap.child):
        turn.toast = turn.label("That is not here any more.")
        return
    nature = NATURES[tap.kind]
    turn.clear_buttons()
    turn.tapped = 0
    open_conversation(turn, nature.conversation, nature.step)


def _asked(turn: Turn, tap: Asked) -> None:
    if not turn.talk_about(tap.child):
        turn.toast = turn.label("That is not here any more.")
        return
    text = turn._("That keeps you in touch. If you hear something nice, we can write it down.")
    rows: list[Row] = [(button(turn.label("School said something nice"), Go(tap.child, "feedback")),)]
    _show(turn, "feedback", text, rows)


def _show(turn: Turn, kind: Kind, text: Html, rows: list[Row]) -> None:
    """What came of a tap, under what it is about; the message to copy stays."""
    match kind:
        case "feedback":
            title = turn._("<b>Asking how things go for {child}</b>", child=turn.child.name)
        case "thanks":
            title = turn._("<b>Thanks from {child}'s family</b>", child=turn.child.name)
        case "progress":
            title = turn._("<b>Three lines about {child}</b>", child=turn.child.name)
    turn.show(join([title, _letter(turn) if kind == "feedback" else Html(""), text]), rows)


RHYTHMS = Capability(
    name="rhythms",
    commands={"feedback": _feedback},
    taps={Later: _later, Change: _change, Go: _go, Asked: _asked},
    does={
        "feedback_rhythm": lambda turn, answer: _choose(turn, "feedback", answer),
        "thanks_rhythm": lambda turn, answer: _choose(turn, "thanks", answer),
        "progress_rhythm": lambda turn, answer: _choose(turn, "progress", answer),
    },
    facts={
        "feedback": lambda turn: _is_on(turn, "feedback"),
        "thanks": lambda turn: _is_on(turn, "thanks"),
        "progress": lambda turn: _is_on(turn, "progress"),
    },
    views={
        "feedback": lambda turn: _words(turn, "feedback"),
        "thanks_rhythm": lambda turn: _words(turn, "thanks"),
        "progress_rhythm": lambda turn: _words(turn, "progress"),
    },
    reminders=_reminders,
    tell=_tell,
    menu={"feedback": mark("Ask the school, and say thanks")},
)
