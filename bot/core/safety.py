"""Whether a text speaks of abuse, self-harm or danger, by phrases that content/safety.yaml lists. Pure.

A phrase is a row of words; `a|b` is either of two, `word*` any word that begins so, `...` up to four words of any kind.
Case, accents, punctuation and slips of the finger do not matter. A phrase under `unless` is taken out of the text first
(to laugh oneself to death is no danger). A word among the `ordinary` ones is taken as it is written, though a slip of
the finger lies between it and a word of danger (to race, to rape). All languages are looked at, whichever the parent
has chosen: people mix them most when they are upset.

What may be danger and may be an ordinary day (they strap him in) is `UNSURE`: worth a question, not an alarm. So is
what no phrase foresees and yet sounds like danger (`misgivings`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from functools import cached_property

import msgspec

from bot.core.misgivings import Misgivings
from bot.core.plain_words import ONE_TYPO, mistyped, words_of

GAP = 4  # words that `...` may stand for
SLIPS = 1  # of the finger, in a word: with two, other forms of a verb would fit
ANY = "..."

Place = frozenset[str]  # the words that fit there; {ANY} is a gap
Phrase = tuple[Place, ...]
GAP_PLACE: Place = frozenset({ANY})


class Vocabulary:
    """The words of phrases, sorted so that a written word is compared only with those that it may be."""

    def __init__(self, words: Iterable[str], ordinary: frozenset[str] = frozenset()) -> None:
        self._ordinary = ordinary  # never a slip of the finger
        self._beginnings: set[str] = set()  # without the star
        self._whole: set[str] = set()
        self._near: dict[str, list[str]] = {}  # those that allow for a slip, by each of their spellings
        for word in set(words) - {ANY}:
            if word.endswith("*"):
                self._beginnings.add(word[:-1])
                continue
            self._whole.add(word)
            if len(word) >= ONE_TYPO:
                for spelling in set(_spellings(word)):  # deed is ded without either e
                    self._near.setdefault(spelling, []).append(word)
        self._shortest = min(map(len, self._beginnings), default=1)
        self._longest = max(map(len, self._beginnings), default=0)

    def meant(self, written: str) -> frozenset[str]:
        """The words of phrases that a written word may be."""
        found = set[str]()
        for end in range(self._shortest, min(len(written), self._longest) + 1):
            if (begun := written[:end]) in self._beginnings:
                found.add(f"{begun}*")
        if written in self._whole:
            found.add(written)
        if len(written) >= ONE_TYPO - 1 and written not in self._ordinary:  # shorter ones have lost too much
            near = {word for spelling in _spellings(written) for word in self._near.get(spelling, ())}
            found.update(word for word in near if mistyped(written, word, SLIPS))
        return frozenset(found)


def _spellings(word: str) -> list[str]:
    """The word, and what is left of it without one of its letters. Two words between which one slip of the finger lies
    share one of them (symmetric deletion, as in SymSpell). The first letter stays: it is never the slip."""
    return [word, *[word[:at] + word[at + 1 :] for at in range(1, len(word))]]


class Phrases:
    """Phrases by the words of the place that is the rarest among them: every message is read, and nearly none holds
    a phrase."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = phrases
        self._by_word: dict[str, list[int]] = {}
        times = Counter(word for phrase in phrases for place in phrase for word in place)
        for number, phrase in enumerate(phrases):
            rarest = min((place for place in phrase if place != GAP_PLACE), key=lambda it: sum(times[w] for w in it))
            for word in rarest:
                self._by_word.setdefault(word, []).append(number)

    def that_may_stand(self, said: frozenset[str]) -> list[Phrase]:
        """Those of which every word is among these, in the order of the file."""
        numbers = {number for word in self._by_word.keys() & said for number in self._by_word[word]}
        said = said | GAP_PLACE
        found = (self._phrases[number] for number in sorted(numbers))
        return [phrase for phrase in found if not any(map(said.isdisjoint, phrase))]


class Concern(Enum):
    """What a text tells of."""

    NONE = auto()
    UNSURE = auto()
    DANGER = auto()


class HelpLine(msgspec.Struct, frozen=True, kw_only=True):
    """A number to call, as the operator lists it. `about` by language, and `names` where a language has its own for
    it; `checked` is when the operator last looked."""

    name: str
    names: Mapping[str, str] = {}
    number: str
    about: Mapping[str, str]
    checked: date | None = None


class Safety(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What is known of danger, for all languages together. `safe_words` by language."""

    danger: tuple[Phrase, ...] = ()
    unsure: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    ordinary: frozenset[str] = frozenset()
    misgivings: Misgivings | None = None
    safe_words: Mapping[str, str] = {}
    help: tuple[HelpLine, ...] = ()

    def worries(self, text: str) -> bool:
        """Whether the text speaks of danger, without a doubt."""
        return self.concern(text) is Concern.DANGER

    def concern(self, text: str) -> Concern:
        """Whether the text speaks of danger, or may do so."""
        words = words_of(text)
        if not words:
            return Concern.NONE
        meant = [self._vocabulary.meant(word) for word in words]
        said = frozenset[str]().union(*meant)
        for phrase in self._harmless.that_may_stand(said):
            while (found := _find(phrase, meant)) is not None:
                meant[found[0] : found[1]] = [frozenset()]  # so that what stood around it does not become neighbours
        if any(_find(phrase, meant) is not None for phrase in self._dangerous.that_may_stand(said)):
            return Concern.DANGER
        if any(_find(phrase, meant) is not None for phrase in self._doubtful.that_may_stand(said)):
            return Concern.UNSURE
        return Concern.UNSURE if self.misgivings and self.misgivings.has(words) else Concern.NONE

    @cached_property
    def _dangerous(self) -> Phrases:
        return Phrases(self.danger)

    @cached_property
    def _doubtful(self) -> Phrases:
        return Phrases(self.unsure)

    @cached_property
    def _harmless(self) -> Phrases:
        return Phrases(self.unless)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        phrases = (*self.danger, *self.unsure, *self.unless)
        return Vocabulary((word for phrase in phrases for place in phrase for word in place), self.ordinary)

    @cached_property
    def _safe(self) -> frozenset[tuple[str, ...]]:
        return frozenset(map(words_of, self.safe_words.values()))

    def is_safe_word(self, text: str) -> bool:
        """Whether the text is a safe word of any language and nothing else."""
        words = words_of(text)
        return bool(words) and words in self._safe


def read_phrase(text: str) -> Phrase:
    """A phrase as it is written in the file. Raises `ValueError` with the reason when it cannot be one."""
    phrase = tuple(GAP_PLACE if place == ANY else _read_place(place) for place in text.split())
    if not phrase or GAP_PLACE in (phrase[0], phrase[-1]):
        raise ValueError("it must begin and end with a word")
    return phrase


def _read_place(text: str) -> Place:
    words = []
    for word in text.split("|"):
        letters = words_of(word.removesuffix("*"))
        if len(letters) != 1:
            raise ValueError(f'"{word}" is not one word')
        words.append(letters[0] + "*" * word.endswith("*"))
    return frozenset(words)


def _find(phrase: Phrase, words: Sequence[frozenset[str]]) -> tuple[int, int] | None:
    """From which word to before which one the phrase stands, the first time it does."""
    for start in range(len(words)):
        end = _end(phrase, words, start)
        if end is not None:
            return start, end
    return None


def _end(phrase: Phrase, words: Sequence[frozenset[str]], at: int) -> int | None:
    if not phrase:
        return at
    if phrase[0] == GAP_PLACE:
        starts = range(at, min(at + GAP, len(words)) + 1)
        return next((end for start in starts if (end := _end(phrase[1:], words, start)) is not None), None)
    if at < len(words) and not phrase[0].isdisjoint(words[at]):
        return _end(phrase[1:], words, at + 1)
    return None
