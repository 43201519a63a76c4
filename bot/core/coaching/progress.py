from bot.core.capability import Capability

PROGRESS = Capability(name="progress")
