"""Whether every name in a document is one that the core offers, or a field that some question keeps.

Compares names; does not know what they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from bot.content.blocks import Body
from bot.content.braces import placeholders
from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document, Passage
from bot.content.names import Names

CHILD = "child"  # the one placeholder that is always there


def fields_of(documents: Iterable[Document]) -> frozenset[str]:
    """The fields that the questions of these documents keep or add to."""
    asks = [passage.step.ask for document in documents for passage in document.passages.values()]
    return frozenset(field for ask in asks if ask for field in (ask.keep, ask.add) if field)


def check_vocabulary(document: Document, names: Names, fields: frozenset[str]) -> list[Complaint]:
    """Complaints about unknown actions, facts, placeholders and commands."""
    notes = Notebook(document.file)
    for passage in document.passages.values():
        _check_directives(passage, names, fields, notes)
        for link in passage.step.links:
            command = link.target.command
            if command and command not in names.commands:
                notes.note(link.line, f'there is no command "/{command}"', _mend(command, names.commands, "/"))
    for body in (*(passage.body for passage in document.passages.values()), document.tip):
        _check_placeholders(body, names.views | fields | {CHILD}, notes)
    for name in placeholders(document.tip.html):
        what = f"the tip has {{{name}}}, but a group sees no family's details"
        notes.note(document.tip_line, what, "write the tip for all parents, without braces")
    return notes.complaints


def _check_directives(passage: Passage, names: Names, fields: frozenset[str], notes: Notebook) -> None:
    for kind in ("ask", "do", "make", "next"):
        directive = passage.directives.get(kind)
        action = directive.text("do") if directive else ""
        if directive and action and action not in names.actions:
            notes.note(directive.line, f'there is no action "{action}"', _mend(action, names.actions))
    facts = names.facts | fields
    for branch in passage.branches:
        fact = branch.text(branch.kind)
        if fact and fact not in facts:
            notes.note(branch.line, f'there is no fact or field "{fact}"', _mend(fact, facts))


def _check_placeholders(body: Body, known: frozenset[str], notes: Notebook) -> None:
    for block in body.blocks:
        for name in placeholders(block.html):
            if name not in known:
                notes.note(block.line, f"nothing fills {{{name}}}", _mend(name, known))


def _mend(name: str, known: frozenset[str], before: str = "") -> str:
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(before + each for each in near)}? Else take it out"
    return "correct the spelling, or take it out"
