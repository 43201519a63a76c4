"""What each carer of a family may do: who only looks changes nothing, and no button or link reaches another family."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from player import Player, Town, settled
from sharing_family import (
    SAM,
    TOWN,
    carers,
    every_action,
    everything,
    full_life,
    ids_in,
    joined,
    link_of,
    own_part_aside,
    stranger,
)

from bot.core import rights
from bot.core.buttons import encode
from bot.core.coaching import REGISTRY
from bot.core.coaching.invitations import Join, hash_of
from bot.core.coaching.leaving import Leave, Remove
from bot.core.coaching.sharing import InviteAs
from bot.core.records import Family


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def test_a_viewer_changes_nothing_by_any_button_command_or_text(maria: Player) -> None:
    full_life(maria)
    sam = joined(maria, "Only look")
    before = own_part_aside(maria.family(), SAM)
    words = sorted({each for each in ids_in(everything(maria.town)) if re.fullmatch("[0-9a-f]{8}", each)})
    others = [each for each in every_action([*words, "hopes", ""], [0, 1]) if not isinstance(each, Leave)]
    for action in others:
        sam.taps_data(encode(action))
        assert own_part_aside(maria.family(), SAM) == before, action
        if sam.family().carers[-1].waiting:
            sam.says("Something else")
            assert own_part_aside(maria.family(), SAM) == before, action
    for name in REGISTRY.commands:
        sam.says(f"/{name} Something")
        sam.says("Something")
        sam.sends_photo()
        assert own_part_aside(maria.family(), SAM) == before, name
    assert [each.role for each in maria.family().carers] == ["owner", "viewer"]


def test_a_viewer_is_refused_kindly_and_can_read(maria: Player) -> None:
    maria.says("/ask Is there a bus?")
    maria.says("/tips")
    maria.taps("Our hopes")
    maria.taps("Start")
    maria.says("Ride the bus alone")
    maria.taps("Skip")
    maria.taps("Skip")
    maria.taps("Skip")
    sam = joined(maria, "Only look")
    sam.says("/ask May I?")
    assert sam.news == "You can look at everything here. Changes are made by Mom."
    sam.says("/questions")
    assert "Is there a bus?" in sam.news
    sam.opens("hopes")
    sam.taps("Show them")
    assert "Ride the bus alone" in sam.news, "looking at a card is no change"
    sam.says("/export")
    assert b"Ride the bus alone" in sam.fresh[-1].file


def test_a_collaborator_cannot_touch_the_others(maria: Player) -> None:
    sam = joined(maria)
    kim = joined(maria, person=3003, word="Kim")
    its = carers(maria)["Kim"].id
    for action in (Remove(its, True), Remove("", True), InviteAs("viewer")):
        sam.taps_data(encode(action))
    sam.says("/share")
    assert "Take out: Kim" not in sam.labels()
    assert "Invite someone" not in sam.labels()
    assert set(carers(maria)) == {"Mom", "Sam", "Kim"}
    assert maria.family().invite is None
    kim.says("/questions")
    assert "Questions for Ana's team" in kim.news


def test_the_wall_itself(maria: Player) -> None:
    """Whatever a handler does: a table of records after a turn, and who may bring them about."""
    maria.says("/ask Is there a bus?")
    joined(maria)
    joined(maria, "Only look", person=3003, word="Kim")
    before = maria.family()
    owner, sam, kim = (each.person for each in before.carers)
    replace = msgspec.structs.replace
    child = before.children[0]

    def carer_with(person: int, **changes: Any) -> Family:
        return replace(before, carers=tuple(replace(c, **changes) if c.person == person else c for c in before.carers))

    table: list[tuple[Family | None, set[int]]] = [
        (before, {owner, sam, kim}),
        (None, {owner}),
        (replace(before, children=(replace(child, name="Eve"),)), {owner, sam}),
        (replace(before, children=()), {owner, sam}),
        (replace(before, children=(replace(child, made={"hopes": date(2026, 1, 1)}),)), {owner, sam, kim}),
        (carer_with(sam, daily_cap=1), {owner, sam}),
        (carer_with(kim, daily_cap=1), {owner, kim}),
        (carer_with(kim, role="collaborator"), {owner}),
        (carer_with(sam, role="owner"), {owner}),
        (rights.without(before, sam), {owner, sam}),
        (rights.without(before, kim), {owner, kim}),
        (replace(before, carers=before.carers[:1]), {owner}),
        (replace(before, id="other"), {owner}),
    ]
    for after, may in table:
        allowed = {person for person in (owner, sam, kim) if not rights.oversteps(before, after, person)}
        assert allowed == may


# ---- two families ----------------------------------------------------------------------------------------------------


def test_no_button_or_link_reaches_another_family(maria: Player) -> None:
    eve = settled(maria.town, 4004, child="Quetzalchild")
    full_life(eve)
    eve.says("/ask Quetzalquestion?")
    payload = link_of(eve)
    eve.taps("Take the link back")
    hers = eve.family()
    full_life(maria)
    strings = {each for each in ids_in(json.loads(maria.town.records[hers.id])) if len(each) <= 32}
    for action in every_action(sorted(strings), [4004, 0]):
        maria.taps_data(encode(action))
        assert "Quetzal" not in maria.news, action
    for text in (payload, "join_" + hers.id, f"join_{hash_of(payload.removeprefix('join_'))}", "person:4004"):
        maria.opens(text)
        assert "Quetzal" not in maria.news
    assert own_part_aside(eve.family(), 0) == own_part_aside(hers, 0)


def button_of(token: str) -> str:
    """A forged button, shortened to what Telegram carries."""
    short = token.encode("ascii", "ignore").decode()[:32]
    return encode(Join("".join(c for c in short if c.isprintable() and c not in '"\\')))


TOKENS = st.one_of(st.text(alphabet="0123456789abcdef_-", max_size=59), st.text(max_size=59))


@settings(max_examples=60, deadline=None)
@given(TOKENS, st.booleans())
def test_no_guess_opens_a_door(token: str, with_record: bool) -> None:
    town = Town(content=TOWN.content)
    maria = settled(town, child="Quetzalchild")
    link_of(maria)
    sam = settled(town, SAM, child="Leo") if with_record else stranger(town)
    before = maria.family()
    do: list[Callable[[], None]] = [
        lambda: sam.opens(f"join_{token}"),
        lambda: sam.taps_data(button_of(token), sam.shown[-1].id),
    ]
    for act in do:
        act()
        assert "Quetzal" not in sam.news
    after = maria.family()
    assert (after.carers, after.children, after.invite) == (before.carers, before.children, before.invite)
