"""Which conversations help with what a parent wrote. Pure.

Two witnesses speak for a conversation:

    keywords    the words and phrases that its authors gave it. A phrase counts when all its words occur, in any order,
                and for more than its words alone. A keyword weighs less the more conversations have it.
    evidence    how much more often each word turns up in what families say when they need this conversation, and in
                what it says itself, than in all others: the logarithm of that ratio, added up over the words (naive
                Bayes, https://nlp.stanford.edu/IR-book/html/htmledition/naive-bayes-text-classification-1.html).

What too little speaks for finds nothing. The weights below were chosen on tuned sentences of
tests/content/sentences_*.yaml and on halves of said.yaml, and judged on others there; docs/words.md has the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from bot.core.conversation import Conversation
from bot.core.plain_words import same_word, words_of
from bot.core.text import plain

MOST = 3  # offered at once
ENOUGH = 3.6  # from here on it is said to fit
PERHAPS = 1.0  # a score below is chance
BESIDE = 0.3  # of the best score: what is offered beside it
PHRASE = 0.5  # a word counts so much more for each further word of its phrase
KEYWORD = 2.0  # one that no other conversation has, measured by evidence
UNSEEN = 0.15  # how often a word is taken to have been said where it never was
VARIETY = 20  # how many different words a conversation is taken to have missed
READ = 60  # words of a text that are looked at

Phrase = tuple[str, ...]
Said = Mapping[str, Sequence[str]]


class Finder:
    """The conversations of one edition, ready to be looked up. `said`: what families write when they need one, by its
    name. A conversation without keywords is not for everybody to find."""

    def __init__(self, conversations: Iterable[Conversation], said: Said) -> None:
        shelf = sorted((each for each in conversations if each.keywords), key=lambda each: each.name)
        self._keywords = {each.name: [words_of(keyword) for keyword in each.keywords] for each in shelf}
        self._given = Counter(
            word for found in self._keywords.values() for word in {word for phrase in found for word in phrase}
        )
        self._evidence = {each.name: _vocabulary(each, said.get(each.name, ())) for each in shelf}
        self._sizes = {name: sum(found.values()) for name, found in self._evidence.items()}
        self._size = sum(self._sizes.values())
        self._all = sum(self._evidence.values(), Counter[str]())
        self._by_letter: dict[str, list[str]] = {}
        for word in self._all:
            self._by_letter.setdefault(word[0], []).append(word)

    def find(self, text: str, most: int = MOST) -> list[str]:
        """The names of at most `most` conversations, the best first; [] when none of them fits."""
        return self._best(text, most, ENOUGH)

    def guess(self, text: str, most: int = MOST) -> list[str]:
        """As `find`, where little speaks for any: what to ask about, not what to promise."""
        return self._best(text, most, PERHAPS)

    def _best(self, text: str, most: int, least: float) -> list[str]:
        scores = self.scores(text)
        best = max(scores.values(), default=0.0)
        if best < least:
            return []
        fitting = [name for name, points in scores.items() if points >= max(PERHAPS, best * BESIDE)]
        return sorted(fitting, key=lambda name: (-scores[name], name))[:most]

    def scores(self, text: str) -> dict[str, float]:
        """How much speaks for each conversation, by name; below 0 is against it."""
        written = [word for word in dict.fromkeys(words_of(text)) if len(word) > 1][:READ]
        meant = {word: self._meant(word) for word in written}
        occurring = {known: word for word, known_words in meant.items() for known in known_words}
        scores = {name: KEYWORD * self._by_keywords(phrases, occurring) for name, phrases in self._keywords.items()}
        for known_words in filter(None, meant.values()):
            for name, points in self._speaking(known_words).items():
                scores[name] += points
        return scores

    def _meant(self, written: str) -> list[str]:
        """The known words that this may be: itself, or in another form, or mistyped."""
        return [known for known in self._by_letter.get(written[0], ()) if same_word(written, known)]

    def _by_keywords(self, phrases: Iterable[Phrase], occurring: Mapping[str, str]) -> float:
        """Each written word counts once, by the weightiest of the phrases that it completes."""
        points: dict[str, float] = {}
        for phrase in phrases:
            if phrase and all(word in occurring for word in phrase):
                for word in phrase:
                    weight = self._rarity(word) * (1 + PHRASE * (len(phrase) - 1))
                    points[occurring[word]] = max(points.get(occurring[word], 0.0), weight)
        return sum(points.values())

    def _rarity(self, word: str) -> float:
        """1 for a word of one conversation's keywords, nearly 0 for one of all."""
        count = len(self._keywords)
        return log((count + 1) / self._given[word]) / log(count + 1)

    def _speaking(self, known_words: Sequence[str]) -> dict[str, float]:
        """How much one written word speaks for each conversation: all its forms together."""
        count = len(self._evidence)
        everywhere = sum(self._all[word] for word in known_words) + UNSEEN * count
        usual = everywhere / (self._size + UNSEEN * VARIETY * count)
        points = {}
        for name, found in self._evidence.items():
            here = sum(found[word] for word in known_words) + UNSEEN
            points[name] = log(here / (self._sizes[name] + UNSEEN * VARIETY) / usual)
        return points


def _vocabulary(conversation: Conversation, said: Iterable[str]) -> Counter[str]:
    """How much each word belongs to a conversation: once for each keyword and each saying that has it, and for all that
    it says, title and keywords among it, by the logarithm, because steps say some words over and over."""
    found = Counter[str]()
    for text in (conversation.title, *conversation.keywords, plain(conversation.tip)):
        found.update(words_of(text))
    for text in said:
        found.update(set(words_of(text)))
    steps = Counter(word for text in _texts(conversation) for word in words_of(text))
    for word, times in steps.items():
        found[word] += log(1 + times)  # type: ignore[assignment]
    return found


def _texts(conversation: Conversation) -> Iterable[str]:
    """Everything that a conversation says."""
    yield conversation.title
    yield from conversation.keywords
    yield plain(conversation.tip)
    for step in conversation.steps.values():
        yield plain(step.html)
        yield from (link.label for link in step.links)
        yield from (option.label for option in step.ask.options) if step.ask else ()
