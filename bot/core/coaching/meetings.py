from bot.core.capability import Capability

MEETINGS = Capability(name="meetings")
