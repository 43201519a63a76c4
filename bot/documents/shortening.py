"""A paper's words made fewer until they fit on one page: the longest answers first, each ended at a word with "…".

It must not know how a paper is set; whether something fits, it asks. The same words are always shortened alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import regex

MORE = "…"
LEAST = 60  # letters that every answer may have, as long as that is possible
NEW_LINE = 60  # letters whose room a new line takes
LISTS = frozenset({"items", "left_items", "right_items", "rows", "pairs"})

_CLUSTERS = regex.compile(r"\X")
_LOOSE_END = regex.compile(r"[\s\p{P}--[)\]}»”’\"'!?]]+$", regex.VERSION1)

Data = dict[str, Any]


def shortened(data: Data, fits: Callable[[Data], bool]) -> Data:
    """The paper's data with as much of its words as fit. Beyond `LEAST` letters an answer, lists lose their last items;
    where that does not do either, the last blocks go, with a "…" in their place."""
    longest = max((_length(each) for each in _strings(data["blocks"])), default=0)
    letters = _most(LEAST, longest, lambda most: fits(_cut(data, most)))
    if letters is not None:
        return _cut(data, letters)
    data = {**_cut(data, LEAST), **{name: short(data[name], LEAST) for name in ("title", "subtitle")}}
    items = _most(1, _longest_list(data["blocks"]), lambda most: fits(_listed(data, most)))
    if items is not None:
        return _listed(data, items)
    data = _listed(data, 1)
    blocks = _most(0, len(data["blocks"]), lambda most: fits(_begun(data, most)))
    return _begun(data, blocks or 0)


def short(text: str, most: int) -> str:
    """The text, or its beginning of at most so many letters, ended at a word where it has words, and "…"."""
    if _length(text) <= most:
        return text
    room, end, word = most, 0, 0
    for found in _CLUSTERS.finditer(text):
        room -= _cost(found[0])
        if room < 0:
            break
        if found[0].isspace():
            word = end
        end = found.end()
    if text[end : end + 1].isspace():
        word = end
    kept = text[: word if word * 2 > end else end]
    return _LOOSE_END.sub("", kept) + MORE


def _most(low: int, high: int, fits: Callable[[int], bool]) -> int | None:
    """The largest number that fits, as far as halving finds it; None when not even the lowest does."""
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _cost(cluster: str) -> int:
    return NEW_LINE if cluster in ("\n", "\r\n") else 1


def _length(text: str) -> int:
    return sum(_cost(cluster) for cluster in _CLUSTERS.findall(text))


def _strings(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [each for name, inner in value.items() if name not in ("block", "alt") for each in _strings(inner)]
        case list() | tuple():
            return [each for inner in value for each in _strings(inner)]
        case _:
            return []


def _cut(data: Data, most: int) -> Data:
    return {**data, "blocks": _each(data["blocks"], most)}


def _each(value: Any, most: int) -> Any:
    match value:
        case str():
            return short(value, most)
        case dict():
            return {name: inner if name in ("block", "alt") else _each(inner, most) for name, inner in value.items()}
        case list() | tuple():
            return [_each(inner, most) for inner in value]
        case _:
            return value


def _longest_list(blocks: list[Data]) -> int:
    return max((len(block[name]) for block in blocks for name in LISTS & block.keys()), default=1)


def _listed(data: Data, most: int) -> Data:
    def cut(block: Data) -> Data:
        return {**block, **{name: _first(block[name], most) for name in LISTS & block.keys()}}

    return {**data, "blocks": [cut(block) for block in data["blocks"]]}


def _first(items: list[Any], most: int) -> list[Any]:
    """The first of a list. Plain text tells that there were more; a row of a table has no place for that."""
    if len(items) <= most:
        return items
    return [*items[:most], MORE] if isinstance(items[0], str) else items[:most]


def _begun(data: Data, most: int) -> Data:
    if most >= len(data["blocks"]):
        return data
    return {**data, "blocks": [*data["blocks"][:most], {"block": "paragraph", "text": MORE, "quiet": False}]}
