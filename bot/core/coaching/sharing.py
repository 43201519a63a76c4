"""Sharing a family's record with another carer: who takes part, the link that invites, how they call each other.

What a carer may change is not decided here but in `rights.py`, at the end of each turn; the door is in `joining.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import msgspec

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching import first_minutes, leaving, take_over
from bot.core.coaching.carers import beside, others, owner, speak_for, word_of
from bot.core.coaching.invitations import (
    PREFIX,
    GiveWord,
    Join,
    NoThanks,
    ask_word,
    enter,
    hash_of,
    one_family_only,
    own_of,
)
from bot.core.coaching.joining import MOST
from bot.core.coaching.leaving import Leave, Remove, ShowShare, is_owner
from bot.core.coaching.take_over import ShowReminders, TakeOver
from bot.core.records import Carer, Invite
from bot.core.text import Html, join, shorten
from bot.core.turn import Turn

OPEN_FOR = timedelta(hours=24)
WORD_LIMIT = 30  # characters of a carer's word


class InviteAs(Action, frozen=True, tag="vi"):
    """Make a link for somebody who may do this; with an empty role, ask."""

    role: Literal["", "collaborator", "viewer"] = ""


class TakeBack(Action, frozen=True, tag="vb"):
    """The open invitation ends now."""


class AskWord(Action, frozen=True, tag="vw"):
    """Ask for another word."""


# ---- one's own word --------------------------------------------------------------------------------------------------


def _ask_word(turn: Turn, _: AskWord) -> None:
    ask_word(turn)


def _take_word(turn: Turn, _: GiveWord, text: str) -> None:
    word = " ".join(text.split())
    if not word or len(word) > WORD_LIMIT:
        turn.say(turn._("A short word works best, up to {most} letters.", most=WORD_LIMIT))
        return
    new = not turn.carer.word
    turn.change_carer(word=word, waiting="")
    if new and turn.carer.role != "owner":
        _tell_owner(turn)
    if first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
    else:
        show(turn)


def _tell_owner(turn: Turn) -> None:
    host = owner(turn)
    if host is None or host.blocked:
        return
    other = beside(turn, host)
    text = (
        other._("<b>{who}</b> takes part now, and can look at everything.", who=turn.carer.word)
        if turn.carer.role == "viewer"
        else other._("<b>{who}</b> takes part now, and can add and change things.", who=turn.carer.word)
    )
    other.say(text, [(button(other.label("Who takes part"), ShowShare()),)])
    speak_for(turn, other)


# ---- who takes part --------------------------------------------------------------------------------------------------


def _share(turn: Turn, _: str) -> None:
    if turn.carer.word:
        show(turn)
    else:
        ask_word(turn)


def show(turn: Turn) -> None:
    """Who takes part, and what can be done about it."""
    mine = turn.carer.role == "owner"
    lines = [turn._("<b>Who takes part</b>"), _line(turn, turn._("you, as {who}", who=turn.carer.word), turn.carer)]
    lines += [_line(turn, word_of(turn, each), each) for each in others(turn)]
    rows: list[Row] = []
    invite = _open_invite(turn)
    if mine and invite is not None:
        until = localtime.local(invite.until, turn.carer.zone)
        day, clock = turn.words.day(until.date()), turn.words.clock(until.time())
        lines.append(turn._("A link is open until {day}, {time}.", day=day, time=clock))
        rows.append((button(turn.label("Take the link back"), TakeBack()),))
    elif mine and turn.family and len(turn.family.carers) < MOST:
        lines.append(turn._("You can invite one more person whom you trust. You can take them out again at any time."))
        rows.append((button(turn.label("Invite someone"), InviteAs()),))
    if others(turn):
        rows.append((button(turn.label("Who gets the reminders"), ShowReminders()),))
    rows.append((button(turn.label("Call me something else"), AskWord()),))
    if mine:
        for each in others(turn):
            rows.append((button(shorten(turn.label("Take out: {who}", who=word_of(turn, each))), Remove(each.id)),))
    else:
        rows.append((button(turn.label("I would like to leave"), Leave()),))
    turn.show(join(lines, "\n"), rows)


def _line(turn: Turn, who: str, carer: Carer) -> Html:
    match carer.role:
        case "owner":
            return turn._("• {who}: began this, and invites others", who=who)
        case "collaborator":
            return turn._("• {who}: can add and change", who=who)
        case "viewer":
            return turn._("• {who}: can look", who=who)


def _open_invite(turn: Turn) -> Invite | None:
    invite = turn.family.invite if turn.family else None
    return invite if invite is not None and turn.now < invite.until else None


def _invite(turn: Turn, tap: InviteAs) -> None:
    if not is_owner(turn) or turn.family is None:
        return
    if not turn.carer.word:
        ask_word(turn)
        return
    if _open_invite(turn) is not None or len(turn.family.carers) >= MOST:
        turn.toast = turn.label("A link is open already.") if _open_invite(turn) else ""
        show(turn)
        return
    if not tap.role:
        rows: list[Row] = [
            (button(turn.label("Add and change things"), InviteAs("collaborator")),),
            (button(turn.label("Only look"), InviteAs("viewer")),),
            (button(turn.label("Back"), ShowShare()),),
        ]
        turn.show(turn._("They will see all that you keep here. What may they do?"), rows)
        return
    token = turn.new_token()
    invite = Invite(token_hash=hash_of(token), role=tap.role, until=turn.now + OPEN_FOR)
    turn.family = msgspec.structs.replace(turn.family, invite=invite)
    until = localtime.local(invite.until, turn.carer.zone)
    turn.show(
        turn._(
            "Here is your link. Send the message below to <b>one</b> person whom you trust. It works once, until "
            "{day}, {time}. I cannot show it again, but you can make a new one.",
            day=turn.words.day(until.date()),
            time=turn.words.clock(until.time()),
        ),
        [(button(turn.label("Take the link back"), TakeBack()),)],
    )
    turn.say(
        turn._(
            "I use SameSide to team up with our child's school. Would you like to take part? This link is for you "
            "alone, and works for one day: {link}",
            link=turn.deep_link(PREFIX + token),
        )
    )


def _take_back(turn: Turn, _: TakeBack) -> None:
    if not is_owner(turn) or turn.family is None:
        return
    had = turn.family.invite is not None
    turn.family = msgspec.structs.replace(turn.family, invite=None)
    if had:
        turn.toast = turn.label("That link does not work any more.")
    show(turn)


# ---- at the door, by somebody who has a record -----------------------------------------------------------------------


def _join(turn: Turn, tap: Join) -> None:
    """The button at the door, tapped by somebody who has a record."""
    family = turn.family
    if family is None:
        return
    mine = family.invite is not None and family.invite.token_hash == hash_of(tap.token)
    if turn.carer.role != "owner" or mine:
        turn.toast = turn.label("You take part already.")
        if first_minutes.unfinished(turn):
            first_minutes.go_on(turn)
    elif own_of(family) == "full":
        turn.say(one_family_only(turn))
    else:
        turn.clear_buttons()
        turn.family = None
        enter(turn, turn.carer.person, tap.token)


def _no_thanks(turn: Turn, _: NoThanks) -> None:
    turn.show(turn._("All right. Everything stays as it is."))


SHARING = Capability(
    name="sharing",
    commands={"share": _share},
    taps={
        ShowShare: lambda turn, _: _share(turn, ""),
        InviteAs: _invite,
        TakeBack: _take_back,
        Remove: leaving.remove,
        Leave: leaving.leave_tapped,
        AskWord: _ask_word,
        Join: _join,
        NoThanks: _no_thanks,
        ShowReminders: lambda turn, _: take_over.show(turn),
        TakeOver: take_over.take,
    },
    texts={GiveWord: _take_word},
    menu={"share": mark("Take part together with another carer")},
)
