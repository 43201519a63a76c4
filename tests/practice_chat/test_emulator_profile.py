"""What the bot says about itself, and which commands each person sees."""

from typing import Any

import aiohttp
import pytest
import telegram
from emulator_world import call
from telegram import BotCommand

from bot.practice_chat import PracticeChat

pytest_plugins = ["emulator_fixtures"]
ROOM = "Parents of Room 12"


async def test_the_narrowest_list_in_the_persons_language_wins(practice: PracticeChat, ptb: telegram.Bot) -> None:
    world, room = practice.world, practice.world.group(ROOM)
    maria, ruth = world.person("Maria"), world.person("Ruth")

    def seen(person: Any, chat: Any) -> list[str]:
        return [command["command"] for command in world.profile.commands_for(person, chat)]

    async def publish(name: str, scope: telegram.BotCommandScope | None = None, language: str | None = None) -> None:
        await ptb.set_my_commands([BotCommand(name, "what it does")], scope=scope, language_code=language)

    assert seen(maria, maria) == []
    await publish("default")
    await publish("default_es", language="es")
    assert seen(maria, maria) == seen(maria, room) == ["default"]
    maria.language_code = "es-MX"
    assert seen(maria, maria) == ["default_es"]
    await publish("private", telegram.BotCommandScopeAllPrivateChats())
    assert seen(maria, maria) == ["private"]
    await publish("groups", telegram.BotCommandScopeAllGroupChats())
    await publish("admins", telegram.BotCommandScopeAllChatAdministrators())
    assert (seen(maria, room), seen(ruth, room)) == (["groups"], ["admins"])
    await publish("room", telegram.BotCommandScopeChat(room.id))
    assert (seen(maria, room), seen(ruth, room)) == (["room"], ["room"])
    await publish("room_admins", telegram.BotCommandScopeChatAdministrators(room.id))
    await publish("for_maria", telegram.BotCommandScopeChatMember(room.id, maria.id))
    assert (seen(maria, room), seen(ruth, room)) == (["for_maria"], ["room_admins"])
    await ptb.delete_my_commands(telegram.BotCommandScopeChatMember(room.id, maria.id))
    assert seen(maria, room) == ["room"]
    assert [command.command for command in await ptb.get_my_commands(language_code="es")] == ["default_es"]
    assert await ptb.get_my_commands(telegram.BotCommandScopeAllPrivateChats(), "es") == ()


async def test_names_and_descriptions_by_language(ptb: telegram.Bot) -> None:
    await ptb.set_my_description("A coach for parents")
    await ptb.set_my_description("Una guía", "es")
    assert (await ptb.get_my_description("es")).description == "Una guía"
    assert (await ptb.get_my_description("fr")).description == "A coach for parents"
    await ptb.set_my_description("", "es")
    assert (await ptb.get_my_description("es")).description == "A coach for parents"
    assert (await ptb.get_my_name()).name == "SameSide"
    await ptb.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert await ptb.get_chat_menu_button() == telegram.MenuButtonCommands()


TIPS = {"command": "tips", "description": "Tips"}


@pytest.mark.parametrize(
    ("method", "values", "refusal"),
    [
        ("setMyCommands", {"commands": [{**TIPS, "command": "Tips"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{**TIPS, "command": "a" * 33}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{**TIPS, "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{**TIPS, "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [TIPS] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": "x"}, "can't parse commands JSON object"),
        ("setMyCommands", {"commands": [TIPS], "language_code": "english"}, "invalid language code specified"),
        ("setMyCommands", {"commands": [TIPS], "scope": {"type": "moon"}},
         "can't parse BotCommandScope: Unsupported type specified"),
        ("setMyCommands", {"commands": [TIPS], "scope": {"type": "chat"}},
         "can't parse BotCommandScope: Empty chat_id specified"),
        ("setMyCommands", {"commands": [TIPS], "scope": {"type": "chat", "chat_id": 42}}, "chat not found"),
        ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_ABOUT_TOO_LONG"),
        ("setChatMenuButton", {"menu_button": {"type": "x"}},
         "can't parse menu button: MenuButton has unsupported type"),
    ],
)  # fmt: skip
async def test_what_is_refused(
    practice: PracticeChat, http: aiohttp.ClientSession, method: str, values: dict[str, Any], refusal: str
) -> None:
    _, answer = await call(http, practice, method, **values)
    assert answer["description"] == f"Bad Request: {refusal}"
