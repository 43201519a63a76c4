"""A town with one person of each role, and what each of them may try there.

What counts as success is read from the records, and never from what the bot says.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable

from group_town import LEA, MARIA, OMAR, ROOM, RUTH, SAM, admin_of, apply, coach_of, founded, group_at, in_group
from player import Player, Town, house_of, settled

from bot.core.buttons import encode
from bot.core.coaching.broadcast_buttons import PickTip
from bot.core.house_coaches import Revoke
from bot.core.records import Application, Group

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
Rule = tuple[Act, frozenset[str], Callable[[Street], Success]]  # what is done, who may, and what would be a success


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


def changed(look: Callable[[Street], object]) -> Callable[[Street], Success]:
    """Success is that something is not as it was."""

    def before(street: Street) -> Success:
        was = look(street)
        return lambda later: look(later) != was

    return before


def seen(text: str) -> Callable[[Street], Success]:
    """Success is that somebody is shown this."""
    return lambda street: (
        lambda later: any(text in m.text for shown in later.town.chats.values() for m in shown if m.at > later.since)
    )


def such(judge: Success) -> Callable[[Street], Success]:
    """Success is how it is in the end."""
    return lambda street: judge
