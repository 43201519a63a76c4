"""Updates of kinds, and by senders, that the bot must pass over: edits, channels, other bots, anonymous admins.

It must not know what the bot does with them.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.simulation.town import Town


def passed_over(town: Town, chance: Random) -> list[dict[str, Any]]:
    """Updates of kinds, and by senders, that the bot must pass over; none may have any effect."""
    ruth = town.coach.client.person
    group = town.group_now().as_chat()
    text = {"message_id": 9_000 + chance.randint(1, 900), "date": 1_790_000_000, "text": "/ask CanaryNever"}
    private = {**text, "from": ruth.as_user(), "chat": ruth.as_chat()}
    bot = {"id": 77, "is_bot": True, "first_name": "Another"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    channel = {"id": -100123, "type": "channel", "title": "News"}
    made: list[dict[str, Any]] = [
        {"edited_message": {**private, "edit_date": 1_790_000_001}},
        {"channel_post": {**text, "chat": channel, "sender_chat": channel}},
        {"message": {**private, "via_bot": bot}},
        {"message": {**private, "text": "/ask@AnotherBot CanaryNever"}},
        {"message": {**private, "from": bot}},
        {"message": {**text, "text": "/unlink", "chat": group, "from": anonymous, "sender_chat": group}},
        {"message": {**text, "text": "hello", "chat": group, "from": ruth.as_user()}},
        {"message_reaction": {"chat": ruth.as_chat(), "message_id": 1}},
    ]
    return [{"update_id": town.new_update_id(), **chance.choice(made)}]
