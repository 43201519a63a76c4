"""A language made by a machine from the English: longer, in other letters, from right to left.

Each run of words gets other letters for all of its own, two fifths more of them, a mark at both ends and the marks of
right-to-left text. So an English letter on the screen is a text that no translator can reach, and a mark without its
other half is a text that was cut. Braces, tags, commands and addresses stay, as they do for a translator.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import msgspec
import regex
from babel import Locale
from babel.messages.pofile import read_po

import bot
from bot.content import Library
from bot.content.catalogue import extract, update
from bot.content.library import BookEdition
from bot.content.words import BabelWords
from bot.core.conversation import Ask, Conversation, Step
from bot.core.requests import (
    AnswerTap,
    EditMessage,
    Outward,
    SendCalendar,
    SendFile,
    SendMessage,
    SendPaper,
    SendPhoto,
    SendPreview,
)
from bot.core.safety import Safety
from bot.core.text import plain

LANGUAGE = "ar"  # for its dates and its direction
SAFE_WORD = "ομπρέλα"
OPENS, CLOSES, RIGHT_TO_LEFT = "⟦", "⟧", "\u200f"

_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÁƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
)
_KEPT = r"</?[a-z][^>]*>|&[a-z]+;|\{[^}]*\}|https?://\S+|(?<![\w<])/[a-z_]+|\n"
_RUN = regex.compile(rf"(?P<kept>{_KEPT})|(?P<run>(?:(?!{_KEPT}).)+)")
_EDGES = regex.compile(r"(?P<before>(?:\s|•|\d+\.\s)*)(?P<words>.*?)(?P<after>\s*)", regex.DOTALL)
_FREE = regex.compile(r"https?://\S+|(?<![\w<])/[a-z_]+|\{pages?\}|\bPDF\b")
_NO_TEXT = {"name", "language", "photo", "block", "uid", "zone", "sheet", "first", "start", "lasts", "alarms"}
_SIGNS = {"", "planned", "done", "off"}  # of a month's days; the words for them stand beside


def pseudo(text: str) -> str:
    """The text in the made language."""
    return "".join(found["kept"] or _run(found["run"]) for found in _RUN.finditer(text))


def _run(run: str) -> str:
    edges = _EDGES.fullmatch(run)
    if edges is None or not regex.search(r"\p{L}", edges["words"]):
        return run
    words = edges["words"].translate(_LETTERS)
    longer = words + "~" * math.ceil(0.4 * len(words))
    return f"{edges['before']}{RIGHT_TO_LEFT}{OPENS}{longer}{CLOSES}{RIGHT_TO_LEFT}{edges['after']}"


def bare(text: str) -> str:
    """Without the marks at the ends of runs, which a real language does not have."""
    return text.replace(OPENS, "").replace(CLOSES, "").replace(RIGHT_TO_LEFT, "")


def made_of(english: Library) -> Library:
    """The English content with an edition in the made language beside it."""
    source = Path(bot.__file__).parent
    catalog = read_po(BytesIO(update("", extract(source), LANGUAGE).encode()), locale=LANGUAGE)
    for message in catalog:
        if not message.id:
            continue
        if isinstance(message.id, str):
            message.string = pseudo(message.id)
        else:
            one, many = message.id
            message.string = (pseudo(one), *[pseudo(many)] * (catalog.num_plurals - 1))
    told = english.edition("en")
    edition = BookEdition(
        words=BabelWords(LANGUAGE, Locale.parse(LANGUAGE), catalog),
        conversations={name: _conversation(each) for name, each in told.conversations.items()},
        said={},
    )
    places = [
        msgspec.structs.replace(each, title=pseudo(each.title), about=pseudo(each.about)) for each in english.places
    ]
    return Library({"en": told, LANGUAGE: edition}, places, english.bot_username, _safety(english.safety))


def _safety(english: Safety) -> Safety:
    lines = tuple(
        msgspec.structs.replace(line, name=pseudo(line.name), about={**line.about, LANGUAGE: pseudo(line.about["en"])})
        for line in english.help
    )
    return msgspec.structs.replace(english, help=lines, safe_words={**english.safe_words, LANGUAGE: SAFE_WORD})


def _conversation(english: Conversation) -> Conversation:
    return msgspec.structs.replace(
        english,
        title=pseudo(english.title),
        tip=pseudo(english.tip),
        steps={name: _step(step) for name, step in english.steps.items()},
    )


def _step(english: Step) -> Step:
    links = tuple(msgspec.structs.replace(link, label=pseudo(link.label)) for link in english.links)
    return msgspec.structs.replace(english, html=pseudo(english.html), links=links, ask=_ask(english.ask))


def _ask(english: Ask | None) -> Ask | None:
    if english is None:
        return None
    options = tuple(msgspec.structs.replace(option, label=pseudo(option.label)) for option in english.options)
    return msgspec.structs.replace(english, options=options)


# ---- what a reader would notice -------------------------------------------------------------------------------------


def texts_of(request: Outward) -> Iterator[str]:
    """Every text of a request that somebody will read."""
    match request:
        case SendMessage() | EditMessage() | SendPhoto() | SendFile():
            yield plain(request.html)
            yield from (button.label for row in request.rows for button in row)
        case SendPaper() | SendPreview():
            yield plain(request.html)
            yield from (button.label for row in request.rows for button in row)
            if request.paper.language == LANGUAGE:  # a paper may be in the school's language
                yield from _strings(msgspec.to_builtins(request.paper))
        case SendCalendar():
            yield plain(request.html)
            yield from _strings([msgspec.to_builtins(event) for event in request.calendar.events])
        case AnswerTap():
            yield request.text
    if isinstance(request, SendMessage):
        yield request.ask_location


def _strings(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        if thing not in _SIGNS:
            yield thing
    elif isinstance(thing, Mapping):
        yield from (text for key, value in thing.items() if key not in _NO_TEXT for text in _strings(value))
    elif isinstance(thing, Sequence):
        yield from (text for each in thing for text in _strings(each))


def faults(text: str) -> str:
    """In words what is wrong with a text that is shown in the made language, or nothing."""
    left = _FREE.sub("", text)
    if found := regex.search(r"[A-Za-z]+", left):
        return f"{found[0]!r} is not translated"
    shortened = text.endswith("…")  # on purpose: an entry of the parent's own list on a button
    if text.count(OPENS) != text.count(CLOSES) and not shortened:
        return "a text is cut"
    return ""
