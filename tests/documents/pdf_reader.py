"""Reads a PDF as a blind person's software does: title, language, tags, alternative texts, words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from bot.documents.typesetting import Made

INVISIBLE = re.compile("[\u200b\u200e\u200f\u2066-\u2069\u00ad]")


class Pdf:
    """One PDF file, read back."""

    def __init__(self, made: Made | bytes) -> None:
        self.reader = PdfReader(io.BytesIO(made if isinstance(made, bytes) else made.pdf))
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    @property
    def title(self) -> str:
        return str(self.reader.metadata.title) if self.reader.metadata else ""

    @property
    def language(self) -> str:
        return str(self.root["/Lang"])

    @property
    def xmp(self) -> str:
        return str(self.root["/Metadata"].get_data().decode())

    @property
    def text(self) -> str:
        """All words, with runs of white space as one space."""
        return flat(" ".join(page.extract_text() for page in self.reader.pages))

    def tags(self) -> list[str]:
        """The standard roles of all structure elements, in reading order."""
        return [str(each["/S"]).lstrip("/") for each in self.elements()]

    def alternative_texts(self) -> list[str]:
        return [str(each["/Alt"]) for each in self.elements() if "/Alt" in each]

    def elements(self) -> Iterator[DictionaryObject]:
        yield from _walk(self.root["/StructTreeRoot"])


def _walk(node: Any) -> Iterator[DictionaryObject]:
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, ArrayObject):
        for each in node:
            yield from _walk(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _walk(node["/K"])


def flat(text: str) -> str:
    """A text without what cannot be seen, and with one space for all white space."""
    return " ".join(INVISIBLE.sub("", text).split())


def tight(text: str) -> str:
    """A text without any white space: where a line was broken must not matter."""
    return "".join(INVISIBLE.sub("", text).split())
