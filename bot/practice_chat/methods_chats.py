"""Bot API methods about chats and their members, and about files."""

from collections.abc import Mapping
from typing import Any

from bot.practice_chat.files import DOWNLOAD_LIMIT
from bot.practice_chat.members import member, member_updated, private_member
from bot.practice_chat.messages import Content
from bot.practice_chat.methods import Method
from bot.practice_chat.parameters import Parameters
from bot.practice_chat.people import Group, Person
from bot.practice_chat.refusals import bad_request
from bot.practice_chat.sending import readable_chat
from bot.practice_chat.world import Change, World

_REACTIONS = 11  # how many different reactions a message may have, by default
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics", "can_react_to_messages", "can_edit_tag",
)  # fmt: skip
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


async def get_chat(world: World, given: Parameters) -> Any:
    chat = readable_chat(world, given)
    full: dict[str, Any] = {
        **chat.as_chat(),
        "accent_color_id": 1,
        "max_reaction_count": _REACTIONS,
        "accepted_gift_types": _NO_GIFTS,
    }
    if isinstance(chat, Group):
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    elif chat.username:
        full["active_usernames"] = [chat.username]
    return full


async def get_chat_member(world: World, given: Parameters) -> Any:
    chat = readable_chat(world, given)
    user_id = given.integer("user_id")
    person = world.bot if user_id == world.bot.id else world.chat(user_id)
    if not isinstance(person, Person):
        raise bad_request("invalid user_id specified" if not user_id else "user not found")
    if isinstance(chat, Group):
        return member(chat, person)
    if person not in (chat, world.bot):
        raise bad_request("user not found")
    return private_member(person, "member")


def _group(world: World, given: Parameters) -> Group | None:
    chat = readable_chat(world, given)
    return chat if isinstance(chat, Group) else None


async def get_chat_administrators(world: World, given: Parameters) -> Any:
    group = _group(world, given)
    if group is None:
        raise bad_request("there are no administrators in the private chat")
    bot = [member(group, world.bot)] if group.bot == "administrator" else []
    # Anonymous administrators are told to administrators only.
    seen = [person for person in group.admins if group.bot == "administrator" or person not in group.anonymous]
    return [*(member(group, person) for person in seen), *bot]


async def get_chat_member_count(world: World, given: Parameters) -> Any:
    group = _group(world, given)
    return 2 if group is None else len(group.members) + 1


async def leave_chat(world: World, given: Parameters) -> Any:
    group = _group(world, given)
    if group is None:
        raise bad_request("chat not found")
    old = member(group, world.bot)
    group.bot = "left"
    date = int(world.clock.now().timestamp())
    world.updates.add("my_chat_member", member_updated(group, world.bot, date, old, member(group, world.bot)))
    left = Content(service={"left_chat_member": world.bot.as_user()}, service_text=f"{world.bot.name} left")
    world.updates.add("message", world.post(group, world.bot, left).as_api())
    world.announce(Change("world"))
    return True


async def get_file(world: World, given: Parameters) -> Any:
    if not given.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.get(given.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.as_file()


METHODS: Mapping[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
