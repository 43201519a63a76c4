"""A small content/ folder that is good, to be spoiled by one fault at a time."""

from __future__ import annotations

from pathlib import Path

from bot.content import Names
from bot.content.checking import check

HELLO = """---
title: Hello
order: 1
covers: [hopes]
source: deFur & Spencer 2007, "Share your hopes"
---
## start
What do you hope for {child} this year?

{ask: text, keep: hopes.year, next: card}

## card
**Our hope:** {hopes.year}

{make: yes, next: end}
"""

SAFETY = """safe_word_en: umbrella
safe_word_es: paraguas
danger_en:
  - want|wants to die
danger_es:
  - quiere morir
help:
  - name: Emergency
    number: 911
    en: Call.
    es: Llame.
"""

NAMES = Names(
    actions=frozenset({"add_question"}),
    facts=frozenset({"meeting"}),
    views=frozenset({"child", "questions"}),
    commands=frozenset({"tips"}),
)


class Shelf:
    """A content folder on disk. `source` is the package whose interface strings count."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "content"
        self.source = root / "bot"
        self.source.mkdir(parents=True)
        self.write("article.yaml", "hopes: Share your hopes\n")
        self.write("safety.yaml", SAFETY)
        self.write("en/hello.md", HELLO)

    def write(self, name: str, text: str) -> None:
        """A file of the folder, with this text."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def steps(self, text: str) -> int:
        """A second document with these steps; returns how many lines stand above them."""
        top = "---\ntitle: More\n---\n"
        self.write("en/more.md", top + text)
        return top.count("\n")

    def complaint_about(self, steps: str) -> str:
        """The only complaint about a second document with these steps; its line is counted from the first of them."""
        above = self.steps(steps)
        (found,) = self.complaints()
        line, _, complaint = found.removeprefix("content/en/more.md:").partition(": ")
        return f"{int(line) - above}: {complaint}"

    def complaints(self) -> list[str]:
        """All complaints, as their reader sees them."""
        return [str(complaint) for complaint in check(self.folder, NAMES, self.source)]
