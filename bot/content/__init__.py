"""The content room: reads content/ into the core's frozen data, and checks it."""

from bot.content.checking import check
from bot.content.complaints import Complaint, ContentFault
from bot.content.library import Library, load
from bot.content.names import Names

__all__ = ["Complaint", "ContentFault", "Library", "Names", "check", "load"]
