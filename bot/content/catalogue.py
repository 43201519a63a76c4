"""The interface strings for translators: gathered from the source into a template, and merged into a language's file.

The same source gives the same text, so that a change in git is a change of words: no dates, no line numbers. Babel
does the work; this room only knows how our code marks its strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

TEMPLATE = "interface.pot"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "label": None,
    "mark": None,
    "gettext": None,
    "n_": (1, 2),
    "ngettext": (1, 2),
}
_WIDTH = 120
_NOISE = re.compile(  # dates, and what Babel writes where nobody has filled anything in
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version: PROJECT|Report-Msgid-Bugs-To: EMAIL'
    r"|Last-Translator: FULL NAME|Language-Team: \w+ <LL@li.org>).*\n",
    re.MULTILINE,
)


class Marked(msgspec.Struct, frozen=True):
    """A string marked in the source: its file below the source folder, its line, and one text or two for a plural."""

    file: str
    line: int
    texts: tuple[str, ...]


def marked(source: Path) -> Iterator[Marked]:
    """Every marked string of the Python files in the folder and below, by file and line."""
    found = extract_from_dir(source, method_map=[("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True)
    for file, line, message, _comments, _context in sorted(found, key=lambda item: (item[0], item[1])):
        yield Marked(file=file, line=line, texts=(message,) if isinstance(message, str) else tuple(message))


def extract(source: Path) -> str:
    """The template (interface.pot) of all strings marked in the Python files of `source`."""
    template = Catalog(fuzzy=False)
    for string in marked(source):
        name = f"{source.name}/{string.file}"
        ids = string.texts[0] if len(string.texts) == 1 else string.texts
        template.add(ids, locations=[(name, None)])  # type: ignore[list-item]  # Babel writes None as "no line"
    return _written(template, header=False)


def update(po_text: str, pot_text: str, language: str) -> str:
    """A language's file with all strings of the template: what was translated stays, new ones are empty.

    An empty `po_text` begins a new file. Strings that the template has lost are kept below as comments.
    """
    locale = language.replace("-", "_")
    catalog = read_po(BytesIO(po_text.encode()), locale=locale)
    catalog.fuzzy = False
    catalog.header_comment = (
        catalog.header_comment if po_text else "# What the bot says on its buttons and around them."
    )
    catalog.update(read_po(BytesIO(pot_text.encode())), no_fuzzy_matching=True, update_creation_date=False)
    return _written(catalog, header=True)


def _written(catalog: Catalog, *, header: bool) -> str:
    buffer = BytesIO()
    write_po(buffer, catalog, width=_WIDTH, omit_header=not header, sort_output=True, include_lineno=False)
    return _NOISE.sub("", buffer.getvalue().decode()).strip("\n") + "\n"
