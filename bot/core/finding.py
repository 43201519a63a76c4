"""Which conversations help with what a parent wrote: by the keywords that their authors gave them. Pure.

A keyword is a word or a phrase. A phrase counts when all its words occur, in any order, and for more than its words
alone. A keyword weighs less the more conversations have it; a word within a phrase, the more conversations use it in
any place, because it is only a part of what the author meant. What nothing speaks for finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.core.conversation import Conversation
from bot.core.plain_words import same_word, words_of
from bot.core.text import plain

MOST = 3  # offered at once
ENOUGH = 0.5  # a score below is chance
BESIDE = 0.5  # of the best score: what is offered beside it
PHRASE = 0.5  # a word counts so much more for each further word of its phrase
TITLE = 0.5  # a title's word, measured by a phrase's
READ = 60  # words of a text that are looked at

Phrase = tuple[str, ...]


class Finder:
    """The conversations of one edition, ready to be looked up."""

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        shelf = sorted(conversations, key=lambda each: each.name)
        self._keywords = {each.name: [words_of(keyword) for keyword in each.keywords] for each in shelf}
        self._titles = {each.name: words_of(each.title) for each in shelf}
        self._count = len(shelf)
        self._given = Counter(
            word for found in self._keywords.values() for word in {word for phrase in found for word in phrase}
        )
        self._used = Counter(word for each in shelf for word in _vocabulary(each))
        phrases = [*self._titles.values(), *(phrase for found in self._keywords.values() for phrase in found)]
        self._known = sorted({word for phrase in phrases for word in phrase})

    def find(self, text: str, most: int = MOST) -> list[str]:
        """The names of at most `most` conversations, the best first; [] when none of them fits."""
        scores = self.scores(text)
        best = max(scores.values(), default=0.0)
        fitting = [name for name, points in scores.items() if points >= max(ENOUGH, best * BESIDE)]
        return sorted(fitting, key=lambda name: (-scores[name], name))[:most]

    def scores(self, text: str) -> dict[str, float]:
        """How much speaks for each conversation, by name; 1 is a keyword that no other one has. Each word of the text
        counts once for a conversation, by the weightiest of its keywords that the word is part of."""
        written = tuple(dict.fromkeys(words_of(text)))[:READ]
        occurring = {word: at for word in self._known if (at := _place(word, written)) is not None}
        scores: dict[str, float] = {}
        for name, keywords in self._keywords.items():
            points: dict[int, float] = {}
            for phrase in keywords:
                if phrase and all(word in occurring for word in phrase):
                    for word in phrase:
                        points[occurring[word]] = max(points.get(occurring[word], 0.0), self._weight(word, phrase))
            for word in self._titles[name]:
                if word in occurring:
                    points.setdefault(occurring[word], self._rarity(self._used[word]) * TITLE)
            if points:
                scores[name] = sum(points.values())
        return scores

    def _weight(self, word: str, phrase: Phrase) -> float:
        if len(phrase) == 1:
            return self._rarity(self._given[word])
        return self._rarity(self._used[word]) * (1 + PHRASE * (len(phrase) - 1))

    def _rarity(self, conversations: int) -> float:
        """1 for a word of one conversation, nearly 0 for a word of all."""
        return log((self._count + 1) / conversations) / log(self._count + 1)


def _vocabulary(conversation: Conversation) -> set[str]:
    """Every word that a conversation uses."""
    texts = (conversation.title, *conversation.keywords, *(plain(step.html) for step in conversation.steps.values()))
    return {word for text in texts for word in words_of(text)}


def _place(word: str, written: Sequence[str]) -> int | None:
    """Where the word occurs: literally if anywhere, else in another form or mistyped."""
    if word in written:
        return written.index(word)
    return next((at for at, each in enumerate(written) if same_word(each, word)), None)
