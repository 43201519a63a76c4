"""Whether a text speaks of abuse, self-harm or danger, by phrases that content/safety.yaml lists. Pure.

A phrase is a row of words; `a|b` is either of two, `word*` any word that begins so, `...` up to four words of any kind.
Case, accents, punctuation and slips of the finger do not matter. A phrase under `unless` is taken out of the text first
(to laugh oneself to death is no danger). A word among the `ordinary` ones is taken as it is written, though a slip of
the finger lies between it and a word of danger (to race, to rape). All languages are looked at, whichever the parent
has chosen: people mix them most when they are upset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import msgspec

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
        self._whole: dict[tuple[str, int], list[str]] = {}  # by first letter and number of letters
        self._short: set[str] = set()  # too short for a slip of the finger
        for word in set(words) - {ANY}:
            if word.endswith("*"):
                self._beginnings.add(word[:-1])
            elif len(word) < ONE_TYPO:
                self._short.add(word)
            else:
                self._whole.setdefault((word[0], len(word)), []).append(word)

    def meant(self, written: str) -> frozenset[str]:
        """The words of phrases that a written word may be."""
        first, long = written[0], len(written)
        begun = (f"{written[:end]}*" for end in range(1, long + 1) if written[:end] in self._beginnings)
        slips = 0 if written in self._ordinary else SLIPS
        near = range(long - slips, long + slips + 1)
        whole = (word for length in near for word in self._whole.get((first, length), ()))
        return frozenset((*({written} & self._short), *begun, *(w for w in whole if mistyped(written, w, slips))))


class Phrases:
    """Phrases by the words that they begin with: every message is read, and nearly none holds one."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = phrases
        self._beginning: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            for word in phrase[0]:
                self._beginning.setdefault(word, []).append(number)

    def that_may_stand(self, said: frozenset[str]) -> list[Phrase]:
        """Those whose first and last word are among these, in the order of the file."""
        begun = sorted({number for word in said for number in self._beginning.get(word, ())})
        return [self._phrases[number] for number in begun if not self._phrases[number][-1].isdisjoint(said)]


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
    unless: tuple[Phrase, ...] = ()
    ordinary: frozenset[str] = frozenset()
    safe_words: Mapping[str, str] = {}
    help: tuple[HelpLine, ...] = ()

    def worries(self, text: str) -> bool:
        """Whether the text speaks of danger."""
        words = words_of(text)
        if not words:
            return False
        meant = [self._vocabulary.meant(word) for word in words]
        said = frozenset[str]().union(*meant)
        for phrase in self._harmless.that_may_stand(said):
            while (found := _find(phrase, meant)) is not None:
                meant[found[0] : found[1]] = [frozenset()]  # so that what stood around it does not become neighbours
        return any(_find(phrase, meant) is not None for phrase in self._dangerous.that_may_stand(said))

    @cached_property
    def _dangerous(self) -> Phrases:
        return Phrases(self.danger)

    @cached_property
    def _harmless(self) -> Phrases:
        return Phrases(self.unless)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        phrases = (*self.danger, *self.unless)
        return Vocabulary((word for phrase in phrases for place in phrase for word in place), self.ordinary)

    def is_safe_word(self, text: str) -> bool:
        """Whether the text is a safe word of any language and nothing else."""
        words = words_of(text)
        return bool(words) and any(words == words_of(word) for word in self.safe_words.values())


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
