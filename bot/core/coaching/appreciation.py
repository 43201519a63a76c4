from bot.core.capability import Capability

APPRECIATION = Capability(name="appreciation")
