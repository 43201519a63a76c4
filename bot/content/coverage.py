"""Whether the conversations cover every point of the article, as content/article.yaml lists them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document
from bot.content.yaml_lines import Entry, Unreadable, read_mapping

FILE = "article.yaml"


def check_coverage(folder: Path, documents: Iterable[Document]) -> list[Complaint]:
    """Complaints about points that no conversation covers, and about `covers` that name no point."""
    notes = Notebook(f"{folder.name}/{FILE}")
    points = _points(folder / FILE, notes)
    if points is None:
        return notes.complaints
    covered: set[str] = set()
    complaints: list[Complaint] = []
    for document in documents:
        covered.update(document.header.covers)
        page = Notebook(document.file)
        for name in document.header.covers:
            if name not in points:
                mend = f"use names from {FILE}: {', '.join(points)}"
                page.note(document.header.lines["covers"], f'the article has no point "{name}"', mend)
        complaints.extend(page.complaints)
    for name, point in points.items():
        if name not in covered:
            mend = f'add "{name}" to the "covers" of the conversation that belongs to it'
            notes.note(point.line, f'no conversation covers "{name}"', mend)
    return complaints + notes.complaints


def _points(path: Path, notes: Notebook) -> dict[str, Entry] | None:
    if not path.exists():
        notes.note(
            1, "the list of the article's points is missing", 'write it, one "name: words of the article" a line'
        )
        return None
    try:
        return read_mapping(path.read_text("utf-8"))
    except Unreadable as fault:
        notes.note(fault.line, f"the list cannot be read: {fault.problem}", 'write one "name: words" a line')
        return None
