"""A language beside English: what its documents and strings lack, and the tools that keep its strings fresh."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from content_shelf import HELLO, Shelf
from spanish_shelf import CHOICE, HOLA, spanish_shelf

from bot import app
from bot.cli import main
from bot.content import ContentFault, load
from bot.content.catalogue import KEYWORDS, extract, marked, update
from bot.content.checking import SOURCE
from bot.content.translating import translate


def test_a_whole_translation_has_no_complaint(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    assert spanish.complaints() == []


def test_a_document_that_is_missing(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    spanish.write("en/more.md", CHOICE)
    assert spanish.complaints() == [
        "content/es/more.md:1: the document is not translated. Translate content/en/more.md."
    ]


DIFFERENCES = {
    "a step is missing": (
        HELLO,
        HOLA.replace("next: card", "next: end").split("## card")[0],
        [
            'content/es/more.md:1: the step "card" is missing. Translate it from content/en/more.md.',
            'content/es/more.md:10: the lines in braces of "start" differ from the English. Copy them; they are not '
            "translated.",
        ],
    ),
    "an option has another name": (
        CHOICE,
        CHOICE.replace("?sad", "?triste"),
        ['content/es/more.md:4: the options of "start" differ from the English. Use the same names: fine, sad.'],
    ),
    "a question keeps another field": (
        CHOICE,
        CHOICE.replace("keep: how", "keep: como"),
        [
            'content/es/more.md:7: the lines in braces of "start" differ from the English. Copy them; they are not '
            "translated."
        ],
    ),
    "a button leads elsewhere": (
        HELLO.replace("## card", "## card\n- [Bye](#end)\n").replace(", next: end", ""),
        HOLA.replace("## card", "## card\n- [Bye](#start)\n- [Bye](#end)\n").replace(", next: end", ""),
        [
            'content/es/more.md:12: the buttons of "card" do not lead where the English ones do. Use the same ( ) in '
            "the same order."
        ],
    ),
    "a placeholder is lost": (
        CHOICE,
        CHOICE.replace("{child}", "niño"),
        ['content/es/more.md:4: "start" has other words in braces than the English. Use these: {child}.'],
    ),
    "the tip is lost": (
        CHOICE,
        CHOICE.split("## tip")[0],
        ["content/es/more.md:1: the tip is only in one of the two languages. Translate the section ## tip."],
    ),
    "the top differs": (
        HELLO,
        HOLA.replace("order: 1", "order: 3"),
        ['content/es/more.md:3: "order" differs from the English. Make it 2.'],
    ),
}


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_each_difference_from_the_english_gets_its_complaint(tmp_path: Path, difference: str) -> None:
    spanish = spanish_shelf(tmp_path)
    english, translated, complaints = DIFFERENCES[difference]
    spanish.write("en/more.md", english.replace("order: 1", "order: 2"))
    spanish.write("es/more.md", translated.replace("order: 1", "order: 2"))
    assert spanish.complaints() == complaints


def test_a_document_that_english_does_not_have(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    spanish.write("es/more.md", CHOICE)
    assert spanish.complaints() == [
        "content/es/more.md:1: there is no English document of this name. Rename it, or write the English one first."
    ]


DAMAGE = {
    "not translated": ('msgstr "Listo"', 'msgstr ""', '"Done" is not translated. Write its translation after msgstr.'),
    "a placeholder is lost": (
        "Hola <b>{name}</b>",
        "Hola <b>{nombre}</b>",
        '"Hello <b>{name}</b>" has other words in braces. Use the same ones as in the English.',
    ),
    "braces do not match": (
        "Hola <b>{name}</b>",
        "Hola <b>{name</b>",
        '"Hello <b>{name}</b>" has other words in braces. Use the same ones as in the English.',
    ),
    "a tag is lost": (
        "Hola <b>{name}</b>",
        "Hola <b>{name}",
        '"Hello <b>{name}</b>" has other tags such as <b>. Use the same ones as in the English.',
    ),
    "fuzzy": (
        'msgid "Done"',
        '#, fuzzy\nmsgid "Done"',
        '"Done" is marked as fuzzy. Check its translation, and take the mark out.',
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_damaged_string_gets_its_complaint(tmp_path: Path, damage: str) -> None:
    spanish = spanish_shelf(tmp_path)
    right, wrong, complaint = DAMAGE[damage]
    path = spanish.folder / "es" / "interface.po"
    text = path.read_text("utf-8")
    assert right in text
    damaged = text.replace(right, wrong)
    path.write_text(damaged, "utf-8")
    (found,) = spanish.complaints()
    file, line, said = found.split(":", 2)
    assert (file, said.strip()) == ("content/es/interface.po", complaint)
    message = "Done" if "Done" in complaint else "Hello"
    assert message in damaged.split("\n")[int(line) - 1]


def test_a_string_that_is_missing_and_a_template_that_is_stale(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    (spanish.source / "more.py").write_text('TEXT = mark("New")\n', "utf-8")
    assert spanish.complaints() == [
        'content/es/interface.po:1: "New" is missing. Run python run_bot.py translate, then translate it.',
        "content/interface.pot:1: the template is older than the strings of the bot. Run python run_bot.py translate.",
    ]


def test_strings_that_nobody_has_translated(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    (spanish.folder / "es" / "interface.po").unlink()
    assert spanish.complaints() == [
        "content/es/interface.po:1: the interface strings are not translated. "
        "Run python run_bot.py translate, and translate what it writes there."
    ]


def test_a_catalogue_that_cannot_be_read(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    spanish.write("es/interface.po", 'msgid "Done"\nListo\n')
    (found,) = spanish.complaints()
    assert found.startswith("content/es/interface.po:2: the interface strings cannot be read: ")
    with pytest.raises(ContentFault):
        load(spanish.folder)


def test_blame_in_an_interface_string(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.source / "more.py").write_text('\nTEXT = mark("You must do this")\n', "utf-8")
    assert shelf.complaints() == [
        'bot/more.py:2: "You must" sounds like blame. Say what helps instead, as a friend would.'
    ]


def test_the_template_depends_on_the_strings_alone(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    before = extract(spanish.source)
    path = spanish.source / "hello.py"
    path.write_text("# A comment.\n\n" + path.read_text("utf-8"), "utf-8")
    assert extract(spanish.source) == before
    assert 'msgid "{count} day"\nmsgid_plural "{count} days"' in before
    assert "20" not in before.replace("{count}", "")  # no dates


def test_an_update_keeps_what_was_translated(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    text = (spanish.folder / "es" / "interface.po").read_text("utf-8")
    assert update(text, extract(spanish.source), "es") == text
    (spanish.source / "more.py").write_text('TEXT = mark("New")\n', "utf-8")
    updated = update(text, extract(spanish.source), "es")
    assert 'msgid "New"\nmsgstr ""' in updated
    assert 'msgstr "Listo"' in updated


def test_the_command_writes_what_is_to_be_translated(tmp_path: Path) -> None:
    """One run gathers new strings, keeps what was translated, and begins the file of a new language."""
    spanish = spanish_shelf(tmp_path)
    spanish.write("vi/hello.md", HOLA)
    (spanish.source / "more.py").write_text(
        'TEXT = mark("New")\ndays = words.ngettext("One day", "{count} days", 3)\n', "utf-8"
    )
    assert translate(spanish.folder, spanish.source) == {"es": 2, "vi": 6}
    text = (spanish.folder / "es" / "interface.po").read_text("utf-8")
    assert 'msgstr "Listo"' in text
    assert 'msgid "One day"\nmsgid_plural "{count} days"' in text
    assert not any("older than the strings" in complaint for complaint in spanish.complaints())
    translate(spanish.folder, spanish.source)
    assert (spanish.folder / "es" / "interface.po").read_text("utf-8") == text


def test_every_string_of_the_bot_reaches_the_translators() -> None:
    """Before Python 3.12 nothing is found in the braces of an f-string: there a string would stay English for ever."""
    gathered = {text for string in marked(SOURCE) for text in string.texts}
    calls = [
        (path.name, node.lineno, node.args[0].value)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in KEYWORDS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert len(calls) > 500
    assert [call for call in calls if call[2] not in gathered] == []


def test_the_command_does_not_write_over_a_file_that_it_cannot_read(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    spanish.write("es/interface.po", 'msgid "Done"\nListo\n')
    with pytest.raises(ContentFault, match="cannot be read"):
        translate(spanish.folder, spanish.source)
    assert (spanish.folder / "es" / "interface.po").read_text("utf-8") == 'msgid "Done"\nListo\n'


def test_the_command_says_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the command line, with the bot's own strings: none of them is in the small catalogue."""
    monkeypatch.setattr(app, "CONTENT", spanish_shelf(tmp_path).folder)
    assert main(["translate"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("content/es/interface.po: ")
    assert said.endswith(" strings still wait for a translation\n")
