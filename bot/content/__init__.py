"""The content room: reads content/ into the core's frozen data, and checks it."""

from bot.content.complaints import Complaint, ContentFault
from bot.content.library import Library, load

__all__ = ["Complaint", "ContentFault", "Library", "load"]
