"""content/directory.yaml -> the places that help. The operator keeps it; nothing is assumed about what is in it.

An entry: `region` ("US" for the whole country, else a short code such as a state's postal code), `names`, `title`,
`about`, `url`, `phone`, `checked` (a date such as 2026-11-24, or null); `title_es` and `about_es` say it in Spanish,
and so on for any language.
"""

from __future__ import annotations

import re
from datetime import date

from bot.content.complaints import Notebook
from bot.content.markup import is_web_address
from bot.content.yaml_lines import NO, Entry, Unreadable, read_mappings
from bot.core.conversation import Place

FILE = "directory.yaml"
WORDS = ("region", "names", "title", "about", "url", "phone", "checked")
_IN_ANOTHER_LANGUAGE = re.compile(r"(title|about)_([a-z]{2,3}(?:-[a-z0-9]+)*)")
_REGION = re.compile(r"[A-Z][A-Z0-9-]{1,9}")


def read_directory(text: str, notes: Notebook) -> tuple[Place, ...]:
    """The entries in their order. Faults are noted; an entry with one is left out."""
    try:
        entries = read_mappings(text)
    except Unreadable as fault:
        notes.note(fault.line, f"the directory cannot be read: {fault.problem}", 'write entries like "- region: US"')
        return ()
    places = [place for entry in entries if (place := _place(entry, notes))]
    return tuple(places)


def _place(entry: dict[str, Entry], notes: Notebook) -> Place | None:
    before = len(notes.complaints)
    line = next((value.line for value in entry.values()), 1)
    for word, value in entry.items():
        if word not in WORDS and not _IN_ANOTHER_LANGUAGE.fullmatch(word):
            notes.note(value.line, f'"{word}" is not a word for a place', f"use only: {', '.join(WORDS)}")
    values = {word: " ".join(value.text.split()) for word, value in entry.items()}
    told: dict[str, dict[str, str]] = {"title": {}, "about": {}}
    for word, text in values.items():
        if found := _IN_ANOTHER_LANGUAGE.fullmatch(word):
            told[found[1]][found[2]] = text
    lines = {word: value.line for word, value in entry.items()}
    for word in ("region", "title", "about"):
        if not values.get(word):
            notes.note(lines.get(word, line), f'the place has no "{word}"', f'add "{word}: ..."')
    region = values.get("region", "")
    if region and not _REGION.fullmatch(region):
        notes.note(lines["region"], f'"{region}" is not a region', 'write "US" or a short code such as "VA"')
    url = values.get("url", "")
    if url and not is_web_address(url):
        notes.note(lines["url"], f'"{url}" is not a web address', "start it with https://")
    names = entry["names"] if "names" in entry else Entry(line=line)
    if names.mappings or names.text:
        notes.note(names.line, '"names" is not a list', 'write "names: [Virginia, VA]"')
    checked = read_checked(values.get("checked", ""), lines.get("checked", line), notes)
    if len(notes.complaints) > before:
        return None
    return Place(
        region=region,
        names=names.texts,
        title=values["title"],
        about=values["about"],
        url=url,
        phone=values.get("phone", ""),
        checked=checked,
        titles=told["title"],
        abouts=told["about"],
    )


def read_checked(text: str, line: int, notes: Notebook) -> date | None:
    """The day on which the operator last looked; None while nobody has. A fault is noted."""
    if not text or text.lower() in NO | {"null", "~", "never"}:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        notes.note(
            line, f'"checked: {text}" is not a date', "write it like 2026-11-24, or null while nobody has looked"
        )
        return None
