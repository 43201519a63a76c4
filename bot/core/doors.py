"""The deep link below a tip: which practice it opens, and from which group, so that openings can be counted.

A group counts how many people have opened each of its tips, never who. Who has opened what is kept in the person's own
record alone, so that each one counts once. A coach sees a count only from `SHOWN_FROM` people up.
"""

from __future__ import annotations

from bot.core.inner_events import TipOpened
from bot.core.records import door_address
from bot.core.turn import Speaker, Turn

SHOWN_FROM = 5
REMEMBERED = 200  # doors that one person has been through
_MARK = "-g"


def payload(tip: str, token: str) -> str:
    """What the link carries: at most 64 letters, digits, `-` and `_`."""
    return f"{tip}{_MARK}{token}" if token else tip


def read(wanted: str) -> tuple[str, str]:
    """The conversation and the group's token; the token is empty for a link that comes from no group."""
    tip, mark, token = wanted.rpartition(_MARK)
    return (tip, token) if mark and token.isalnum() else (wanted, "")


def opened(turn: Turn, wanted: str) -> None:
    """The carer has come through this link."""
    tip, token = read(wanted)
    if token and wanted not in turn.carer.opened and tip in turn.edition.conversations:
        turn.change_carer(opened=(*turn.carer.opened, wanted)[-REMEMBERED:])
        count(turn, tip, token)


def count(speaker: Speaker, tip: str, token: str) -> None:
    """Let the group count one more, without a word about who it was."""
    speaker.forward(door_address(token), TipOpened(person=0, nonce=speaker.new_id(), tip=tip))
