"""The shape of a Bot API method: some ten lines that take the world and what was given, and return the result."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.practice_chat.parameters import Parameters
from bot.practice_chat.world import World

Method = Callable[[World, Parameters], Awaitable[Any]]
