"""A confirmed broadcast on its way: handed to the groups, steered while something still waits, until each has answered.

The groups decide and answer. What is kept here is only how things stand; `broadcast_report.py` puts it into words.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import msgspec
import regex

from bot.core.broadcasts import Broadcast, Destination, Draft, Planned, Post
from bot.core.buttons import button
from bot.core.coaching.broadcast_buttons import PickTips, Steer
from bot.core.coaching.broadcast_report import OPEN, WAITING, show, sum_up, why_not
from bot.core.inner_events import (
    Noted,
    PostOutcome,
    PostPlanned,
    PostSteered,
    ReviewAsked,
    ReviewDecided,
    ReviewWithdrawn,
)
from bot.core.records import HOUSE, GroupLink, chat_address
from bot.core.turn import Turn

UNDO = timedelta(seconds=60)  # between a yes and the first post
AT_ONCE = 10  # broadcasts of one coach that are not over

# What Telegram makes a link of, or a reader would: addresses, names with @, and words like school.org.
_LINK = regex.compile(r"https?:|www\.|t\.me/|@\w|\b[\w-]+\.\p{L}{2,}", regex.IGNORECASE)


def confirm(turn: Turn, draft: Draft, groups: list[GroupLink]) -> None:
    """The coach has said yes: each group plans it and answers."""
    if len(turn.carer.broadcasts) >= AT_ONCE:
        turn.change_carer(draft=draft)
        turn.toast = turn.label("Too many are waiting. Cancel one of them first.")
        return
    broadcast = Broadcast(
        id=draft.id,
        post=draft.post,
        message=turn.tapped,
        destinations=tuple(Destination(chat=each.chat, title=each.title) for each in groups),
        wall=draft.wall,
        weekly=draft.weekly,
        looked_at=not needs_second_eyes(draft.post, len(groups)),
    )
    turn.change_carer(broadcasts=(*turn.carer.broadcasts, broadcast))
    _note(turn, "planned", broadcast.id)
    if broadcast.looked_at:
        _launch(turn, broadcast)
        return
    show(turn, broadcast)
    asked = ReviewAsked(
        person=turn.carer.person, nonce=turn.new_id(), broadcast=broadcast.id, post=broadcast.post,
        groups=len(groups), languages=tuple(dict.fromkeys(each.language for each in groups)),
    )  # fmt: skip
    turn.forward(HOUSE, asked)


def needs_second_eyes(post: Post, groups: int) -> bool:
    """Whether a broadcast could do harm by accident: it goes to many, or carries a link or a picture."""
    return groups > 1 or bool(post.photo) or bool(_LINK.search(post.words))


def looked_at(turn: Turn, event: ReviewDecided) -> None:
    """A second pair of eyes has seen it, or there is none."""
    broadcast = _find(turn, event.broadcast)
    if broadcast is None or broadcast.looked_at:
        return
    if event.granted:
        broadcast = msgspec.structs.replace(broadcast, looked_at=True)
        _put(turn, broadcast)
        _launch(turn, broadcast)
        return
    stopped = tuple(msgspec.structs.replace(each, state="cancelled") for each in broadcast.destinations)
    _forget(turn, broadcast)
    show(turn, msgspec.structs.replace(broadcast, destinations=stopped))
    text = (
        turn._(
            "Somebody else has to look at this before it goes out, and there is nobody else yet. A tip to one group "
            "can go out without."
        )
        if event.nobody
        else turn._("Another coach has looked at it and would rather not send it like this. You can change it.")
    )
    turn.say(text, [(button(turn.label("Start a new one"), PickTips(0)),)])


def _launch(turn: Turn, broadcast: Broadcast) -> None:
    """Hand it to its groups."""
    planned = Planned(
        broadcast=broadcast.id,
        post=broadcast.post,
        at=None if broadcast.wall else turn.now + UNDO,
        wall=broadcast.wall,
        weekly=broadcast.weekly,
    )
    for each in broadcast.destinations:
        event = PostPlanned(person=turn.carer.person, nonce=turn.new_id(), chat=each.chat, planned=planned)
        turn.forward(chat_address(each.chat), event)


def steer(turn: Turn, tap: Steer) -> Draft | None:
    """Do it, as far as something still waits. Gives a new draft of it where the coach wants to change it."""
    broadcast = _find(turn, tap.broadcast)
    if broadcast is not None and not broadcast.looked_at and tap.what in ("cancel", "edit"):
        return _withdraw(turn, broadcast, again=tap.what == "edit")
    waiting = [each for each in broadcast.destinations if each.state in WAITING] if broadcast else []
    if broadcast is None or not waiting:
        turn.toast = turn.label("Nothing of it waits any more.")
        return None
    what: Literal["cancel", "hold", "go"] = "cancel" if tap.what == "edit" else tap.what
    asked = {each.chat for each in waiting}
    now = tuple(
        msgspec.structs.replace(each, state="asked") if each.chat in asked else each for each in broadcast.destinations
    )
    _put(turn, msgspec.structs.replace(broadcast, destinations=now, message=turn.tapped or broadcast.message))
    for chat in asked:
        steered = PostSteered(
            person=turn.carer.person, nonce=turn.new_id(), chat=chat, broadcast=broadcast.id, what=what
        )
        turn.forward(chat_address(chat), steered)
    if what == "cancel":
        _note(turn, "stopped", broadcast.id)
    if tap.what != "edit":
        return None
    chats, post, wall = tuple(each.chat for each in waiting), broadcast.post, broadcast.wall
    if broadcast.weekly:  # from the tip on that comes next
        post, wall = Post(tip=waiting[0].tip), waiting[0].when
    return Draft(id=turn.new_id(), post=post, chats=chats, wall=wall, weekly=broadcast.weekly)


def _withdraw(turn: Turn, broadcast: Broadcast, *, again: bool) -> Draft | None:
    """Nobody needs to look at it any more."""
    turn.forward(HOUSE, ReviewWithdrawn(person=turn.carer.person, nonce=turn.new_id(), broadcast=broadcast.id))
    _note(turn, "stopped", broadcast.id)
    _forget(turn, broadcast)
    stopped = tuple(msgspec.structs.replace(each, state="cancelled") for each in broadcast.destinations)
    show(turn, msgspec.structs.replace(broadcast, destinations=stopped))
    if not again:
        return None
    chats = tuple(each.chat for each in broadcast.destinations)
    return Draft(id=turn.new_id(), post=broadcast.post, chats=chats, wall=broadcast.wall, weekly=broadcast.weekly)


def receive(turn: Turn, event: PostOutcome) -> None:
    """A group has answered. The progress message follows; the last answer of all brings the summary."""
    broadcast = _find(turn, event.broadcast)
    mine = [each for each in broadcast.destinations if each.chat == event.chat] if broadcast else []
    if broadcast is None or not mine:
        return
    place = mine[0]
    if event.why == "unlinked" and not event.title:
        turn.change_carer(groups=tuple(each for each in turn.carer.groups if each.chat != event.chat))
    over = event.state in ("delivered", "failed", "unconfirmed")
    goes_on = event.when is not None and over  # a series
    if goes_on and event.state != "delivered":
        turn.say(why_not(turn, [event.title], event.state, event.why))
    now = msgspec.structs.replace(
        place,
        title=event.title or place.title,
        state="planned" if goes_on else event.state,
        why=event.why,
        when=event.when,
        tip=event.tip,
        delivered=place.delivered + (event.state == "delivered"),
    )
    broadcast = msgspec.structs.replace(
        broadcast, destinations=tuple(now if each is place else each for each in broadcast.destinations)
    )
    _put(turn, broadcast)
    states = [each.state for each in broadcast.destinations]
    if "asked" in states:  # the others answer within this commit
        return
    if not any(state in OPEN for state in states):
        _forget(turn, broadcast)
    show(turn, broadcast)
    if not any(state in OPEN for state in states) and any(state != "cancelled" for state in states):
        sum_up(turn, broadcast)


def moved(turn: Turn, chat: int, new_chat: int) -> None:
    """A group has a new chat id."""
    draft = turn.carer.draft
    if draft is not None:
        chats = dict.fromkeys(new_chat if each == chat else each for each in draft.chats)
        turn.change_carer(draft=msgspec.structs.replace(draft, chats=tuple(chats)))
    for broadcast in turn.carer.broadcasts:
        there = tuple(
            msgspec.structs.replace(each, chat=new_chat) if each.chat == chat else each
            for each in broadcast.destinations
        )
        _put(turn, msgspec.structs.replace(broadcast, destinations=there))


def _find(turn: Turn, broadcast: str) -> Broadcast | None:
    return next((each for each in turn.carer.broadcasts if each.id == broadcast), None)


def _forget(turn: Turn, broadcast: Broadcast) -> None:
    turn.change_carer(broadcasts=tuple(each for each in turn.carer.broadcasts if each.id != broadcast.id))


def _note(turn: Turn, what: Literal["planned", "stopped"], broadcast: str) -> None:
    turn.forward(HOUSE, Noted(person=turn.carer.person, nonce=turn.new_id(), what=what, about=broadcast))


def _put(turn: Turn, broadcast: Broadcast) -> None:
    every = tuple(broadcast if each.id == broadcast.id else each for each in turn.carer.broadcasts)
    turn.change_carer(broadcasts=every)
