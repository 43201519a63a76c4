"""Which conversations help with what a parent wrote: by the keywords that their authors gave them. Pure.

A keyword is a word or a phrase. A phrase counts when all its words occur, in any order, and for more than its words
alone. A keyword weighs less the more conversations have it; a word within a phrase, the more conversations use it in
any place, because it is only a part of what the author meant. What a conversation says in its steps speaks for it a
little, too. What nothing speaks for finds nothing. The weights below were tried on tests/content/sentences_*.yaml.
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
STEP = 0.3  # a word of the steps, measured by a phrase's
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
        self._said = {each.name: _vocabulary(each) for each in shelf}
        self._used = Counter(word for said in self._said.values() for word in said)

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
        occurring = _occurring(self._used, written)
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
            for word in occurring.keys() & self._said[name]:
                points.setdefault(occurring[word], self._rarity(self._used[word]) * STEP)
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
    texts = [conversation.title, *conversation.keywords, plain(conversation.tip)]
    for step in conversation.steps.values():
        texts += [plain(step.html), *(link.label for link in step.links)]
        texts += [option.label for option in step.ask.options] if step.ask else []
    return {word for text in texts for word in words_of(text)}


def _occurring(known: Iterable[str], written: Sequence[str]) -> dict[str, int]:
    """The known words that a text has, and where: literally if anywhere, else in another form or mistyped."""
    places = {word: at for at, word in enumerate(written)}
    by_letter: dict[str, list[str]] = {}
    for word in written:
        by_letter.setdefault(word[0], []).append(word)
    found: dict[str, int] = {}
    for word in known:
        same = word if word in places else next((w for w in by_letter.get(word[0], ()) if same_word(w, word)), None)
        if same is not None:
            found[word] = places[same]
    return found
