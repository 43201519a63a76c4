"""Telegram's ChatMember and ChatMemberUpdated objects for groups and private chats."""

from typing import Any

from bot.practice_chat.people import Chat, Group, Person

# The rights that an administrator has here; in a practice group every administrator may do everything.
_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
_SUPERGROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")


def member(group: Group, person: Person, status: str | None = None) -> dict[str, Any]:
    """ChatMember for somebody in a group, or as if they had another status."""
    status = status or group.status_of(person)
    found: dict[str, Any] = {"user": person.as_user(), "status": status}
    if status in ("creator", "administrator"):
        found["is_anonymous"] = person in group.anonymous
    if status == "administrator":
        found["can_be_edited"] = False
        found |= dict.fromkeys(_RIGHTS, True)
        if group.kind == "supergroup":
            found |= dict.fromkeys(_SUPERGROUP_RIGHTS, True)
    if status == "kicked":
        found["until_date"] = 0
    return found


def private_member(person: Person, status: str) -> dict[str, Any]:
    """ChatMember in a private chat, where somebody is a member or has blocked the bot."""
    found: dict[str, Any] = {"user": person.as_user(), "status": status}
    if status == "kicked":
        found["until_date"] = 0
    return found


def member_updated(chat: Chat, by: Person, date: int, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """ChatMemberUpdated."""
    return {"chat": chat.as_chat(), "from": by.as_user(), "date": date, "old_chat_member": old, "new_chat_member": new}
