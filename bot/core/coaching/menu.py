"""What there is to do: the menu of practices with what is done, the next small step, help."""

from __future__ import annotations

from bot.core import doors
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching import first_minutes, invitations
from bot.core.conversation import Conversation
from bot.core.engine import Card, Open, Restart, Resume, open_conversation, set_aside, unfinished
from bot.core.text import Html, join
from bot.core.turn import Turn

PAGE = 6  # practices shown at once: what fits on a small phone without scrolling


class Practice(Action, frozen=True, tag="p"):
    """A practice of the menu: open it, or show what it has made."""

    conversation: str


class Page(Action, frozen=True, tag="pp"):
    """Another page of the menu."""

    number: int


def practices(turn: Turn) -> list[Conversation]:
    """The practices in the order of the menu."""
    found = [each for each in turn.edition.conversations.values() if each.practice]
    return sorted(found, key=lambda each: each.order)


def suggested(turn: Turn) -> Conversation | None:
    """The next small step: with a meeting ahead the questions first, else the first practice that is not done."""
    open_ones = [each for each in practices(turn) if each.name not in turn.child.made]
    if turn.child.meeting is not None:
        before_meeting = [each for each in open_ones if each.name in ("questions", "hopes", "strengths")]
        open_ones = before_meeting + open_ones
    return open_ones[0] if open_ones else None


def show(turn: Turn, page: int = 0) -> None:
    """The menu."""
    every = practices(turn)
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(page, 0), pages - 1)
    done = sum(1 for each in every if each.name in turn.child.made)
    head = turn._("<b>Small steps for {child}</b>", child=turn.child.name)
    count = turn.n_("You have done one of {all}.", "You have done {count} of {all}.", done, all=len(every))
    step = suggested(turn)
    hint = turn._("A good next step: <b>{title}</b>", title=step.title) if step else Html("")
    text = join([head, count if done else turn._("Each one takes about two minutes."), hint])
    rows: list[Row] = []
    for each in every[page * PAGE : (page + 1) * PAGE]:
        mark = "✓ " if each.name in turn.child.made else ""
        rows.append((button(mark + each.title, Practice(each.name)),))
    if pages > 1:
        around = []
        if page > 0:
            around.append(button(turn.label("‹ Before"), Page(page - 1)))
        if page < pages - 1:
            around.append(button(turn.label("More ›"), Page(page + 1)))
        rows.append(tuple(around))
    if (talk := unfinished(turn)) is not None:
        title = turn.edition.conversations[talk.conversation].title
        rows.insert(0, (button(turn.label("Go on: {title}", title=title), Resume(talk.conversation)),))
    turn.show(text, rows)


def _tips(turn: Turn, _: str) -> None:
    show(turn)


def choose(turn: Turn, name: str) -> None:
    """Open a conversation; where it has made its thing already, ask whether to show that."""
    conversation = turn.edition.conversations.get(name)
    if conversation is None or conversation.name not in turn.child.made or conversation.card is None:
        open_conversation(turn, name)
        return
    rows: list[Row] = [
        (button(turn.label("Show what I have"), Card(conversation.name)),),
        (button(turn.label("Go through it again"), Restart(conversation.name)),),
        (button(turn.label("Back"), Open("")),),
    ]
    day = turn.words.day(turn.child.made[conversation.name])
    turn.show(turn._("You did <b>{title}</b> on {day}.", title=conversation.title, day=day), rows)


def _start(turn: Turn, argument: str) -> None:
    """`/start` again, or by a deep link."""
    doors.opened(turn, argument)
    argument, _ = doors.read(argument)
    if argument.startswith(invitations.PREFIX) and turn.family is not None:
        invitations.knock(turn, turn.carer.person, argument, invitations.own_of(turn.family))
    elif first_minutes.unfinished(turn):
        if argument in turn.edition.conversations:
            turn.change_carer(next_up=argument)
        first_minutes.go_on(turn)
    elif argument in turn.edition.conversations:
        open_conversation(turn, argument)
    elif argument:
        turn.say(turn._("That link does not lead anywhere any more. Here is what we can do:"))
        show(turn)
    else:
        turn.say(turn._("Welcome back. We are talking about <b>{child}</b>.", child=turn.child.name))
        show(turn)


def _help(turn: Turn, _: str) -> None:
    lines = [
        turn._("<b>How I can help</b>"),
        turn._(
            "I am a coach, not a lawyer. Together we get ready for your child's school team, two minutes at a time."
        ),
        Html("\n".join(f"/{name} – {turn._(what)}" for name, what in turn.registry.menu.items())),
        turn._("You can also just write to me. Wherever you are, /cancel stops and keeps what you said so far."),
    ]
    turn.say(join(lines))


def _cancel(turn: Turn, _: str) -> None:
    busy = turn.carer.talk is not None or bool(turn.carer.waiting)
    set_aside(turn)
    turn.stop_waiting()
    text = (
        turn._("We stop here. What you said so far is kept.")
        if busy
        else turn._("There is nothing to stop. I am here when you need me.")
    )
    turn.say(text, [(button(turn.label("What else is there?"), Open("")),)])


MENU = Capability(
    name="menu",
    commands={"tips": _tips, "start": _start, "help": _help, "cancel": _cancel},
    taps={Practice: lambda turn, tap: choose(turn, tap.conversation), Page: lambda turn, tap: show(turn, tap.number)},
    menu={
        "tips": mark("What we can do: small steps for your child"),
        "cancel": mark("Stop here; what you said is kept"),
        "help": mark("What I can do"),
    },
)
