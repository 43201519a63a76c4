"""Text as Telegram reads it: escaping, filling placeholders, and cutting what is too long without hurting it.

`Html` marks text that is already escaped; everything else is a person's own words and must go through `escape`.
"""

from __future__ import annotations

import html as _html
import re
from collections.abc import Callable

import regex

MESSAGE_LIMIT = 4096  # UTF-16 units after parsing, https://core.telegram.org/bots/api#sendmessage
LABEL_WIDTH = 30  # graphemes that fit on a button on a small phone

BREAK = "\n\n"  # between two paragraphs

_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_PARTS = re.compile(r"(</?blockquote(?: expandable)?>|\n\n)")
_ATOMS = regex.compile(r"</?[a-z][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|\X", regex.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_GRAPHEME = regex.compile(r"\X")
_TAG = re.compile(r"<(/?)([a-z]+)")
_LIST_ITEM = re.compile(r"(?:•|\d+\.) ")


class Html(str):
    """Text in Telegram's HTML, ready to send."""

    __slots__ = ()


def escape(text: str) -> Html:
    """A person's own words, so that they appear exactly as written."""
    return Html(_html.escape(text, quote=False))


def as_link(label: str, person: int) -> Html:
    """Words that open a person's Telegram profile, https://core.telegram.org/bots/api#html-style."""
    return Html(f'<a href="tg://user?id={person}">{label}</a>')


def plain(text: str) -> str:
    """HTML as a reader sees it, without tags."""
    return str(_html.unescape(_ANY_TAG.sub("", text)))


def units(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, most: int = LABEL_WIDTH) -> str:
    """A person's words on one line for a button: at most `most` graphemes, with `…` where there is more."""
    line = " ".join(text.split())
    graphemes = _GRAPHEME.findall(line)
    return line if len(graphemes) <= most else "".join(graphemes[: most - 1]).rstrip() + "…"


def begun(text: str) -> str:
    """With a capital, as a button begins: Spanish writes `hora oriental` within a sentence."""
    return text[:1].upper() + text[1:]


def join(parts: list[Html], between: str = "\n\n") -> Html:
    """The parts that are not empty, one below the other."""
    return Html(between.join(part for part in parts if part))


def fill(template: str, lookup: Callable[[str], Html]) -> Html:
    """Put values for `{placeholders}`. A paragraph or list item whose placeholders are all empty is left out; the
    values themselves are kept to the letter, line breaks included."""
    kept: list[str] = []
    for part in _PARTS.split(template):
        if part == BREAK:
            if kept and kept[-1] != BREAK and not kept[-1].startswith("<blockquote"):
                kept.append(part)
        elif part.startswith("</blockquote"):
            _drop_break(kept)
            if kept and kept[-1].startswith("<blockquote"):
                kept.pop()
            else:
                kept.append(part)
        elif part.startswith("<blockquote"):
            kept.append(part)
        elif paragraph := _fill_paragraph(part, lookup):
            kept.append(paragraph)
    _drop_break(kept)
    return Html("".join(kept))


def _drop_break(kept: list[str]) -> None:
    if kept and kept[-1] == BREAK:
        kept.pop()


def _fill_paragraph(paragraph: str, lookup: Callable[[str], Html]) -> str:
    lines = paragraph.split("\n")
    groups = [[line] for line in lines] if any(map(_LIST_ITEM.match, lines)) else [lines]
    filled = (_fill_group("\n".join(group), lookup) for group in groups)
    return "\n".join(text for text in filled if text is not None)


def _fill_group(text: str, lookup: Callable[[str], Html]) -> str | None:
    names = _PLACEHOLDER.findall(text)
    values = {name: lookup(name) for name in names}
    if names and not any(values.values()):
        return None
    return str(_PLACEHOLDER.sub(lambda found: values[found[1]], text))


def split(text: Html, limit: int = MESSAGE_LIMIT) -> list[Html]:
    """The text in pieces of at most `limit` UTF-16 units, cut at a paragraph, line, word or grapheme, in this order
    of preference; tags open at a cut are closed and opened again."""
    if units(text) <= limit or units(plain(text)) <= limit:  # without its tags it is never longer
        return [text]
    pieces: list[Html] = []
    atoms: list[str] = _ATOMS.findall(text)
    open_tags: list[str] = []
    while atoms:
        piece, atoms, open_tags = _take(atoms, open_tags, limit)
        pieces.append(Html(piece))
    return [piece for piece in pieces if plain(piece).strip()]


def _take(atoms: list[str], open_tags: list[str], limit: int) -> tuple[str, list[str], list[str]]:
    width, end = 0, 0
    for atom in atoms:
        size = 0 if atom.startswith("<") and len(atom) > 1 else units(_html.unescape(atom))
        if width + size > limit:
            break
        width += size
        end += 1
    if end < len(atoms):
        end = _good_cut(atoms, max(end, 1))
    taken, left = atoms[:end], atoms[end:]
    still_open = _open_after(taken, open_tags)
    closing = "".join(f"</{_tag_name(tag)}>" for tag in reversed(still_open))
    return "".join(open_tags) + "".join(taken).strip("\n") + closing, left, still_open


def _good_cut(atoms: list[str], end: int) -> int:
    """The best place to cut in the last half of the piece."""
    window = range(end - 1, end // 2, -1)
    for good in (
        lambda i: atoms[i] == "\n" and atoms[i - 1] == "\n",
        lambda i: atoms[i] == "\n",
        lambda i: atoms[i].isspace(),
    ):
        found = next((i + 1 for i in window if good(i)), None)
        if found:
            return found
    return end


def _open_after(atoms: list[str], open_tags: list[str]) -> list[str]:
    stack = list(open_tags)
    for atom in atoms:
        found = _TAG.match(atom)
        if found and found[1] and stack:
            stack.pop()
        elif found and not found[1]:
            stack.append(atom)
    return stack


def _tag_name(tag: str) -> str:
    found = _TAG.match(tag)
    return str(found[2]) if found else ""
