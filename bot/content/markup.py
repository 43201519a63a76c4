"""Markdown to the little HTML that Telegram reads: b, i, code, pre, blockquote, a.

The rules: blocks are separated by an empty line; list items are lines that start with "• " or "1. "; no tag but a
quotation's reaches over the end of a block; all text is escaped; `{placeholders}` survive as they are. Knows nothing
of steps.
https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.content.braces import PLACEHOLDER

_TAGS = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>"}


class Refused(Exception):
    """Markdown that a chat cannot show: what it is, and what to write instead."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


class Markdown:
    """CommonMark without raw HTML (it comes out as text) and with front matter. Blocks are found first, and running
    text is read when it is asked for, because its lines in braces are taken out before; so it is read once."""

    def __init__(self) -> None:
        self._blocks = MarkdownIt("commonmark").use(front_matter_plugin).disable(["html_block", "inline", "text_join"])
        self._running = MarkdownIt("commonmark").disable("html_inline")
        self._running.inline.ruler.before("emphasis", "placeholder", _read_placeholder)

    def blocks(self, text: str) -> list[SyntaxTreeNode]:
        """The blocks of a document, as a tree; running text stands in it as it is written."""
        return SyntaxTreeNode(self._blocks.parse(text)).children

    def running(self, text: str) -> list[Token]:
        """The tokens of running text."""
        return self._running.parseInline(text)[0].children or []


def _read_placeholder(state: StateInline, silent: bool) -> bool:
    """A rule for the parser: the `_` of a placeholder is no emphasis."""
    found = PLACEHOLDER.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def inline_html(tokens: Sequence[Token]) -> str:
    """Running text as HTML. Raises `Refused` for images and for links that are not web addresses."""
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "html_inline":
                parts.append(escape(token.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "code_inline":
                parts.append(f"<code>{escape(token.content)}</code>")
            case "link_open":
                address = str(token.attrs["href"])
                if not is_web_address(address):
                    raise Refused(
                        f'a link to "{address}" stands in running text',
                        "make it a button: a list in which each item is nothing but a link",
                    )
                parts.append(f'<a href="{html.escape(address)}">')
            case "link_close":
                parts.append("</a>")
            case "image":
                raise Refused("there is a picture", "describe it in words; a chat step has only text")
            case kind if kind in _TAGS:
                parts.append(_TAGS[kind])
            case kind:
                raise Refused(f"Telegram cannot show this ({kind})", "use plain text, **bold** or *italic*")
    return "".join(parts).strip()


def quote_html(blocks: Sequence[str]) -> str:
    """A quotation of these blocks."""
    return "<blockquote>" + "\n\n".join(blocks) + "</blockquote>"


def code_html(content: str) -> str:
    """A block of code, or of text to copy with one tap."""
    return f"<pre>{escape(content.rstrip(chr(10)))}</pre>"


def escape(text: str) -> str:
    """Text that is safe between tags."""
    return html.escape(text, quote=False)


def plain(tokens: Sequence[Token]) -> str:
    """Running text without any markup, for a button's label."""
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens if not token.nesting
    ).strip()


def is_web_address(address: str) -> bool:
    """Whether a Telegram client opens it. Telegram refuses a host without a dot."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in parts.netloc.strip("."))


def sole_link(tokens: Sequence[Token]) -> tuple[str, str] | None:
    """(label, address) when the text is one link and nothing else, else None."""
    if len(tokens) < 2 or tokens[0].type != "link_open" or tokens[-1].type != "link_close":
        return None
    if sum(token.type == "link_open" for token in tokens) != 1:
        return None
    return plain(tokens[1:-1]), str(tokens[0].attrs["href"])
