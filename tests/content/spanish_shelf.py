"""A shelf with a whole Spanish translation beside its English."""

from __future__ import annotations

from pathlib import Path

from content_shelf import HELLO, Shelf

from bot.content.catalogue import extract, update

HOLA = HELLO.replace("title: Hello", "title: Hola")
CHOICE = (
    "---\ntitle: More\n---\n## start\nHi {child}.\n\n{ask: choice, keep: how, next: end}\n\n- [Fine](?fine)\n"
    "- [Sad](?sad)\n\n## tip\nHi all.\n"
)
STRINGS = """
def hello(turn):
    turn.say(turn._("Hello <b>{name}</b>", name="Maria"))
    turn.toast = turn.label("Done")
    return turn.n_("{count} day", "{count} days", 3)


MENU = {"tips": mark("Small steps")}
"""
SPANISH = {
    '"Done"\nmsgstr ""': '"Done"\nmsgstr "Listo"',
    '"Small steps"\nmsgstr ""': '"Small steps"\nmsgstr "Pequeños pasos"',
    '"Hello <b>{name}</b>"\nmsgstr ""': '"Hello <b>{name}</b>"\nmsgstr "Hola <b>{name}</b>"',
    'msgstr[0] ""': 'msgstr[0] "{count} día"',
    'msgstr[1] ""': 'msgstr[1] "{count} días"',
    'msgstr[2] ""': 'msgstr[2] "{count} días"',
}


def spanish_shelf(root: Path) -> Shelf:
    """A shelf with a whole Spanish translation."""
    shelf = Shelf(root)
    (shelf.source / "hello.py").write_text(STRINGS, "utf-8")
    template = extract(shelf.source)
    catalog = update("", template, "es")
    for empty, translated in SPANISH.items():
        catalog = catalog.replace(empty, translated)
    shelf.write("interface.pot", template)
    shelf.write("es/interface.po", catalog)
    shelf.write("es/hello.md", HOLA)
    return shelf
