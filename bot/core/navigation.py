"""Finding the way in a conversation: what a tap on its links, on Back, Skip and on older buttons does."""

from __future__ import annotations

import msgspec

from bot.core.buttons import button
from bot.core.capability import Capability
from bot.core.conversation import END, Link
from bot.core.engine import (
    Back,
    Card,
    Follow,
    Open,
    Restart,
    Resume,
    Skip,
    begin,
    current_step,
    finish,
    left_talk,
    move,
    open_conversation,
    rest,
    set_aside,
    show_step,
)
from bot.core.plain_words import words_of
from bot.core.text import fill
from bot.core.turn import Turn


def _open(turn: Turn, tap: Open) -> None:
    if tap.conversation:
        open_conversation(turn, tap.conversation, tap.step)
    else:
        turn.registry.commands["tips"](turn, "")


def _resume(turn: Turn, tap: Resume) -> None:
    talk = turn.carer.talk
    if talk is not None and talk.conversation == tap.conversation:
        show_step(turn)
        return
    conversation = turn.edition.conversations.get(tap.conversation)
    left = left_talk(turn, conversation) if conversation else None
    if conversation is None or left is None:
        open_conversation(turn, tap.conversation)
        return
    set_aside(turn)
    turn.change_carer(left={n: t for n, t in turn.carer.left.items() if n != tap.conversation}, waiting="")
    rest(turn, left)


def _restart(turn: Turn, tap: Restart) -> None:
    conversation = turn.edition.conversations.get(tap.conversation)
    if conversation is None:
        open_conversation(turn, tap.conversation)
    else:
        begin(turn, conversation)


def _card(turn: Turn, tap: Card) -> None:
    conversation = turn.edition.conversations.get(tap.conversation)
    if conversation is None or conversation.card is None or conversation.name not in turn.child.made:
        open_conversation(turn, tap.conversation)
        return
    offers = turn.registry.below(turn, conversation.name, conversation.card.name)
    rows = [*offers, (button(turn.label("Change it"), Restart(conversation.name)),)]
    turn.say(fill(conversation.card.html, turn.view) or turn._("There is nothing in it yet."), rows)


def outdated(turn: Turn, mark: str) -> bool:
    """Whether a button belongs to an earlier step; says so, and where the parent is now.

    A second tap on the message that led here is the same tap again and gets no second answer.
    """
    talk = turn.carer.talk
    if talk is not None and talk.mark == mark:
        return False
    if talk is not None and turn.tapped and talk.tapped == turn.tapped:
        turn.toast = turn.label("Done already.")
        return True
    turn.toast = turn.label("That button is from an earlier step.")
    turn.tapped = 0
    if current_step(turn) is not None:
        turn.say(turn._("That button is from an earlier step. Here is where we are now:"))
        show_step(turn)
    else:
        rows = [(button(turn.label("What else is there?"), Open("")),)]
        turn.say(turn._("That button is from something we have finished. What would you like to do?"), rows)
    return True


def written_way(turn: Turn, text: str) -> bool:
    """Whether a text is what stands on Back or Skip, written instead of tapped. Takes that way, where there is one."""
    talk, step, said = turn.carer.talk, current_step(turn), words_of(text)
    if talk is None or step is None or step.ask is None:
        return False
    if said == words_of(turn.label("Skip")) and not step.ask.required:
        _skip(turn, Skip(talk.mark))
    elif said == words_of(turn.label("Back")) and talk.path:
        _back(turn, Back(talk.mark))
    else:
        return False
    return True


def _follow(turn: Turn, tap: Follow) -> None:
    step = current_step(turn)
    if outdated(turn, tap.mark) or step is None or not 0 <= tap.index < len(step.links):
        return
    _go_to(turn, step.links[tap.index])


def _go_to(turn: Turn, chosen: Link) -> None:
    target = chosen.target
    if target.conversation:
        turn.change_carer(talk=None)
        open_conversation(turn, target.conversation, target.step)
    elif target.step == END:
        finish(turn)
    elif target.step:
        move(turn, target.step)
    elif target.command:
        turn.change_carer(talk=None)
        turn.clear_buttons()
        turn.tapped = 0
        name, _, rest_of_line = target.command.partition(" ")
        turn.registry.commands[name](turn, rest_of_line)


def _skip(turn: Turn, tap: Skip) -> None:
    step = current_step(turn)
    if outdated(turn, tap.mark) or step is None:
        return
    if step.ask is not None and not step.ask.required:
        move(turn, step.ask.skip or step.ask.next)
    elif step.ask is None and step.next:
        move(turn, step.next)


def _back(turn: Turn, tap: Back) -> None:
    talk = turn.carer.talk
    if outdated(turn, tap.mark) or talk is None:
        return
    if not talk.path:
        turn.toast = turn.label("This is where it starts.")
        return
    rest(turn, msgspec.structs.replace(talk, step=talk.path[-1], path=talk.path[:-1]))


CONVERSATIONS = Capability(
    name="conversations",
    taps={
        Open: _open,
        Resume: _resume,
        Restart: _restart,
        Card: _card,
        Follow: _follow,
        Skip: _skip,
        Back: _back,
    },
)
