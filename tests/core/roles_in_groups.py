"""Who may link a group, mute it, and change how it is spoken to."""

from __future__ import annotations

from collections.abc import Callable

from group_town import ROOM, group_at, in_group
from street import EVERYBODY, Rule, Street, changed, doing, forged, grouped, private, seen

from bot.core.buttons import encode
from bot.core.coaching.groups import (
    ChooseFor,
    ListGroups,
    SetGroupCap,
    SetGroupLanguage,
    SetGroupQuiet,
    SetGroupZone,
    ShowGroup,
    UnlinkGroup,
)


def coach_in(chat: int) -> Callable[[Street], int]:
    def found(street: Street) -> int:
        record = group_at(street.town, chat)
        return record.coach if record else 0

    return found


def muted(street: Street) -> bool:
    record = group_at(street.town, ROOM)
    return record is not None and record.muted


def settings_of(street: Street) -> tuple[object, ...]:
    record = group_at(street.town, ROOM)
    return (record.language, record.zone, record.quiet_from, record.cap) if record else ()


TABLE: dict[str, Rule] = {
    "/link a free group": (
        grouped("/link", -1009), frozenset({"coach", "other coach"}), changed(coach_in(-1009)),
    ),
    "/link a free group without being its administrator": (
        grouped("/link", -1009, admin=False), frozenset(), changed(coach_in(-1009)),
    ),
    "/link Ruth's group": (grouped("/link"), frozenset(), changed(coach_in(ROOM))),
    "/unlink as an administrator": (grouped("/unlink"), EVERYBODY - {"anonymous admin"}, changed(coach_in(ROOM))),
    "/unlink without being an administrator": (grouped("/unlink", admin=False), frozenset(), changed(coach_in(ROOM))),
    "/mute as an administrator": (grouped("/mute"), EVERYBODY - {"anonymous admin"}, changed(muted)),
    "/mute without being an administrator": (grouped("/mute", admin=False), frozenset(), changed(muted)),
    "/unmute without being an administrator": (
        doing(lambda s, p: in_group(s.ruth, ROOM, "/mute", admin=True), lambda s, p: in_group(p, ROOM, "/unmute")),
        frozenset(),
        lambda street: lambda later: not muted(later),
    ),
    "/groups": (private("/groups"), frozenset({"coach", "other coach"}), seen("Your groups")),
    "a forged page of groups": (
        forged(lambda s: encode(ListGroups(-7))), frozenset({"coach", "other coach"}), seen("Your groups"),
    ),
    "the page of Ruth's group": (
        forged(lambda s: encode(ShowGroup(ROOM))), frozenset({"coach"}), seen("Quiet hours:"),
    ),
    "the choices of Ruth's group": (
        forged(lambda s: encode(ChooseFor(ROOM, "cap"))), frozenset({"coach"}), seen("How many tips"),
    ),
    "a language for Ruth's group": (
        forged(lambda s: encode(SetGroupLanguage(ROOM, "es"))), frozenset({"coach"}), changed(settings_of),
    ),
    "a zone for Ruth's group": (
        forged(lambda s: encode(SetGroupZone(ROOM, "Europe/Madrid"))), frozenset({"coach"}), changed(settings_of),
    ),
    "a city for Ruth's group": (
        doing(lambda s, p: p.taps_data(encode(ChooseFor(ROOM, "zone"))), lambda s, p: p.says("Madrid")),
        frozenset(),
        changed(settings_of),
    ),
    "quiet hours for Ruth's group": (
        forged(lambda s: encode(SetGroupQuiet(ROOM, 0))), frozenset({"coach"}), changed(settings_of),
    ),
    "a cap for Ruth's group": (
        forged(lambda s: encode(SetGroupCap(ROOM, 1))), frozenset({"coach"}), changed(settings_of),
    ),
    "unlinking Ruth's group from afar": (
        forged(lambda s: encode(UnlinkGroup(ROOM))), frozenset({"coach"}), changed(coach_in(ROOM)),
    ),
}  # fmt: skip
