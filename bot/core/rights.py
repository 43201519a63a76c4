"""What a carer may change: the one wall between a family's record and those whom its owner has invited.

Handlers need not ask. When a turn is over, the record is compared with what it was: an owner may change everything; a
collaborator everything but the other carers and invitations; a viewer only what is their own. Everybody may leave.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from bot.core.child import Child, Jotting, Meeting, Question
from bot.core.records import Carer, Family, Record

NOBODY = 0


def carer_of(family: Family, person: int) -> Carer | None:
    """The carer with this Telegram id."""
    return next((carer for carer in family.carers if carer.person == person), None)


def oversteps(before: Family, after: Family | None, person: int) -> bool:
    """Whether a turn of this carer has changed what is not theirs to change."""
    carer = carer_of(before, person)
    if carer is None or carer.role == "owner":
        return False
    if after is None:
        return True
    if carer_of(after, person) is None:
        return after != without(before, person)
    if carer.role == "viewer":
        after = as_viewed(before, after)
        if after.children != before.children:
            return True
    same = msgspec.structs.replace(after, carers=before.carers, children=before.children)
    return same != before or not _only_own_carer(before, after, carer)


def as_viewed(before: Family, after: Family) -> Family:
    """The record after a viewer's turn: that a card was looked at is not kept, and is no change."""
    looked = tuple(
        msgspec.structs.replace(child, made=old.made) if child.id == old.id else child
        for child, old in zip(after.children, before.children, strict=False)
    )
    return msgspec.structs.replace(after, children=(*looked, *after.children[len(looked) :]))


def without(family: Family, person: int) -> Family:
    """The family once this carer has left: their words stay, and nothing says any more that they were theirs."""
    return msgspec.structs.replace(
        family,
        carers=tuple(each for each in family.carers if each.person != person),
        children=tuple(_forget(child, person) for child in family.children),
    )


def taken_out(before: Record | None, after: Record | None) -> frozenset[int]:
    """Who belonged to a family and does not any more: nothing that still waits for them may reach them."""
    if not isinstance(before, Family) or not isinstance(after, Family):
        return frozenset()
    return frozenset(each.person for each in before.carers) - frozenset(each.person for each in after.carers)


def _only_own_carer(before: Family, after: Family, carer: Carer) -> bool:
    if [each.person for each in after.carers] != [each.person for each in before.carers]:
        return False
    pairs = zip(before.carers, after.carers, strict=True)
    others_same = all(old == new for old, new in pairs if old.person != carer.person)
    own = carer_of(after, carer.person)
    return others_same and own is not None and (own.role, own.id) == (carer.role, carer.id)


T = TypeVar("T", bound=msgspec.Struct)


def _forget(child: Child, person: int) -> Child:
    def free(item: T, *fields: str) -> T:
        found = {name: NOBODY for name in fields if getattr(item, name) == person}
        return msgspec.structs.replace(item, **found) if found else item

    def jottings(item: Question | Meeting) -> tuple[Jotting, ...]:
        return tuple(free(each, "by") for each in item.jottings)

    def question(item: Question) -> Question:
        return msgspec.structs.replace(free(item, "by", "follow_carer"), jottings=jottings(item))

    def meeting(item: Meeting) -> Meeting:
        return msgspec.structs.replace(free(item, "carer"), jottings=jottings(item))

    return msgspec.structs.replace(
        child,
        questions=tuple(map(question, child.questions)),
        removed=question(child.removed) if child.removed else None,
        meeting=meeting(child.meeting) if child.meeting else None,
        meetings=tuple(map(meeting, child.meetings)),
        routine=free(child.routine, "carer") if child.routine else None,
        rhythms={name: free(each, "carer") for name, each in child.rhythms.items()},
        thanks=tuple(free(each, "by") for each in child.thanks),
        forms=tuple(free(each, "carer") for each in child.forms),
        checks=tuple(free(each, "carer") for each in child.checks),
    )
