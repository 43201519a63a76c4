"""The practice chat: a faithful Telegram Bot API emulator on loopback with a chat page. It knows no bot of ours."""

from bot.practice_chat.clock import Clock, ClockFixed, SystemClock
from bot.practice_chat.faults import (
    Delay,
    DropAfterAccept,
    DropBeforeAccept,
    Fault,
    FaultScript,
    LedgerEntry,
    Refuse,
    Respond,
)
from bot.practice_chat.keeping import Keeper, NotKept, NotReadable
from bot.practice_chat.limits import Limits
from bot.practice_chat.messages import Message
from bot.practice_chat.people import Cast, Group, Person, default_cast
from bot.practice_chat.person_client import PersonClient
from bot.practice_chat.refusals import ActRefused
from bot.practice_chat.server import PracticeChat
from bot.practice_chat.world import CallbackQuery, World

__all__ = [
    "ActRefused", "CallbackQuery", "Cast", "Clock", "ClockFixed", "Delay", "DropAfterAccept", "DropBeforeAccept",
    "Fault", "FaultScript", "Group", "Keeper", "LedgerEntry", "Limits", "Message", "NotKept", "NotReadable",
    "Person", "PersonClient", "PracticeChat", "Refuse", "Respond", "SystemClock", "World", "default_cast",
]  # fmt: skip
