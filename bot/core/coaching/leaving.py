"""The end of sharing: a carer is taken out, leaves, or the owner deletes everything.

Whoever is out is a stranger again.
"""

from __future__ import annotations

from bot.core import rights
from bot.core.buttons import Action, Row, button
from bot.core.coaching import peer_coaching, take_over
from bot.core.coaching.carers import beside, others, owner, speak_for, word_of
from bot.core.coaching.take_over import ShowReminders
from bot.core.turn import Turn


class ShowShare(Action, frozen=True, tag="vp"):
    """Who takes part."""


class Remove(Action, frozen=True, tag="vr"):
    """The owner takes a carer out; `sure` once it was asked again."""

    carer: str
    sure: bool = False


class Leave(Action, frozen=True, tag="vl"):
    """A carer who was invited goes."""

    sure: bool = False


def is_owner(turn: Turn) -> bool:
    """Whether the carer began this; says so when not."""
    if turn.carer.role == "owner":
        return True
    turn.toast = turn.label("Only the one who began this can do that.")
    return False


def remove(turn: Turn, tap: Remove) -> None:
    """Take a carer out, at once; their chat hears of it."""
    if not is_owner(turn):
        return
    carer = next((each for each in others(turn) if tap.carer and each.id == tap.carer), None)
    if carer is None or turn.family is None:
        turn.toast = turn.label("That person does not take part any more.")
        turn.tapped = 0
        return
    who = word_of(turn, carer)
    if not tap.sure:
        rows: list[Row] = [
            (button(turn.label("Yes, take them out"), Remove(carer.id, True)),),
            (button(turn.label("No, leave it"), ShowShare()),),
        ]
        turn.show(turn._("Shall <b>{who}</b> not take part any more? What they wrote stays with you.", who=who), rows)
        return
    other = beside(turn, carer)
    peer_coaching.leave(other)
    if not carer.blocked:
        other.say(
            other._(
                "{who} has ended the sharing. I keep nothing about you any more. If you would like to begin on your "
                "own, say /start.",
                who=word_of(other, turn.carer),
            )
        )
    speak_for(turn, other)
    turn.family = rights.without(turn.family, carer.person)
    turn.show(turn._("<b>{who}</b> does not take part any more.", who=who), _after_leaving(turn))


def _after_leaving(turn: Turn) -> list[Row]:
    rows: list[Row] = [(button(turn.label("Who takes part"), ShowShare()),)]
    if take_over.nobodys(turn):
        rows.insert(0, (button(turn.label("Who gets the reminders"), ShowReminders()),))
    return rows


def leave_tapped(turn: Turn, tap: Leave) -> None:
    """The button to leave."""
    if turn.carer.role == "owner":
        turn.toast = turn.label("You began this. /delete would wipe all of it.")
    elif tap.sure:
        leave(turn)
    else:
        ask_to_leave(turn)


def ask_to_leave(turn: Turn) -> None:
    """Ask somebody who was invited whether to go."""
    rows: list[Row] = [
        (button(turn.label("Yes, take me out"), Leave(True)),),
        (button(turn.label("No, I stay"), ShowShare()),),
    ]
    turn.show(
        turn._(
            "Then I keep nothing about you, and you get no reminders. What you wrote stays with {who}. Shall I take "
            "you out?",
            who=word_of(turn, owner(turn)),
        ),
        rows,
    )


def leave(turn: Turn) -> None:
    """Somebody who was invited goes; the owner is told."""
    host = owner(turn)
    if turn.family is None or turn.carer.role == "owner" or host is None:
        return
    turn.show(turn._("You are out, and I keep nothing about you. If you ever want to begin on your own, say /start."))
    peer_coaching.leave(turn)
    who = word_of(turn, turn.carer)
    turn.family = rights.without(turn.family, turn.carer.person)
    if not host.blocked:
        other = beside(turn, rights.carer_of(turn.family, host.person) or host)
        other.say(other._("<b>{who}</b> has left. What they wrote stays with you.", who=who), _after_leaving(other))
        speak_for(turn, other)


def tell_others_it_is_gone(turn: Turn) -> None:
    """The owner deletes everything: the others hear of it, and nothing of them is kept either."""
    for each in others(turn):
        other = beside(turn, each)
        peer_coaching.leave(other)
        if not each.blocked:
            text = other._(
                "{who} has deleted all that you shared here. I keep nothing about you any more. If you would like to "
                "begin on your own, say /start.",
                who=word_of(other, turn.carer),
            )
            other.say(text)
        speak_for(turn, other)
