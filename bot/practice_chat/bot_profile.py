"""What the bot says about itself: names, descriptions, menu button, and commands by scope and language.

Which command list a person sees: https://core.telegram.org/bots/api#determining-list-of-commands
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.practice_chat.parameters import as_integer
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.refusals import bad_request

Command = dict[str, str]  # {"command", "description"}

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPE_FIELDS = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
_COMMANDS = 100
TEXT_LIMITS = {
    "name": 64,
    "description": 512,
    "short_description": 120,
}  # characters

ScopeKey = tuple[str, int, int]


def read_scope(raw: Any) -> ScopeKey:
    """(type, chat id or 0, user id or 0) of a BotCommandScope. Raises ApiRefusal."""
    if raw is None:
        return ("default", 0, 0)
    if not isinstance(raw, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = raw.get("type")
    if kind not in _SCOPE_FIELDS:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    numbers = []
    for name in ("chat_id", "user_id"):
        if name not in _SCOPE_FIELDS[kind]:
            numbers.append(0)
            continue
        numbers.append(as_integer(raw.get(name)))
        if numbers[-1] == 0:
            word = "Empty chat_id" if name == "chat_id" else "Invalid user_id"
            raise bad_request(f"Can't parse BotCommandScope: {word} specified")
    return (kind, numbers[0], numbers[1])


def read_language(raw: str) -> str:
    """A two-letter code or nothing. Raises ApiRefusal."""
    if not _LANGUAGE.fullmatch(raw):
        raise bad_request("Invalid language code specified")
    return raw


def read_commands(raw: Any) -> list[Command]:
    """A checked list of commands. Raises ApiRefusal."""
    if not isinstance(raw, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(raw) > _COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands: list[Command] = []
    for item in raw:
        if not isinstance(item, dict):
            raise bad_request("Can't parse BotCommand: expected an Object")
        name, description = (str(item.get(key, "")) for key in ("command", "description"))
        if not _COMMAND.fullmatch(name.removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name.removeprefix("/"), "description": description})
    return commands


class BotProfile:
    """Everything that a bot sets about itself."""

    def __init__(self, name: str) -> None:
        self._commands: dict[tuple[ScopeKey, str], list[Command]] = {}
        self._texts: dict[tuple[str, str], str] = {("name", ""): name}
        self._menu_buttons: dict[int, dict[str, Any]] = {}

    def set_commands(self, scope: ScopeKey, language: str, commands: list[Command]) -> None:
        self._commands[scope, language] = commands

    def commands(self, scope: ScopeKey, language: str) -> list[Command]:
        """Exactly what was set for this scope and language."""
        return self._commands.get((scope, language), [])

    def delete_commands(self, scope: ScopeKey, language: str) -> None:
        self._commands.pop((scope, language), None)

    def commands_for(self, person: Person, chat: Chat) -> list[Command]:
        """What this person sees in this chat: the narrowest scope first, in each the person's language first."""
        for scope in _scopes(person, chat):
            for language in (person.language_code.split("-")[0].lower(), ""):
                if commands := self._commands.get((scope, language)):
                    return commands
        return []

    def set_text(self, kind: str, language: str, text: str) -> None:
        """Set a name, description or short_description; an empty one falls back to the default language."""
        if len(text) > TEXT_LIMITS[kind]:
            raise bad_request(f"BOT_{'ABOUT' if kind == 'short_description' else kind.upper()}_TOO_LONG")
        if text:
            self._texts[kind, language] = text
        else:
            self._texts.pop((kind, language), None)

    def text(self, kind: str, language: str) -> str:
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")

    def set_menu_button(self, chat_id: int, button: dict[str, Any]) -> None:
        """0 stands for every private chat."""
        self._menu_buttons[chat_id] = button

    def menu_button(self, chat_id: int) -> dict[str, Any]:
        return self._menu_buttons.get(chat_id) or self._menu_buttons.get(0) or {"type": "commands"}


def _scopes(person: Person, chat: Chat) -> Iterator[ScopeKey]:
    if isinstance(chat, Group):
        admin = person in chat.admins
        yield ("chat_member", chat.id, person.id)
        if admin:
            yield ("chat_administrators", chat.id, 0)
        yield ("chat", chat.id, 0)
        if admin:
            yield ("all_chat_administrators", 0, 0)
        yield ("all_group_chats", 0, 0)
    else:
        yield ("chat", chat.id, 0)
        yield ("all_private_chats", 0, 0)
    yield ("default", 0, 0)
