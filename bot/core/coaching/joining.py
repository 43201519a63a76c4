"""What a family answers to somebody with a link to it, and letting them in."""

from __future__ import annotations

import hmac
from datetime import datetime

import msgspec

from bot.core import rights
from bot.core.capability import Registry
from bot.core.coaching.invitations import ask_word, consent, hash_of, no_such_link, one_family_only
from bot.core.conversation import Content
from bot.core.inner_events import InviteAccepted, InviteOpened
from bot.core.records import Carer, Family, Invite
from bot.core.requests import Forward, Outward
from bot.core.turn import Speaker, Turn

MOST = 6  # carers of one family

Outcome = tuple[Family | None, list[Outward | Forward]]


def receive(
    content: Content, registry: Registry, family: Family | None, event: InviteOpened | InviteAccepted, now: datetime
) -> Outcome:
    """Somebody with a link. Whatever is wrong with it, the answer is the same."""
    speaker = Speaker(content, event.language, now, event.nonce)
    invite = family.invite if family else None
    if family is None or invite is None or not hmac.compare_digest(invite.token_hash, hash_of(event.token)):
        speaker.send(event.person, no_such_link(speaker))
        return family, speaker.requests
    if rights.carer_of(family, event.person) is not None:
        speaker.send(event.person, speaker._("You take part already. This link is for somebody else. See /share"))
        return family, speaker.requests
    if now >= invite.until or len(family.carers) >= MOST:
        speaker.send(event.person, no_such_link(speaker))
        return msgspec.structs.replace(family, invite=None), speaker.requests
    if isinstance(event, InviteAccepted):
        return _let_in(content, registry, family, invite, event, now)
    if event.own == "full":
        speaker.send(event.person, one_family_only(speaker))
    else:
        host = next(carer for carer in family.carers if carer.role == "owner")
        names = ", ".join(child.name for child in family.children)
        speaker.send(event.person, *consent(speaker, host.word, names, invite.role, event.token, event.own))
    return family, speaker.requests


def _let_in(
    content: Content, registry: Registry, family: Family, invite: Invite, event: InviteAccepted, now: datetime
) -> Outcome:
    host = next(carer for carer in family.carers if carer.role == "owner")
    carer = Carer(
        person=event.person,
        language=event.language,
        consented=now,
        role=invite.role,
        id=Speaker(content, event.language, now, event.nonce).new_id(),
        child=host.child,
    )
    family = msgspec.structs.replace(family, carers=(*family.carers, carer), invite=None)
    turn = Turn(content, registry, family, carer, now, event.nonce)
    ask_word(turn)
    return turn.family, turn.requests
