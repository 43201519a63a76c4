"""Bot API methods by which the bot receives updates."""

from collections.abc import Mapping
from typing import Any

from bot.practice_chat.methods import Method
from bot.practice_chat.parameters import Parameters
from bot.practice_chat.refusals import conflict
from bot.practice_chat.webhook import Webhook
from bot.practice_chat.world import World

LONGEST_POLL = 50  # seconds


def update_methods(webhook: Webhook, longest_poll: int = LONGEST_POLL) -> Mapping[str, Method]:
    """The methods around one webhook. No getUpdates waits longer than `longest_poll` seconds."""

    async def get_updates(world: World, given: Parameters) -> Any:
        if webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        world.updates.allow(given.nested("allowed_updates"))
        timeout = max(0, min(given.integer("timeout"), longest_poll))
        return await world.updates.poll(given.integer("offset"), given.integer("limit", 100), timeout)

    async def set_webhook(world: World, given: Parameters) -> Any:
        await webhook.set(
            given.text("url"),
            given.text("secret_token"),
            given.integer("max_connections", webhook.max_connections),
            drop=given.flag("drop_pending_updates"),
        )
        world.updates.allow(given.nested("allowed_updates"))
        return True

    async def delete_webhook(world: World, given: Parameters) -> Any:
        await webhook.set("", "", webhook.max_connections, drop=given.flag("drop_pending_updates"))
        return True

    async def get_webhook_info(world: World, given: Parameters) -> Any:
        return webhook.info()

    return {
        "getUpdates": get_updates,
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": get_webhook_info,
    }
