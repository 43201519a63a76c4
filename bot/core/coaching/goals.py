from bot.core.capability import Capability

GOALS = Capability(name="goals")
