"""How many have opened a tip from a group: counted without knowing who, and shown only from five people up."""

from __future__ import annotations

from group_town import ROOM, group_at
from player import Player, Town, settled

from bot.core.doors import payload, read
from bot.core.text import plain

pytest_plugins = ["group_fixtures"]


def door_of(town: Town) -> str:
    group = group_at(town, ROOM)
    assert group is not None
    return payload("hopes", group.id)


def opened(town: Town) -> dict[str, int]:
    group = group_at(town, ROOM)
    assert group is not None
    return group.opened


def page(ruth: Player) -> str:
    ruth.says("/groups")
    ruth.taps("Room <12>")
    return ruth.news


def test_shown_from_five_people_up_and_each_counts_once(town: Town, ruth: Player) -> None:
    for number in range(4):
        parent = settled(town, 3001 + number)
        for _ in range(2):
            parent.opens(door_of(town))
    assert opened(town) == {"hopes": 4}
    assert "Opened from there" not in page(ruth)
    settled(town, 3009).opens(door_of(town))
    assert "• Our hopes: 5 people" in page(ruth)
    group = town.record_at(f"chat:{ROOM}")
    assert group is not None
    assert not any(str(3001 + number) in town.records[group.id].decode() for number in range(9))


def test_a_stranger_counts_once_they_agree(town: Town, ruth: Player) -> None:
    sam = Player(town, 3001)
    sam.opens(door_of(town))
    assert opened(town) == {}
    agree = sam.newest_rows()[0][0].data
    sam.taps_data(agree, sam.shown[-1].id)
    assert opened(town) == {"hopes": 1}
    sam.taps_data(agree)
    sam.says("Leo")
    sam.says("New York")
    sam.taps_last(sam.labels()[0])
    assert "What do you dream of for Leo?" in plain(sam.shown[-1].text), "the practice opens"
    sam.opens(door_of(town))
    assert opened(town) == {"hopes": 1}


def test_a_door_to_nowhere(town: Town, ruth: Player) -> None:
    maria = settled(town, 3001)
    before = group_at(town, ROOM)
    for wanted in (
        "hopes-g0000000000000000",
        "hopes-g",
        "-g1",
        "nothing-g12",
        f"nothing-g{before.id if before else ''}",
    ):
        maria.opens(wanted)
        assert maria.news
    assert group_at(town, ROOM) == before


def test_what_a_link_carries() -> None:
    assert read(payload("hopes", "1a2b")) == ("hopes", "1a2b")
    assert read("hopes") == ("hopes", "")
    assert read("hopes-g") == ("hopes-g", "")
    assert len(payload("communication", "0" * 16)) <= 64
