"""Where the steps of a document lead: to each other, to other conversations, to commands; and where they lead nowhere.

Knows documents, not the core's commands or actions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document, Passage
from bot.core.conversation import END


class Way(msgspec.Struct, frozen=True):
    """A way from a step to a step of the same document (or END), and the line where it is written."""

    to: str
    line: int


def ways(passage: Passage) -> Iterator[Way]:
    """All ways out of a step that stay in its document, END among them."""
    step = passage.step
    for link in step.links:
        if link.target.step and not link.target.conversation:
            yield Way(link.target.step, link.line)
    for branch, directive in zip(step.branches, passage.branches, strict=True):
        if branch.go:
            yield Way(branch.go, directive.line)
    if step.ask:
        for name in (step.ask.next, step.ask.skip):
            if name:
                yield Way(name, passage.line("ask"))
    if step.next:
        yield Way(step.next, passage.line("next", "make", "do"))


def leaves(passage: Passage) -> bool:
    """Whether one can leave the document from this step: by END, another conversation or a command."""
    return any(way.to == END for way in ways(passage)) or any(
        link.target.conversation or link.target.command for link in passage.step.links
    )


def dangling(document: Document) -> list[Complaint]:
    """Complaints for ways to steps that the document does not have."""
    notes = Notebook(document.file)
    for passage in document.passages.values():
        for way in ways(passage):
            if way.to != END and way.to not in document.passages:
                mend = f"write a step ## {way.to}, or lead to one of: {_some(document)}"
                notes.note(way.line, f'there is no step "{way.to}"', mend)
    return notes.complaints


def dangling_elsewhere(document: Document, others: Mapping[str, Document]) -> list[Complaint]:
    """Complaints for buttons to conversations, or steps of them, that are not among `others`."""
    notes = Notebook(document.file)
    for passage in document.passages.values():
        for link in passage.step.links:
            name, step = link.target.conversation, link.target.step
            if name and name not in others:
                notes.note(link.line, f'there is no conversation "{name}"', f"write {name}.md, or lead elsewhere")
            elif name and step and step not in others[name].passages:
                mend = f"write that step there, or lead to one of: {_some(others[name])}"
                notes.note(link.line, f'the conversation "{name}" has no step "{step}"', mend)
    return notes.complaints


def _some(document: Document) -> str:
    return ", ".join([*list(document.passages)[:8], END])
