"""Parents who coach other parents: applying, and what their groups and the admins tell them.

The right to coach lives here, in the coach's own record, and is given and taken by the house alone. Sending tips
stands in `broadcasting.py`.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from bot.core.buttons import Row, button, link
from bot.core.capability import Answer, Capability, mark
from bot.core.coaching import ask_coach, broadcast_progress, groups
from bot.core.coaching.broadcast_buttons import PickTips
from bot.core.engine import Open, open_conversation
from bot.core.inner_events import (
    CoachApplied,
    CoachDecided,
    CoachGone,
    CoachLeft,
    GroupChanged,
    GroupTold,
    LinkAnswered,
    LinkAsked,
    PostOutcome,
    ReviewDecided,
)
from bot.core.records import HOUSE, GroupLink, chat_address
from bot.core.text import Html
from bot.core.turn import Turn

GROUPS_MOST = 50  # groups of one coach


Told = CoachDecided | LinkAsked | PostOutcome | GroupChanged | GroupTold | ReviewDecided


def receive(turn: Turn, event: Told) -> None:
    """Something from the house or from a group."""
    match event:
        case CoachDecided():
            _decided(turn, event)
        case LinkAsked():
            _link(turn, event)
        case PostOutcome():
            broadcast_progress.receive(turn, event)
        case ReviewDecided():
            broadcast_progress.looked_at(turn, event)
        case GroupTold():
            groups.told(turn, event)
        case GroupChanged():
            _group_changed(turn, event)
        case _:
            assert_never(event)


def leave(turn: Turn) -> None:
    """The person deletes everything: the house and the groups must know nothing of them either, nor what they asked."""
    if turn.carer.coach != "no":
        turn.forward(HOUSE, CoachLeft(person=turn.carer.person, nonce=turn.new_id()))
    ask_coach.leave(turn)
    _leave_groups(turn)


def _leave_groups(turn: Turn) -> None:
    for group in turn.carer.groups:
        turn.forward(chat_address(group.chat), CoachGone(person=turn.carer.person, nonce=turn.new_id()))


def _coach(turn: Turn, _: str) -> None:
    open_conversation(turn, "coach")


def _apply(turn: Turn, _: Answer) -> Html | None:
    if turn.carer.coach != "no":
        return None
    name, why = (" ".join(turn.child.notes[field].words) if field in turn.child.notes else "" for field in FIELDS)
    turn.change_carer(coach="applied")
    applied = CoachApplied(person=turn.carer.person, nonce=turn.new_id(), name=name, why=why, language=turn.language)
    turn.forward(HOUSE, applied)
    return None


FIELDS = ("coach.name", "coach.why")


def _decided(turn: Turn, event: CoachDecided) -> None:
    if event.approved:
        turn.change_carer(coach="approved")
        add = link(turn.label("Add me to my group"), f"https://t.me/{turn.content.bot_username}?startgroup=coach")
        turn.say(
            turn._(
                "Good news: you can coach now. Thank you!\n\n"
                "Two steps are left:\n"
                "1. Add me to a group in which you are an administrator.\n"
                "2. Write /link in that group.\n\n"
                "Then /broadcast here sends a tip. You always see it first."
            ),
            [(add,)],
        )
        return
    was_coach = turn.carer.coach == "approved"
    _leave_groups(turn)
    turn.change_carer(coach="no", groups=(), draft=None, broadcasts=(), on_duty=False, answering=None)
    text = (
        turn._(
            "The people who run this bot have ended your coaching. Thank you for what you gave. They can tell you why."
        )
        if was_coach
        else turn._(
            "Thank you for your offer to coach. It does not work out this time. The people who run this bot can tell "
            "you why, and you can offer it again later with /coach."
        )
    )
    turn.say(text, [(button(turn.label("What can we do?"), Open("")),)])


def _link(turn: Turn, event: LinkAsked) -> None:
    known = {group.chat: group for group in turn.carer.groups}
    full = event.chat not in known and len(known) >= GROUPS_MOST
    granted = turn.carer.coach == "approved" and not full
    if granted:
        known[event.chat] = GroupLink(
            chat=event.chat, title=event.title, language=event.language, token=event.token,
            members=event.members, counted=turn.now if event.members else None,
        )  # fmt: skip
        turn.change_carer(groups=tuple(known.values()))
        rows: list[Row] = [(button(turn.label("Send a tip"), PickTips(0)),)]
        text = turn._(
            "<b>{group}</b> is linked. Tips come there in {language}; you can change that with /groups. "
            "Shall we send a first tip?",
            group=event.title,
            language=turn.words.name_of(event.language),
        )
        turn.say(text, rows)
    answer = LinkAnswered(person=event.person, nonce=turn.new_id(), granted=granted, full=full, zone=turn.carer.zone)
    turn.forward(chat_address(event.chat), answer)


def _group_changed(turn: Turn, event: GroupChanged) -> None:
    group = next((each for each in turn.carer.groups if each.chat == event.chat), None)
    if group is None:
        return
    others = tuple(each for each in turn.carer.groups if each.chat != event.chat)
    match event.why:
        case "moved":
            moved = msgspec.structs.replace(group, chat=event.new_chat)
            turn.change_carer(groups=(*(each for each in others if each.chat != event.new_chat), moved))
            broadcast_progress.moved(turn, event.chat, event.new_chat)
        case "unlinked":
            turn.change_carer(groups=others)
            turn.say(turn._("An administrator has unlinked <b>{group}</b>. No tips go there now.", group=group.title))
        case "back":
            _set_gone(turn, group, False)
        case "muted":
            turn.say(
                turn._(
                    "An administrator has muted me in <b>{group}</b>. No tips go there until somebody sends /unmute "
                    "there.",
                    group=group.title,
                )
            )
        case "unmuted":
            turn.say(turn._("Tips may go to <b>{group}</b> again.", group=group.title))
        case "gone":
            _set_gone(turn, group, True)
            turn.say(
                turn._(
                    "I am not in <b>{group}</b> any more, so no tips go there. If that was a mistake, add me again.",
                    group=group.title,
                )
            )


def _set_gone(turn: Turn, group: GroupLink, gone: bool) -> None:
    now = msgspec.structs.replace(group, gone=gone)
    turn.change_carer(groups=tuple(now if each is group else each for each in turn.carer.groups))


PEER_COACHING = Capability(
    name="peer_coaching",
    commands={"coach": _coach},
    does={"apply_to_coach": _apply},
    facts={
        "coach": lambda turn: turn.carer.coach == "approved",
        "coach_applied": lambda turn: turn.carer.coach == "applied",
    },
    menu={"coach": mark("Help other parents")},
)
