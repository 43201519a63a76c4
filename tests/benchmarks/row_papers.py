"""A list of questions from the tap to the finished PDF, against fpdf2.

Ours is tagged for screen readers and sets any script; fpdf2 is given the same words, typeface and ruled lines.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import date
from importlib import resources
from pathlib import Path

from fpdf import FPDF

from bot.core.papers import Item, Numbered, Paper
from bot.documents import Documents

from .rows import Goal, Row, compared

QUESTIONS = 12


async def rows(quick: bool) -> AsyncIterator[Row]:
    """In turn; every paper is another one, so that nothing is at hand already."""
    documents = Documents(fetch=_no_photo)
    ours, theirs = [], []
    try:
        for number in range(5 if quick else 25):
            questions = [f"Who helps her on the bus, number {number * QUESTIONS + n}?" for n in range(QUESTIONS)]
            began = time.perf_counter()
            made = await documents.paper(_paper(questions))
            ours.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            other = _plain(questions)
            theirs.append((time.perf_counter() - began) * 1000)
        assert made.startswith(b"%PDF")
        assert other.startswith(b"%PDF")
    finally:
        documents.close()
    note = f"{len(made):,} : {len(other):,} bytes; the first one took {ours[0]:.0f} : {theirs[0]:.0f} ms"
    yield compared("a question list as PDF", "ms", ours[1:], "fpdf2, untagged", theirs[1:], Goal("<=", 1), note)


def _paper(questions: list[str]) -> Paper:
    items = tuple(Item(text=question, note="For: the teacher") for question in questions)
    day = f"{date(2026, 9, 15):%B %-d}"
    return Paper(
        name="questions", title="Our questions for the team", language="en", subtitle=f"About Ana, {day}",
        blocks=(Numbered(items=items, lines=3),),
    )  # fmt: skip


def _plain(questions: list[str]) -> bytes:
    face = resources.files("fontpkg_atkinson_hyperlegible") / "files" / "AtkinsonHyperlegible-Regular.ttf"
    sheet = FPDF(format="letter")
    sheet.add_font("Atkinson", fname=Path(str(face)))
    sheet.add_page()
    sheet.set_font("Atkinson", size=20)
    sheet.multi_cell(0, 10, "Our questions for the team", new_x="LMARGIN", new_y="NEXT")
    sheet.set_font("Atkinson", size=12)
    sheet.multi_cell(0, 8, "About Ana, September 15", new_x="LMARGIN", new_y="NEXT")
    for number, question in enumerate(questions, start=1):
        sheet.multi_cell(0, 8, f"{number}. {question}", new_x="LMARGIN", new_y="NEXT")
        sheet.multi_cell(0, 6, "For: the teacher", new_x="LMARGIN", new_y="NEXT")
        for _ in range(3):
            sheet.ln(8)
            sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    return bytes(sheet.output())


async def _no_photo(_: str) -> bytes:
    raise LookupError("no photos here")
