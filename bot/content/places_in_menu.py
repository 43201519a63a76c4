"""Whether each practice has a place of its own in the menu: two with the same `order` would stand there by chance."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document


def check_places(documents: Iterable[Document]) -> list[Complaint]:
    """A complaint about every practice of a language whose place another one has, too."""
    complaints: list[Complaint] = []
    taken: dict[int, Document] = {}
    for document in documents:
        order = document.header.order
        if order and order in taken:
            notes = Notebook(document.file)
            notes.note(
                document.header.lines["order"],
                f'"order: {order}" is also that of {taken[order].name}',
                "give it a number that no other practice has",
            )
            complaints.extend(notes.complaints)
        taken.setdefault(order, document)
    return complaints
