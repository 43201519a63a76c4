"""The typefaces of a paper, and which letters they have. They come from packages, never from the machine.

Atkinson Hyperlegible (Braille Institute) is made for low vision; Noto has every script that it lacks. Arabic is set in
IBM Plex, because Noto's draws the dots apart, and copied words then come out garbled in most readers.
"""

from __future__ import annotations

from functools import cached_property

import typst
from fontTools.ttLib import TTFont

from bot.documents.typefaces import typeface_folders

FIRST = ("Atkinson Hyperlegible", "Noto Sans", "IBM Plex Sans Arabic")
LAST = ("Noto Sans Symbols", "Noto Emoji")
CHINESE = "Noto Sans CJK SC"
CHINESE_OF = {
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh-tw": "Noto Sans CJK TC",
    "zh-hk": "Noto Sans CJK HK",
}


class Faces:
    """All typefaces, read when they are first needed. Raises `LookupError` when a package of them is missing."""

    def __init__(self) -> None:
        folders = typeface_folders()
        self.fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
        )
        self._found = {(face.family, face.path or "", face.index) for face in self.fonts.fonts()}
        self._letters: dict[str, frozenset[int]] = {}

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Every family, in the order in which a letter is looked for."""
        every = sorted({family for family, _, _ in self._found if family.startswith("Noto")})
        scripts = [name for name in every if name not in (*FIRST, *LAST) and "CJK" not in name]
        return (*FIRST, *scripts, CHINESE, *LAST)

    def order(self, language: str) -> list[str]:
        """The families for a paper in this language: Chinese letters look different in Japan."""
        chinese = CHINESE_OF.get(language, CHINESE)
        return [chinese if name == CHINESE else name for name in self.families]

    def have(self, letters: frozenset[int]) -> bool:
        """Whether one typeface has all of these code points, so that they can be set as one sign."""
        return any(letters <= self._of(family) for family in self.families)

    def _of(self, family: str) -> frozenset[int]:
        if family not in self._letters:
            _, path, index = min(face for face in self._found if face[0] == family)
            number = index if path.endswith(".ttc") else -1
            with TTFont(path, fontNumber=number, lazy=True) as font:
                self._letters[family] = frozenset(font.getBestCmap())
        return self._letters[family]
