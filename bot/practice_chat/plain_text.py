"""Text as Telegram keeps it: UTF-16 lengths, cleaning, and the entities it finds by itself.

Knows nothing of HTML; see html_text. Limits: https://core.telegram.org/bots/api#sendmessage
"""

import re
from collections.abc import Sequence
from typing import Any

Entity = dict[str, Any]  # {"type", "offset", "length"} in UTF-16 units, sometimes "url", "language", ...

MESSAGE_LIMIT = 4096  # UTF-16 units
CAPTION_LIMIT = 1024

SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair, which no sound text has

_SPACED = dict.fromkeys((*range(10), *range(11, 13), *range(14, 32)), " ")
_DROPPED: dict[int, None] = dict.fromkeys((0x0D, *range(0x2028, 0x202F)))
_CLEANING: dict[int, str | None] = {**_SPACED, **_DROPPED}
_UNTIDY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\U00010000-\U0010ffff]")

_FINDERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.@-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,8}\b")),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]]"
            r"|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|info|io|me|us|uk)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)'\]])?)",
            re.IGNORECASE,
        ),
    ),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{2,31}\b", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>])", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
)
_OPAQUE = {"pre", "code", "text_link", "text_mention", "custom_emoji"}


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_utf16(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without carriage returns, control characters and outer white space; entities are moved along."""
    if _UNTIDY.search(text) is None:  # nearly every text: only its ends may have to go
        return _trimmed(text, range(len(text) + 1), entities)
    kept: list[str] = []
    positions: list[int] = []  # for each old UTF-16 unit, the new offset
    at = 0
    for character in text:
        units = 2 if ord(character) > 0xFFFF else 1
        positions.extend([at, at + 1][:units])
        replaced = character.translate(_CLEANING)
        if replaced:
            kept.append(replaced)
            at += units
    positions.append(at)
    return _trimmed("".join(kept), positions, entities)


def _trimmed(clean: str, positions: Sequence[int], entities: list[Entity]) -> tuple[str, list[Entity]]:
    trimmed = clean.strip()
    lead = utf16_length(clean[: len(clean) - len(clean.lstrip())])
    end = lead + utf16_length(trimmed)
    moved: list[Entity] = []
    for entity in entities:
        start = max(positions[entity["offset"]], lead)
        stop = min(positions[entity["offset"] + entity["length"]], end)
        if stop > start:
            moved.append({**entity, "offset": start - lead, "length": stop - start})
    return trimmed, moved


def with_found_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the commands, links, mentions and hashtags that Telegram finds, where nothing else is marked."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _OPAQUE]
    found: list[Entity] = []
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            stop = start + utf16_length(match.group())
            if all(stop <= left or start >= right for left, right in taken):
                taken.append((start, stop))
                found.append({"type": kind, "offset": start, "length": stop - start})
    return sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))
