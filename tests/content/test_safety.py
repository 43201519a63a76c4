"""Which words bring the numbers to call: every labelled sentence that must, and none that must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from content_shelf import SAFETY, Shelf

from bot.app import CONTENT
from bot.content import ContentFault, load
from bot.core.safety import Concern, read_phrase
from tests.finding import LANGUAGES, PARTS, cases

SENTENCES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "safety_sentences.yaml").read_text("utf-8"))
LEARNED: dict[str, list[str]] = yaml.safe_load((CONTENT / "worries.yaml").read_text("utf-8"))
OURS = load(CONTENT).safety


def test_a_number_has_its_name_in_the_readers_language() -> None:
    first = OURS.help[0]
    assert (first.name, first.names) == ("Emergency", {"es": "Emergencias"})
    assert all(set(line.about) == set(LANGUAGES) for line in OURS.help)  # a name is no text for a language


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_seen_and_nothing_else(language: str) -> None:
    danger, ordinary = LEARNED[f"danger_{language}"], LEARNED[f"ordinary_{language}"]
    heard = [OURS.concern(text) for text in danger]
    assert [text for text, concern in zip(danger, heard, strict=True) if concern is Concern.NONE] == []
    assert heard.count(Concern.UNSURE) <= 0.06 * len(heard)
    assert [text for text in ordinary if OURS.worries(text)] == []
    assert sum(OURS.concern(text) is not Concern.NONE for text in ordinary) <= 0.02 * len(ordinary)
    assert len(danger) + len(ordinary) >= 80


# Shares of danger that must be seen and of the rest that may be taken for it; what is measured lies on the good side.
UNTUNED = {"plain": (0.8, 0.05), "odd": (0.4, 0.15), "roundabout": (0.35, 0.05)}


@pytest.mark.parametrize("kind", UNTUNED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_no_phrase_was_written_for(language: str, kind: str) -> None:
    seen, mistaken = UNTUNED[kind]
    labelled = SENTENCES[language][kind]
    missed = [text for text in labelled["danger"] if OURS.concern(text) is Concern.NONE]
    alarms = [text for text in labelled["safe"] if OURS.concern(text) is not Concern.NONE]
    assert len(missed) <= (1 - seen) * len(labelled["danger"]), missed
    assert len(alarms) <= mistaken * len(labelled["safe"]), alarms


@pytest.mark.parametrize(
    "text", ["he raced his brother", "toca el violin", "le molesta el ruido", "she named her doll"]
)
def test_an_ordinary_word_is_no_slip_of_the_finger(text: str) -> None:
    assert not OURS.worries(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_parents_write_every_day_is_no_danger(language: str) -> None:
    written = [case.says for part in PARTS for case in cases(language, part)]
    assert [text for text in written if OURS.worries(text)] == []
    asked = [text for text in written if OURS.concern(text) is not Concern.NONE]
    assert len(asked) <= 0.02 * len(written), asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_leads_to_a_conversation_is_no_danger(language: str) -> None:
    said = yaml.safe_load((CONTENT / language / "said.yaml").read_text("utf-8"))
    written = [text for texts in said.values() for text in texts]
    assert [text for text in written if OURS.worries(text)] == []
    assert sum(OURS.concern(text) is not Concern.NONE for text in written) <= 0.01 * len(written)


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("they strap him in", Concern.UNSURE),
        ("they strap him to the bed", Concern.DANGER),
        ("they strap my son in a chair", Concern.DANGER),
        ("they strap him in his wheelchair", Concern.NONE),
        ("he is strapped in his car seat", Concern.NONE),
        ("mi ex la recoge borracho", Concern.UNSURE),
        ("le amarran las manos", Concern.DANGER),
        ("le amarran las agujetas", Concern.NONE),
    ],
)
def test_what_may_be_an_ordinary_day_is_only_asked_about(text: str, concern: Concern) -> None:
    assert OURS.concern(text) is concern


def test_how_it_is_written_does_not_matter() -> None:
    for text in (
        "I WANT TO DIE!!!",
        "i want  to\ndie",
        "Ich... i want to die 😞",
        "ME QUIERO MORIR",
        "talks of suicde",
    ):
        assert OURS.worries(text)
    assert not OURS.worries("")
    assert not OURS.worries("😞" * 500)


def test_a_long_text_is_read_to_its_end() -> None:
    assert OURS.worries("He likes trains and water. " * 150 + "He wants to die.")


def test_a_safe_word_stands_alone() -> None:
    assert OURS.is_safe_word(" Umbrella. ")
    assert OURS.is_safe_word("PARAGUAS")
    assert not OURS.is_safe_word("my umbrella")
    assert not OURS.is_safe_word("")


@pytest.mark.parametrize("text", ["", "...", "kill ...", "... me", "a||b", "kill,me", "*"])
def test_a_phrase_that_cannot_be_one(text: str) -> None:
    with pytest.raises(ValueError, match="word"):
        read_phrase(text)


FAULTS = {
    "danger_es:\n  - quiere morir\n": (
        "",
        'content/safety.yaml:1: "danger_es" is missing. Write it: the bot speaks es too.',
    ),
    "  - want|wants to die\n": (
        "  - want,to die\n",
        'content/safety.yaml:3: the phrase "want,to die" cannot be read: "want,to" is not one word. '
        "Write words, a|b, word* or ....",
    ),
    "    number: 911\n": (
        "    number: call us\n",
        'content/safety.yaml:9: "call us" is not a number to call. Write only the digits, as one dials it.',
    ),
    "    en: Call.\n": ("", 'content/safety.yaml:8: the number to call has no "en". Add "en: ...".'),
    "danger_en:\n": (
        "words_en:\n  - child is son\ndanger_en:\n",
        'content/safety.yaml:3: "child is son" cannot be read: it is not a name and its words. '
        'Write "- <child> is son|daughter".',
    ),
    "danger_en:\n  - ": (
        "danger_en:\n  - <child> is hurt\n  - ",
        'content/safety.yaml:3: the phrase "<child> is hurt" cannot be read: <child> is not above it, under words. '
        "Write words, a|b, word* or ....",
    ),
    "safe_word_en: umbrella": (
        "safe_word_en: wants to die",
        'content/safety.yaml:1: the safe word "wants to die" is also a word of danger. Choose a harmless one.',
    ),
    "help:\n  - name: Emergency\n    number: 911\n    en: Call.\n    es: Llame.\n": (
        "numbers: none\n",
        'content/safety.yaml:1: there is no number to call. Write "help:" with "- name: ..." below it.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("good", FAULTS)
def test_a_fault_in_the_file_names_line_and_mend(tmp_path: Path, good: str) -> None:
    bad, complaint = FAULTS[good]
    shelf = Shelf(tmp_path)
    shelf.write("es/hello.md", (shelf.folder / "en/hello.md").read_text("utf-8"))
    assert not [each for each in shelf.complaints() if "safety.yaml" in each]
    assert good in SAFETY
    shelf.write("safety.yaml", SAFETY.replace(good, bad))
    assert complaint in shelf.complaints()


def test_a_phrase_under_unsure_is_no_alarm(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("safety.yaml", SAFETY + "unsure_en:\n  - lost my cat\nunless_en:\n  - my cat hat\n")
    safety = load(shelf.folder).safety
    assert safety.concern("I lost my cat") is Concern.UNSURE
    assert not safety.worries("I lost my cat")
    assert safety.concern("I lost my cat and want to die") is Concern.DANGER
    assert safety.concern("I lost my cat hat") is Concern.NONE


def test_what_sounds_like_sorted_sentences_is_asked_about(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write(
        "worries.yaml",
        "danger_en:\n"
        + "".join(f"  - the {who} dunked her in the cold lake again\n" for who in ("aide", "man", "boy", "sitter"))
        + "ordinary_en:\n"
        + "".join(f"  - the {who} walked with her to the park today\n" for who in ("aide", "man", "boy", "sitter")),
    )
    safety = load(shelf.folder).safety
    assert safety.concern("a stranger dunked her in the cold lake") is Concern.UNSURE
    assert safety.concern("a stranger walked with her to the park") is Concern.NONE
    assert safety.concern("dunked") is Concern.NONE  # no sentence


def test_a_fault_of_the_sorted_sentences_gets_its_complaint(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("worries.yaml", "perhaps_en:\n  - a lake\ndanger_en: a lake\n")
    complaints = [each for each in shelf.complaints() if "worries.yaml" in each]
    assert [each.split(": ")[0] for each in complaints] == ["content/worries.yaml:1", "content/worries.yaml:3"]


def test_a_name_stands_for_its_words(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    words = "words_en:\n  - <child> is son|girl\n  - <ours> is niece|<child>\nordinary_en:\n  - gird\n"
    shelf.write("safety.yaml", words + SAFETY.replace("danger_en:\n", "danger_en:\n  - lost my <ours>|cat\n"))
    safety = load(shelf.folder).safety
    assert safety.worries("I lost my girl")
    assert safety.worries("I lost my niece")
    assert safety.worries("I lost my nieze")
    assert safety.worries("I lost my cat")
    assert not safety.worries("I lost my gird")
    assert not safety.worries("I lost my <ours>")


def test_without_the_file_nothing_starts(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (shelf.folder / "safety.yaml").unlink()
    with pytest.raises(ContentFault, match=r"safety\.yaml:1: the numbers to call in danger are missing"):
        load(shelf.folder)
