"""content/worries.yaml -> what tells of danger and what only sounds like it, learned from sorted sentences.

What families say when they need a conversation (said.yaml) counts as ordinary. Without the file nothing is learned.
Knows nothing of the phrases in safety.yaml.
"""

from __future__ import annotations

from pathlib import Path

from bot.content.complaints import Notebook
from bot.content.said import FILE as SAID
from bot.content.yaml_lines import Entry, Unreadable, read_mapping
from bot.core.misgivings import Misgivings

FILE = "worries.yaml"
KINDS = ("danger", "ordinary")


def read_worries(folder: Path) -> tuple[Misgivings | None, Notebook]:
    """What the file teaches, None without it, and the complaints about it."""
    notes = Notebook(f"{folder.name}/{FILE}")
    path = folder / FILE
    if not path.exists():
        return None, notes
    try:
        entries = read_mapping(path.read_text("utf-8"))
    except Unreadable as fault:
        notes.note(fault.line, f"the sentences cannot be read: {fault.problem}", 'write "danger_en:" and "- ..." lines')
        return None, notes
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for word, entry in entries.items():
        kind = word.partition("_")[0]
        if kind not in KINDS:
            notes.note(entry.line, f'"{word}" is not a word for this file', "use danger_en, ordinary_en, danger_es")
        elif not entry.texts:
            notes.note(
                entry.line, f'"{word}" is not a list of sentences', 'write "- ..." lines; a colon needs "quotes"'
            )
        else:
            texts[kind].extend(entry.texts)
    for said in sorted(folder.glob(f"*/{SAID}")):
        texts["ordinary"].extend(text for entry in _said(said).values() for text in entry.texts)
    return Misgivings(texts["danger"], texts["ordinary"]), notes


def _said(path: Path) -> dict[str, Entry]:
    """What can be read of it; `said` complains about the rest."""
    try:
        return read_mapping(path.read_bytes().decode("utf-8-sig", errors="replace"))
    except Unreadable:
        return {}
