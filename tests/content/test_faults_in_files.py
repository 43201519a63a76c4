"""Faults of whole files: the top of a document, the list of the article's points, the directory, what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from content_shelf import HELLO, Shelf

from bot.content import ContentFault, load

STEPS = "## start\nHi.\n\n- [Bye](#end)\n"

TOPS = {
    "no top at all": ("", 1, 'the document has no top. Start it with "---", "title: ...", "---".'),
    "an unknown word": (
        "---\ntitle: More\nauthor: me\n---\n",
        3,
        '"author" is not a word for the top. Use only: title, order, covers, source, minutes, keywords.',
    ),
    "no title": ("---\nminutes: 2\n---\n", 1, 'the conversation has no title. Add "title: ..." at the top.'),
    "a long title": (f"---\ntitle: {'a' * 41}\n---\n", 2, "the title has 41 characters. Make it 40 at most."),
    "a practice without a source": (
        "---\ntitle: More\norder: 2\n---\n",
        1,
        'the practice names no source. Add "source: ..." with the part of the article it comes from.',
    ),
    "broken YAML": (
        "---\ntitle: More\nkeywords: [one\n---\n",
        3,
        "the top of the document cannot be read: ",
    ),
    "a word twice": (
        "---\ntitle: More\ntitle: Less\n---\n",
        3,
        'the top of the document cannot be read: "title" stands here twice.',
    ),
    "a number that is none": (
        "---\ntitle: More\nminutes: two\n---\n",
        3,
        '"minutes: two" is not a number from 1 to 999. Write "minutes: 2" or the like.',
    ),
    "a list that is none": (
        "---\ntitle: More\nkeywords: one\n---\n",
        3,
        '"keywords" is not a list. Write "keywords: [one, two]".',
    ),
    "a point that the article lacks": (
        "---\ntitle: More\ncovers: [hops]\n---\n",
        3,
        'the article has no point "hops". Use names from article.yaml: hopes.',
    ),
    "blame in the title": (
        "---\ntitle: You must\n---\n",
        2,
        '"You must" sounds like blame. Say what helps instead, as a friend would.',
    ),
}


@pytest.mark.parametrize("fault", TOPS)
def test_each_fault_at_the_top_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    shelf = Shelf(tmp_path)
    top, line, complaint = TOPS[fault]
    shelf.write("en/more.md", top + STEPS)
    (found,) = shelf.complaints()
    assert found.startswith(f"content/en/more.md:{line}: {complaint}")


def test_a_document_without_steps(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("en/more.md", "---\ntitle: More\n---\n")
    assert shelf.complaints() == [
        'content/en/more.md:1: the document has no steps. Start one with a heading like "## start".'
    ]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.folder / "en" / "more.md").write_bytes(b"---\ntitle: More\n---\n## start\nMa\xf1ana.\n\n- [Bye](#end)\n")
    assert shelf.complaints() == [
        "content/en/more.md:5: a character here cannot be read. Save the file as UTF-8, and write it again."
    ]


def test_a_point_of_the_article_that_nobody_covers(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("article.yaml", "# The list\nhopes: Share your hopes\nculture: Share your culture\n")
    assert shelf.complaints() == [
        'content/article.yaml:3: no conversation covers "culture". '
        'Add "culture" to the "covers" of the conversation that belongs to it.'
    ]


def test_the_article_is_missing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.folder / "article.yaml").unlink()
    assert shelf.complaints()[0].startswith("content/article.yaml:1: the list of the article's points is missing. ")


def test_a_folder_without_documents(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.folder / "en" / "hello.md").unlink()
    assert "content/en:1: there are no documents here. Write one; README.md says how." in shelf.complaints()
    with pytest.raises(ContentFault, match="there are no documents here"):
        load(shelf.folder)


PLACES = {
    "an unknown word": ("  fax: 1\n", 4, '"fax" is not a word for a place. '),
    "a web address that is none": ("  url: example\n", 4, '"example" is not a web address. '),
    "a date that is none": ("  checked: yesterday\n", 4, '"checked: yesterday" is not a date. '),
    "names that are no list": ("  names: Virginia\n", 4, '"names" is not a list. '),
}


@pytest.mark.parametrize("fault", PLACES)
def test_each_fault_of_a_place_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    shelf = Shelf(tmp_path)
    words, line, complaint = PLACES[fault]
    shelf.write("directory.yaml", f"- region: VA\n  title: Parents\n  about: They help.\n{words}")
    (found,) = shelf.complaints()
    assert found.startswith(f"content/directory.yaml:{line}: {complaint}")


def test_a_place_without_a_region(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("directory.yaml", "- title: Parents\n  about: They help.\n- region: Virginia\n  title: A\n  about: B\n")
    assert shelf.complaints() == [
        'content/directory.yaml:1: the place has no "region". Add "region: ...".',
        'content/directory.yaml:3: "Virginia" is not a region. Write "US" or a short code such as "VA".',
    ]


SAID = {
    "a conversation that is not there": ("helo:\n  - hi\n", 1, 'there is no conversation "helo"'),
    "nothing said": ("hello:\n", 1, '"hello" is not a list of sentences'),
    "a colon in a sentence": ("hello:\n  - my wish: a friend\n", 1, '"hello" is not a list of sentences'),
    "a sentence without words": ('hello:\n  - "..."\n', 1, '"hello" has a sentence without words'),
    "not a mapping": ("- hello\n", 1, "the sentences cannot be read"),
}


@pytest.mark.parametrize("fault", SAID)
def test_each_fault_of_the_sentences_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("en/hello.md", HELLO.replace("order: 1", "order: 1\nkeywords: [hope]"))
    words, line, complaint = SAID[fault]
    shelf.write("en/said.yaml", words)
    (found,) = shelf.complaints()
    assert found.startswith(f"content/en/said.yaml:{line}: {complaint}")


def test_sentences_for_a_conversation_that_nobody_can_find(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("en/said.yaml", "hello:\n  - I hope so much\n")
    (found,) = shelf.complaints()
    assert found.startswith('content/en/said.yaml:1: "hello" has no keywords')


def test_what_cannot_be_played_is_not_loaded(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("en/hello.md", HELLO.replace("next: card", "next: crad"))
    with pytest.raises(ContentFault) as caught:
        load(shelf.folder)
    (complaint,) = caught.value.complaints
    assert (complaint.file, complaint.line) == ("content/en/hello.md", 10)
    assert str(caught.value) == str(complaint)


COMMANDS = {
    "a conversation that is not there": ("helo: [hi]\n", 1, 'there is no conversation "helo"'),
    "a command that is not there": ("/tipps: [hi]\n", 1, 'there is no command "/tipps"'),
    "no list": ("hello: hi\n", 1, '"hello" has no list of words'),
    "what nobody can type": ("hello: [hi, sueños]\n", 1, 'nobody can type "/sueños"'),
    "a word twice": ("hello: [hi]\n/tips: [hi]\n", 2, '"hi" leads somewhere already'),
    "the name of a conversation": ("/tips: [hello]\n", 1, '"hello" leads somewhere already'),
    "a command itself": ("hello: [tips]\n", 1, '"/tips" is a command itself'),
    "not a mapping": ("- hello\n", 1, "the words cannot be read"),
}


@pytest.mark.parametrize("fault", COMMANDS)
def test_each_fault_of_the_commands_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    shelf = Shelf(tmp_path)
    words, line, complaint = COMMANDS[fault]
    shelf.write("en/commands.yaml", words)
    (found,) = shelf.complaints()
    assert found.startswith(f"content/en/commands.yaml:{line}: {complaint}")
