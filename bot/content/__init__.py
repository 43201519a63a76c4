"""The content room: reads content/ into the core's frozen data.

Its check and what translators need stand in `checking` and `translating`: a bot at work does without them.
"""

from bot.content.complaints import Complaint, ContentFault, NoSuchConversation
from bot.content.library import Library, load
from bot.content.names import Names

__all__ = ["Complaint", "ContentFault", "Library", "Names", "NoSuchConversation", "load"]
