"""Two carers, one record: the link that works once, what each may do, who hears what, and the way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from player import MORNING, Player, Town, settled

from bot.core import rights
from bot.core.buttons import Action, encode
from bot.core.coaching import REGISTRY
from bot.core.coaching.invitations import Join, hash_of
from bot.core.coaching.leaving import Leave, Remove
from bot.core.coaching.privacy import DeleteAll
from bot.core.coaching.sharing import InviteAs
from bot.core.coaching.take_over import TakeOver
from bot.core.records import Carer, Family
from bot.core.text import plain

TOWN = Town()  # content is read once
SAM = 2002
NO_LINK = "That link does not work."


@pytest.fixture
def maria() -> Player:
    return settled(Town(content=TOWN.content))


def link_of(owner: Player, role: str = "Add and change things") -> str:
    """Make a link as the owner does; its payload."""
    owner.says("/share")
    if "How shall the others here call you?" in owner.news:
        owner.says("Mom")
    owner.taps("Invite someone")
    owner.taps(role)
    found = re.search(r"\?start=(join_[0-9a-f]{32})$", plain(owner.fresh[-1].text))
    assert found, owner.news
    return found[1]


def stranger(town: Town, person: int = SAM) -> Player:
    return Player(town, person)


def joined(owner: Player, role: str = "Add and change things", person: int = SAM, word: str = "Sam") -> Player:
    """Somebody who has taken part by the owner's link."""
    sam = stranger(owner.town, person)
    sam.opens(link_of(owner, role))
    sam.taps("Yes, I take part")
    sam.says(word)
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    return sam


def carers(player: Player) -> dict[str, Carer]:
    return {each.word: each for each in player.family().carers}


# ---- the link --------------------------------------------------------------------------------------------------------


def test_an_invited_person_sees_all_before_agreeing_and_works_on_the_same_record(maria: Player) -> None:
    maria.says("/ask Is there a bus?")
    payload = link_of(maria)
    assert "It works once, until Wednesday, November 25, 2026, 10:00 AM." in maria.news
    sam = stranger(maria.town)
    sam.opens(payload)
    assert "Mom invites you to take part for Ana." in sam.news
    assert "What you share: all that the family keeps here" in sam.news
    assert "What I keep about you" in sam.news
    assert maria.town.record_at(f"person:{SAM}") is None, "nothing is kept before consent"
    sam.taps("Yes, I take part")
    assert "How shall the others here call you?" in sam.news
    sam.says("Sam <3")
    assert "Where do you live?" in sam.news
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    assert "You are in. We are talking about Ana." in sam.news
    assert any("Sam <3 takes part now" in plain(m.text) for m in maria.shown)
    sam.says("/questions")
    assert "Is there a bus?" in sam.news
    sam.says("/ask Who drives it?")
    maria.says("/questions")
    maria.taps("2. Who drives it?")
    assert "Added by Sam <3" in maria.news
    sam.says("/questions")
    sam.taps("1. Is there a bus?")
    assert "Added by Mom" in sam.news


def test_each_has_choices_of_their_own(maria: Player) -> None:
    sam = joined(maria)
    sam.says("/pause")
    sam.taps("For 3 days")
    mine, his = carers(maria)["Mom"], carers(maria)["Sam"]
    assert mine.paused_until is None
    assert his.paused_until is not None
    assert (mine.zone, his.zone) == ("America/New_York", "America/Chicago")
    maria.says("/tips")
    maria.taps("Our hopes")
    maria.taps("Start")
    sam.says("Just a word")
    assert "simple helper" in sam.news or "What would you like" in sam.news
    maria.says("Ride the bus alone")
    assert maria.family().children[0].notes["hopes.year"].words == ("Ride the bus alone",)


def test_only_the_hash_of_a_token_is_kept(maria: Player) -> None:
    payload = link_of(maria)
    token = payload.removeprefix("join_")
    assert len(token) == 32, "128 bits in hex"
    kept = "".join(data.decode() for data in maria.town.records.values())
    assert token not in kept
    assert hash_of(token) in kept


@pytest.mark.parametrize("fault", ["used", "expired", "revoked", "replaced", "wrong", "short", "nothing"])
def test_a_link_that_does_not_work_has_one_answer(maria: Player, fault: str) -> None:
    payload = link_of(maria)
    sam = stranger(maria.town)
    match fault:
        case "used":
            first = stranger(maria.town, 3003)
            first.opens(payload)
            first.taps("Yes, I take part")
        case "expired":
            sam.opens(payload)
            maria.waits(timedelta(hours=24))
        case "revoked":
            maria.taps("Take the link back")
        case "replaced":
            maria.taps("Take the link back")
            link_of(maria)
        case "wrong":
            payload = "join_" + "0" * 32
        case "short":
            payload = payload[:-1]
        case "nothing":
            payload = "join_"
    before = everything(maria.town)
    sam.opens(payload)
    assert NO_LINK in sam.news
    assert "Ana" not in sam.news
    assert "Mom" not in sam.news
    sam.taps_data(encode(Join(payload.removeprefix("join_"))), sam.shown[-1].id)
    assert NO_LINK in sam.news
    assert maria.town.record_at(f"person:{SAM}") is None
    if fault != "expired":
        assert everything(maria.town) == before
    else:
        assert maria.family().invite is None


def test_a_second_tap_on_yes_is_the_same_tap(maria: Player) -> None:
    sam = stranger(maria.town)
    sam.opens(link_of(maria))
    shown, yes = sam.find_button("Yes, I take part")
    sam.taps_data(yes.data, shown.id)
    sam.taps_data(yes.data, shown.id)
    assert "You take part already." in maria.town.toasts
    assert len(maria.family().carers) == 2


def test_saying_no_keeps_nothing(maria: Player) -> None:
    sam = stranger(maria.town)
    sam.opens(link_of(maria))
    sam.taps("No, thank you")
    assert maria.town.record_at(f"person:{SAM}") is None
    assert maria.family().invite is not None, "the link still works for one who says yes"


def test_one_link_at_a_time(maria: Player) -> None:
    link_of(maria)
    before = everything(maria.town)
    maria.taps_data(encode(InviteAs("viewer")))
    assert "A link is open already." in maria.town.toasts
    assert everything(maria.town) == before


def test_who_has_things_of_their_own_stays_where_they_are(maria: Player) -> None:
    payload = link_of(maria)
    sam = settled(maria.town, SAM, child="Leo")
    sam.says("/ask Does Leo get help?")
    sam.opens(payload)
    assert "One person belongs to one family here." in sam.news
    sam.taps_data(encode(Join(payload.removeprefix("join_"))))
    assert "One person belongs to one family here." in sam.news
    assert sam.family().children[0].name == "Leo"
    assert len(maria.family().carers) == 1


def test_who_has_an_empty_record_can_switch(maria: Player) -> None:
    payload = link_of(maria)
    sam = settled(maria.town, SAM, child="Leo")
    sam.opens(payload)
    assert "Your own page here is still empty. It goes when you say yes." in sam.news
    sam.taps("Yes, I take part")
    sam.says("Sam")
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    assert sam.family().id == maria.family().id
    assert len(maria.town.records) == 1


def test_the_owner_cannot_use_the_own_link(maria: Player) -> None:
    payload = link_of(maria)
    maria.opens(payload)
    assert "You take part already." in maria.news
    maria.taps_data(encode(Join(payload.removeprefix("join_"))))
    assert len(maria.family().carers) == 1


# ---- what a viewer may do --------------------------------------------------------------------------------------------


def full_life(player: Player) -> None:
    """Something of everything, so that every button has something to find."""
    player.says("/ask Is there a bus?")
    player.says("/meeting")
    player.picks(date(2026, 12, 10))
    player.picks_time(time(10))
    player.says("/homework")
    player.taps("Start")
    player.taps("Mon")
    player.taps("Done")
    player.picks_time(time(16))
    player.taps("Skip")
    player.taps("Skip")
    player.says("/feedback")
    player.taps("Every week")
    player.says("/forms")
    player.taps("Add a form")
    player.says("Field trip")
    player.picks(date(2026, 12, 4))
    player.taps("Skip")
    player.says("/cancel")


def everything(town: Town) -> list[Any]:
    """All records, without the numbers of handled updates and the next waking."""
    kept = [json.loads(data) for _, data in sorted(town.records.items())]
    for each in kept:
        each["record"].pop("seen", None)
        each["record"].pop("due", None)
    return kept


def ids_in(value: Any) -> Iterator[str]:
    """Every string that a record holds: ids, hashes, words."""
    if isinstance(value, dict):
        for each in value.values():
            yield from ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each)
    elif isinstance(value, str):
        yield value


def every_action(words: list[str], numbers: list[int]) -> Iterator[Action]:
    """Each kind of button with each of these words wherever it carries one."""
    for kind in [*REGISTRY.taps, *REGISTRY.texts]:
        hints = get_type_hints(kind)
        for word in words:
            for number in numbers:
                values = {name: value_for(hint, word, number) for name, hint in hints.items()}
                action = kind(**values)
                try:
                    encode(action)
                except ValueError:
                    continue
                yield action


def value_for(hint: Any, word: str, number: int) -> Any:
    if args := [each for each in get_args(hint) if each is not type(None)]:
        return args[-1] if isinstance(args[-1], str) else value_for(args[0], word, number)
    samples: dict[Any, Any] = {
        str: word,
        int: number,
        bool: True,
        date: date(2026, 12, 1),
        time: time(10),
        datetime: MORNING,
    }
    assert get_origin(hint) is None
    return samples[hint]


def own_part_aside(record: Family, person: int) -> Family:
    return msgspec.structs.replace(
        record, seen=(), due=None, carers=tuple(each for each in record.carers if each.person != person)
    )


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


# ---- the way out -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Add and change things", "Only look"])
def test_taken_out_at_once(maria: Player, role: str) -> None:
    sam = joined(maria, role)
    sam.says("/questions")
    button = sam.newest_rows()[0][0]
    maria.says("/share")
    maria.taps("Take out: Sam")
    maria.taps("Yes, take them out")
    assert "Mom has ended the sharing." in plain(sam.shown[-1].text)
    assert maria.town.record_at(f"person:{SAM}") is None
    sam.taps_data(button.data)
    assert "Ana" not in sam.news
    sam.says("/questions")
    assert "Before we start, here is what I keep" in sam.news
    assert str(SAM) not in "".join(data.decode() for data in maria.town.records.values())


@pytest.mark.parametrize("role", ["Add and change things", "Only look"])
@pytest.mark.parametrize("way", ["/delete", "/share"])
def test_leaving_takes_only_oneself(maria: Player, role: str, way: str) -> None:
    maria.says("/ask Is there a bus?")
    sam = joined(maria, role)
    if role != "Only look":
        sam.says("/ask Who drives it?")
    sam.says(way)
    if way == "/share":
        sam.taps("I would like to leave")
    sam.taps("Yes, take me out")
    assert "You are out, and I keep nothing about you." in sam.news
    assert "Sam has left." in plain(maria.shown[-1].text)
    assert maria.town.record_at(f"person:{SAM}") is None
    assert str(SAM) not in "".join(data.decode() for data in maria.town.records.values())
    maria.says("/questions")
    assert "Is there a bus?" in maria.news
    assert ("Who drives it?" in maria.news) == (role != "Only look")


def test_a_forged_delete_of_a_collaborator_takes_only_oneself(maria: Player) -> None:
    sam = joined(maria)
    sam.taps_data(encode(DeleteAll(maria.town.now.date().isoformat())))
    assert maria.family().children[0].name == "Ana"


def test_the_owner_deletes_all_and_the_others_hear_of_it(maria: Player) -> None:
    sam = joined(maria)
    maria.says("/delete")
    maria.taps("Yes, delete everything")
    assert maria.town.records == {}
    assert "Mom has deleted all that you shared here." in plain(sam.shown[-1].text)
    sam.says("/questions")
    assert "Before we start" in sam.news


def test_the_export_holds_nothing_of_the_others_but_their_word(maria: Player) -> None:
    sam = joined(maria)
    sam.says("/tips")
    sam.taps("Our hopes")
    for player, other in ((maria, sam), (sam, maria)):
        player.says("/export")
        data = json.loads(player.fresh[-1].file)
        assert [each["person"] for each in data["carers"]] == [player.person]
        assert str(other.person) not in json.dumps(data["carers"])
        assert len(data["others"]) == 1
        assert "invite" not in data


# ---- reminders -------------------------------------------------------------------------------------------------------


def set_meeting(player: Player) -> None:
    player.says("/meeting")
    player.picks(date(2026, 12, 10))
    player.picks_time(time(15, 30))


def test_reminders_go_to_whoever_chose_them_and_can_be_taken_over(maria: Player) -> None:
    sam = joined(maria)
    set_meeting(sam)
    heard = len(maria.shown)
    maria.waits(timedelta(days=3))
    assert any("What would you like to ask?" in plain(m.text) for m in sam.fresh + sam.shown)
    assert len(maria.shown) == heard
    maria.says("/share")
    maria.taps("Who gets the reminders")
    assert "• Ana, the meeting: Sam" in maria.news
    maria.taps("To me: Ana, the meeting")
    assert "• Ana, the meeting: you" in maria.news
    count = len(sam.shown)
    maria.waits(timedelta(days=7))
    assert "Would you like to send a question ahead?" in maria.news
    assert "What would you like to ask?" not in maria.news, "what Sam was told is not told again"
    assert len(sam.shown) == count


def test_reminders_of_one_who_left_stop_until_they_are_taken_over(maria: Player) -> None:
    sam = joined(maria)
    set_meeting(sam)
    sam.says("/share")
    sam.taps("I would like to leave")
    sam.taps("Yes, take me out")
    count = len(sam.shown)
    maria.waits(timedelta(days=3))
    assert maria.news == ""
    assert len(sam.shown) == count
    maria.taps("Who gets the reminders")
    assert "• Ana, the meeting: nobody" in maria.news
    maria.taps("To me: Ana, the meeting")
    maria.waits(timedelta(days=8))
    assert "One week to go" in maria.news


def test_every_kind_of_reminder_can_be_taken_over(maria: Player) -> None:
    full_life(maria)
    sam = joined(maria)
    child = maria.family().children[0].id
    for what in ("meetings", "homework", "feedback", "forms"):
        sam.taps_data(encode(TakeOver(child, what)))
    sam.says("/share")
    sam.taps("Who gets the reminders")
    assert "Mom" not in sam.news
    assert sam.news.count(": you") == 4


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


def test_an_invitation_is_found_only_while_it_is_open(maria: Player) -> None:
    token = link_of(maria).removeprefix("join_")
    assert maria.town.record_at(f"invite:{hash_of(token)}") is not None
    maria.taps("Take the link back")
    assert maria.town.record_at(f"invite:{hash_of(token)}") is None
