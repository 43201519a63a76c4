"""Good things, from both sides: a thank-you ready to send, and what the school said that was nice."""

from __future__ import annotations

import msgspec

from bot.core.capability import Answer, Capability
from bot.core.child import Thanks
from bot.core.coaching.carers import who_added
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

SHOWN = 20  # entries of the log in one message


def _add_thanks(turn: Turn, _: Answer) -> None:
    who, what, effect = (_take(turn, f"thanks.{part}") for part in ("who", "what", "effect"))
    last = _last_note(turn)
    if what:
        entry = Thanks(id=turn.new_id(), on=turn.today, who=who, what=what, effect=effect, by=turn.carer.person)
        turn.change_child(thanks=(*turn.child.thanks, entry))
    elif (who or effect) and last is not None and last.on == turn.today:
        # a step back from the finished note, to say it better
        better = msgspec.structs.replace(last, who=who or last.who, effect=effect or last.effect)
        turn.change_child(thanks=tuple(better if each is last else each for each in turn.child.thanks))


def _add_school_thanks(turn: Turn, _: Answer) -> None:
    who, what = _take(turn, "school.who"), _take(turn, "school.what")
    if what:
        entry = Thanks(id=turn.new_id(), on=turn.today, who=who, what=what, from_school=True, by=turn.carer.person)
        turn.change_child(thanks=(*turn.child.thanks, entry))


def _take(turn: Turn, field: str) -> str:
    """The parent's words under this field, which is empty afterwards, so that the next note begins afresh."""
    note = turn.child.notes.get(field)
    if note is None:
        return ""
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name != field})
    return ", ".join(note.words)


def _last_note(turn: Turn) -> Thanks | None:
    return next((each for each in reversed(turn.child.thanks) if not each.from_school), None)


def _note(turn: Turn) -> Html:
    """The last thank-you, ready to send."""
    last = _last_note(turn)
    if last is None:
        return Html("")
    lines = [
        turn._("Dear {who},", who=last.who) if last.who else turn._("Hello,"),
        turn._("Thank you! This is what we noticed: {what}", what=last.what),
        turn._("What it did for {child}: {effect}", child=turn.child.name, effect=last.effect)
        if last.effect
        else Html(""),
    ]
    return join(lines)


def _log(turn: Turn) -> Html:
    """Both sides, the newest first."""
    every = turn.child.thanks
    lines = [_line(turn, each) for each in reversed(every[-SHOWN:])]
    if len(every) > SHOWN:
        lines.append(turn.n_("… and one more", "… and {count} more", len(every) - SHOWN))
    return join(lines, "\n")


def _line(turn: Turn, each: Thanks) -> Html:
    day, what, who = turn.words.short_day(each.on), escape(each.what), each.who
    if each.from_school:
        said = turn._("from {who}", who=who) if who else turn._("from school")
    else:
        said = turn._("to {who}", who=who) if who else turn._("to school")
    word = who_added(turn, each.by)
    return Html(f"• {escape(day)}, <b>{said}</b>: {what}" + (f" <i>({escape(word)})</i>" if word else ""))


APPRECIATION = Capability(
    name="appreciation",
    does={"add_thanks": _add_thanks, "add_school_thanks": _add_school_thanks},
    facts={"thanks_log": lambda turn: bool(turn.child.thanks)},
    views={"thanks_note": _note, "thanks_log": _log},
)
