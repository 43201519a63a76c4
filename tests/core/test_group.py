"""Groups and their coaches, whatever happens in whatever order: both sides of a link always agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import msgspec
from group_town import (
    CLUB,
    LEA,
    MARIA,
    OMAR,
    ROOM,
    RUTH,
    added,
    admin_of,
    apply,
    everything,
    founded,
    group_at,
    happens,
    in_group,
    moved,
    origin,
    tap_in_group,
    thrown_out,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from player import Player, Town, house_of, settled

from bot.core.buttons import encode
from bot.core.coaching.broadcast_buttons import GroupsPicked, PickTip, SendTip, Steer, TickGroup
from bot.core.coaching.privacy import DeleteAll
from bot.core.events import CommandReceived, OtherReceived, TextReceived
from bot.core.house_coaches import Decide, Revoke
from bot.core.records import Family, Group, decode, person_address
from bot.core.tips import TIPS_A_DAY

CONTENT = Town()  # read once
PEOPLE = (RUTH, LEA, MARIA)
CHATS = (ROOM, CLUB)
WHAT = (
    "begin", "apply", "approve", "decline", "revoke", "link", "unlink", "link hidden", "link as member", "preview",
    "preview all", "yes", "move", "move again", "throw out", "add", "delete", "hours", "steer", "mute", "unmute",
)  # fmt: skip


STEERING: tuple[Literal["hold", "go", "cancel", "edit"], ...] = ("hold", "go", "cancel", "edit")


class Walk:
    """One town and random people in it. Nobody keeps to any order."""

    def __init__(self) -> None:
        self.town = founded(CONTENT)
        self.omar = admin_of(self.town)
        self.now_at = {chat: chat for chat in CHATS}  # a supergroup gets an id that nobody had before

    def draft(self, person: int) -> str:
        """The draft in somebody's hands."""
        family = self.town.record_at(person_address(person))
        draft = family.carers[0].draft if isinstance(family, Family) else None
        return draft.id if draft else ""

    def does(self, what: str, person: int, chat: int) -> None:
        """One act; most of them lead nowhere most of the time."""
        town, player, first = self.town, Player(self.town, person), chat
        chat = self.now_at[first]
        family = town.record_at(person_address(person))
        carer = family.carers[0] if isinstance(family, Family) else None
        application = next((each for each in house_of(town).applications if each.person == person), None)
        match what:
            case "begin" if carer is None:
                settled(town, person)
            case "apply" if carer is not None and carer.coach == "no":
                player.says("/cancel")
                apply(player, "Somebody")
            case "approve" | "decline" if application is not None:
                self.omar.taps_data(encode(Decide(application.id, what == "approve")))
            case "revoke" if application is not None:
                self.omar.taps_data(encode(Revoke(application.id, True)))
            case "link" | "unlink":
                in_group(player, chat, f"/{what}", admin=True)
            case "link hidden":
                in_group(Player(town, 0), chat, "/link", admin=True)
            case "link as member":
                in_group(player, chat, "/link")
            case "preview" | "preview all":
                player.taps_data(encode(PickTip("hopes")))
                draft = self.draft(person)
                player.taps_data(encode(TickGroup(draft, chat, 0)))
                player.taps_data(encode(GroupsPicked(draft, what == "preview all")))
            case "yes":
                player.taps_data(encode(SendTip(self.draft(person))))
            case "steer" if carer is not None and carer.broadcasts:
                player.taps_data(encode(Steer(carer.broadcasts[0].id, STEERING[town.count % 4])))
            case "mute" | "unmute":
                in_group(Player(town, MARIA), chat, f"/{what}", admin=True)
            case "move":
                self.now_at[first] = chat - 100
                moved(town, chat, chat - 100)
            case "move again":  # another send that failed for the same move
                moved(town, chat + 100, chat)
            case "throw out":
                thrown_out(town, chat)
            case "add":
                added(town, chat)
            case "delete" if carer is not None:
                player.says("/delete")
                player.taps("Yes, delete everything")
                assert str(person) not in everything(town)
            case "hours":
                town.strike_clock(town.now + timedelta(hours=9))
            case _:
                pass

    def holds(self) -> None:
        """What must be true at any time."""
        records = [decode(data) for data in self.town.records.values()]
        groups = {each.chat: each for each in records if isinstance(each, Group)}
        carers = {carer.person: carer for each in records if isinstance(each, Family) for carer in each.carers}
        linked = {(carer.person, link.chat) for carer in carers.values() for link in carer.groups}
        assert linked == {(group.coach, chat) for chat, group in groups.items()}
        assert len(linked) == sum(len(carer.groups) for carer in carers.values())
        states = {each.person: each.state for each in house_of(self.town).applications}
        assert states == {
            person: "open" if carer.coach == "applied" else "approved"
            for person, carer in carers.items()
            if carer.coach != "no"
        }
        assert all(states.get(group.coach) == "approved" for group in groups.values())
        assert all(len(group.tips) <= TIPS_A_DAY for group in groups.values())
        waiting = {(group.chat, each.broadcast) for group in groups.values() for each in group.planned}
        shown = {
            (place.chat, broadcast.id)
            for carer in carers.values()
            for broadcast in carer.broadcasts
            for place in broadcast.destinations
            if place.state in ("planned", "held")
        }
        assert waiting == shown, "what waits in a group is what its coach sees"
        assert not any(group.planned for group in groups.values() if not group.member)
        assert [admin.person for admin in house_of(self.town).admins] == [OMAR]
        assert not self.town.open_queries


ACTS = st.tuples(st.sampled_from(WHAT), st.sampled_from(PEOPLE), st.sampled_from(CHATS))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACTS, max_size=40))
def test_whatever_happens_both_sides_agree(acts: list[tuple[str, int, int]]) -> None:
    walk = Walk()
    for act in (("begin", RUTH, ROOM), ("apply", RUTH, ROOM), ("approve", RUTH, ROOM), ("link", RUTH, ROOM), *acts):
        walk.does(*act)
        walk.holds()


def test_what_people_write_in_a_group_is_none_of_our_business() -> None:
    town = founded(CONTENT)
    admin_of(town)
    before = everything(town)
    assert happens(town, ROOM, TextReceived(origin=origin(town, MARIA, ROOM), text="/nothing for you")) == []
    assert happens(town, ROOM, OtherReceived(origin=origin(town, MARIA, ROOM), kind="voice")) == []
    assert tap_in_group(town, MARIA, ROOM, encode(DeleteAll("2026-11-24"))) == []
    assert everything(town) == before
    assert group_at(town, ROOM) is None


def test_a_group_that_is_renamed_is_known_by_its_new_name() -> None:
    walk = Walk()
    for what in ("begin", "apply", "approve", "link"):
        walk.does(what, RUTH, ROOM)
    group = group_at(walk.town, ROOM)
    assert group is not None
    renaming = msgspec.structs.replace(origin(walk.town, MARIA, ROOM), title="Room 13")
    happens(walk.town, ROOM, CommandReceived(origin=renaming, name="help"))
    renamed = group_at(walk.town, ROOM)
    assert renamed is not None
    assert renamed.title == "Room 13"
