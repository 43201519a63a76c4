"""How well a parent's own words find the conversation that helps: `python -m tests.finding` prints it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.app import CONTENT
from bot.content import load

SENTENCES = Path(__file__).parent / "content"
LANGUAGES = ("en", "es")
PARTS = ("before_the_matcher", "after_the_matcher", "never_tuned_on")


class Case(NamedTuple):
    """What a parent wrote, and the conversations that help; none: nothing fits."""

    says: str
    wants: tuple[str, ...]


class Miss(NamedTuple):
    """A case that went wrong, and what was offered."""

    case: Case
    offered: list[str]


class Result(NamedTuple):
    """Shares from 0 to 1. `top_1`, `top_3`: of the sentences that something fits, be it offered or only asked about;
    `sure`: of those, what was offered at once; `silent`: of the others, where nothing was offered as fitting."""

    sentences: int
    top_1: float
    top_3: float
    sure: float
    silent: float
    misses: list[Miss]


def cases(language: str, part: str) -> list[Case]:
    """The labelled sentences of a language."""
    read: dict[str, Any] = yaml.safe_load((SENTENCES / f"sentences_{language}.yaml").read_text("utf-8"))
    return [Case(each["says"], tuple(each["wants"])) for each in read[part]]


def measure(language: str, labelled: list[Case]) -> Result:
    """Look each of them up in our content."""
    finder = load(CONTENT).edition(language).finder
    first, three, sure, silent, misses = 0, 0, 0, 0, []
    for case in labelled:
        found = finder.find(case.says)
        if not case.wants:
            silent += not found
        sure += bool(set(found) & set(case.wants))
        offered = found if found or not case.wants else finder.guess(case.says)
        first += bool(offered) and offered[0] in case.wants
        three += bool(set(offered) & set(case.wants))
        if offered[0] not in case.wants if offered else case.wants:
            misses.append(Miss(case, offered))
    fitting = sum(bool(case.wants) for case in labelled)
    others = len(labelled) - fitting
    return Result(len(labelled), first / fitting, three / fitting, sure / fitting, silent / others, misses)


def main(words: list[str]) -> int:
    """A line for each language and part, and with `--misses` what went wrong."""
    for language in LANGUAGES:
        for part in PARTS:
            found = measure(language, cases(language, part))
            print(
                f"{language} {part}: {found.sentences} sentences, "
                f"first {found.top_1:.2f}, among three {found.top_3:.2f}, "
                f"among three without doubt {found.sure:.2f}, silent where nothing fits {found.silent:.2f}"
            )
            if "--misses" in words:
                for miss in found.misses:
                    print(f"    {miss.case.says!r} wants {', '.join(miss.case.wants) or 'nothing'}: {miss.offered}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
