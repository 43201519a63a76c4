from bot.core.capability import Capability

HOMEWORK = Capability(name="homework")
