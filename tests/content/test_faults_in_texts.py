"""For each kind of fault in what a step or a tip says: exactly one complaint, with file, line and a mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from content_shelf import Shelf

LONG = "Play is good. " * 45

# The steps of a document with one fault in it; the line of the fault counted from the first step; the complaint.
FAULTS: dict[str, tuple[str, int, str]] = {
    "a step that says nothing": (
        "## start\n\n- [Bye](#end)\n",
        1,
        'the step "start" says nothing. Write a short text below its heading.',
    ),
    "a long text": (
        f"## start\n{LONG}\n\n- [Bye](#end)\n",
        1,
        f'the text of "start" has {len(LONG.strip())} characters. Make it 600 at most, or two steps.',
    ),
    "a hard text": (
        "## start\nIndividualized educational evaluations necessitate comprehensive interdisciplinary collaboration, "
        "facilitating developmentally appropriate accommodations; consequently, participating professionals "
        "systematically communicate longitudinal observations regarding functional performance, participation, and "
        "independence, respectively.\n\n- [Bye](#end)\n",
        1,
        "the text is hard to read (grade ",
    ),
    "the law without its source": (
        "## start\nYou have a right to come. You are entitled to it.\n\n- [Bye](#end)\n",
        2,
        '"a right to" speaks of the law without a source. Add {source: 34 CFR ...} to the step, or say it without the '
        "law.",
    ),
    "a legal source without the state": (
        "## start\nThe school sets a time that works.\n\n{source: 34 CFR 300.322}\n\n- [Bye](#end)\n",
        4,
        'the step has a legal source but does not point to the state. Write "check your state\'s rule" in its text; '
        "federal rules are not state rules.",
    ),
    "blame": (
        "## start\nHi. Don’t forget the form.\n\n- [Bye](#end)\n",
        2,
        '"Don’t forget" sounds like blame. Say what helps instead, as a friend would.',
    ),
    "blame on a button": (
        "## start\nHi.\n\n- [I failed](#end)\n",
        4,
        '"failed" sounds like blame. Say what helps instead, as a friend would.',
    ),
    "two emoji": (
        "## start\nHi 👋🏽.\n\n- [Bye ⭐](#end)\n",
        1,
        'the step "start" has 2 emoji. Keep one at most.',
    ),
    "a picture": (
        "## start\nHi ![a cat](cat.png).\n\n- [Bye](#end)\n",
        2,
        "there is a picture. Describe it in words; a chat step has only text.",
    ),
    "a tip that is too long": (
        f"## start\nHi.\n\n- [Bye](#end)\n\n## tip\n{LONG}\n",
        6,
        f"the tip has {len(LONG.strip())} characters. Make it 500 at most.",
    ),
    "a family's details in a tip": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## tip\nHow is {child}?\n",
        6,
        "the tip has {child}, but a group sees no family's details. Write the tip for all parents, without braces.",
    ),
    "buttons in a tip": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## tip\nHi all.\n\n- [Bye](#end)\n",
        6,
        "the tip has buttons or lines in braces. A tip is text only; its button is added by itself.",
    ),
    "the law in a tip": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## tip\nIt is the law.\n",
        7,
        '"law" speaks of the law in a tip. Say it without the law; a tip has no room for a source.',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_text_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    steps, line, complaint = FAULTS[fault]
    assert Shelf(tmp_path).complaint_about(steps).startswith(f"{line}: {complaint}")


def test_what_is_near_a_fault_is_none(tmp_path: Path) -> None:
    """Right now is not a right, an idea is not the IDEA, a mother-in-law is no law, advice that we do not give."""
    shelf = Shelf(tmp_path)
    shelf.steps(
        "## start\n{if: meeting, go: both}\n\n"
        "You can do it right now. That is a good idea. Ask your mother-in-law. I give no legal advice.\n\n"
        "- [Bye](#end)\n- [A page](https://example.org)\n- [Hello](hello#card)\n- [Tips](/tips)\n\n"
        "## both\nBy federal rules you are told early. Please check your state's rule. ⭐\n\n"
        '{source: "34 CFR 300.322, part b"}\n\n{next: fork}\n\n'
        "## fork\n{if: meeting, go: end}\n{unless: meeting, go: end}\n"
    )
    assert shelf.complaints() == []
