from bot.core.capability import Capability

RHYTHMS = Capability(name="rhythms")
