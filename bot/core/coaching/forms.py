from bot.core.capability import Capability

FORMS = Capability(name="forms")
