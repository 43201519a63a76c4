"""The family's own hand on its data: what is kept, a copy of it, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching import leaving, peer_coaching
from bot.core.coaching.carers import others
from bot.core.coaching.privacy_notice import what_is_kept
from bot.core.conversation import Content
from bot.core.engine import Open
from bot.core.events import ButtonTapped
from bot.core.file_names import file_name
from bot.core.records import Family
from bot.core.requests import AnswerTap, Forward, Outward, SendFile
from bot.core.text import Html
from bot.core.turn import Speaker, Turn


class DeleteAll(Action, frozen=True, tag="da"):
    """Yes, delete everything. `asked` is the day of the question, so that an old button does nothing."""

    asked: str


class KeepAll(Action, frozen=True, tag="dk"):
    """No, keep it."""


ALWAYS = (DeleteAll, KeepAll)  # also before the first minutes are over


def _privacy(turn: Turn, _: str) -> None:
    turn.say(what_is_kept(turn))


def _export(turn: Turn, _: str) -> None:
    if turn.family is None:
        return
    content = msgspec.json.format(msgspec.json.encode(_copy(turn, turn.family)), indent=2)
    turn.requests.append(
        SendFile(
            chat=turn.carer.person,
            name=f"{file_name(turn, 'copy', turn.today)}.json",
            content=content,
            html=str(turn._("Here is all I keep about your family, in a plain file that any computer can open.")),
        )
    )


def _copy(turn: Turn, family: Family) -> Any:
    """Everything but what is the other carers' own: of them, only how they are called and what they may do."""
    copy = msgspec.to_builtins(msgspec.structs.replace(family, carers=(turn.carer,), invite=None))
    copy["others"] = [{"word": each.word, "role": each.role} for each in others(turn)]
    return copy


def _ask_delete(turn: Turn, _: str) -> None:
    if turn.carer.role != "owner":
        leaving.ask_to_leave(turn)
        return
    rows: list[Row] = [
        (button(turn.label("Yes, delete everything"), DeleteAll(turn.today.isoformat())),),
        (button(turn.label("No, keep it"), KeepAll()),),
    ]
    turn.show(
        turn._(
            "This deletes all I keep: every child, question, note and reminder. It cannot be undone. "
            "You can take a copy first with /export.\n\nShall I delete everything?"
        ),
        rows,
    )


def _delete(turn: Turn, tap: DeleteAll) -> None:
    if tap.asked != turn.today.isoformat():
        turn.toast = turn.label("That question is from another day.")
        turn.tapped = 0
        _ask_delete(turn, "")
        return
    if turn.carer.role != "owner":
        leaving.leave(turn)
        return
    leaving.tell_others_it_is_gone(turn)
    turn.show(_all_deleted(turn))
    peer_coaching.leave(turn)
    turn.family = None


def _all_deleted(speaker: Speaker) -> Html:
    return speaker._(
        "All of it is deleted. Thank you for the time we had. If you ever want to begin again, say /start."
    )


def deleted_already(content: Content, event: ButtonTapped, now: datetime) -> list[Outward | Forward]:
    """For somebody of whom nothing is kept any more and who taps Yes again, or whose tap comes again because the bot
    was killed before it could say so."""
    stranger = Speaker(content, event.origin.language, now, event.origin.nonce)
    stranger.send(event.origin.chat, _all_deleted(stranger))
    return [AnswerTap(query=event.query), *stranger.requests]


def _keep(turn: Turn, _: KeepAll) -> None:
    turn.show(turn._("Good, everything stays."), [(button(turn.label("What can we do?"), Open("")),)])


PRIVACY = Capability(
    name="privacy",
    commands={"privacy": _privacy, "export": _export, "delete": _ask_delete},
    taps={DeleteAll: _delete, KeepAll: _keep},
    menu={
        "privacy": mark("What I keep, and why"),
        "export": mark("A copy of everything I keep"),
        "delete": mark("Delete everything"),
    },
)
