"""What the check promises for our own content: take anything away, or make it harder, and it says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import CONTENT, content_names
from bot.content.checking import check

HARD = (
    "Notwithstanding the aforementioned considerations, multidisciplinary evaluation personnel customarily necessitate "
    "comprehensive documentation, which substantially facilitates individualized educational determinations regarding "
    "appropriate accommodations.\n"
)
DIFICIL = (
    "Independientemente de las consideraciones anteriormente mencionadas, el personal multidisciplinario de evaluación "
    "habitualmente necesita documentación exhaustiva, que facilita considerablemente las determinaciones educativas "
    "individualizadas correspondientes.\n"
)


@pytest.fixture(scope="module")
def before() -> set[str]:
    """What is wrong with our content as it is: nothing, or what another test complains about."""
    return {str(complaint) for complaint in check(CONTENT, content_names())}


def cut(text: str, start: str, end: str) -> str:
    """The text without what stands from `start` to before `end`."""
    first = text.index(start)
    return text[:first] + text[text.index(end, first + 1) :]


SPOILED: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a step that is not translated": (
        "es/hopes.md",
        lambda text: cut(text, "## five", "\n## "),
        'es/hopes.md:1: the step "five" is missing',
    ),
    "a string that a language lacks": (
        "es/interface.po",
        lambda text: text.replace('msgid "Done"\n', 'msgid "Did"\n'),
        '"Done" is missing',
    ),
    "a bullet of the article that nothing covers": (
        "en/culture.md",
        lambda text: text.replace("covers: [culture]", "covers: []"),
        'no conversation covers "culture"',
    ),
    "an English text that is too hard": (
        "en/hopes.md",
        lambda text: text.replace("## five\n", f"## five\n{HARD}\n", 1),
        "the text is hard to read (grade",
    ),
    "a Spanish text that is too hard": (
        "es/hopes.md",
        lambda text: text.replace("## five\n", f"## five\n{DIFICIL}\n", 1),
        "the text is hard to read (ease",
    ),
    "two practices in one place": (
        "en/views.md",
        lambda text: text.replace("order: 3\n", "order: 2\n"),
        '"order: 2" is also that of strengths',
    ),
    "a language without words of danger": (
        "safety.yaml",
        lambda text: text.replace("danger_es:", "danger_pt:"),
        '"danger_es" is missing',
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_the_check_fails_on(tmp_path: Path, before: set[str], what: str) -> None:
    name, spoil, complaint = SPOILED[what]
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / name).read_text("utf-8")
    spoiled = spoil(text)
    assert spoiled != text, "the fault could not be made"
    (folder / name).write_text(spoiled, "utf-8")
    new = {str(each) for each in check(folder, content_names())} - before
    assert [each for each in new if complaint in each], new


def test_the_check_fails_on_a_removed_translation(tmp_path: Path) -> None:
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    (folder / "es" / "hopes.md").unlink()
    found = [str(each) for each in check(folder, content_names())]
    assert "content/es/hopes.md:1: the document is not translated. Translate content/en/hopes.md." in found
