"""The Markdown below a heading, taken apart: text blocks, buttons, options and lines in braces.

Every fault is noted with its line, and reading goes on. Knows nothing of how steps hang together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

import msgspec
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.content import markup
from bot.content.braces import STEP_NAME, Directive, has_stray_brace, split
from bot.content.complaints import Notebook
from bot.core.conversation import Link, Option, Target

OPTION_ID = re.compile(r"[a-z0-9_]+")
_ELSEWHERE = re.compile(r"([a-z0-9_]+)(?:#([a-z0-9_]+))?")
_COMMAND = re.compile(r"/([a-z0-9_]+)")


class Block(msgspec.Struct, frozen=True):
    """A paragraph, list or quotation as HTML, and the line where it starts."""

    html: str
    line: int


class Body(msgspec.Struct):
    """What stands below one heading, each kind in its order."""

    blocks: list[Block] = []
    links: list[Link] = []
    options: list[Option] = []
    directives: list[Directive] = []

    @property
    def html(self) -> str:
        """The text: blocks with an empty line between them."""
        return "\n\n".join(block.html for block in self.blocks)


class _Item(msgspec.Struct, frozen=True):
    line: int
    tokens: list[Token]


class BodyReader:
    """Reads the nodes below one heading into a `Body`."""

    def __init__(self, markdown: markup.Markdown, notes: Notebook) -> None:
        self._markdown = markdown
        self._notes = notes
        self._body = Body()

    def read(self, nodes: Iterable[SyntaxTreeNode]) -> Body:
        """All of them, in order."""
        for node in nodes:
            line = line_of(node)
            match node.type:
                case "paragraph":
                    self._add(line, self._paragraph_html(node))
                case "bullet_list" | "ordered_list":
                    self._read_list(node)
                case "blockquote":
                    quoted = [text for child in node.children for text in self._quoted(child)]
                    self._add(line, markup.quote_html(quoted) if quoted else "")
                case "fence" | "code_block":
                    self._add(line, markup.code_html(node.content))
                case "hr":
                    self._notes.note(line, "there is a ruled line", "take it out; a new step starts with ##")
                case "heading":
                    self._notes.note(line, f"a heading with {node.markup}", "start a step with ##; no other headings")
                case kind:
                    self._notes.note(line, f"a chat cannot show this ({kind})", "use paragraphs, lists and quotes")
        return self._body

    def _add(self, line: int, html: str) -> None:
        if html:
            self._body.blocks.append(Block(html=html, line=line))

    def _inline(self, node: SyntaxTreeNode) -> list[Token]:
        """The running text of a paragraph, after its lines in braces have been taken out."""
        inline = node.children[0]
        parts = split(inline.content, line_of(inline), self._notes)
        self._body.directives.extend(parts.directives)
        return self._markdown.running(parts.text) if parts.text else []

    def _paragraph_html(self, node: SyntaxTreeNode) -> str:
        return self._html(self._inline(node), line_of(node))

    def _html(self, tokens: list[Token], line: int) -> str:
        try:
            html = markup.inline_html(tokens)
        except markup.Refused as refused:
            self._notes.note(line, refused.what, refused.mend)
            return markup.escape(markup.plain(tokens))
        if has_stray_brace(html):
            mend = "a placeholder is {child}: lower-case letters, _ and one dot; texts have no other braces"
            self._notes.note(line, "there are braces that are no placeholder", mend)
        if "](" in html:
            self._notes.note(line, "a link is not written right", "write [label](#step), with nothing else between ( )")
        return html

    def _quoted(self, node: SyntaxTreeNode) -> list[str]:
        if node.type == "paragraph":
            html = self._paragraph_html(node)
            return [html] if html else []
        if node.type in ("bullet_list", "ordered_list"):
            return ["\n".join(self._text_items(node, self._items(node)))]
        self._notes.note(line_of(node), f"a chat cannot show this in a quote ({node.type})", "use plain paragraphs")
        return []

    def _items(self, node: SyntaxTreeNode) -> list[_Item]:
        items: list[_Item] = []
        for item in node.children:
            paragraphs = [child for child in item.children if child.type == "paragraph"]
            if len(paragraphs) != 1 or len(item.children) != 1:
                what = "a list item is empty, or holds more than one short text"
                self._notes.note(line_of(item), what, "make it one list of one-paragraph items")
            for paragraph in paragraphs[:1]:
                items.append(_Item(line=line_of(paragraph), tokens=self._inline(paragraph)))
        return items

    def _read_list(self, node: SyntaxTreeNode) -> None:
        items = self._items(node)
        buttons = [markup.sole_link(item.tokens) for item in items]
        if node.type == "bullet_list" and items and all(buttons):
            for item, button in zip(items, buttons, strict=True):
                if button:
                    self._add_button(item.line, *button)
            return
        for item, button in zip(items, buttons, strict=True):
            if button and not markup.is_web_address(button[1]):
                mend = "give the buttons a list of their own, with - in front of each"
                self._notes.note(item.line, f'the button "{button[0]}" stands in a list of texts', mend)
                return
        self._add(line_of(node), "\n".join(self._text_items(node, items)))

    def _text_items(self, node: SyntaxTreeNode, items: list[_Item]) -> list[str]:
        first = int(node.attrs.get("start", 1))
        lines = []
        for number, item in enumerate(items, first):
            html = self._html(item.tokens, item.line).replace("\n", " ")
            if html:
                lines.append(f"• {html}" if node.type == "bullet_list" else f"{number}. {html}")
        return lines

    def _add_button(self, line: int, label: str, address: str) -> None:
        address = unquote(address) if not markup.is_web_address(address) else address
        if not label:
            self._notes.note(line, "a button has no label", "write its label between [ and ]")
        if has_stray_brace(label) or "{" in label:
            self._notes.note(line, f'the label "{label}" has braces', "buttons have fixed labels; take the braces out")
        if address.startswith("?"):
            option = address[1:]
            if not OPTION_ID.fullmatch(option):
                self._notes.note(line, f'"{option}" cannot be an option\'s name', "use a-z, 0-9 and _ after the ?")
            self._body.options.append(Option(id=option, label=label, line=line))
            return
        target = target_of(address)
        if target is None:
            mend = "use (#step), (conversation), (conversation#step), (/command) or (https://...)"
            self._notes.note(line, f'the button "{label}" leads to "{address}"', mend)
            return
        self._body.links.append(Link(label=label, target=target, line=line))


def target_of(address: str) -> Target | None:
    """Where a button's address leads, or None when it is none of the five kinds."""
    if markup.is_web_address(address):
        return Target(url=address)
    if address.startswith("#") and STEP_NAME.fullmatch(address[1:]):
        return Target(step=address[1:])
    if command := _COMMAND.fullmatch(address):
        return Target(command=command[1])
    if elsewhere := _ELSEWHERE.fullmatch(address):
        return Target(conversation=elsewhere[1], step=elsewhere[2] or "")
    return None


def line_of(node: SyntaxTreeNode) -> int:
    """The first line of a node in its file, counted from 1."""
    return node.map[0] + 1 if node.map else 1
