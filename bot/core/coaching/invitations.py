"""The way into a family by its owner's link: what travels with it, and what is said at the door.

The link holds a secret of 128 bits and the family only its hash, so nobody finds a door that was not opened for them.
Whoever knocks has no record, or one of their own; what the family behind the door answers stands in `sharing.py`.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from bot.core.buttons import Action, Row, button
from bot.core.child import Child
from bot.core.inner_events import InviteAccepted, InviteOpened
from bot.core.records import Family, invite_address
from bot.core.text import Html, join
from bot.core.turn import Speaker, Turn

PREFIX = "join_"  # of the payload of a deep link

Own = Literal["nothing", "empty", "full"]


class Join(Action, frozen=True, tag="vj"):
    """Yes, take part in the family that this invitation is from."""

    token: str


class NoThanks(Action, frozen=True, tag="vn"):
    """No."""


class GiveWord(Action, frozen=True, tag="vg"):
    """The next text is how the other carers shall call this one."""


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def knock(speaker: Speaker, person: int, payload: str, own: Own) -> None:
    """Somebody has opened a link: ask the family behind it, if there is one."""
    token = payload.removeprefix(PREFIX)
    opened = InviteOpened(
        person=person, nonce=speaker.new_token(), token=token, language=speaker.words.language, own=own
    )
    speaker.forward(invite_address(hash_of(token)), opened)


def enter(speaker: Speaker, person: int, token: str) -> None:
    """Somebody of whom there is no record any more has agreed to take part."""
    accepted = InviteAccepted(person=person, nonce=speaker.new_token(), token=token, language=speaker.words.language)
    speaker.forward(invite_address(hash_of(token)), accepted)


def own_of(family: Family) -> Own:
    """Whether a person's own record holds a word yet, or somebody else."""
    blank = all(child == Child(id=child.id, name=child.name) for child in family.children)
    alone = len(family.carers) == 1 and family.invite is None and family.carers[0].coach == "no"
    return "empty" if blank and alone else "full"


def no_such_link(speaker: Speaker) -> Html:
    """The one answer to every link that does not work, so that it tells nothing."""
    return speaker._(
        "That link does not work. A link works once, and for one day. Please ask for a new one.\n\n"
        "/start shows what I can do for you."
    )


def one_family_only(speaker: Speaker) -> Html:
    """To somebody who keeps things of their own here."""
    return speaker._(
        "You keep things of your own with me. One person belongs to one family here.\n\n"
        "To take part in the other one, take a copy of yours with /export. Wipe yours with /delete. Then open the link "
        "again.\n\nOr keep yours, and invite them to it: /share"
    )


def consent(speaker: Speaker, who: str, children: str, role: str, token: str, own: Own) -> tuple[Html, list[Row]]:
    """Who invites, what is shared, what is kept."""
    if role == "viewer":
        may = speaker._("You can look at all of it. Changes are made by {who}.", who=who)
    else:
        may = speaker._("You can look at all of it, add to it and change it, just as {who} does.", who=who)
    text = speaker._(
        "<b>{who} invites you to take part for {children}.</b>\n\n"
        "<b>What you share:</b> all that the family keeps here: questions, notes, meetings, forms and photos. {may}\n\n"
        "<b>What I keep about you:</b> your Telegram number, so that I can answer. A word that the others call you by. "
        "Your language and your time zone. Nothing else.\n\n"
        "/delete takes you out at any time. {who} can take you out too. Is that all right with you?",
        who=who,
        children=children,
        may=may,
    )
    if own == "empty":
        text = join([text, speaker._("Your own page here is still empty. It goes when you say yes.")])
    rows: list[Row] = [
        (button(speaker.label("Yes, I take part"), Join(token)),),
        (button(speaker.label("No, thank you"), NoThanks()),),
    ]
    return text, rows


def ask_word(turn: Turn) -> None:
    """Ask how the other carers shall call this one."""
    turn.wait_for(GiveWord())
    turn.show(turn._("What should the others here call you? A word is enough, such as Mom, Grandpa or Sam."))
