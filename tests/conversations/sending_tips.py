"""How a coach sends a tip in the stories, and what stands in a group then."""

from __future__ import annotations

from datetime import timedelta

from player import Player, Town

MINUTE = timedelta(seconds=60)


def send_tip(coach: Player, where: str = "", *, wait: bool = True) -> None:
    """Send the first tip of the list."""
    coach.says("/broadcast")
    coach.taps_last(coach.labels()[0])
    if where == "All my groups":
        coach.taps(where)
    elif where:
        coach.taps(where)
        coach.taps("Go on")
    coach.taps("Send it now")
    if wait:
        coach.waits(MINUTE)


def tips_in(town: Town, chat: int) -> list[str]:
    """The tips that stand in a group."""
    return [shown.text for shown in town.chats.get(chat, []) if shown.rows and _is_door(shown.rows[0][0].label)]


def _is_door(label: str) -> bool:
    return label.startswith(("Do it privately", "Hacerlo en privado", "Hazlo en privado"))
