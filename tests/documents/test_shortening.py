"""How an answer that has no room is ended, and which answers lose their ends first."""

from __future__ import annotations

from typing import Any

import pytest

from bot.documents.shortening import LEAST, short, shortened


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("She loves trains.", 17, "She loves trains."),
        ("She loves trains.", 14, "She loves…"),
        ("She loves, and how, trains", 11, "She loves…"),
        ("(trains) and buses", 9, "(trains)…"),
        ("安娜在学校有朋友吗", 4, "安娜在学…"),
        ("x" * 30, 10, "x" * 10 + "…"),
        ("a " + "x" * 30, 10, "a " + "x" * 8 + "…"),
        ("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧👩‍👩‍👧…"),
        ("Line one\nline two", 20, "Line one…"),
    ],
)
def test_an_answer_ends_at_a_word(text: str, most: int, kept: str) -> None:
    assert short(text, most) == kept


def paper(*texts: str) -> dict[str, Any]:
    blocks = [{"block": "paragraph", "text": text, "quiet": False} for text in texts]
    return {"title": "Ana", "subtitle": "", "blocks": blocks}


def letters(data: dict[str, Any]) -> int:
    return sum(len(block["text"]) for block in data["blocks"])


def test_the_longest_answers_are_shortened_and_the_others_stay() -> None:
    made = shortened(paper("word " * 100, "A short one.", "word " * 60), lambda data: letters(data) <= 500)
    first, second, third = (block["text"] for block in made["blocks"])
    assert second == "A short one."
    assert first == third
    assert first.endswith("word…")
    assert 480 <= letters(made) <= 500


def test_when_there_are_too_many_answers_the_last_ones_go() -> None:
    made = shortened(paper(*["word " * 100] * 50), lambda data: letters(data) <= 20 * LEAST)
    assert made["blocks"][-1]["text"] == "…"
    assert 15 <= len(made["blocks"]) <= 25


def test_a_long_list_keeps_its_first_items() -> None:
    data = {"title": "Ana", "subtitle": "", "blocks": [{"block": "bullets", "items": [str(n) for n in range(90)]}]}
    made = shortened(data, lambda some: len(some["blocks"][0]["items"]) <= 20)
    assert made["blocks"][0]["items"] == [*(str(n) for n in range(19)), "…"]
