"""Bot API methods by which the bot describes itself."""

from collections.abc import Mapping
from typing import Any

from bot.practice_chat.bot_profile import read_commands, read_language, read_scope
from bot.practice_chat.methods import Method
from bot.practice_chat.parameters import Parameters
from bot.practice_chat.people import Person
from bot.practice_chat.refusals import bad_request
from bot.practice_chat.world import Change, World


async def get_me(world: World, given: Parameters) -> Any:
    return {
        **world.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": world.inline_mode,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _scope(world: World, given: Parameters) -> tuple[str, int, int]:
    scope = read_scope(given.nested("scope"))
    if scope[1] and world.chat(scope[1]) is None:
        raise bad_request("chat not found")
    return scope


async def set_my_commands(world: World, given: Parameters) -> Any:
    commands = read_commands(given.nested("commands"))
    world.profile.set_commands(_scope(world, given), read_language(given.text("language_code")), commands)
    world.announce(Change("world"))
    return True


async def get_my_commands(world: World, given: Parameters) -> Any:
    return world.profile.commands(_scope(world, given), read_language(given.text("language_code")))


async def delete_my_commands(world: World, given: Parameters) -> Any:
    world.profile.delete_commands(_scope(world, given), read_language(given.text("language_code")))
    world.announce(Change("world"))
    return True


def _setter(kind: str) -> Method:
    async def set_text(world: World, given: Parameters) -> Any:
        world.profile.set_text(kind, read_language(given.text("language_code")), given.text(kind))
        return True

    return set_text


def _getter(kind: str) -> Method:
    async def get_text(world: World, given: Parameters) -> Any:
        return {kind: world.profile.text(kind, read_language(given.text("language_code")))}

    return get_text


def _menu_chat(world: World, given: Parameters) -> int:
    """The private chat that a menu button is for; 0 for all of them."""
    chat_id = given.integer("chat_id")
    if chat_id and not isinstance(world.chat(chat_id), Person):
        raise bad_request("chat not found")
    return chat_id


async def set_chat_menu_button(world: World, given: Parameters) -> Any:
    button = given.nested("menu_button") or {"type": "default"}
    kind = button.get("type") if isinstance(button, dict) else None
    if kind not in ("default", "commands", "web_app"):
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    if kind == "web_app" and not (button.get("text") and (button.get("web_app") or {}).get("url")):
        raise bad_request("BUTTON_INVALID")
    world.profile.set_menu_button(_menu_chat(world, given), button)
    return True


async def get_chat_menu_button(world: World, given: Parameters) -> Any:
    return world.profile.menu_button(_menu_chat(world, given))


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
