"""Who may write, plan, send and steer what goes to groups, and look at it first."""

from __future__ import annotations

import json
from datetime import datetime

import msgspec
from group_town import ROOM, RUTH, everything, group_at, tap_in_group
from player import Player, house_of
from street import CLUB, ROLES, Act, Rule, Street, changed, doing, forged, grouped, seen

from bot.core.broadcasts import Broadcast, Destination, Post
from bot.core.buttons import encode
from bot.core.coaching.broadcast_buttons import (
    DropTip,
    GroupsPicked,
    OwnWords,
    PickGroups,
    PickTip,
    PickTips,
    SendTip,
    TickGroup,
)
from bot.core.coaching.broadcast_time import DayIs, HourIs, PickDay, TimeIs
from bot.core.house_reviews import LookedAt
from bot.core.records import Family, Review, person_address
from bot.core.records import encode as encode_record

LATER = datetime(2026, 11, 27, 9, 0)  # noqa: DTZ001 - by the wall clock of each group


def draft_of(street: Street, person: int) -> str:
    record = street.town.record_at(person_address(person))
    draft = record.carers[0].draft if isinstance(record, Family) else None
    return draft.id if draft else ""


def drafted(street: Street, chat: int) -> bool:
    """Whether anybody's draft goes to this chat."""
    records = (street.town.record_at(person_address(person)) for person in ROLES.values())
    families = (record for record in records if isinstance(record, Family))
    return any(chat in carer.draft.chats for family in families for carer in family.carers if carer.draft)


def steers(street: Street, player: Player, what: str) -> None:
    """Steer Ruth's broadcast."""
    broadcast = street.ruth.family().carers[0].broadcasts[0].id
    player.taps_data(json.dumps(["bst", broadcast, what]))


def steering(what: str) -> Act:
    return lambda street, player: steers(street, player, what)


def passes(street: Street, player: Player) -> None:
    """Ruth's draft waits for a second pair of eyes, and somebody says yes."""
    waiting = Review(
        id="r1", person=RUTH, broadcast=street.draft(), post=Post(tip="hopes"), groups=1, at=street.town.now
    )
    house = house_of(street.town)
    street.town.records[house.id] = encode_record(msgspec.structs.replace(house, reviews=(waiting,)))
    family = street.ruth.family()
    carer = family.carers[0]
    draft = carer.draft
    assert draft is not None
    broadcast = Broadcast(
        id=draft.id, post=draft.post, message=0, looked_at=False, destinations=(Destination(chat=ROOM, title=""),)
    )
    carer = msgspec.structs.replace(carer, broadcasts=(broadcast,))
    street.town.records[family.id] = encode_record(msgspec.structs.replace(family, carers=(carer,)))
    player.taps_data(encode(LookedAt("r1", True)))


TABLE: dict[str, Rule] = {
    "/broadcast in the group": (grouped("/broadcast"), frozenset(), changed(lambda s: s.tips(ROOM))),
    "Ruth's Yes": (
        forged(lambda s: encode(SendTip(s.draft()))), frozenset({"coach"}), changed(lambda s: s.tips(ROOM)),
    ),
    "Ruth's Yes from within the group": (
        doing(lambda s, p: tap_in_group(s.town, p.person, ROOM, encode(SendTip(s.draft())))),
        frozenset(),
        changed(lambda s: s.tips(ROOM)),
    ),
    "a Yes to nothing": (forged(lambda s: encode(SendTip(""))), frozenset(), changed(lambda s: s.tips(ROOM))),
    "Ruth's No": (
        forged(lambda s: encode(DropTip())),
        frozenset({"coach"}),
        changed(lambda s: s.ruth.family().carers[0].draft),
    ),
    "Lea's group for Ruth's draft": (
        forged(lambda s: encode(TickGroup(s.draft(), CLUB, 0))), frozenset(), changed(lambda s: drafted(s, CLUB)),
    ),
    "Lea's group for a draft of one's own": (
        doing(
            lambda s, p: p.taps_data(encode(PickTip("hopes"))),
            lambda s, p: p.taps_data(encode(TickGroup(draft_of(s, p.person), CLUB, 0))),
            lambda s, p: p.taps_data(encode(GroupsPicked(draft_of(s, p.person), True))),
            lambda s, p: p.taps_data(encode(SendTip(draft_of(s, p.person)))),
        ),
        frozenset({"other coach"}),
        changed(lambda s: s.tips(CLUB)),
    ),
    "the groups of Ruth's draft": (
        forged(lambda s: encode(PickGroups(s.draft(), 0))), frozenset({"coach"}), seen("Where shall it go?"),
    ),
    "all groups for Ruth's draft": (
        forged(lambda s: encode(GroupsPicked(s.draft(), True))), frozenset({"coach"}), seen("This goes to"),
    ),
    "a day for Ruth's draft": (
        forged(lambda s: encode(PickDay(s.draft(), False))), frozenset({"coach"}), seen("On which day"),
    ),
    "an hour for Ruth's draft": (
        forged(lambda s: encode(DayIs(s.draft(), False, LATER.date()))), frozenset({"coach"}), seen("At what time"),
    ),
    "a quarter for Ruth's draft": (
        forged(lambda s: encode(HourIs(s.draft(), False, LATER.date(), 9))),
        frozenset({"coach"}),
        seen("Which part of the hour"),
    ),
    "a time for Ruth's draft": (
        forged(lambda s: encode(TimeIs(s.draft(), False, LATER))),
        frozenset({"coach"}),
        changed(lambda s: s.ruth.family().carers[0].draft),
    ),
    "other words for Ruth's draft": (
        doing(lambda s, p: p.taps_data(encode(OwnWords(s.draft()))), lambda s, p: p.says("Words of somebody else")),
        frozenset({"coach"}),
        changed(lambda s: s.ruth.family().carers[0].draft),
    ),
    "words of one's own": (
        doing(lambda s, p: p.taps_data(encode(OwnWords())), lambda s, p: p.says("Coffee on Friday")),
        frozenset({"coach", "other coach"}),
        changed(lambda s: everything(s.town).count('"post":{"words":"Coffee on Friday"')),
    ),
    "a picture of one's own": (
        doing(lambda s, p: p.taps_data(encode(OwnWords())), lambda s, p: p.sends_photo("picture")),
        frozenset({"coach", "other coach"}),
        changed(lambda s: everything(s.town).count('"post":{"photo":"picture"')),
    ),
    **{
        f"{what} what Ruth has planned": (
            doing(lambda s, p: s.ruth.taps_data(encode(SendTip(s.draft()))), steering(what)),
            frozenset({"coach"}),
            lambda street: lambda later: (found := group_at(later.town, ROOM)) is not None
            and not any(not each.held for each in found.planned),
        )
        for what in ("cancel", "hold", "edit")
    },
    "resume what Ruth has paused": (
        doing(
            lambda s, p: s.ruth.taps_data(encode(SendTip(s.draft()))),
            lambda s, p: steers(s, s.ruth, "hold"),
            lambda s, p: steers(s, p, "go"),
        ),
        frozenset({"coach"}),
        lambda street: lambda later: (found := group_at(later.town, ROOM)) is not None
        and any(not each.held for each in found.planned),
    ),
    "a tip that is none": (
        forged(lambda s: encode(PickTip("questions/../admin"))),
        frozenset(),
        changed(lambda s: everything(s.town).count("questions/..")),
    ),
    "the list of tips": (
        forged(lambda s: encode(PickTips(-5))),
        frozenset({"coach", "other coach"}),
        lambda street: lambda later: any(
            "Which tip would help" in m.text
            for shown in later.town.chats.values()
            for m in shown
            if m.at > later.since
        ),
    ),
    "looking at what Ruth would like to send": (
        lambda s, p: passes(s, p),
        frozenset({"admin", "other coach"}),
        lambda street: lambda later: later.tips(ROOM) > 0,
    ),
}  # fmt: skip
