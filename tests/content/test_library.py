"""The shelves: which edition a reader gets, what falls back to English, and who finds help where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from content_shelf import HELLO, Shelf

from bot.content import load
from bot.core.conversation import Content, Place

HOLA = HELLO.replace("title: Hello", "title: Hola").replace("What do you hope for", "¿Qué desea para")


@pytest.mark.parametrize(
    ("code", "title"),
    [("en", "Hello"), ("es", "Hola"), ("es-419", "Hola"), ("ES_mx", "Hola"), ("pt-br", "Hello"), ("", "Hello")],
)
def test_a_client_gets_the_edition_of_its_language(tmp_path: Path, code: str, title: str) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("es/hello.md", HOLA)
    library = load(shelf.folder)
    assert library.languages == ("en", "es")
    assert library.edition(code).conversations["hello"].title == title


def test_a_document_that_is_not_translated_is_told_in_english(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("en/more.md", HELLO.replace("title: Hello", "title: More"))
    shelf.write("es/hello.md", HOLA)
    told = load(shelf.folder).edition("es").conversations
    assert {name: conversation.title for name, conversation in told.items()} == {"hello": "Hola", "more": "More"}


def test_a_note_finds_the_question_that_keeps_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    edition = load(shelf.folder).edition("en")
    assert edition.ask_of("hopes.year") == edition.conversations["hello"].first.ask
    assert edition.ask_of("hopes.never") is None


def test_the_directory_is_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write(
        "directory.yaml",
        "- region: US\n  names: [United States, US]\n  title: Parents\n  about: >-\n    They\n    help.\n"
        "  url: https://example.org\n  checked: 2026-11-24\n"
        "- region: VA\n  title: Here\n  about: Near.\n  checked: null\n",
    )
    content: Content = load(shelf.folder, "my_bot")
    assert content.bot_username == "my_bot"
    assert list(content.places) == [
        Place(
            region="US",
            names=("United States", "US"),
            title="Parents",
            about="They help.",
            url="https://example.org",
            checked=date(2026, 11, 24),
        ),
        Place(region="VA", names=(), title="Here", about="Near."),
    ]
