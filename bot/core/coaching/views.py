from bot.core.capability import Capability

VIEWS = Capability(name="views")
