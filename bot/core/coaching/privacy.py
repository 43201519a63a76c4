"""The family's own hand on its data: what is kept, a copy of it, and its end."""

from __future__ import annotations

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching import peer_coaching
from bot.core.coaching.first_minutes import what_is_kept
from bot.core.engine import Open
from bot.core.requests import SendFile
from bot.core.turn import Turn


class DeleteAll(Action, frozen=True, tag="da"):
    """Yes, delete everything. `asked` is the day of the question, so that an old button does nothing."""

    asked: str


class KeepAll(Action, frozen=True, tag="dk"):
    """No, keep it."""


def _privacy(turn: Turn, _: str) -> None:
    turn.say(what_is_kept(turn))


def _export(turn: Turn, _: str) -> None:
    content = msgspec.json.format(msgspec.json.encode(turn.family), indent=2)
    turn.requests.append(
        SendFile(
            chat=turn.carer.person,
            name=f"sameside-{turn.today.isoformat()}.json",
            content=content,
            html=str(turn._("Here is all I keep about your family, in a plain file that any computer can open.")),
        )
    )


def _ask_delete(turn: Turn, _: str) -> None:
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
    turn.show(
        turn._("All of it is deleted. Thank you for the time we had. If you ever want to begin again, say /start.")
    )
    peer_coaching.leave(turn)
    turn.family = None


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
