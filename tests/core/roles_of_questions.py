"""Who may do what about a question of Maria's that lies before Ruth, a coach."""

from __future__ import annotations

import json

from group_town import ROOM, RUTH, tap_in_group
from player import Player, house_of
from street import Act, Rule, Street, changed, doing, forged, private, seen, such

from bot.core.buttons import encode
from bot.core.coach_questions import CoachQuestion
from bot.core.coaching.ask_coach_buttons import DropQuestion, Reply, SendQuestion, WriteQuestion
from bot.core.coaching.coach_duty import SendAnswer, SetDuty, WriteAnswer
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion


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


NONE_LEFT = such(lambda later: house_of(later.town).questions == ())
TAKEN = such(lambda later: bool(question_in(later).taker))


TABLE: dict[str, Rule] = {
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
}  # fmt: skip
