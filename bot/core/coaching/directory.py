from bot.core.capability import Capability

DIRECTORY = Capability(name="directory")
