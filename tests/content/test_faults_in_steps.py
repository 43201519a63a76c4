"""For each kind of fault in how steps are built and joined: exactly one complaint, with file, line and a mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from content_shelf import Shelf

# The steps of a document with one fault in it; the line of the fault counted from the first step; the complaint.
FAULTS: dict[str, tuple[str, int, str]] = {
    "an unknown directive": (
        "## start\nHi.\n\n{aks: text, next: end}\n\n- [Bye](#end)\n",
        4,
        '"aks" is not a word for a line in braces. Use one of: ask, if, unless, source, do, make, next.',
    ),
    "an unknown word in a directive": (
        "## start\nHi.\n\n{ask: text, keep: a.b, nxt: end, next: end}\n",
        4,
        '"nxt" is not a word that goes with "ask". With "ask" use only: ask, next, keep, add, most, do, skip, '
        'required, own; a value with a comma needs "quotes".',
    ),
    "a word without a value": (
        "## start\nHi.\n\n{ask: text, keep: a.b, skip: , next: end}\n",
        4,
        '"skip" has no value. Write something after "skip:", or take it out.',
    ),
    "a directive that is not closed": (
        "## start\nHi.\n\n{next: end\n\n- [Bye](#end)\n",
        4,
        'a line in braces is not closed. End it with "}", and put nothing behind it.',
    ),
    "an unknown kind of question": (
        "## start\nHi.\n\n{ask: novel, keep: a.b, next: end}\n\n- [Bye](#end)\n",
        4,
        '"novel" is not a kind of question. Use one of: text, chips, choice, days, grid, date, time, photo.',
    ),
    "an answer that goes nowhere": (
        "## start\nHi.\n\n{ask: text, next: end}\n",
        4,
        'the answer would be lost. Add "keep: field", "add: field" or "do: action".',
    ),
    "a word that is neither yes nor no": (
        "## start\nHi.\n\n{ask: text, keep: a.b, required: maybe, next: end}\n",
        4,
        '"required: maybe" is neither yes nor no. Write "required: yes" or leave it out.',
    ),
    "most without add": (
        "## start\nHi.\n\n{ask: text, keep: a.b, most: 3, next: end}\n",
        4,
        '"most" goes only with "add". Add "add: field" or take it out.',
    ),
    "most that is no number": (
        "## start\nHi.\n\n{ask: text, add: a.b, most: three, next: end}\n",
        4,
        '"most: three" is not a number from 1 to 99. Write most: 3 or the like.',
    ),
    "own where there are no options": (
        "## start\nHi.\n\n{ask: date, keep: a.b, own: yes, next: end}\n",
        4,
        '"own" does not go with "ask: date". Use it with chips or choice, or take it out.',
    ),
    "a field that cannot be one": (
        "## start\nHi.\n\n{ask: text, keep: My-Field, next: end}\n",
        4,
        '"My-Field" cannot be a field. Use a-z, _ and one dot, as in hopes.year.',
    ),
    "a choice without options": (
        "## start\nHi.\n\n{ask: choice, keep: a.b, next: end}\n",
        4,
        '"ask: choice" has no options. List them like - [Curious](?curious).',
    ),
    "options without a choice": (
        "## start\nHi.\n\n{ask: text, keep: a.b, next: end}\n\n- [One](?one)\n",
        6,
        "there are options, but nothing asks for them. Add {ask: choice, ...} or {ask: chips, ...} to the step.",
    ),
    "an option twice": (
        "## start\nHi.\n\n{ask: choice, keep: a.b, next: end}\n\n- [One](?one)\n- [Two](?one)\n",
        7,
        'the option "one" stands here twice. Give each one a name of its own.',
    ),
    "an option with a bad name": (
        "## start\nHi.\n\n{ask: choice, keep: a.b, next: end}\n\n- [One](?One!)\n",
        6,
        '"One!" cannot be an option\'s name. Use a-z, 0-9 and _ after the ?.',
    ),
    "a long label": (
        f"## start\nHi.\n\n- [{'a' * 31}](#end)\n",
        4,
        f'the label "{"a" * 31}" has 31 characters. Make it 30 at most, so that a phone shows it whole.',
    ),
    "a step without a way on": (
        "## start\nHi.\n\n- [On](#last)\n- [Bye](#end)\n\n## last\nThat is it.\n",
        7,
        'the step "last" has no way on. Add buttons such as - [Later](#end), a question, or {next: step}.',
    ),
    "a circle without an end": (
        "## start\nHi.\n\n- [On](#one)\n- [Bye](#end)\n\n## one\nOne.\n\n{next: one}\n",
        7,
        'from "one" the conversation never ends. Let one of its ways lead to end.',
    ),
    "an unreachable step": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## lost\nLost.\n\n- [Bye](#end)\n",
        6,
        'no step leads to "lost". Add a button - [...](#lost) to another step, or take the step out.',
    ),
    "two ways at once": (
        "## start\nHi.\n\n{ask: text, keep: a.b, next: end}\n\n{next: end}\n",
        6,
        'the step goes on in two ways at once. Take the "next" outside of the question out.',
    ),
    "a link to no step": (
        "## start\nHi.\n\n- [On](#nowhere)\n- [Bye](#end)\n",
        4,
        'there is no step "nowhere". Write a step ## nowhere, or lead to one of: start, end.',
    ),
    "a fork to no step": (
        "## start\n{if: meeting, go: nowhere}\n\nHi.\n\n- [Bye](#end)\n",
        2,
        'there is no step "nowhere". Write a step ## nowhere, or lead to one of: start, end.',
    ),
    "a link to no conversation": (
        "## start\nHi.\n\n- [On](elsewhere)\n- [Bye](#end)\n",
        4,
        'there is no conversation "elsewhere". Write elsewhere.md, or lead elsewhere.',
    ),
    "a link to no step of a conversation": (
        "## start\nHi.\n\n- [On](hello#nowhere)\n- [Bye](#end)\n",
        4,
        'the conversation "hello" has no step "nowhere". Write that step there, or lead to one of: start, card, end.',
    ),
    "a link to no command": (
        "## start\nHi.\n\n- [On](/tipps)\n- [Bye](#end)\n",
        4,
        'there is no command "/tipps". Did you mean /tips? Else take it out.',
    ),
    "a link that is none": (
        "## start\nHi.\n\n- [On](Some-Where)\n- [Bye](#end)\n",
        4,
        'the button "On" leads to "Some-Where". Use (#step), (conversation), (conversation#step), (/command) or '
        "(https://...).",
    ),
    "a web address that Telegram refuses": (
        "## start\nHi.\n\n- [On](https://school)\n- [Bye](#end)\n",
        4,
        'the button "On" leads to "https://school". Use (#step), (conversation), (conversation#step), (/command) or '
        "(https://...).",
    ),
    "a link in running text": (
        "## start\nHi, [go](#end).\n\n- [Bye](#end)\n",
        2,
        'a link to "#end" stands in running text. Make it a button: a list in which each item is nothing but a link.',
    ),
    "a button among texts": (
        "## start\nHi.\n\n- One thing\n- [Bye](#end)\n\n{next: end}\n",
        5,
        'the button "Bye" stands in a list of texts. Give the buttons a list of their own, with - in front of each.',
    ),
    "an unknown action": (
        "## start\nHi.\n\n{ask: text, do: add_questoin, next: end}\n",
        4,
        'there is no action "add_questoin". Did you mean add_question? Else take it out.',
    ),
    "an unknown fact": (
        "## start\n{if: metting, go: start}\n\nHi.\n\n- [Bye](#end)\n",
        2,
        'there is no fact or field "metting". Did you mean meeting? Else take it out.',
    ),
    "an unknown placeholder": (
        "## start\nHi.\n\nYour hope: {hope.year}\n\n- [Bye](#end)\n",
        4,
        "nothing fills {hope.year}. Did you mean hopes.year? Else take it out.",
    ),
    "stray braces": (
        "## start\nHi {Child}.\n\n- [Bye](#end)\n",
        2,
        "there are braces that are no placeholder. A placeholder is {child}: lower-case letters, _ and one dot; texts "
        "have no other braces.",
    ),
    "braces on a button": (
        "## start\nHi.\n\n- [Bye {child}](#end)\n",
        4,
        'the label "Bye {child}" has braces. Buttons have fixed labels; take the braces out.',
    ),
    "another heading": (
        "## start\nHi.\n\n### More\n\n- [Bye](#end)\n",
        4,
        "a heading with ###. Start a step with ##; no other headings.",
    ),
    "a list in a list": (
        "## start\nHi.\n\n- one\n  - two\n- three\n\n{next: end}\n",
        4,
        "a list item is empty, or holds more than one short text. Make it one list of one-paragraph items.",
    ),
    "a step with a bad name": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## My step\nHi.\n\n- [Bye](#end)\n",
        6,
        'a step cannot be called "My step". Use a-z, 0-9 and _ only.',
    ),
    "a step called end": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## end\nHi.\n\n- [Bye](#end)\n",
        6,
        'a step cannot be called "end". "end" is built in; choose another name.',
    ),
    "a step twice": (
        "## start\nHi.\n\n- [Bye](#end)\n\n## start\nHi.\n\n- [Bye](#end)\n",
        6,
        'there are two steps called "start". Give one of them another name.',
    ),
    "two questions": (
        "## start\nHi.\n\n{ask: text, keep: a.b, next: end}\n\n{ask: date, keep: a.c, next: end}\n",
        6,
        'the step has two lines with "ask". Keep one of them.',
    ),
    "a fork without a goal": (
        "## start\n{if: meeting}\n\nHi.\n\n- [Bye](#end)\n",
        2,
        'the fork does not say where to go. Add "go: step".',
    ),
    "text before the first step": (
        "Hi.\n\n## start\nHi.\n\n- [Bye](#end)\n",
        1,
        'there is text before the first step. Put a heading like "## start" above it.',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_step_gets_its_complaint(tmp_path: Path, fault: str) -> None:
    steps, line, complaint = FAULTS[fault]
    assert Shelf(tmp_path).complaint_about(steps).startswith(f"{line}: {complaint}")
