"""Every role against every command, button and forged callback of coaching: no success where there should be none.

What counts as success is read from the records, and never from what the bot says.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Callable
from datetime import datetime

import msgspec
import pytest
from group_town import (
    CODE,
    LEA,
    MARIA,
    OMAR,
    ROOM,
    RUTH,
    SAM,
    admin_of,
    apply,
    coach_of,
    everything,
    founded,
    group_at,
    in_group,
    tap_in_group,
)
from player import Player, Town, house_of, settled

from bot.core import group, house
from bot.core.buttons import Action, encode
from bot.core.coach_questions import CoachQuestion
from bot.core.coaching import REGISTRY
from bot.core.coaching.ask_coach_buttons import DropQuestion, Reply, SendQuestion, WriteQuestion
from bot.core.coaching.broadcast_buttons import (
    DropTip,
    GroupsPicked,
    OwnWords,
    PickGroups,
    PickTip,
    PickTips,
    SendTip,
    Steer,
    TickGroup,
    WriteWords,
)
from bot.core.coaching.broadcast_time import DayIs, HourIs, PickDay, TimeIs
from bot.core.coaching.coach_duty import SendAnswer, SetDuty, WriteAnswer
from bot.core.coaching.groups import (
    ChooseFor,
    FindGroupZone,
    ListGroups,
    SetGroupCap,
    SetGroupLanguage,
    SetGroupQuiet,
    SetGroupZone,
    ShowGroup,
    UnlinkGroup,
)
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion
from bot.core.house_coaches import Coaches, Decide, Revoke
from bot.core.house_reviews import LookedAt
from bot.core.records import Application, Broadcast, Destination, Family, Group, Post, Review, person_address
from bot.core.records import encode as encode_record

CONTENT = Town()  # read once
ZOE, NOA = 1003, 2003  # a stranger; a coach whose right was revoked
CLUB = -1002  # Lea's group

ROLES = {
    "admin": OMAR,
    "coach": RUTH,  # of ROOM
    "other coach": LEA,  # of CLUB
    "revoked coach": NOA,
    "applicant": SAM,
    "member": MARIA,
    "stranger": ZOE,
    "anonymous admin": 0,
}
EVERYBODY = frozenset(ROLES)


class Street:
    """The town with one of each role, Ruth with a preview that waits for her Yes."""

    def __init__(self) -> None:
        self.since = 0  # when the act began that is being judged
        self.town = founded(CONTENT)
        self.omar = admin_of(self.town)
        self.ruth = coach_of(self.town, RUTH, "Ruth", ROOM)
        coach_of(self.town, LEA, "Lea", CLUB)
        coach_of(self.town, NOA, "Noa", -1003)
        self.omar.taps_data(encode(Revoke(self.application(NOA).id, True)))
        settled(self.town, MARIA)
        sam = settled(self.town, SAM)
        apply(sam, "Sam")
        self.ruth.says("/broadcast")
        self.ruth.taps_data(encode(PickTip("hopes")))

    def application(self, person: int) -> Application:
        return next(each for each in house_of(self.town).applications if each.person == person)

    def draft(self) -> str:
        draft = self.ruth.family().carers[0].draft
        assert draft is not None
        return draft.id

    def tips(self, chat: int) -> int:
        """How many tips the group has had, and how many wait for it."""
        found = group_at(self.town, chat)
        return len(found.tips) + len(found.planned) if isinstance(found, Group) else -1

    def player(self, role: str) -> Player:
        return Player(self.town, ROLES[role])


@functools.cache
def first_street() -> Street:
    """Built once."""
    return Street()


def fresh_street() -> Street:
    """A copy of its records and chats."""
    first = first_street()
    return copy.deepcopy(first, {id(first.town.content): first.town.content})


Act = Callable[[Street, Player], object]
Success = Callable[[Street], bool]


def doing(*acts: Act) -> Act:
    """One after the other."""

    def every(street: Street, player: Player) -> None:
        for act in acts:
            act(street, player)

    return every


def private(text: str) -> Act:
    return lambda street, player: player.says(text)


def forged(data: Callable[[Street], str]) -> Act:
    return lambda street, player: player.taps_data(data(street))


def grouped(text: str, chat: int = ROOM, *, admin: bool = True) -> Act:
    return lambda street, player: (None, in_group(player, chat, text, admin=admin))[0]


def state_of(person: int) -> Callable[[Street], str]:
    return lambda street: next((a.state for a in house_of(street.town).applications if a.person == person), "gone")


def coach_in(chat: int) -> Callable[[Street], int]:
    def found(street: Street) -> int:
        record = group_at(street.town, chat)
        return record.coach if record else 0

    return found


def changed(look: Callable[[Street], object]) -> Callable[[Street], Success]:
    """Success is that something is not as it was."""

    def before(street: Street) -> Success:
        was = look(street)
        return lambda later: look(later) != was

    return before


def muted(street: Street) -> bool:
    record = group_at(street.town, ROOM)
    return record is not None and record.muted


def settings_of(street: Street) -> tuple[object, ...]:
    record = group_at(street.town, ROOM)
    return (record.language, record.zone, record.quiet_from, record.cap) if record else ()


def seen(text: str) -> Callable[[Street], Success]:
    """Success is that somebody is shown this."""
    return lambda street: (
        lambda later: any(text in m.text for shown in later.town.chats.values() for m in shown if m.at > later.since)
    )


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


# ---- a question of Maria's that lies before Ruth


def drafted_question(street: Street) -> str:
    """Maria has written a question and not sent it yet."""
    maria = street.player("member")
    maria.says("/askcoach Why?")
    draft = maria.family().carers[0].asking
    assert draft is not None
    return draft.id


def asked(street: Street) -> CoachQuestion:
    """Ruth is on duty, and Maria has asked."""
    street.ruth.says("/duty on")
    drafted_question(street)
    street.player("member").taps("Send it")
    return question_in(street)


def taken(street: Street) -> CoachQuestion:
    """Ruth would like to answer."""
    question = asked(street)
    street.ruth.taps_data(encode(TakeQuestion(question.id)))
    return question


def answered(street: Street) -> CoachQuestion:
    """Ruth has answered."""
    question = taken(street)
    street.ruth.says("Because.")
    street.ruth.taps("Send it")
    return question


def of_maria(what: str) -> Act:
    """Maria's answered question, and what only she may do about it."""
    return lambda street, player: player.taps_data(json.dumps(["cqa", answered(street).id, what]))


def wants_to_meet(street: Street, player: Player, yes: bool) -> None:
    question = answered(street)
    street.player("member").taps_data(encode(Reply(question.id, "meet_yes")))
    player.taps_data(encode(MeetParent(question.id, yes)))


def reported(street: Street, player: Player) -> None:
    question = answered(street)
    street.player("member").taps_data(encode(Reply(question.id, "report_yes")))
    player.taps_data(encode(LookedAtAnswer(question.id)))


def asks_again(street: Street, player: Player) -> None:
    player.taps_data(encode(WriteQuestion(answered(street).id)))
    player.says("And then?")
    if "Send it" in player.labels():
        player.taps("Send it")


def answers_for_ruth(street: Street, player: Player) -> None:
    question = taken(street)
    player.taps_data(encode(WriteAnswer(question.id)))
    player.says("Words of somebody else")
    player.taps_data(encode(SendAnswer(question.id)))


def question_in(street: Street) -> CoachQuestion:
    [only] = house_of(street.town).questions
    return only


def such(judge: Success) -> Callable[[Street], Success]:
    """Success is how it is in the end."""
    return lambda street: judge


NONE_LEFT = such(lambda later: house_of(later.town).questions == ())
TAKEN = such(lambda later: bool(question_in(later).taker))


# what is done, who may, and what would be a success
TABLE: dict[str, tuple[Act, frozenset[str], Callable[[Street], Success]]] = {
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
    "looking at what Ruth would like to send": (
        lambda s, p: passes(s, p),
        frozenset({"admin", "other coach"}),
        lambda street: lambda later: later.tips(ROOM) > 0,
    ),
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
    "/duty on": (
        private("/duty on"), frozenset({"coach", "other coach"}), changed(lambda s: house_of(s.town).duties),
    ),
    "a forged Go on duty": (
        forged(lambda s: encode(SetDuty(True))),
        frozenset({"coach", "other coach"}),
        changed(lambda s: house_of(s.town).duties),
    ),
    "/askcoach": (
        private("/askcoach Why?"),
        frozenset({"coach", "other coach", "revoked coach", "applicant", "member"}),
        seen("This is all that a coach will see"),
    ),
    "sending what Maria has not sent": (
        forged(lambda s: encode(SendQuestion(drafted_question(s)))),
        frozenset({"member"}),
        changed(lambda s: house_of(s.town).questions),
    ),
    "dropping what Maria has not sent": (
        forged(lambda s: encode(DropQuestion(drafted_question(s)))),
        frozenset({"member"}),
        such(lambda later: later.player("member").family().carers[0].asking is None),
    ),
    "taking Maria's question back": (
        forged(lambda s: encode(Reply(asked(s).id, "back"))), frozenset({"member"}), NONE_LEFT,
    ),
    "thanking for Maria": (of_maria("thanks"), frozenset({"member"}), NONE_LEFT),
    "asking to meet for Maria": (
        of_maria("meet_yes"), frozenset({"member"}), such(lambda later: bool(question_in(later).meet)),
    ),
    "reporting for Maria": (
        of_maria("report_yes"), frozenset({"member"}), such(lambda later: question_in(later).stand == "reported"),
    ),
    "asking Ruth once more for Maria": (
        asks_again, frozenset({"member"}), such(lambda later: len(question_in(later).words) > 2),
    ),
    "taking Maria's question": (
        forged(lambda s: encode(TakeQuestion(asked(s).id))), frozenset({"coach"}), TAKEN,
    ),
    "taking Maria's question from within the group": (
        doing(lambda s, p: tap_in_group(s.town, p.person, ROOM, encode(TakeQuestion(asked(s).id)))),
        frozenset(),
        TAKEN,
    ),
    "passing Maria's question": (
        forged(lambda s: encode(PassQuestion(asked(s).id))),
        frozenset({"coach"}),
        such(lambda later: bool(question_in(later).passed)),
    ),
    "giving back what Ruth has taken": (
        forged(lambda s: encode(GiveBack(taken(s).id))),
        frozenset({"coach"}),
        such(lambda later: not question_in(later).taker),
    ),
    "taking what Ruth has taken": (
        forged(lambda s: encode(TakeQuestion(taken(s).id))),
        frozenset(),
        such(lambda later: question_in(later).taker != RUTH),
    ),
    "answering for Ruth": (
        answers_for_ruth,
        frozenset({"coach"}),
        such(lambda later: question_in(later).words[1:] == ("Words of somebody else",)),
    ),
    "agreeing to meet for Ruth": (
        lambda s, p: wants_to_meet(s, p, True), frozenset({"coach"}), seen("tg://user"),
    ),
    "declining to meet for Ruth": (
        lambda s, p: wants_to_meet(s, p, False),
        frozenset({"coach"}),
        such(lambda later: question_in(later).meet == "no"),
    ),
    "meeting whom nobody has asked to meet": (
        forged(lambda s: encode(MeetParent(answered(s).id, True))), frozenset(), seen("tg://user"),
    ),
    "a decision on a reported answer": (reported, frozenset({"admin"}), NONE_LEFT),
    "a question that is none": (
        forged(lambda s: encode(TakeQuestion("nobody"))), frozenset(), changed(lambda s: house_of(s.town).questions),
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
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", TABLE)
def test_only_who_may_succeeds(what: str, role: str) -> None:
    street = fresh_street()
    act, may, success = TABLE[what]
    judge = success(street)
    street.since = street.town.count
    act(street, street.player(role))
    assert judge(street) is (role in may)
    assert not street.town.open_queries


def test_every_personal_command_has_its_door() -> None:
    assert group.PERSONAL.isdisjoint(group.MENU)
    street = fresh_street()
    for name in (*REGISTRY.commands, *house.COMMANDS):
        for role in ROLES:
            street.town.now += group.TOLD_AGAIN
            before = everything(street.town)
            [answer] = in_group(street.player(role), ROOM, f"/{name}", admin=True)
            assert "between you and me" in answer.text
            assert answer.rows[0][0].url
            assert without_traces(everything(street.town)) == without_traces(before)


def without_traces(records: str) -> str:
    """The records without the numbers of the updates that they have handled, and when a group was answered."""
    return re.sub(r'"seen":\[[^{}]*?\]\]|"seen":\[\]|,"told":\{[^{}]*\}', "", records)


def test_every_button_of_coaching_has_its_row() -> None:
    mine = {
        PickTips, PickTip, OwnWords, WriteWords, PickGroups, TickGroup, GroupsPicked, SendTip, DropTip,
        PickDay, DayIs, HourIs, TimeIs, Steer,
    }  # fmt: skip
    groups = {
        ListGroups, ShowGroup, ChooseFor, SetGroupLanguage, SetGroupZone, FindGroupZone, SetGroupQuiet, SetGroupCap,
        UnlinkGroup,
    }  # fmt: skip
    questions = {SetDuty, WriteAnswer, SendAnswer, WriteQuestion, SendQuestion, DropQuestion, Reply}
    rooms = (
        "broadcast_buttons", "broadcast_time", "broadcast_progress", "peer_coaching", "groups",
        "coach_duty", "ask_coach_buttons",
    )  # fmt: skip
    offered = {kind for kind in {*REGISTRY.taps, *REGISTRY.texts} if kind.__module__.endswith(rooms)}
    assert offered == mine | groups | questions
    of_questions = {TakeQuestion, PassQuestion, GiveBack, MeetParent, LookedAtAnswer}
    assert {Decide, Revoke, Coaches, LookedAt} | of_questions == {
        kind for kind in vars(house).values() if kind in Action.__subclasses__()
    }
