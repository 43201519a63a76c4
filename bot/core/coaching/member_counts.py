"""How many people are in a coach's groups: asked anew when a tip is begun, so that the preview knows it.

A count is asked for at most once a week, and nobody waits for it: until it comes, the preview says how old the last
one is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.core.events import MembersCounted
from bot.core.records import Carer, Family
from bot.core.requests import CountMembers
from bot.core.turn import Turn

OLD = timedelta(days=7)


def ask_anew(turn: Turn) -> None:
    """Ask for what is older than a week, or not known."""
    for each in turn.carer.groups:
        if not each.gone and (each.counted is None or turn.now - each.counted >= OLD):
            turn.requests.append(CountMembers(chat=each.chat))


def counted(family: Family, event: MembersCounted, now: datetime) -> Family:
    """The family with this count, where the group is still linked."""
    return msgspec.structs.replace(family, carers=tuple(_counted(each, event, now) for each in family.carers))


def _counted(carer: Carer, event: MembersCounted, now: datetime) -> Carer:
    if all(each.chat != event.chat for each in carer.groups):
        return carer
    groups = tuple(
        msgspec.structs.replace(each, members=event.members, counted=now) if each.chat == event.chat else each
        for each in carer.groups
    )
    return msgspec.structs.replace(carer, groups=groups)
