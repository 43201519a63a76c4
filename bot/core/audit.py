"""The log of who did what among admins and coaches: a chain in which each entry carries the hash of all before it.

Whoever changes or removes an entry breaks the chain, and `/audit` shows it. Entries hold ids only: a coach is known by
the id of their application, so once they are forgotten the log tells nobody who it was. Only the newest are kept; the
hash of the last one dropped stays as the chain's root.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from bot.core.capability import mark
from bot.core.records import AuditEntry, House

KEPT = 300

WORDS = {
    "claimed": mark("became admin"),
    "approved": mark("approved a coach"),
    "declined": mark("declined an offer to coach"),
    "revoked": mark("ended somebody's coaching"),
    "left": mark("stopped coaching"),
    "linked": mark("linked a group"),
    "unlinked": mark("unlinked a group"),
    "set": mark("changed a group's settings"),
    "muted": mark("muted the coach in a group"),
    "unmuted": mark("let tips into a group again"),
    "planned": mark("confirmed a broadcast"),
    "stopped": mark("stopped a broadcast"),
    "passed": mark("let a broadcast go out"),
    "returned": mark("sent a broadcast back"),
    "answered": mark("answered a parent's question"),
    "met": mark("agreed to meet a parent"),
    "reported": mark("reported an answer"),
    "looked_at": mark("looked at a reported answer"),
}

# Who is meant where an entry names nobody.
NAMELESS = {"reported": mark("a parent")}
ELSE_NAMELESS = mark("an administrator of a group")


def add(house: House, at: datetime, who: str, what: str, about: str) -> House:
    """The house with one more entry."""
    before = house.audit[-1].hash if house.audit else house.audit_root
    entry = AuditEntry(at=at, who=who, what=what, about=about, hash=_hash(before, at, who, what, about))
    every = (*house.audit, entry)
    dropped, kept = every[:-KEPT], every[-KEPT:]
    root = dropped[-1].hash if dropped else house.audit_root
    return msgspec.structs.replace(house, audit=kept, audit_root=root, audit_count=house.audit_count + 1)


def is_whole(house: House) -> bool:
    """Whether nothing in the kept entries has been changed, removed or put in."""
    before = house.audit_root
    for entry in house.audit:
        if entry.hash != _hash(before, entry.at, entry.who, entry.what, entry.about):
            return False
        before = entry.hash
    return len(house.audit) == min(house.audit_count, KEPT)


def _hash(before: str, at: datetime, who: str, what: str, about: str) -> str:
    fields = msgspec.json.encode([before, at.isoformat(), who, what, about])
    return hashlib.sha256(fields).hexdigest()
