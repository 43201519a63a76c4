"""What happens in a group: linking it to a coach, passing tips on, and nothing about any family, ever.

A group is kept only once somebody has asked to link it. Who is an administrator is Telegram's word, asked anew for
each command; an anonymous administrator is nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, assert_never

from bot.core import group_settings, house, posting
from bot.core.capability import mark
from bot.core.coaching import REGISTRY
from bot.core.conversation import Content
from bot.core.events import (
    Blocked,
    ButtonTapped,
    ClockStruck,
    CommandReceived,
    GroupMoved,
    InlineAsked,
    OtherReceived,
    PhotoReceived,
    PlaceShared,
    SendDelivered,
    SendRefused,
    SendUncertain,
    TelegramEvent,
    TextReceived,
    Unblocked,
)
from bot.core.gathering import Gathering
from bot.core.inner_events import (
    CoachGone,
    GroupAsked,
    GroupChanged,
    LinkAnswered,
    LinkAsked,
    PostPlanned,
    PostSteered,
    TipOpened,
)
from bot.core.records import Group, person_address
from bot.core.requests import AnswerTap, Forward, Outward

MENU = {
    "link": mark("Coaches: connect this group"),
    "mute": mark("No tips here for now"),
    "unmute": mark("Tips may come here again"),
    "unlink": mark("Stop tips in this group"),
}

# What a person may have meant for the private chat; anything else in a group is none of our business.
PERSONAL = frozenset({*REGISTRY.commands, *house.COMMANDS})
TOLD_AGAIN = timedelta(seconds=60)  # a group has room for 20 messages a minute, and they are meant for tips
ADDED = "coach"  # Telegram writes `/start coach` itself when a coach adds the bot by our link; we greet anyway

Change = Literal["moved", "unlinked", "gone", "back", "muted", "unmuted"]
GroupInner = (
    PostPlanned | PostSteered | LinkAnswered | CoachGone | GroupAsked | TipOpened
    | ClockStruck | SendDelivered | SendUncertain | SendRefused
)  # fmt: skip
GroupEvent = TelegramEvent | GroupInner
Outcome = tuple[Group | None, list[Outward | Forward]]


def receive(content: Content, group: Group | None, event: GroupEvent, now: datetime) -> Outcome:
    """Let one thing happen to a group."""
    match event:
        case (
            PostPlanned() | PostSteered() | LinkAnswered() | CoachGone() | GroupAsked() | TipOpened()
            | ClockStruck() | SendDelivered() | SendUncertain() | SendRefused()
        ):  # fmt: skip
            return _receive_inner(content, group, event, now)
        case _:
            pass
    origin = event.origin
    language = group.language if group else origin.language
    gathering = Gathering(content, group, language, now, origin.nonce, origin.chat, origin.thread)
    if origin.title:
        gathering.change(title=origin.title)
    match event:
        case CommandReceived():
            _command(gathering, event)
        case Unblocked():
            if group is not None and not group.member:
                gathering.change(member=True)
                _coach_hears(gathering, group, 0, "back")
            _greet(gathering)
        case Blocked():
            posting.ended(gathering, event.about, "failed", "gone")
            if group is not None and group.member:
                gathering.change(member=False)
                posting.drop(gathering, "gone")
                _coach_hears(gathering, group, 0, "gone")
        case GroupMoved():
            if group is not None:
                gathering.change(chat=event.new_chat, member=True)
                _coach_hears(gathering, group, event.new_chat, "moved")
        case ButtonTapped():
            gathering.requests.append(AnswerTap(query=event.query))
        case TextReceived() | PlaceShared() | PhotoReceived() | OtherReceived() | InlineAsked():
            pass
        case _:
            assert_never(event)
    return _closed(gathering)


def _closed(gathering: Gathering) -> Outcome:
    """The group as it is to be kept: with the next waking planned."""
    gathering.change(due=posting.due(gathering.group, gathering.now) if gathering.group else None)
    return gathering.group, gathering.requests


def _greet(gathering: Gathering) -> None:
    """The bot was added, for the first time or again."""
    if gathering.group is not None:
        gathering.say(
            gathering._("Hello again! This group is still linked, so tips can come here. /unlink stops them."),
        )
        return
    gathering.say(
        gathering._(
            "Hello! I help parents team up with their child's school, in a private chat with each of you. "
            "In this group I only pass on short tips from a parent coach. Coach, please send /link here."
        ),
        gathering.private_door(gathering.label("Talk with me privately")),
    )


def _coach_hears(gathering: Gathering, group: Group, new_chat: int, why: Change) -> None:
    if group.coach:
        nonce = gathering.new_id()
        gathering.tell_coach(GroupChanged(person=group.coach, nonce=nonce, chat=group.chat, new_chat=new_chat, why=why))


def _command(gathering: Gathering, event: CommandReceived) -> None:
    known_admin = event.origin.group_admin and event.origin.person > 0  # an anonymous admin is nobody
    if event.name in MENU and not known_admin:
        # Somebody hidden may well be an administrator, so no member's flood keeps the answer from them.
        if not _told_lately(gathering, "admins only" if event.origin.person else "hidden"):
            gathering.say(
                gathering._(
                    "Only an admin of this group can do that. Are you one, but hidden? Then turn off “Remain "
                    "anonymous” first, so that I can see who you are."
                )
            )
    elif event.name == "link":
        _ask_link(gathering, event)
    elif event.name == "unlink":
        _unlink(gathering)
    elif event.name in ("mute", "unmute"):
        muted = event.name == "mute"
        if group_settings.mute(gathering, muted) and gathering.group is not None:
            _coach_hears(gathering, gathering.group, 0, "muted" if muted else "unmuted")
            gathering.note(0, "muted" if muted else "unmuted")
    elif event.name == "start" and event.argument == ADDED:
        pass
    elif event.name in PERSONAL and not _told_lately(gathering, "in private"):
        there = event.name if event.name in gathering.edition.conversations else ""
        gathering.say(
            gathering._("That is between you and me. Tap here, and we talk where nobody else reads it."),
            gathering.private_door(gathering.label("Talk with me privately"), there),
        )


def _told_lately(gathering: Gathering, what: str) -> bool:
    """Whether a linked group has just read this, whoever asked; notes that it reads it now."""
    group = gathering.group
    if group is None:
        return False
    at = group.told.get(what)
    if at is not None and timedelta(0) <= gathering.now - at < TOLD_AGAIN:
        return True
    gathering.change(told={**group.told, what: gathering.now})
    return False


def _ask_link(gathering: Gathering, event: CommandReceived) -> None:
    origin, group = event.origin, gathering.group
    if group is not None and group.coach not in (0, origin.person):
        gathering.say(gathering._("Another coach looks after this group. An administrator can send /unlink first."))
        return
    if group is None:
        gathering.group = Group(
            id=gathering.new_id() + gathering.new_id(),
            chat=origin.chat,
            title=origin.title,
            language=gathering.words.language,
        )
        gathering.language = gathering.words.language
    gathering.change(title=origin.title, thread=origin.thread, member=True)
    nonce, language = gathering.new_id(), gathering.language
    asked = LinkAsked(
        person=origin.person, nonce=nonce, chat=origin.chat, title=origin.title, language=language,
        members=origin.members, token=gathering.group.id if gathering.group else "",
    )  # fmt: skip
    gathering.forward(person_address(origin.person), asked)


def _unlink(gathering: Gathering) -> None:
    group = gathering.group
    if group is None or not group.coach:
        gathering.say(gathering._("No coach is linked to this group."))
        return
    posting.drop(gathering, "unlinked")
    _coach_hears(gathering, group, 0, "unlinked")
    gathering.note(0, "unlinked")
    gathering.say(gathering._("Done. No more tips come to this group. A coach can /link it again."))
    gathering.group = None


def _receive_inner(content: Content, group: Group | None, event: GroupInner, now: datetime) -> Outcome:
    if group is None:
        if isinstance(event, PostPlanned | PostSteered):
            return None, [posting.unknown(event)]
        if isinstance(event, GroupAsked):
            return None, [group_settings.unknown(event)]
        return None, []
    gathering = Gathering(content, group, group.language, now, event.nonce, group.chat, group.thread)
    match event:
        case LinkAnswered():
            _link_answered(gathering, event)
        case CoachGone():
            if group.coach == event.person:
                gathering.group = None
        case GroupAsked():
            group_settings.answer(gathering, group, event)
        case PostPlanned():
            posting.plan(gathering, group, event)
        case PostSteered():
            posting.steer(gathering, group, event)
        case TipOpened():
            if event.tip in gathering.edition.conversations:
                gathering.change(opened={**group.opened, event.tip: group.opened.get(event.tip, 0) + 1})
        case SendDelivered():
            posting.ended(gathering, event.about, "delivered")
        case SendUncertain():
            posting.ended(gathering, event.about, "unconfirmed")
        case SendRefused():
            posting.ended(gathering, event.about, "failed", "refused")
        case ClockStruck():
            posting.strike(gathering)
        case _:
            assert_never(event)
    return _closed(gathering)


def _link_answered(gathering: Gathering, event: LinkAnswered) -> None:
    if event.granted:
        zone = gathering.group.zone if gathering.group else ""
        gathering.change(coach=event.person, zone=zone or event.zone)
        gathering.note(event.person, "linked")
        gathering.say(
            gathering._(
                "This group is linked. From time to time a coach sends a short tip here. What you tell me in private "
                "never comes to this group. An administrator can stop it with /mute or /unlink."
            )
        )
    elif event.full:
        gathering.say(gathering._("You look after as many groups as one coach can. Please /unlink another one first."))
    else:
        gathering.say(
            gathering._("Only an approved coach can link a group. Would you like to become one? It starts privately."),
            gathering.private_door(gathering.label("Become a coach"), "coach"),
        )
    if gathering.group is not None and not gathering.group.coach:
        gathering.group = None
