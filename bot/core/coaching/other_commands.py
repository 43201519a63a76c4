"""A command that is none of the menu: the name of a practice, another word for something, or a slip of the thumb.

Other words stand in content/LANGUAGE/commands.yaml. What is only spelled like a known word is never run by itself: it
becomes a button. Knows no word itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability
from bot.core.coaching import menu
from bot.core.coaching.loose_words import KEPT, further, helping
from bot.core.conversation import Target
from bot.core.turn import Turn

MOST = 3  # offered at once
BEGUN = 3  # letters of a command that are enough to know it: /set
ONE_SLIP, TWO_SLIPS = 3, 6  # from this many letters on


class Meant(Action, frozen=True, tag="oc"):
    """Yes, this command; with the loose text behind it, when there was one."""

    command: str
    goes_on: bool = False


def target_of(turn: Turn, name: str) -> Target:
    """The command or the conversation that somebody means who types this after a slash; an empty target for none."""
    if name in turn.registry.commands:
        return Target(command=name)
    if name in turn.edition.conversations:
        return Target(conversation=name)
    others = (turn.content.edition(language) for language in turn.content.languages)
    for edition in (turn.edition, *others):  # people mix languages
        found = edition.commands.get(name)
        if found is not None and (found.conversation or found.command in turn.registry.commands):
            return found
    return Target()


def run(turn: Turn, target: Target, argument: str) -> None:
    """Do what was meant."""
    if target.command != "cancel":
        turn.stop_waiting()
    if target.command:
        turn.registry.commands[target.command](turn, argument)
    else:
        menu.choose(turn, target.conversation)


def meet_unknown(turn: Turn, name: str, argument: str) -> None:
    """Offer what is spelled like it, else what helps with that word; what was written behind it is not lost."""
    offered = _spelled_like(turn, name)[:MOST]
    if not offered:
        offered = [Target(conversation=each.name) for each in helping(turn, name.replace("_", " "))]
    if argument:
        turn.change_carer(loose=argument[:KEPT])
    rows: list[Row] = []
    for target in offered:
        if target.command:
            rows.append((button(f"/{target.command}", Meant(target.command, bool(argument))),))
        else:
            title = turn.edition.conversations[target.conversation].title
            rows.append((button(title, menu.Practice(target.conversation)),))
    rows += further(turn)
    if not offered:
        turn.say(turn._("I do not know that command."), rows)
        return
    turn.say(
        turn.n_(
            "I do not know that command. Did you mean this?",
            "I do not know that command. Did you mean one of these?",
            len(offered),
        ),
        rows,
    )


def _spelled_like(turn: Turn, name: str) -> list[Target]:
    """The nearest first, each once."""
    written = name.replace("_", "")
    slips: dict[Target, int] = {}
    for word, target in _known(turn):
        apart = _apart(written, word.replace("_", ""))
        if apart is not None and apart <= slips.get(target, apart):
            slips[target] = apart
    return sorted(slips, key=lambda target: slips[target])


def _known(turn: Turn) -> Iterator[tuple[str, Target]]:
    """Every word that leads somewhere, in the parent's language."""
    for command in turn.registry.menu:
        yield command, Target(command=command)
    for conversation in turn.edition.conversations:
        if conversation not in turn.registry.commands:
            yield conversation, Target(conversation=conversation)
    for word in turn.edition.commands:
        target = target_of(turn, word)
        if target != Target():
            yield word, target


def _apart(written: str, word: str) -> int | None:
    """How many slips lie between them; a beginning counts as one; None when they are too far apart."""
    most = (len(word) >= ONE_SLIP) + (len(word) >= TWO_SLIPS)
    if len(written) < BEGUN or written[:1] != word[:1] or not most:
        return None
    distance = OSA.distance(written, word, score_cutoff=most)
    if distance <= most:
        return int(distance)
    return 1 if word.startswith(written) else None


def _meant(turn: Turn, tap: Meant) -> None:
    if tap.command not in turn.registry.commands:
        turn.toast = turn.label("That button does not work any more.")
        return
    argument = turn.carer.loose if tap.goes_on else ""
    if argument:
        turn.change_carer(loose="")
    turn.clear_buttons()
    turn.tapped = 0
    run(turn, Target(command=tap.command), argument)


OTHER_COMMANDS = Capability(name="other_commands", taps={Meant: _meant})
