from bot.core.capability import Capability

QUESTIONS = Capability(name="questions")
