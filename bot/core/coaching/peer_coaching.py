from bot.core.capability import Capability
from bot.core.events import CoachDecided, GroupChanged, LinkAsked, TipOutcome
from bot.core.turn import Turn


def receive(turn: Turn, event: CoachDecided | LinkAsked | TipOutcome | GroupChanged) -> None:
    raise NotImplementedError


PEER_COACHING = Capability(name="peer_coaching")
