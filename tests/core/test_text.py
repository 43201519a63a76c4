"""Filling, cutting and escaping: a parent's words come out as they went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import Html, escape, fill, plain, split, units

WORDS = {"year": "read\n\n\n\nwell <b>&", "five": "", "list": "• a\n• b"}


def look_up(name: str) -> Html:
    return escape(WORDS.get(name, ""))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Now: {year}", "Now: read\n\n\n\nwell &lt;b&gt;&amp;"),
        ("One\n\nFive: {five}\n\nTwo", "One\n\nTwo"),
        ("{five}\n\nTwo", "Two"),
        ("One\n\n{five}", "One"),
        ("• This: {year}\n• Then: {five}\n• End", "• This: read\n\n\n\nwell &lt;b&gt;&amp;\n• End"),
        ("A {five} b {year}", "A  b read\n\n\n\nwell &lt;b&gt;&amp;"),
        ("<blockquote>{five}\n\n{list}</blockquote>", "<blockquote>• a\n• b</blockquote>"),
        ("One\n\n<blockquote>{five}</blockquote>\n\nTwo", "One\n\nTwo"),
        ("One\n\n<blockquote>{list}\n\n{five}</blockquote>", "One\n\n<blockquote>• a\n• b</blockquote>"),
        ("Nothing to fill", "Nothing to fill"),
        ("{five}", ""),
    ],
)
def test_a_paragraph_without_an_answer_leaves_no_hole(template: str, expected: str) -> None:
    assert fill(template, look_up) == expected


@given(st.text())
def test_escaped_words_read_as_they_were_written(words: str) -> None:
    assert plain(escape(words)) == words


@given(st.text(), st.text())
def test_filled_words_are_verbatim(before: str, words: str) -> None:
    html = fill("<b>Now</b>: {word}", lambda _: escape(words))
    assert plain(html) == (f"Now: {words}" if words else "")


@given(st.lists(st.text(min_size=1, max_size=30)), st.integers(10, 60))
def test_cut_pieces_are_short_enough_and_lose_nothing_but_white_space(words: list[str], limit: int) -> None:
    html = Html(" ".join(f"<b>{escape(word)}</b>" for word in words))
    pieces = split(html, limit)
    longest = max((units(each) for each in clusters(plain(html))), default=0)
    for piece in pieces:
        assert units(plain(piece)) <= max(limit, longest)
        assert piece.count("<b>") == piece.count("</b>")
    assert "".join("".join(map(plain, pieces)).split()) == "".join(plain(html).split())


def clusters(text: str) -> list[str]:
    """What must not be cut."""
    import regex

    return list(regex.findall(r"\X", text))


def test_a_family_emoji_is_not_cut() -> None:
    family = "👩‍👩‍👧‍👦"
    pieces = split(Html(family * 30), 100)
    assert all(set(clusters(piece)) == {family} for piece in pieces)
