"""How the parent and each team member see the child, side by side.

The parent's own view follows the notes `mine.*`, which stay, because the conversation shows them again; those of a
team member (`their.*`) are drafts and go once they are kept.
"""

from __future__ import annotations

import msgspec

from bot.core.capability import Answer, Capability
from bot.core.child import Note, View
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

ME = "me"
DRAFTS = ("their.who", "their.strengths", "their.needs", "their.social")


def _words(turn: Turn, field: str) -> str:
    return "\n".join(turn.child.notes.get(field, Note()).words)


def _add_mine(turn: Turn, _: Answer) -> Html | None:
    _put(turn, ME, _words(turn, "mine.strengths"), _words(turn, "mine.needs"), _words(turn, "mine.social"))
    return None


def _add_theirs(turn: Turn, _: Answer) -> Html | None:
    note = turn.child.notes.get("their.who", Note())
    named = "".join((*note.chosen, *note.words)[:1])
    _put(
        turn,
        "Me" if named == ME else named,  # a parent's own word, not the parent
        _words(turn, "their.strengths"),
        _words(turn, "their.needs"),
        _words(turn, "their.social"),
    )
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in DRAFTS})
    return None


def _put(turn: Turn, who: str, strengths: str, needs: str, social: str) -> None:
    """Keep a view; what the same person said before stays where nothing new was said."""
    if not (strengths or needs or social):
        return
    old = _of(turn, who) or View(id=turn.new_id(), who=who, on=turn.today)
    new = msgspec.structs.replace(
        old,
        on=turn.today,
        strengths=strengths or old.strengths,
        needs=needs or old.needs,
        social=social or old.social,
    )
    others = tuple(each for each in turn.child.views if each.id != new.id)
    turn.change_child(views=(*others, new))


def _of(turn: Turn, who: str) -> View | None:
    return next((each for each in turn.child.views if each.who == who), None)


def _comparison(turn: Turn) -> Html:
    """By what is looked at, one line for each person: on a phone that is easier to compare than two columns."""
    seen = sorted(turn.child.views, key=lambda each: each.who != ME)
    return join(
        [
            _lines(turn, turn._("<b>Learning: what goes well</b>"), [(each, each.strengths) for each in seen]),
            _lines(turn, turn._("<b>Learning: where help is good</b>"), [(each, each.needs) for each in seen]),
            _lines(turn, turn._("<b>With people</b>"), [(each, each.social) for each in seen]),
        ]
    )


def _lines(turn: Turn, heading: Html, said: list[tuple[View, str]]) -> Html:
    lines = [turn._("• <b>{who}:</b> {words}", who=name_of(turn, view), words=words) for view, words in said if words]
    return join([heading, *lines], "\n") if lines else Html("")


def name_of(turn: Turn, view: View) -> Html:
    """Whose view it is, in the reader's language or the parent's own word."""
    if view.who == ME:
        return turn._("At home")
    known = turn.labels("their.who", (view.who,))
    return escape(known[0] if known else view.who) or turn._("Someone at school")


VIEWS = Capability(
    name="views",
    does={"add_my_view": _add_mine, "add_team_view": _add_theirs},
    facts={
        "my_view": lambda turn: _of(turn, ME) is not None,
        "team_view": lambda turn: any(each.who != ME for each in turn.child.views),
    },
    views={"comparison": _comparison},
)
