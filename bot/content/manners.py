"""How the bot talks: short, plain, no guilt, no law without its source, little decoration.

Knows texts and their lengths; not where a step leads.
"""

from __future__ import annotations

import html

import regex

from bot.content.braces import PLACEHOLDER
from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document, Passage
from bot.content.reading import too_hard
from bot.content.tact import Tact, tact_of

TEXT_LIMIT = 600  # characters in a step; less and shorter keeps parents with us (Fricke, Kalogrides & Loeb, 2018)
TIP_LIMIT = 500  # characters; content/README.md
LABEL_LIMIT = 30  # characters on a button; content/README.md: what a phone shows of a full-width one
EMOJI_LIMIT = 1  # in a step

_EMOJI = regex.compile(r"(?=\X)(?:\p{RI}\p{RI}|\p{Extended_Pictographic}\X?|[0-9#*]\uFE0F?\u20E3)")
_TAG = regex.compile(r"<[^>]*>")


def check_manners(document: Document, language: str) -> list[Complaint]:
    """Complaints about what the steps, labels, title and tip say, in the words of `language`."""
    notes = Notebook(document.file)
    _check_words(document.header.title, document.header.lines.get("title", 1), language, notes)
    for passage in document.passages.values():
        _check_step(passage, language, notes)
    if document.tip_line:
        _check_tip(document, language, notes)
    return notes.complaints


def static(markup: str) -> str:
    """What a reader sees of HTML, without what is filled in later."""
    return html.unescape(_TAG.sub("", PLACEHOLDER.sub("", markup)))


def emoji_in(text: str) -> int:
    """How many emoji a text has; one made of several characters counts once."""
    clusters = regex.findall(r"\X", text)
    return sum(bool(_EMOJI.match(cluster)) and cluster not in "©®™" for cluster in clusters)


def blame_in(text: str, language: str) -> str:
    """The first phrase that blames or scolds, or nothing."""
    tact = tact_of(language)
    found = tact.blame.search(text) if tact else None
    return found[0] if found else ""


def check_string(text: str, language: str, line: int, notes: Notebook) -> None:
    """Note how a string of the interface talks: blame, emoji, hard words."""
    _check_words(text, line, language, notes)
    if emoji_in(text) > EMOJI_LIMIT:
        notes.note(line, f"the text has {emoji_in(text)} emoji", "keep one at most")
    if hard := too_hard(text, language):
        notes.note(line, hard, "use shorter sentences and shorter words")


def _check_step(passage: Passage, language: str, notes: Notebook) -> None:
    step = passage.step
    length = len(static(step.html))
    if length > TEXT_LIMIT:
        what = f'the text of "{step.name}" has {length} characters'
        notes.note(step.line, what, f"make it {TEXT_LIMIT} at most, or two steps")
    if not step.html and (step.ask or step.make or step.links):
        notes.note(step.line, f'the step "{step.name}" says nothing', "write a short text below its heading")
    labels = [(link.label, link.line) for link in step.links]
    labels += [(option.label, option.line) for option in passage.body.options]
    for label, line in labels:
        if len(label) > LABEL_LIMIT:
            what = f'the label "{label}" has {len(label)} characters'
            notes.note(line, what, f"make it {LABEL_LIMIT} at most, so that a phone shows it whole")
        _check_words(label, line, language, notes)
    for block in passage.body.blocks:
        _check_words(static(block.html), block.line, language, notes)
    emoji = emoji_in(" ".join([static(step.html), *(label for label, _ in labels)]))
    if emoji > EMOJI_LIMIT:
        notes.note(step.line, f'the step "{step.name}" has {emoji} emoji', "keep one at most")
    if hard := too_hard(step.html, language):
        notes.note(step.line, hard, "use shorter sentences and shorter words")
    if tact := tact_of(language):
        _check_law(passage, tact, notes)


def _check_law(passage: Passage, tact: Tact, notes: Notebook) -> None:
    step = passage.step
    for block in passage.body.blocks:
        found = tact.law.search(static(block.html))
        if found and not step.source:
            mend = "add {source: 34 CFR ...} to the step, or say it without the law"
            notes.note(block.line, f'"{found[0]}" speaks of the law without a source', mend)
    said = static(step.html).replace("’", "'").lower()
    if step.source and tact.state_rule not in said:
        mend = f'write "{tact.state_rule}" in its text; federal rules are not state rules'
        notes.note(passage.line("source"), "the step has a legal source but does not point to the state", mend)


def _check_tip(document: Document, language: str, notes: Notebook) -> None:
    text, tact = static(document.tip.html), tact_of(language)
    line = document.tip_line
    if len(text) > TIP_LIMIT:
        notes.note(line, f"the tip has {len(text)} characters", f"make it {TIP_LIMIT} at most")
    if emoji_in(text) > EMOJI_LIMIT:
        notes.note(line, f"the tip has {emoji_in(text)} emoji", "keep one at most")
    if hard := too_hard(document.tip.html, language):
        notes.note(line, hard, "use shorter sentences and shorter words")
    for block in document.tip.blocks:
        _check_words(static(block.html), block.line, language, notes)
        found = tact.law.search(static(block.html)) if tact else None
        if found:
            mend = "say it without the law; a tip has no room for a source"
            notes.note(block.line, f'"{found[0]}" speaks of the law in a tip', mend)


def _check_words(text: str, line: int, language: str, notes: Notebook) -> None:
    if found := blame_in(text, language):
        notes.note(line, f'"{found}" sounds like blame', "say what helps instead, as a friend would")
