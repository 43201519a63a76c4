"""Conversations as Mermaid flowcharts in a Markdown page: how they lead to each other, and the steps of each. Pure.

One chart for each conversation: a chart of all steps would have more arrows than GitHub draws (500, Mermaid's
`maxEdges`). Knows conversations as the core has them; not how they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.conversation import END, Conversation, Link, Step

HEAD = """# The conversations

Drawn from `content/` by `python run_bot.py map > docs/conversations.md`; not written by hand.

A box is a step. A slanted box asks something, a double box is what the parent takes away. A dotted arrow is taken
without a tap of the parent's own choice: Skip, or a fork that is looked at before the step is shown.
"""
_ESCAPES = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;"}


def page(conversations: Iterable[Conversation]) -> str:
    """The whole page, in the order of the menu; what has no place there comes last."""
    shelf = sorted(conversations, key=lambda each: (not each.practice, each.order, each.name))
    parts = [HEAD, "## How they lead to each other\n", _block(overview(shelf))]
    for each in shelf:
        parts += [f"## {each.title}\n", _block(chart(each))]
    return "\n".join(parts)


def overview(conversations: Iterable[Conversation]) -> str:
    """Each conversation as a box, with an arrow for every other one that one of its buttons opens."""
    lines = ["flowchart LR"]
    arrows = []
    for each in conversations:
        lines.append(f'  {each.name}["{escaped(each.title)}"]')
        targets = dict.fromkeys(link.target.conversation for link in _links(each) if link.target.conversation)
        arrows += [f"  {each.name} --> {target}" for target in targets if target != each.name]
    return "\n".join([*lines, *arrows])


def chart(conversation: Conversation) -> str:
    """The steps of one conversation as a subgraph, and its ways out of it."""
    lines = ["flowchart TD", f'  subgraph {conversation.name}["{escaped(conversation.title)}"]']
    lines += [f"    {_box(step)}" for step in conversation.steps.values()]
    lines.append("  end")
    outside: dict[str, str] = {}
    arrows = [arrow for step in conversation.steps.values() for arrow in _arrows(step, outside)]
    lines += [f"  {box}" for box in outside.values()]
    return "\n".join([*lines, *arrows])


def escaped(text: str) -> str:
    """A text between quotes; Mermaid reads `#quot;` and the like as characters."""
    return "".join(_ESCAPES.get(mark, mark) for mark in text)


def _box(step: Step) -> str:
    if step.make:
        return f'{_id(step.name)}[["{step.name}"]]'
    if step.ask is not None:
        return f'{_id(step.name)}[/"{step.name}: {step.ask.kind}"/]'
    return f'{_id(step.name)}["{step.name}"]'


def _arrows(step: Step, outside: dict[str, str]) -> Iterator[str]:
    for branch in step.branches:
        word = "if" if branch.wanted else "unless"
        yield f'  {_id(step.name)} -. "{word} {branch.fact}" .-> {_at(branch.go, outside)}'
    if step.ask is not None:
        yield f"  {_id(step.name)} --> {_at(step.ask.next, outside)}"
        if step.ask.skip and step.ask.skip != step.ask.next:
            yield f'  {_id(step.name)} -. "skip" .-> {_at(step.ask.skip, outside)}'
    for link in step.links:
        yield f'  {_id(step.name)} -- "{escaped(link.label)}" --> {_target(link, outside)}'
    if step.next:
        yield f"  {_id(step.name)} --> {_at(step.next, outside)}"


def _target(link: Link, outside: dict[str, str]) -> str:
    target = link.target
    if target.conversation:
        door = f"{target.conversation}: {target.step}" if target.step else target.conversation
        return _outside(f"to_{target.conversation}_{target.step}".rstrip("_"), door, outside)
    if target.step:
        return _at(target.step, outside)
    if target.command:
        return _outside(f"command_{target.command.partition(' ')[0]}", f"/{target.command}", outside)
    return _outside("web", "a web page", outside)


def _at(step: str, outside: dict[str, str]) -> str:
    return _outside("leave", END, outside) if step == END else _id(step)


def _outside(name: str, label: str, outside: dict[str, str]) -> str:
    outside[name] = f'{name}(["{escaped(label)}"])'
    return name


def _id(step: str) -> str:
    """A node's name: `end` and the like are words of Mermaid's own."""
    return f"step_{step}"


def _links(conversation: Conversation) -> Iterator[Link]:
    for step in conversation.steps.values():
        yield from step.links


def _block(drawing: str) -> str:
    return f"```mermaid\n{drawing}\n```\n"
