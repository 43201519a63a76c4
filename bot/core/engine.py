"""Plays a conversation: shows a step, takes the answer, moves on.

The rules. A step shown gives the talk a new mark, and its buttons carry it, so a button of an earlier step is known as
outdated. Whatever was answered is kept at once; leaving in the middle loses nothing. A step is entered in this order:
forks, its action, its text; a turn enters at most `STEP_LIMIT` steps, so a document that goes in circles cannot hang.
"""

from __future__ import annotations

from datetime import date

import msgspec

from bot.core import asking
from bot.core.buttons import Action, Row, button, link
from bot.core.capability import Answer
from bot.core.child import Note
from bot.core.conversation import Ask, Conversation, Step
from bot.core.records import Talk
from bot.core.text import Html, fill
from bot.core.turn import Turn

STEP_LIMIT = 20


class Open(Action, frozen=True, tag="o"):
    """Open a conversation, at a step or at its start."""

    conversation: str
    step: str = ""


class Resume(Action, frozen=True, tag="r"):
    """Go on where a conversation was left."""

    conversation: str


class Restart(Action, frozen=True, tag="rs"):
    """Begin a conversation again that was left in the middle."""

    conversation: str


class Card(Action, frozen=True, tag="k"):
    """Show again what a conversation has made."""

    conversation: str


class Follow(Action, frozen=True, tag="f"):
    """A link of the step."""

    mark: str
    index: int


class Skip(Action, frozen=True, tag="s"):
    """No answer to this one."""

    mark: str


class Back(Action, frozen=True, tag="b"):
    """To the step before."""

    mark: str


def open_conversation(turn: Turn, name: str, step: str = "") -> None:
    """Begin a conversation, or offer to go on with it where it was left."""
    conversation = turn.edition.conversations.get(name)
    if conversation is None:
        turn.say(turn._("That part is not here any more. Here is what there is: /tips"))
        return
    if not step and left_talk(turn, conversation) is not None:
        rows: list[Row] = [
            (button(turn.label("Go on where I stopped"), Resume(name)),),
            (button(turn.label("Start again"), Restart(name)),),
        ]
        turn.show(turn._("You stopped in the middle of <b>{title}</b>.", title=conversation.title), rows)
        return
    begin(turn, conversation, step)


def begin(turn: Turn, conversation: Conversation, step: str = "") -> None:
    """Begin at a step, or at the start."""
    set_aside(turn)
    left = {name: talk for name, talk in turn.carer.left.items() if name != conversation.name}
    turn.change_carer(left=left, waiting="")
    first = step if step in conversation.steps else conversation.first.name
    enter(turn, Talk(conversation=conversation.name, step=first, mark=""))


def set_aside(turn: Turn) -> None:
    """Leave the conversation, so that it can be taken up again; one that has made its thing is simply over."""
    if turn.carer.talk is None:
        return
    talk = unfinished(turn)
    left = turn.carer.left if talk is None else {**turn.carer.left, talk.conversation: talk}
    turn.change_carer(talk=None, left=left)


def unfinished(turn: Turn) -> Talk | None:
    """The carer's talk, if there is something to go on with: one that has made its thing and asks nothing is over."""
    talk, step = turn.carer.talk, current_step(turn)
    over = talk is None or step is None or (step.ask is None and talk.conversation in turn.child.made)
    return None if over else talk


def way_back(turn: Turn) -> list[Row]:
    """A button that goes on where the carer stopped, if anything was left unfinished."""
    talk = unfinished(turn)
    return [(button(turn.label("Go on where I stopped"), Resume(talk.conversation)),)] if talk else []


def enter(turn: Turn, talk: Talk) -> None:
    """Enter the talk's step and all that follow it without an answer; show where it comes to rest."""
    conversation = turn.edition.conversations[talk.conversation]
    for _ in range(STEP_LIMIT):
        step = conversation.steps.get(talk.step)
        if step is None:
            finish(turn)
            return
        fork = next((b.go for b in step.branches if turn.fact(b.fact) == b.wanted), None)
        if fork is not None:
            talk = msgspec.structs.replace(talk, step=fork)
            continue
        if step.do:
            turn.registry.does[step.do](turn, Answer())
        goes_on = bool(step.next) and step.ask is None and not step.links and (step.make or bool(step.do))
        if step.make:
            turn.clear_buttons()
            turn.tapped = 0
            turn.change_child(made={**turn.child.made, conversation.name: turn.today})
        if not goes_on:
            rest(turn, talk)
            return
        if text := fill(step.html, turn.view):
            turn.clear_buttons()
            turn.tapped = 0
            turn.say(text, turn.registry.below(turn, conversation.name, step.name))
        talk = msgspec.structs.replace(talk, step=step.next)
    raise RecursionError(f"{conversation.name} goes in circles at {talk.step}")


def rest(turn: Turn, talk: Talk) -> None:
    """Show the step on which the talk waits."""
    talk = msgspec.structs.replace(talk, mark=turn.new_id()[:5], chosen=(), words=(), tapped=turn.tapped)
    step = turn.edition.conversations[talk.conversation].steps[talk.step]
    talk = asking.prepare(turn, step, talk)
    turn.change_carer(talk=talk)
    show_step(turn)


def show_step(turn: Turn, month: date | None = None, hour: int | None = None) -> None:
    """The step that the talk is at, with its buttons: of a calendar this month, of a clock this hour's quarters."""
    talk, step = turn.carer.talk, current_step(turn)
    if talk is None or step is None:
        return
    text = fill(step.html, turn.view) or turn._("Let's go on.")
    offers = turn.registry.below(turn, talk.conversation, step.name)
    rows = [*asking.rows(turn, step, talk, month, hour), *offers, *_links(turn, step, talk), *_ways(turn, step, talk)]
    turn.show(text, rows)


def current_step(turn: Turn) -> Step | None:
    """The step that the carer's talk waits on; None without a talk, or when a newer release has dropped it."""
    talk = turn.carer.talk
    conversation = turn.edition.conversations.get(talk.conversation) if talk else None
    return conversation.steps.get(talk.step) if talk and conversation else None


def finish(turn: Turn) -> None:
    """The end of a conversation."""
    turn.change_carer(talk=None, waiting="")
    rows = [(button(turn.label("What else is there?"), Open("")),)]
    turn.show(turn._("Good. That is all for now, and I am here when you want to go on."), rows)


def answer_step(turn: Turn, answer: Answer) -> None:
    """Keep an answer to the step's ask, let its action work on it, and move on; or say what is wrong with it."""
    talk, step = turn.carer.talk, current_step(turn)
    if talk is None or step is None or step.ask is None:
        return
    ask = step.ask
    complaint = _keep(turn, ask, answer)
    if complaint is None and ask.do:
        complaint = turn.registry.does[ask.do](turn, answer)
    if complaint is not None:
        turn.say(complaint)
        turn.tapped = 0
        show_step(turn)
        return
    move(turn, ask.next)


def move(turn: Turn, to: str) -> None:
    """Go to another step of the same conversation."""
    talk = turn.carer.talk
    if talk is not None:
        enter(turn, msgspec.structs.replace(talk, step=to, path=(*talk.path, talk.step)[-STEP_LIMIT:]))


def _keep(turn: Turn, ask: Ask, answer: Answer) -> Html | None:
    field = ask.keep or ask.add
    if not field:
        return None
    words = answer.words or ((answer.text,) if answer.text else ())
    note = Note(chosen=answer.chosen, words=words)
    if ask.add:
        before = turn.child.notes.get(field, Note())
        note = Note(chosen=(*before.chosen, *note.chosen), words=(*before.words, *note.words))
        if ask.most and len(note.chosen) + len(note.words) > ask.most:
            return turn.n_("One is enough here.", "{count} are enough here. That keeps it doable.", ask.most)
    notes = {**turn.child.notes, field: note}
    if not note.chosen and not note.words:
        del notes[field]
    turn.change_child(notes=notes)
    return None


def _links(turn: Turn, step: Step, talk: Talk) -> list[Row]:
    rows: list[Row] = []
    for index, each in enumerate(step.links):
        if each.target.url:
            rows.append((link(each.label, each.target.url),))
        else:
            rows.append((button(each.label, Follow(talk.mark, index)),))
    return rows


def _ways(turn: Turn, step: Step, talk: Talk) -> list[Row]:
    """Back and Skip, or Go on where there is nothing to answer."""
    row = []
    if talk.path:
        row.append(button(turn.label("Back"), Back(talk.mark)))
    if step.ask is not None and not step.ask.required:
        row.append(button(turn.label("Skip"), Skip(talk.mark)))
    if step.ask is None and step.next:
        row.append(button(turn.label("Go on"), Skip(talk.mark)))
    return [tuple(row)] if row else []


def left_talk(turn: Turn, conversation: Conversation) -> Talk | None:
    """Where this conversation was left, if it can be taken up there; at its first step it may as well begin."""
    talk = turn.carer.left.get(conversation.name)
    if talk is None or talk.step not in conversation.steps or talk.step == conversation.first.name:
        return None
    return talk
