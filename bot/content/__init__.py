"""The content room: reads content/ into the core's frozen data, and checks it."""

from bot.content.checking import check
from bot.content.complaints import Complaint, ContentFault
from bot.content.library import Library, load
from bot.content.names import Names
from bot.content.translating import translate

__all__ = ["Complaint", "ContentFault", "Library", "Names", "check", "load", "translate"]
