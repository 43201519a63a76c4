"""Who may become admin, decide who coaches, and look at the log."""

from __future__ import annotations

from collections.abc import Callable

from group_town import CODE, ROOM, RUTH, SAM, tap_in_group
from player import house_of
from street import Rule, Street, changed, doing, forged, grouped, private, seen

from bot.core.buttons import encode
from bot.core.house_coaches import Coaches, Decide, Revoke


def state_of(person: int) -> Callable[[Street], str]:
    return lambda street: next((a.state for a in house_of(street.town).applications if a.person == person), "gone")


TABLE: dict[str, Rule] = {
    "/claim with the used code": (private(f"/claim {CODE}"), frozenset(), changed(lambda s: house_of(s.town).admins)),
    "/claim in a group": (grouped(f"/claim {CODE}"), frozenset(), changed(lambda s: house_of(s.town).admins)),
    "/admin": (
        private("/admin"),
        frozenset({"admin"}),
        lambda street: lambda later: any(
            "applications" in m.text or "application is" in m.text
            for chat, shown in later.town.chats.items()
            for m in shown
            if m.at > later.since
        ),
    ),
    "a forged page of coaches": (
        forged(lambda s: encode(Coaches(0))),
        frozenset({"admin"}),
        lambda street: lambda later: any(
            "Revoke: Ruth" in b.label
            for chat, shown in later.town.chats.items()
            for m in shown
            if m.at > later.since
            for row in m.rows
            for b in row
        ),
    ),
    "approve Sam": (
        forged(lambda s: encode(Decide(s.application(SAM).id, True))), frozenset({"admin"}), changed(state_of(SAM)),
    ),
    "decline Sam": (
        forged(lambda s: encode(Decide(s.application(SAM).id, False))), frozenset({"admin"}), changed(state_of(SAM)),
    ),
    "revoke Ruth": (
        forged(lambda s: encode(Revoke(s.application(RUTH).id, True))), frozenset({"admin"}), changed(state_of(RUTH)),
    ),
    "approve an application that is none": (
        forged(lambda s: encode(Decide("nobody", True))),
        frozenset(),
        changed(lambda s: house_of(s.town).applications),
    ),
    "approve Sam from within a group": (
        doing(lambda s, p: tap_in_group(s.town, p.person, ROOM, encode(Decide(s.application(SAM).id, True)))),
        frozenset(),
        changed(state_of(SAM)),
    ),
    "/audit": (private("/audit"), frozenset({"admin"}), seen("Who did what")),
}  # fmt: skip
