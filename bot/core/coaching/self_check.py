from bot.core.capability import Capability

SELF_CHECK = Capability(name="self_check")
