"""What is wrong in a file of content/, in plain words for its author: where it is, what it is, how to mend it.

Knows nothing of what can be wrong; whoever finds a fault words it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Complaint(msgspec.Struct, frozen=True):
    """One fault. `file` is relative to the folder above content/, `line` counts from 1, `mend` says what to do."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}. {self.mend[:1].upper()}{self.mend[1:]}."


class ContentFault(Exception):
    """Files of content/ cannot be played; `complaints` says which and why."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = in_order(complaints)
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


class Notebook:
    """Collects the complaints about one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.complaints: list[Complaint] = []

    def note(self, line: int, what: str, mend: str) -> None:
        """Write down a fault of the line (counted from 1)."""
        self.complaints.append(Complaint(file=self.file, line=line, what=what, mend=mend))


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Sorted by file and line, each once."""
    unique = dict.fromkeys(complaints)
    return sorted(unique, key=lambda complaint: (complaint.file, complaint.line, complaint.what))


class NoSuchConversation(Exception):
    """There is no conversation of this name, or none in this language. The message is one plain line."""
