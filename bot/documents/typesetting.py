"""From a paper to PDF or PNG, with Typst and our own templates. One thread at a time; never on an event loop.

Data gets in only as JSON through `sys_inputs` and is only ever text there, so nothing in it can become markup. Every
PDF is PDF/UA-1: tagged, with title, language and alt texts, for people who read by ear. How words are made fewer where
a paper must be one page, stands in `shortening.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import typst

from bot.core.papers import Paper, Picture
from bot.documents.faces import Faces
from bot.documents.letters import each_string, is_blank, legible, letters_without_glyph, only_plain, without
from bot.documents.shortening import shortened

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
SIZE = 12.0  # points: large print begins at 14, most letters from schools have 11
# On one page, as large as it goes; the last one is the least that can be read well.
ONE_PAGE_SIZES = (15.0, 14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
TRIES = 6  # to set a paper, each with what the one before has complained of taken out
PHONE_SIZE = 15.0
PPI = {"us-letter": 110.0, "a4": 110.0, "phone": 200.0}  # about 1,000 pixels across

Photos = dict[str, bytes]


class Made:
    """A paper that is set: `pdf` is a PDF/UA-1 file, `shortened` says whether words were left out so that it is one
    page. Use it in the typesetter's own thread: the picture is drawn when it is first looked at, because it costs
    twice as much as the file, and who asks for the file may not want it."""

    def __init__(self, pdf: bytes, shortened: bool, draw: Callable[[], bytes]) -> None:
        self.pdf = pdf
        self.shortened = shortened
        self._draw: Callable[[], bytes] | None = draw
        self._picture = b""

    @property
    def picture(self) -> bytes:
        """The first page as PNG."""
        if self._draw is not None:
            self._picture, self._draw = self._draw(), None  # the photos' bytes go with it
        return self._picture


class _Fit(NamedTuple):
    inputs: dict[str, str]
    shortened: bool


class Typesetter:
    """Sets papers. Not for two threads at once."""

    def __init__(self) -> None:
        self._faces = Faces()
        self._clean = legible(self._faces)
        self._compiler = typst.Compiler(
            str(TEMPLATES / "paper.typ"),
            root=str(TEMPLATES),
            font_paths=self._faces.fonts,
            ignore_system_fonts=True,
        )

    def set(self, paper: Paper, photos: Photos) -> Made:
        """`photos` by file id are JPEG or PNG; a picture that is not among them is left out."""
        data = _data(paper, photos)
        hidden: frozenset[str] = frozenset()
        for _ in range(TRIES):
            cleaned = each_string(each_string(data, self._clean), partial(without, letters=hidden))
            try:
                return self._compile(paper, _accessible(cleaned, paper.name))
            except RuntimeError as error:  # letters that no typeface can join after all, or a picture that is none
                log.warning("A paper could not be set as it is (%s).", type(error).__name__)
                more = letters_without_glyph(str(error)) - hidden
                hidden |= more
                if not more:
                    data = _without_pictures(data)
        plain = _without_pictures(each_string(data, only_plain))
        return self._compile(paper, _accessible(plain, paper.name))

    def _compile(self, paper: Paper, data: dict[str, Any]) -> Made:
        fit = self._fit(paper, data)
        pdf = self._compiler.compile(format="pdf", sys_inputs=fit.inputs, pdf_standards=["ua-1"])
        return Made(_first(pdf), fit.shortened, partial(self._drawn, paper.sheet, fit.inputs))

    def _drawn(self, sheet: str, inputs: dict[str, str]) -> bytes:
        return _first(self._compiler.compile(format="png", ppi=PPI[sheet], sys_inputs=inputs))

    def _fit(self, paper: Paper, data: dict[str, Any]) -> _Fit:
        """The words and the size of the letters."""
        inputs = self._inputs(paper, data, PHONE_SIZE if paper.sheet == "phone" else SIZE)
        if paper.sheet == "phone" or not paper.one_page:
            return _Fit(inputs, False)
        least = ONE_PAGE_SIZES[-1]
        if paper.whole or self._pages(self._inputs(paper, data, least)) == 1:
            return _Fit({**inputs, "size": str(self._size(inputs))}, False)
        fewer = shortened(data, lambda some: self._pages(self._inputs(paper, some, least)) == 1)
        return _Fit(self._inputs(paper, fewer, least), True)

    def _inputs(self, paper: Paper, data: dict[str, Any], size: float) -> dict[str, str]:
        return {
            "paper": msgspec.json.encode(data).decode(),
            "fonts": msgspec.json.encode(self._faces.order(paper.language)).decode(),
            "size": str(size),
        }

    def _size(self, inputs: dict[str, str]) -> float:
        """The largest size at which a paper has as few pages as it can have."""
        low, high = 0, len(ONE_PAGE_SIZES) - 1
        fewest = self._pages({**inputs, "size": str(ONE_PAGE_SIZES[high])})
        while low < high:
            middle = (low + high) // 2
            if self._pages({**inputs, "size": str(ONE_PAGE_SIZES[middle])}) == fewest:
                high = middle
            else:
                low = middle + 1
        return ONE_PAGE_SIZES[low]

    def _pages(self, inputs: dict[str, str]) -> int:
        self._compiler.compile(format="pdf", sys_inputs=inputs)
        return int(msgspec.json.decode(self._compiler.query("<pages>", field="value", one=True)))


def _first(made: bytes | list[bytes] | None) -> bytes:
    return made[0] if isinstance(made, list) else made or b""


def _data(paper: Paper, photos: Photos) -> dict[str, Any]:
    """The paper as JSON has it, with the photos' bytes in place of their ids."""
    data: dict[str, Any] = msgspec.to_builtins(paper)
    for name in ("subtitle", "footer", "pages", "right_to_left", "sheet"):
        data.setdefault(name, getattr(paper, name))
    blocks = []
    for block, plain in zip(paper.blocks, data["blocks"], strict=True):
        if isinstance(block, Picture):
            content = photos.get(block.photo)
            if content is None:
                continue
            plain = {"block": "picture", "alt": block.alt, "bytes": list(content)}
        if plain["block"] == "month":
            plain = {**plain, "lead": block.first.weekday()}  # type: ignore[union-attr]
        if plain["block"] == "numbered":
            plain = {**plain, "items": [{"note": "", "answer": "", **item} for item in plain["items"]]}
        blocks.append(plain)
    return {**data, "blocks": blocks}


def _accessible(data: dict[str, Any], name: str) -> dict[str, Any]:
    """With what PDF/UA asks for: a title, a text for each picture, and no heading that nobody could see."""
    title = name if is_blank(data["title"]) else data["title"]
    blocks = []
    for block in data["blocks"]:
        heading = {"heading": block.get("text"), "part": block.get("title")}.get(block["block"], "x")
        if not is_blank(heading):
            blocks.append({**block, "alt": title} if is_blank(block.get("alt", "x")) else block)
    return {**data, "title": title, "blocks": blocks}


def _without_pictures(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "blocks": [block for block in data["blocks"] if block["block"] != "picture"]}
