"""Every kind of paper, composed of a full binder and set: complete, in English or in another language of the house."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
import pytest
from full_binder import CHILD, NOTES, turn
from pdf_reader import Pdf, tight

from bot.core.child import Note
from bot.core.coaching import paper_pictures
from bot.core.coaching.paper_kinds import KINDS, SHEETS, compose
from bot.core.text import plain
from bot.documents.typesetting import Typesetter

LONG = "This is what we see at home, in many words. " * 22


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_can_be_made_and_set(typesetter: Typesetter, name: str) -> None:
    here = turn()
    assert KINDS[name].ready(here)
    paper = compose(here, KINDS[name], "en")
    pdf = Pdf(typesetter.set(paper, {}))
    assert pdf.title == paper.title
    assert not paper.one_page or pdf.pages == 1
    assert "{" not in pdf.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_file_has_a_name_of_its_own_that_travels_everywhere(language: str) -> None:
    names = [compose(turn(), kind, language).name for kind in KINDS.values()]
    assert len(set(names)) == len(KINDS)
    for name in names:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*-2026-11-24", name), name


@pytest.mark.parametrize("name", KINDS)
def test_without_anything_there_is_none(name: str) -> None:
    empty = msgspec.structs.replace(
        CHILD, notes={}, questions=(), goals=(), progress=(), views=(), routine=None, meetings=(), meeting=None
    )
    assert not KINDS[name].ready(turn(child=empty))


def test_the_binder_holds_every_word_of_the_family(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(compose(turn(), KINDS["binder"], "en"), {}))
    text = tight(pdf.text)
    said = [words for note in NOTES.values() for words in note.words]
    said += [each.text for each in CHILD.questions] + [each.home for each in CHILD.goals]
    said += [each.after for each in CHILD.meetings]
    for words in said:
        assert tight(words) in text, words
    assert pdf.tags().count("H2") >= len(SHEETS)


def test_the_profile_stays_one_page_however_much_is_said(typesetter: Typesetter) -> None:
    notes: Mapping[str, Note] = {
        field: Note(chosen=note.chosen, words=(LONG[: 500 if note.words else 0],) if note.words else ())
        for field, note in NOTES.items()
    }
    pdf = Pdf(
        typesetter.set(
            compose(turn(child=msgspec.structs.replace(CHILD, notes=dict(notes))), KINDS["profile"], "en"), {}
        )
    )
    assert pdf.pages == 1
    assert tight(LONG[:400]) in tight(pdf.text)


def test_a_school_gets_its_own_language_and_the_parents_words() -> None:
    notes = {**NOTES, "rules.one": Note(words=("Caminamos adentro, ¡sin correr!",))}
    here = turn(child=msgspec.structs.replace(CHILD, notes=notes), language="es")
    ours, theirs = (compose(here, KINDS["agreement"], language) for language in ("es", "en"))
    assert here.language == "es"
    assert (ours.language, theirs.language) == ("es", "en")
    assert ours.title != theirs.title == "Our home and school agreement"
    (own,) = here.labels("rules.notice", ("high_five",))
    for paper, label in ((ours, own), (theirs, "A high five")):
        told = msgspec.json.encode(paper).decode()
        assert "Caminamos adentro, ¡sin correr!" in told
        assert label in told


def test_pictures_say_the_same_in_words(typesetter: Typesetter) -> None:
    here = turn()
    trend, month = paper_pictures.trend(here), paper_pictures.month(here)
    assert typesetter.set(trend, {}).picture.startswith(b"\x89PNG")
    assert typesetter.set(month, {}).picture.startswith(b"\x89PNG")
    assert "In touch all year: Often → Often → Often" in plain(paper_pictures.trend_in_words(here))
    assert plain(paper_pictures.month_in_words(here)).startswith("11 of 13 planned days, 3 days off")
