"""One Markdown document -> one `Conversation`, with a complaint for everything that keeps it from being one.

Knows the grammar of content/README.md. It knows no other document, and not which actions or facts exist.
"""

from __future__ import annotations

from typing import get_args

import msgspec
from markdown_it.tree import SyntaxTreeNode

from bot.content import markup
from bot.content.blocks import Body, BodyReader, line_of
from bot.content.braces import FIELD_NAME, STEP_NAME, Directive
from bot.content.complaints import Complaint, Notebook
from bot.content.headers import Header, read_header
from bot.core.conversation import END, TIP, Ask, AskKind, Branch, Conversation, Step

KINDS: tuple[AskKind, ...] = get_args(AskKind)
WITH_OPTIONS = frozenset({"chips", "choice"})


class Passage(msgspec.Struct, frozen=True):
    """A step together with what its author wrote, so that the check can name lines."""

    step: Step
    body: Body
    directives: dict[str, Directive]  # by kind: ask, do, make, next, source
    branches: tuple[Directive, ...] = ()  # in the order of `step.branches`

    def line(self, *kinds: str) -> int:
        """The line of the first of these directives that is there, else that of the heading."""
        return next((self.directives[kind].line for kind in kinds if kind in self.directives), self.step.line)


class Document(msgspec.Struct, frozen=True):
    """A read document. `conversation` is None when nothing of it can be played."""

    file: str
    name: str
    header: Header
    passages: dict[str, Passage]
    tip: Body
    tip_line: int
    conversation: Conversation | None
    complaints: tuple[Complaint, ...]


def read_document(markdown: markup.Markdown, text: str, file: str, name: str) -> Document:
    """Read the text of `file` (its name in complaints) as the conversation `name`. Never raises for a faulty text."""
    notes = Notebook(file)
    for number, written in enumerate(text.split("\n"), 1):
        if "\ufffd" in written:
            notes.note(number, "a character here cannot be read", "save the file as UTF-8, and write it again")
    nodes = list(markdown.blocks(text))
    header = Header()
    if nodes and nodes[0].type == "front_matter":
        header = read_header(nodes.pop(0).content, 2, notes)
    else:
        notes.note(1, "the document has no top", 'start it with "---", "title: ...", "---"')
    passages: dict[str, Passage] = {}
    tip, tip_line = Body(), 0
    for heading, below in _sections(nodes, notes):
        title, line = heading.children[0].content.strip(), line_of(heading)
        body = BodyReader(markdown, notes).read(below)
        if title == TIP:
            if tip_line:
                notes.note(line, "there are two tips", "keep one of them")
            tip, tip_line = body, line
            _check_tip(body, line, notes)
        elif not STEP_NAME.fullmatch(title) or title == END:
            mend = '"end" is built in; choose another name' if title == END else "use a-z, 0-9 and _ only"
            notes.note(line, f'a step cannot be called "{title}"', mend)
        elif title in passages:
            notes.note(line, f'there are two steps called "{title}"', "give one of them another name")
        else:
            passages[title] = _passage(title, line, body, notes)
    if not passages:
        notes.note(1, "the document has no steps", 'start one with a heading like "## start"')
    conversation = None
    if passages:
        conversation = Conversation(
            name=name,
            title=header.title,
            steps={title: passage.step for title, passage in passages.items()},
            practice="order" in header.lines,
            order=header.order,
            source=header.source,
            covers=header.covers,
            minutes=header.minutes,
            tip=tip.html,
            keywords=header.keywords,
        )
    return Document(
        file=file,
        name=name,
        header=header,
        passages=passages,
        tip=tip,
        tip_line=tip_line,
        conversation=conversation,
        complaints=tuple(notes.complaints),
    )


def _sections(nodes: list[SyntaxTreeNode], notes: Notebook) -> list[tuple[SyntaxTreeNode, list[SyntaxTreeNode]]]:
    """Each `##` heading with the nodes below it."""
    sections: list[tuple[SyntaxTreeNode, list[SyntaxTreeNode]]] = []
    for node in nodes:
        if node.type == "heading" and node.tag == "h2":
            sections.append((node, []))
        elif sections:
            sections[-1][1].append(node)
        elif node is nodes[0]:
            notes.note(line_of(node), "there is text before the first step", 'put a heading like "## start" above it')
    return sections


def _check_tip(body: Body, line: int, notes: Notebook) -> None:
    if body.links or body.options or body.directives:
        what = "the tip has buttons or lines in braces"
        notes.note(line, what, "a tip is text only; its button is added by itself")
    if not body.html:
        notes.note(line, "the tip is empty", "write its text, or take the heading out")


def _passage(name: str, line: int, body: Body, notes: Notebook) -> Passage:
    directives: dict[str, Directive] = {}
    branches: list[Directive] = []
    for directive in body.directives:
        kind = directive.kind
        if kind in ("if", "unless"):
            branches.append(directive)
        elif kind in directives:
            notes.note(directive.line, f'the step has two lines with "{kind}"', "keep one of them")
        else:
            directives[kind] = directive
    ask = _ask(directives["ask"], body, notes) if "ask" in directives else None
    if body.options and (ask is None or ask.kind not in WITH_OPTIONS):
        mend = "add {ask: choice, ...} or {ask: chips, ...} to the step"
        notes.note(body.options[0].line, "there are options, but nothing asks for them", mend)
    step = Step(
        name=name,
        html=body.html,
        links=tuple(body.links),
        ask=ask,
        branches=tuple(_branch(directive, notes) for directive in branches),
        do=_only("do", directives, notes),
        make=any(directives[kind].yes("make", notes) for kind in ("make", "do", "next") if kind in directives),
        next=_only("next", directives, notes),
        source=directives["source"].text("source") if "source" in directives else "",
        line=line,
    )
    return Passage(step=step, body=body, directives=directives, branches=tuple(branches))


def _only(word: str, directives: dict[str, Directive], notes: Notebook) -> str:
    """The value of a word of the step itself, from whichever of its lines has it."""
    found = [item for kind in ("do", "make", "next") if (item := directives.get(kind)) and item.text(word)]
    if len(found) > 1:
        notes.note(found[-1].line, f'the step says "{word}" twice', "keep one of them")
    return found[0].text(word) if found else ""


def _branch(directive: Directive, notes: Notebook) -> Branch:
    if not directive.text("go"):
        notes.note(directive.line, "the fork does not say where to go", 'add "go: step"')
    return Branch(fact=directive.text(directive.kind), wanted=directive.kind == "if", go=directive.text("go"))


def _ask(directive: Directive, body: Body, notes: Notebook) -> Ask | None:
    line, kind = directive.line, directive.text("ask")
    known = next((known for known in KINDS if known == kind), None)
    if known is None:
        notes.note(line, f'"{kind}" is not a kind of question', f"use one of: {', '.join(KINDS)}")
        return None
    if not directive.text("next"):
        notes.note(line, "the question does not say where to go with the answer", 'add "next: step"')
    if not (directive.text("keep") or directive.text("add") or directive.text("do")):
        notes.note(line, "the answer would be lost", 'add "keep: field", "add: field" or "do: action"')
    if directive.text("keep") and directive.text("add"):
        notes.note(line, 'the question has both "keep" and "add"', "keep one of them")
    for word in ("keep", "add"):
        field = directive.text(word)
        if field and not FIELD_NAME.fullmatch(field):
            notes.note(line, f'"{field}" cannot be a field', "use a-z, _ and one dot, as in hopes.year")
    if known not in WITH_OPTIONS and directive.text("own"):
        notes.note(line, f'"own" does not go with "ask: {kind}"', "use it with chips or choice, or take it out")
    _check_options(known, line, body, notes)
    return Ask(
        kind=known,
        next=directive.text("next"),
        keep=directive.text("keep"),
        add=directive.text("add"),
        do=directive.text("do"),
        skip=directive.text("skip"),
        required=directive.yes("required", notes),
        own=directive.yes("own", notes),
        most=_most(directive, notes),
        options=tuple(body.options),
    )


def _check_options(kind: AskKind, line: int, body: Body, notes: Notebook) -> None:
    if kind in WITH_OPTIONS and not body.options:
        notes.note(line, f'"ask: {kind}" has no options', "list them like - [Curious](?curious)")
    seen: set[str] = set()
    for option in body.options:
        if option.id in seen:
            notes.note(option.line, f'the option "{option.id}" stands here twice', "give each one a name of its own")
        seen.add(option.id)


def _most(directive: Directive, notes: Notebook) -> int:
    text = directive.text("most")
    if not text:
        return 0
    if not directive.text("add"):
        notes.note(directive.line, '"most" goes only with "add"', 'add "add: field" or take it out')
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100):
        notes.note(directive.line, f'"most: {text}" is not a number from 1 to 99', "write most: 3 or the like")
        return 0
    return int(text)
