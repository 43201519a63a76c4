"""Telegram's HTML: text with tags in, plain text with entities out, or the refusal that Telegram gives.

Rules: https://core.telegram.org/bots/api#html-style. Only &lt; &gt; &amp; &quot; and numeric
references are decoded; any other ampersand stays as it is. Offsets in refusals are bytes of UTF-8; offsets of entities
are UTF-16 units.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.practice_chat.plain_text import SURROGATE, Entity, utf16_length

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-f]{1,7})|#([0-9]{1,7})|([a-z]+));?", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(r"[^&<]+")
_SPACE = " \t\r\n\0\v"


class HtmlError(ValueError):
    """Telegram cannot parse this text; the message is the part of its answer after "can't parse entities: "."""


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int  # UTF-16 units of the result before it
    begin: int  # pieces of the result before it


def _reference(text: str, at: int) -> tuple[str, int] | None:
    """The character that an "&...;" at this place stands for and where to go on, or None for a plain ampersand."""
    match = _REFERENCE.match(text, at)
    if match is None:
        return None
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        character = _NAMED.get(name)
        return None if character is None else (character, match.end())
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF:
        return None
    return chr(code), match.end()


def _decoded(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        found = _reference(text, at) if text[at] == "&" else None
        if found is None:
            out.append(text[at])
            at += 1
        else:
            out.append(found[0])
            at = found[1]
    return "".join(out)


class _Reader:
    """Walks once over the text; keeps what is open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def put(self, text: str) -> None:
        self.out.append(text)
        self.units += utf16_length(text)

    def read(self) -> tuple[str, list[Entity]]:
        at = 0
        while at < len(self.source):
            character = self.source[at]
            found = _reference(self.source, at) if character == "&" else None
            if found is not None:
                self.put(found[0])
                at = found[1]
            elif character == "&":
                self.put(character)
                at += 1
            elif (plain := _PLAIN.match(self.source, at)) is not None:
                self.put(plain.group())
                at = plain.end()
            elif self.source.startswith("</", at):
                at = self.close_tag(at)
            else:
                at = self.open_tag(at)
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.out)
        if SURROGATE.search(text) is not None:
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
                " code units"
            )
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return text, self.entities

    def skip(self, at: int, stop: str) -> int:
        while at < len(self.source) and self.source[at] not in stop:
            at += 1
        return at

    def skip_space(self, at: int) -> int:
        while at < len(self.source) and self.source[at] in _SPACE:
            at += 1
        return at

    def open_tag(self, begin: int) -> int:
        at = self.skip(begin + 1, _SPACE + ">")
        if at == len(self.source):
            raise HtmlError(f"Unclosed start tag at byte offset {self.byte(begin)}")
        tag = self.source[begin + 1 : at].lower()
        if tag not in _KINDS:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {self.byte(begin)}')
        attributes: dict[str, str] = {}
        while True:
            at = self.skip_space(at)
            if at >= len(self.source):
                raise HtmlError(f"Unclosed start tag at byte offset {self.byte(begin)}")
            if self.source[at] == ">":
                break
            at = self.attribute(tag, begin, at, attributes)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(begin)}')
        self.open.append(_Open(tag, attributes, self.units, len(self.out)))
        return at + 1

    def attribute(self, tag: str, begin: int, at: int, attributes: dict[str, str]) -> int:
        start = at
        at = self.skip(at, _SPACE + "=>")
        name = self.source[start:at]
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(begin)}')
        at = self.skip_space(at)
        if not self.source.startswith("=", at):
            if tag == "blockquote" and name == "expandable":
                attributes[name] = ""
                return at
            raise HtmlError(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                f" at byte offset {self.byte(begin)}"
            )
        at = self.skip_space(at + 1)
        if at >= len(self.source):
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {self.byte(begin)}')
        quote = self.source[at]
        if quote in "'\"":
            end = self.source.find(quote, at + 1)
            if end < 0:
                raise HtmlError(f"Unclosed start tag at byte offset {self.byte(begin)}")
            attributes[name] = _decoded(self.source[at + 1 : end])
            return end + 1
        start = at
        while at < len(self.source) and (
            (self.source[at].isascii() and self.source[at].isalnum()) or self.source[at] in ".-"
        ):
            at += 1
        if at < len(self.source) and self.source[at] not in _SPACE + ">":
            raise HtmlError(f"Unexpected end of name token at byte offset {self.byte(start)}")
        attributes[name] = self.source[start:at].lower()
        return at

    def close_tag(self, begin: int) -> int:
        if not self.open:
            raise HtmlError(f"Unexpected end tag at byte offset {self.byte(begin)}")
        at = self.skip(begin + 2, _SPACE + ">")
        tag = self.source[begin + 2 : at].lower()
        at = self.skip_space(at)
        if not self.source.startswith(">", at):
            raise HtmlError(f"Unclosed end tag at byte offset {self.byte(begin)}")
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise HtmlError(
                f'Unmatched end tag at byte offset {self.byte(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.units > opened.offset:
            self.add(opened)
        return at + 1

    def add(self, opened: _Open) -> None:
        entity: Entity = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": self.units - opened.offset}
        if opened.tag == "a":
            url = opened.attributes.get("href") or "".join(self.out[opened.begin :])
            if not _fit_link(entity, url):
                return
        elif opened.tag == "tg-emoji":
            identifier = opened.attributes.get("emoji-id", "")
            if not identifier.isdecimal() or int(identifier) == 0:
                raise HtmlError("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = identifier
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag in ("code", "pre") and self.join_code(opened, entity):
            return
        self.entities.append(entity)

    def join_code(self, opened: _Open, entity: Entity) -> bool:
        """<pre><code class="language-x"> is one entity; a language on code alone is forgotten."""
        language = opened.attributes.get("class", "").removeprefix("language-") if opened.tag == "code" else ""
        if language and self.open and self.open[-1].tag == "pre" and self.open[-1].offset == opened.offset:
            self.open[-1].attributes["language"] = language
            self.open[-1].attributes["language-length"] = str(entity["length"])
            return True
        if opened.attributes.get("language-length") == str(entity["length"]):
            entity["language"] = opened.attributes["language"]
        return False


def _fit_link(entity: Entity, url: str) -> bool:
    """Put a link's address into its entity; an address that is none gives plain text, as Telegram does."""
    if url.startswith("tg://user?id="):
        number = url.removeprefix("tg://user?id=")
        if not number.isdecimal():
            return False
        entity["type"] = "text_mention"
        entity["user_id"] = int(number)
        return True
    checked = checked_url(url)
    if checked is None:
        return False
    entity["url"] = checked
    return True


def checked_url(url: str) -> str | None:
    """The address as Telegram keeps it (with a scheme and a path), or None when it is not one."""
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        return None
    if url.startswith(("tg://", "ton://", "tonsite://", "mailto:", "tel:")):
        return url
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "ftp") or not host or ("." not in host and host != "localhost"):
        return None
    return parts._replace(path=parts.path or "/").geturl()


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a text in Telegram's HTML. Raises HtmlError."""
    return _Reader(source).read()
