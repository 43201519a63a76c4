"""Whether a text sounds like those that tell of danger, learned from sentences that people have sorted. Pure.

What no phrase foresees still has its words: naive Bayes over words, pairs of neighbours and beginnings of words
(https://nlp.stanford.edu/IR-book/html/htmledition/naive-bayes-text-classification-1.html), divided by the root of how
many there are, so that a long text does not sound worse for being long. It is good for a question, not for an alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log, sqrt

from bot.core.plain_words import words_of

BEGINNING = 4  # letters that the forms of a longer word share
UNSEEN = 0.3  # how often something is taken to have been said where it never was
TIMES = 2  # what was said less often in all is chance
ENOUGH = 2.4  # of the score; docs/words.md says what it reaches
FEW = 4  # words: less is no sentence
READ = 60  # words of a text that are looked at


class Misgivings:
    """What `danger` and `ordinary` sentences of all languages teach."""

    def __init__(self, danger: Iterable[str], ordinary: Iterable[str]) -> None:
        worse, better = ([_marks(words_of(text)) for text in texts] for texts in (danger, ordinary))
        found = [Counter(mark for marks in texts for mark in marks) for texts in (worse, better)]
        self._weights: dict[str, float] = {}
        for mark, times in (found[0] + found[1]).items():
            if times >= TIMES:
                bad, good = (
                    (each[mark] + UNSEEN) / (len(texts) + 1) for each, texts in zip(found, (worse, better), strict=True)
                )
                self._weights[mark] = log(bad / good)

    def score(self, words: Sequence[str]) -> float:
        """How much the words sound like danger; 0 is neither."""
        marks = _marks(words[:READ])
        return sum(self._weights.get(mark, 0.0) for mark in marks) / sqrt(len(marks) or 1)

    def has(self, words: Sequence[str]) -> bool:
        """Whether it is worth a question."""
        return len(words) >= FEW and self.score(words) >= ENOUGH


def _marks(words: Sequence[str]) -> set[str]:
    """What is counted of a text."""
    beginnings = (f"{word[:BEGINNING]}*" for word in words if len(word) > BEGINNING)
    return {*words, *beginnings, *(f"{one} {other}" for one, other in pairwise(words))}
