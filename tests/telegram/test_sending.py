"""The sender against the practice chat: the ledger says what was accepted, the desk what was reported."""

from __future__ import annotations

import pytest
from telegram_stand_ins import GROUP, Office, eventually

from bot.core.buttons import Button
from bot.core.requests import (
    AnswerTap,
    ClearButtons,
    CountMembers,
    EditMessage,
    Lane,
    LeaveChat,
    SendFile,
    SendMessage,
    SendPhoto,
)
from bot.practice_chat import (
    DropAfterAccept,
    DropBeforeAccept,
    PersonClient,
    PracticeChat,
    Refuse,
    Respond,
)
from bot.service.delivery import Delivered, Gone, Moved, Refused, Uncertain

pytest_plugins = ["telegram_fixtures"]

ROWS = ((Button("Yes", data="[1]"), Button("Site", url="https://example.org")),)


def accepted(practice: PracticeChat, method: str = "sendMessage") -> list[str]:
    return [str(entry.params.get("text", "")) for entry in practice.calls(method) if entry.accepted]


def slow_down(seconds: object) -> Refuse:
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
    return Refuse(429, body if seconds is None else {**body, "parameters": {"retry_after": seconds}})


async def test_every_kind_of_request_reaches_the_chat(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    said = SendMessage(chat=maria.id, html="<b>Hi</b> &amp; welcome \ud83d", rows=ROWS)
    assert await office.deliver(said) == Delivered()
    message = maria.last()
    assert message.text == "Hi & welcome �"
    assert message.buttons == [["Yes", "Site"]]
    edit = EditMessage(chat=maria.id, message=message.id, html="<i>Changed</i>", rows=ROWS)
    assert await office.deliver(edit) == Delivered()
    assert maria.last().text == "Changed"
    assert await office.deliver(ClearButtons(chat=maria.id, message=message.id)) == Delivered()
    assert maria.last().buttons == []
    file = SendFile(chat=maria.id, name='Fragen "für" das\n/Team.pdf', content=b"%PDF-1.7", html="For <b>you</b>")
    assert await office.deliver(file) == Delivered()
    (entry,) = practice.calls("sendDocument")
    assert entry.params["document"].data == b"%PDF-1.7"
    assert entry.params["document"].name == "Fragen _für_ das__Team.pdf"
    assert [sign.params["action"] for sign in practice.calls("sendChatAction")] == ["upload_document"]


async def test_a_keyboard_that_asks_for_the_place_appears_and_goes(office: Office, maria: PersonClient) -> None:
    await office.deliver(SendMessage(chat=maria.id, html="Where?", ask_location="Share my place"))
    assert maria.keyboard() == [["Share my place"]]
    assert await office.deliver(SendMessage(chat=maria.id, html="Thanks", remove_keyboard=True)) == Delivered()


async def test_messages_to_one_chat_keep_their_order(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.faults.add("sendMessage", 1, DropBeforeAccept())
    names = [office.say(maria.id, str(number)) for number in range(3)]
    for name in names:
        assert await office.desk.outcome(name) == Delivered()
    assert accepted(practice) == ["0", "1", "2"]


@pytest.mark.parametrize("seconds", [None, 0, 1, "soon"])
async def test_a_refusal_for_speed_is_waited_out_and_nothing_is_lost(
    office: Office, practice: PracticeChat, maria: PersonClient, sam: PersonClient, seconds: object
) -> None:
    practice.faults.add("sendMessage", 1, slow_down(seconds))
    name = office.say(maria.id, "patient")
    await office.desk.until(lambda: True)
    other = office.say(sam.id, "others go on")
    assert await office.desk.outcome(other) == Delivered()
    assert await office.desk.outcome(name) == Delivered()
    assert accepted(practice) == ["others go on", "patient"]


async def test_a_refusal_meant_for_all_holds_back_all(office: Office, practice: PracticeChat) -> None:
    people = [practice.world.cast.add_person(f"Parent {number}") for number in range(5)]
    for person in people:
        person.started = True
    for nth in (1, 2, 3):
        practice.faults.add("sendMessage", nth, slow_down(1))
    for person in people[:3]:
        office.say(person.id)
    await eventually(lambda: len(practice.calls("sendMessage")) == 3)
    later = [office.say(person.id) for person in people[3:]]
    await office.desk.until(lambda: len(office.desk.outcomes) == 5)
    assert set(office.desk.outcomes) >= set(later)
    assert len(accepted(practice)) == 5
    refusals = [entry for entry in practice.calls("sendMessage") if entry.status == 429]
    assert len(refusals) == 3


@pytest.mark.parametrize("fault", [Refuse(500, "Internal Server Error"), Respond(502, "<html>Bad Gateway</html>")])
@pytest.mark.parametrize("lane", list(Lane))
async def test_a_failing_server_is_tried_again(
    office: Office, practice: PracticeChat, maria: PersonClient, fault: Refuse, lane: Lane
) -> None:
    practice.faults.add("sendMessage", 1, fault)
    assert await office.desk.outcome(office.say(maria.id, "once", lane)) == Delivered()
    assert accepted(practice) == ["once"]


@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.BROADCAST])
async def test_a_reminder_or_broadcast_whose_answer_is_lost_is_never_repeated(
    office: Office, practice: PracticeChat, maria: PersonClient, lane: Lane
) -> None:
    practice.faults.add("sendMessage", 1, DropAfterAccept())
    assert await office.desk.outcome(office.say(maria.id, "once", lane)) == Uncertain()
    assert accepted(practice) == ["once"]


async def test_a_gateway_time_out_counts_as_a_lost_answer(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.faults.add("sendMessage", 1, Respond(504, "<html>Gateway Timeout</html>", accept=True))
    assert await office.desk.outcome(office.say(maria.id, "once", Lane.BROADCAST)) == Uncertain()
    assert accepted(practice) == ["once"]


async def test_an_answer_that_nobody_can_read_counts_as_lost(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.faults.add("sendMessage", 1, Respond(200, "<html>Welcome to this hotel</html>"))
    assert await office.desk.outcome(office.say(maria.id, "once", Lane.BROADCAST)) == Uncertain()


async def test_a_reply_whose_answer_is_lost_is_sent_once_more_and_no_more(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    practice.faults.add("sendMessage", 1, DropAfterAccept())
    assert await office.desk.outcome(office.say(maria.id, "twice at most")) == Delivered()
    assert accepted(practice) == ["twice at most"] * 2
    practice.faults.add("sendMessage", 1, DropAfterAccept(), every=True)
    assert await office.desk.outcome(office.say(maria.id, "never thrice")) == Uncertain()
    assert accepted(practice).count("never thrice") == 2


async def test_an_edit_whose_answer_is_lost_is_repeated_and_not_modified_means_it_worked(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    await office.deliver(SendMessage(chat=maria.id, html="before"))
    practice.faults.add("editMessageText", 1, DropAfterAccept())
    edit = EditMessage(chat=maria.id, message=maria.last().id, html="after")
    assert await office.deliver(edit) == Delivered()
    assert [entry.error for entry in practice.calls("editMessageText")][1] is not None
    assert maria.last().text == "after"


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
    ],
)
async def test_an_edit_without_its_message_becomes_a_new_message(
    office: Office, practice: PracticeChat, maria: PersonClient, description: str
) -> None:
    practice.faults.add("editMessageText", 1, Refuse(400, f"Bad Request: {description}"))
    assert await office.deliver(EditMessage(chat=maria.id, message=77, html="here", rows=ROWS)) == Delivered()
    assert maria.last().text == "here"
    assert maria.last().buttons == [["Yes", "Site"]]


async def test_buttons_of_a_message_that_is_gone_need_no_clearing(office: Office, maria: PersonClient) -> None:
    assert await office.deliver(ClearButtons(chat=maria.id, message=99)) == Delivered()


async def test_a_tap_that_is_too_old_to_answer_is_done(office: Office) -> None:
    assert await office.deliver(AnswerTap(query="1", text="Saved")) == Delivered()


async def test_an_answered_tap_waits_for_no_lane(office: Office, practice: PracticeChat, maria: PersonClient) -> None:
    for number in range(50):
        office.say(maria.id, str(number))
    assert await office.deliver(AnswerTap(query="1")) == Delivered()
    assert len(accepted(practice)) < 50


async def test_somebody_who_blocked_the_bot_is_gone(office: Office, maria: PersonClient) -> None:
    await maria.block_bot()
    assert await office.deliver(SendMessage(chat=maria.id, html="?")) == Gone()


async def test_somebody_whom_telegram_does_not_know_is_gone(office: Office) -> None:
    assert await office.deliver(SendMessage(chat=404, html="?")) == Gone()


async def test_a_group_that_moved_is_told_with_its_new_place(office: Office, practice: PracticeChat) -> None:
    ruth = practice.world.person("Ruth")
    group = practice.world.cast.add_group("Basic", [ruth], [], basic=True)
    inside = practice.person("Ruth").in_chat(group)
    await inside.group("add_bot")
    await inside.group("upgrade")
    assert group.upgraded_to is not None
    outcome = await office.deliver(SendMessage(chat=group.id, html="tip", lane=Lane.BROADCAST))
    assert outcome == Moved(group.upgraded_to.id)


async def test_leaving_a_group(office: Office, practice: PracticeChat) -> None:
    ruth = practice.person("Ruth").in_chat(GROUP)
    await ruth.group("add_bot")
    assert await office.deliver(LeaveChat(chat=practice.world.group(GROUP).id)) == Delivered()
    assert not practice.world.group(GROUP).bot_in


async def test_how_many_are_in_a_group(office: Office, practice: PracticeChat) -> None:
    ruth = practice.person("Ruth").in_chat(GROUP)
    await ruth.group("add_bot")
    group = practice.world.group(GROUP)
    assert await office.deliver(CountMembers(chat=group.id)) == Delivered(members=len(group.members))
    await ruth.group("remove_bot")
    assert await office.deliver(CountMembers(chat=group.id)) == Gone()


async def test_a_refusal_gives_telegrams_words_and_none_of_ours(office: Office, maria: PersonClient) -> None:
    outcome = await office.deliver(SendMessage(chat=maria.id, html="<secret>x</secret>"))
    assert isinstance(outcome, Refused)
    assert "parse" in outcome.reason
    assert "secret" not in outcome.reason
    assert isinstance(await office.deliver(SendPhoto(chat=maria.id, photo="no-such-file")), Refused)


@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.BROADCAST])
async def test_a_reminder_or_broadcast_is_noted_down_before_it_is_sent(
    office: Office, practice: PracticeChat, maria: PersonClient, lane: Lane
) -> None:
    office.desk.broken_claims = 0
    first = office.say(maria.id, "wanted", lane)
    assert await office.desk.outcome(first) == Delivered()
    office.desk.unwanted = {"0002"}
    second = office.say(maria.id, "not wanted any more", lane)
    third = office.say(maria.id, "wanted too", lane)
    assert await office.desk.outcome(third) == Delivered()
    assert office.desk.claimed == [first, second, third]
    assert second not in office.desk.outcomes
    assert accepted(practice) == ["wanted", "wanted too"]


@pytest.mark.parametrize("lane", list(Lane))
async def test_what_is_not_wanted_any_more_is_not_sent_from_any_lane(
    office: Office, practice: PracticeChat, maria: PersonClient, lane: Lane
) -> None:
    office.desk.unwanted = {"0001"}
    first = office.say(maria.id, "of a family that is gone", lane)
    assert await office.desk.outcome(office.say(maria.id, "of another", lane)) == Delivered()
    assert first not in office.desk.outcomes
    assert accepted(practice) == ["of another"]


async def test_a_tap_of_a_family_that_is_gone_stops_spinning_without_words(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    office.desk.unwanted = {"0001"}
    await office.deliver(AnswerTap(query="of a family that is gone", text="It is about Ana."))
    assert "text" not in practice.calls("answerCallbackQuery")[0].params


async def test_what_was_tried_before_a_restart_is_not_tried_again(
    office: Office, practice: PracticeChat, maria: PersonClient
) -> None:
    reminder = SendMessage(chat=maria.id, html="again?", lane=Lane.REMINDER)
    assert await office.deliver(reminder, tried=True) == Uncertain()
    assert accepted(practice) == []


async def test_a_request_on_which_the_server_always_fails_does_not_block_its_chat_for_ever(
    office: Office, practice: PracticeChat, maria: PersonClient, sam: PersonClient
) -> None:
    practice.faults.add("sendDocument", 1, Refuse(500, "Internal Server Error"), every=True)
    bad = office.put(SendFile(chat=maria.id, name="x.pdf", content=b"x"))
    behind = office.say(maria.id, "behind it")
    while bad not in office.desk.outcomes:  # others succeed meanwhile, so the fault lies in the request
        tries = len(practice.calls("sendDocument"))
        await office.deliver(SendMessage(chat=sam.id, html="fine"))
        await eventually(lambda: len(practice.calls("sendDocument")) > tries or bad in office.desk.outcomes)  # noqa: B023
    assert isinstance(office.desk.outcomes[bad], Refused)
    assert await office.desk.outcome(behind) == Delivered()
