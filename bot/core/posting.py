"""Posts in a group: what is planned, when it goes out, whether it still may at that moment, and what became of it.

The rules, asked anew when the time has come: the group has a coach, the bot is in it, no administrator has muted it,
its cap of the day is not full, and it is not quiet there. A post that must not go out is not kept for later, except in
quiet hours; a weekly series goes on with its next tip a week later.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from bot.core import localtime
from bot.core.broadcasts import Planned, Standing
from bot.core.gathering import Gathering
from bot.core.inner_events import PostOutcome, PostPlanned, PostSteered, WhyNot
from bot.core.records import Group, person_address
from bot.core.reminders import after_quiet
from bot.core.requests import Forward
from bot.core.tips import post_message, tip_after, tips_today

PLANNED_MOST = 20  # posts that wait in one group
WEEK = timedelta(days=7)


def due(group: Group, now: datetime) -> datetime | None:
    """The instant at which the clock must wake this group, or None."""
    return min((goes_at(group, each, now) for each in group.planned if not each.held), default=None)


def goes_at(group: Group, planned: Planned, now: datetime) -> datetime:
    """When a post goes out: at its time, now when that is over, and never in quiet hours."""
    return after_quiet(group, max(_meant(group, planned), now))


def unknown(event: PostPlanned | PostSteered) -> Forward:
    """The answer of a group that is linked to nobody."""
    lost = PostOutcome(
        person=event.person, nonce=event.nonce, chat=event.chat, broadcast=_broadcast(event), title="",
        state="failed", why="unlinked",
    )  # fmt: skip
    return Forward(address=person_address(event.person), event=lost)


def plan(gathering: Gathering, group: Group, event: PostPlanned) -> None:
    """Take a post in, if it could go out as things stand now."""
    planned = event.planned
    if group.coach != event.person:
        gathering.requests.append(unknown(event))
        return
    why = _standing_in_the_way(group)
    if not why and planned.wall is not None and _meant(group, planned) <= gathering.now:
        why = "past"
    if not why and len(group.planned) >= PLANNED_MOST:
        why = "full"
    if why:
        _tell(gathering, planned.broadcast, "failed", why)
        return
    gathering.change(planned=(*group.planned, planned))
    _tell(gathering, planned.broadcast, "planned")


def steer(gathering: Gathering, group: Group, event: PostSteered) -> None:
    """Take back, pause or resume a post that waits. One that has left is not answered for: its fate comes later."""
    if group.coach != event.person:
        gathering.requests.append(unknown(event))
        return
    found = _find(group, event.broadcast)
    if found is None:
        _tell(gathering, event.broadcast, "under_way" if event.broadcast in group.under_way else "cancelled")
    elif event.what == "cancel":
        gathering.change(planned=_without(group, event.broadcast))
        _tell(gathering, event.broadcast, "cancelled")
    else:
        held = event.what == "hold"
        now = msgspec.structs.replace(found, held=held)
        gathering.change(planned=tuple(now if each is found else each for each in group.planned))
        _tell(gathering, event.broadcast, "held" if held else "planned")


def strike(gathering: Gathering) -> None:
    """Send what is due, as far as it may be sent at this moment."""
    for planned in gathering.group.planned if gathering.group else ():
        group = gathering.group
        if group is not None and not planned.held and goes_at(group, planned, gathering.now) <= gathering.now:
            _send(gathering, group, planned)


def ended(gathering: Gathering, broadcast: str, state: Standing, why: WhyNot = "") -> None:
    """Telegram's word on a post."""
    group = gathering.group
    if group is None or broadcast not in group.under_way:
        return
    gathering.change(under_way=tuple(each for each in group.under_way if each != broadcast))
    _tell(gathering, broadcast, state, why)


def drop(gathering: Gathering, why: WhyNot) -> None:
    """Nothing more goes out here: the coach hears it of each post that waits. Of one on its way Telegram's word is
    still to come, except when the group is unlinked: then nobody is there to hear it."""
    group = gathering.group
    if group is None:
        return
    unlinked = why == "unlinked"
    gathering.change(planned=(), under_way=() if unlinked else group.under_way)
    for broadcast in group.under_way if unlinked else ():
        _tell(gathering, broadcast, "unconfirmed")
    for planned in group.planned:
        if planned.broadcast not in group.under_way:
            _tell(gathering, planned.broadcast, "failed", why)


def _send(gathering: Gathering, group: Group, planned: Planned) -> None:
    recent = tips_today(group, gathering.now)
    following = _following(gathering, group, planned)
    others = _without(group, planned.broadcast)
    gathering.change(planned=(*others, following) if following else others)
    why = _standing_in_the_way(group)
    message = None if why else post_message(gathering, planned.post, group.language, group.id)
    if not why and len(recent) >= group.cap:
        why = "enough"
    elif not why and message is None:
        why = "retired"
    if why or message is None:
        _tell(gathering, planned.broadcast, "failed", why)
        return
    gathering.change(tips=(*recent, gathering.now), under_way=(*group.under_way, planned.broadcast))
    html, rows = message
    gathering.post(html, rows, planned.post.photo, planned.broadcast)
    _tell(gathering, planned.broadcast, "under_way")


def _standing_in_the_way(group: Group) -> WhyNot:
    if not group.member:
        return "gone"
    return "muted" if group.muted else ""


def _following(gathering: Gathering, group: Group, planned: Planned) -> Planned | None:
    """The next tip of a series, a week later by the group's wall clock; weeks that nobody struck are left out."""
    if not planned.weekly or planned.wall is None:
        return None
    tip = tip_after(gathering.content.edition(group.language), planned.post.tip)
    if tip is None:
        return None
    post = msgspec.structs.replace(planned.post, tip=tip)
    following = msgspec.structs.replace(planned, wall=planned.wall + WEEK, post=post)
    while following.wall is not None and _meant(group, following) <= gathering.now:
        following = msgspec.structs.replace(following, wall=following.wall + WEEK)
    return following


def _meant(group: Group, planned: Planned) -> datetime:
    if planned.wall is None:
        return planned.at or datetime.min.replace(tzinfo=UTC)
    day, zone = planned.wall.date(), group.zone or "UTC"
    return localtime.instant(day, planned.wall.time(), zone) or localtime.end_of_day(day, zone)


def _find(group: Group, broadcast: str) -> Planned | None:
    return next((each for each in group.planned if each.broadcast == broadcast), None)


def _without(group: Group, broadcast: str) -> tuple[Planned, ...]:
    return tuple(each for each in group.planned if each.broadcast != broadcast)


def _broadcast(event: PostPlanned | PostSteered) -> str:
    return event.planned.broadcast if isinstance(event, PostPlanned) else event.broadcast


def _tell(gathering: Gathering, broadcast: str, state: Standing, why: WhyNot = "") -> None:
    group = gathering.group
    if group is None:
        return
    waiting = _find(group, broadcast)
    when = None
    if waiting is not None:
        moment = goes_at(group, waiting, gathering.now)
        when = localtime.local(moment, group.zone).replace(tzinfo=None)
    outcome = PostOutcome(
        person=group.coach,
        nonce=gathering.new_id(),
        chat=group.chat,
        broadcast=broadcast,
        title=group.title,
        state=state,
        why=why,
        when=when,
        tip=waiting.post.tip if waiting else "",
    )
    gathering.tell_coach(outcome)
