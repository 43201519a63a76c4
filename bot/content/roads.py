"""Whether the steps of a document hang together: each can be reached, and from each one gets out again.

Knows documents and their ways; not what the steps say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document, Passage
from bot.content.links import leaves, ways
from bot.core.conversation import END


def check_roads(document: Document, doors: Iterable[str]) -> list[Complaint]:
    """Complaints about unreachable steps and dead ends. `doors`: steps that other conversations lead to."""
    notes = Notebook(document.file)
    passages = document.passages
    if not passages:
        return []
    out = {name: {way.to for way in ways(passage)} for name, passage in passages.items()}
    reached = _closure({next(iter(passages)), *doors} & set(passages), out)
    back: dict[str, set[str]] = {name: set() for name in passages}
    for name, targets in out.items():
        for target in targets & set(passages):
            back[target].add(name)
    can_leave = _closure({name for name, passage in passages.items() if leaves(passage)}, back)
    for name, passage in passages.items():
        line = passage.step.line
        if name not in reached:
            mend = f"add a button - [...](#{name}) to another step, or take the step out"
            notes.note(line, f'no step leads to "{name}"', mend)
        if not _goes_on(passage):
            mend = "add buttons such as - [Later](#end), a question, or {next: step}"
            notes.note(line, f'the step "{name}" has no way on', mend)
        elif name not in can_leave and out[name] <= {*passages, END}:
            notes.note(line, f'from "{name}" the conversation never ends', "let one of its ways lead to end")
        if passage.step.ask and passage.step.next:
            mend = 'take the "next" outside of the question out'
            notes.note(passage.line("next", "make", "do"), "the step goes on in two ways at once", mend)
    return notes.complaints


def _goes_on(passage: Passage) -> bool:
    step = passage.step
    if step.ask or step.next or any(not link.target.url for link in step.links):
        return True
    forks = {(branch.fact, branch.wanted) for branch in step.branches}
    return any((fact, not wanted) in forks for fact, wanted in forks)


def _closure(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from `start`, itself included."""
    reached, waiting = set(start), list(start)
    while waiting:
        for name in edges.get(waiting.pop(), set()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached
