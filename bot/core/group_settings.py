"""How tips come to a group: what its coach sets in private, what its administrators stop at once.

Whether somebody is the group's coach is decided here, from the group's own record; what is asked in private is only a
wish.
"""

from __future__ import annotations

from bot.core import localtime, posting
from bot.core.doors import SHOWN_FROM
from bot.core.gathering import Gathering
from bot.core.inner_events import GroupAsked, GroupFacts, GroupTold
from bot.core.records import Group, person_address
from bot.core.requests import Forward
from bot.core.tips import TIPS_A_DAY, tips_today


def unknown(event: GroupAsked) -> Forward:
    """The answer of a group that is linked to nobody."""
    told = GroupTold(person=event.person, nonce=event.nonce, chat=event.chat, message=event.message, facts=None)
    return Forward(address=person_address(event.person), event=told)


def answer(gathering: Gathering, group: Group, event: GroupAsked) -> None:
    """Give the group new values where its coach wishes it, and tell how it stands."""
    if group.coach != event.person:
        gathering.requests.append(unknown(event))
        return
    if event.unlink:
        posting.drop(gathering, "unlinked")
        gathering.note(event.person, "unlinked")
        gathering.group = None
        gathering.requests.append(unknown(event))
        return
    if event.language in gathering.content.languages:
        gathering.change(language=event.language)
    if event.zone in localtime.zone_names():
        gathering.change(zone=event.zone)
    if event.quiet is not None:
        gathering.change(quiet_from=event.quiet[0], quiet_to=event.quiet[1])
    if 1 <= event.cap <= TIPS_A_DAY:
        gathering.change(cap=event.cap)
    now = gathering.group or group
    if now != group:
        gathering.note(event.person, "set")
    facts = GroupFacts(
        title=now.title,
        language=now.language,
        zone=now.zone,
        quiet_from=now.quiet_from,
        quiet_to=now.quiet_to,
        cap=now.cap,
        muted=now.muted,
        member=now.member,
        today=len(tips_today(now, gathering.now)),
        opened={tip: count for tip, count in now.opened.items() if count >= SHOWN_FROM},
    )
    nonce = gathering.new_id()
    told = GroupTold(person=event.person, nonce=nonce, chat=now.chat, message=event.message, facts=facts)
    gathering.tell_coach(told)


def mute(gathering: Gathering, muted: bool) -> bool:
    """An administrator's word: no tips, or tips again. False when the group has no coach, or nothing changed."""
    group = gathering.group
    if group is None or not group.coach:
        gathering.say(gathering._("No coach is linked to this group."))
        return False
    gathering.change(muted=muted)
    if muted:
        gathering.say(gathering._("All right. No tips come here until an administrator sends /unmute."))
    else:
        gathering.say(gathering._("Thank you. Tips can come here again. /mute stops them at any time."))
    return muted != group.muted
