"""A town with an admin, coaches and groups: what the stories about coaching other parents have in common."""

from __future__ import annotations

import hashlib

from played_town import Shown
from player import Player, Town, settled

from bot.core.events import (
    Blocked,
    ButtonTapped,
    CommandReceived,
    GroupMoved,
    Origin,
    SendDelivered,
    SendRefused,
    SendUncertain,
    TelegramEvent,
    Unblocked,
)
from bot.core.records import Group, House, addresses, chat_address, decode, encode
from bot.core.text import plain

CODE = "0AB1C2D3"
OMAR, RUTH, LEA, MARIA, SAM = 9001, 2001, 2002, 1001, 1002
ROOM, CLUB = -7700, -8800
TITLES = {ROOM: "Room <12>", CLUB: "Sunday Club"}


def founded(content: Town, *, two_pairs_of_eyes: bool = False) -> Town:
    """A new town in which the bot waits for its admin. `content` lends what was read from disk."""
    town = Town(content=content.content)
    town.records["house"] = encode(
        House(claim_hash=hashlib.sha256(CODE.encode()).hexdigest(), two_pairs_of_eyes=two_pairs_of_eyes)
    )
    return town


def admin_of(town: Town) -> Player:
    """Omar, who runs the bot and has no family here."""
    omar = Player(town, OMAR)
    omar.says(f"/claim {CODE}")
    return omar


def apply(player: Player, name: str = "Ruth") -> None:
    """Offer to coach."""
    player.opens("coach")
    player.taps("Tell me more")
    player.taps("Skip")
    player.taps("Yes, I promise")
    player.says(name)
    player.says("Somebody did it for me")


def coach_of(town: Town, person: int = RUTH, name: str = "Ruth", *groups: int) -> Player:
    """An approved coach with these groups. The town must have its admin."""
    ruth = settled(town, person, child="Kim")
    apply(ruth, name)
    Player(town, OMAR).taps("Approve")
    for chat in groups:
        in_group(ruth, chat, "/link", admin=True)
    return ruth


def origin(
    town: Town,
    person: int,
    chat: int,
    *,
    admin: bool = False,
    thread: int = 0,
    language: str = "en",
    members: int = 0,
) -> Origin:
    """Somebody in a group."""
    town.count += 1
    return Origin(
        person=person,
        chat=chat,
        nonce=f"g{town.count}",
        update=town.count,
        private=False,
        language=language,
        thread=thread,
        title=TITLES.get(chat, "A group"),
        group_admin=admin,
        members=members,
    )


def in_group(player: Player, chat: int, text: str, *, admin: bool = False, thread: int = 0) -> list[Shown]:
    """Write a command in a group; what comes there."""
    name, _, argument = text.removeprefix("/").partition(" ")
    return happens(
        player.town,
        chat,
        CommandReceived(
            origin=origin(player.town, player.person, chat, admin=admin, thread=thread), name=name, argument=argument
        ),
    )


def happens(town: Town, chat: int, event: TelegramEvent) -> list[Shown]:
    """Let it happen; what comes in that chat."""
    before = town.count
    town.happen(event)
    return [shown for shown in town.chats.get(chat, []) if shown.at > before]


def texts(shown: list[Shown]) -> list[str]:
    """Without tags."""
    return [plain(each.text) for each in shown]


def group_at(town: Town, chat: int) -> Group | None:
    """The record of a group chat."""
    record = town.record_at(chat_address(chat))
    assert record is None or isinstance(record, Group)
    return record


def thrown_out(town: Town, chat: int, about: str = "") -> list[Shown]:
    """An administrator removes the bot; or Telegram says so when it refuses a broadcast."""
    return happens(town, chat, Blocked(origin=origin(town, MARIA, chat), about=about))


def added(town: Town, chat: int) -> list[Shown]:
    """Somebody adds the bot."""
    return happens(town, chat, Unblocked(origin=origin(town, MARIA, chat)))


def moved(town: Town, chat: int, new_chat: int) -> list[Shown]:
    """The group becomes a supergroup."""
    return happens(town, chat, GroupMoved(origin=origin(town, MARIA, chat), new_chat=new_chat))


def sending_ends(town: Town, chat: int, kind: type[SendDelivered] | type[SendUncertain] | type[SendRefused]) -> None:
    """Telegram's word on the newest post comes to the group's record, as the service passes it on."""
    group = group_at(town, chat)
    assert group is not None
    town.count += 1
    event = kind(chat=chat, nonce=f"s{town.count}", about=group.under_way[-1])
    town._happen(chat_address(chat), event)


def tap_in_group(town: Town, person: int, chat: int, data: str) -> list[Shown]:
    """A tap on a button in a group, whoever made the data up."""
    town.open_queries.add("g")
    shown = happens(town, chat, ButtonTapped(origin=origin(town, person, chat), data=data, query="g"))
    assert "g" not in town.open_queries
    return shown


def everything(town: Town, *, but: int = 0) -> str:
    """All records as text, without the family of one person."""
    kept = [data for data in town.records.values() if f"person:{but}" not in addresses(decode(data))]
    return "\n".join(data.decode() for data in kept)
