"""A document becomes the core's data, and whatever an author writes becomes HTML that Telegram reads."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.braces import placeholders
from bot.content.documents import Document, read_document
from bot.content.markup import Markdown
from bot.core.conversation import Ask, Branch, Conversation, Link, Option, Step, Target

QUESTIONS = """---
title: Bring your questions
order: 5
covers: [questions, send_ahead]
source: deFur & Spencer 2007, "Take a list of questions"
minutes: 3
keywords: [question, ask]
---
## start
{if: questions, go: list}
{unless: meeting, go: ask}

Good questions turn up in the **car**
and at *bedtime*. Keep them for {child}.

> Breathe in & out.
>
> Then `ask`.

- [Add a question now](#ask)
- [Our meeting](/meeting)
- [Homework](homework#place)
- [A page](https://example.org/?a=1&b=2)
- [Later](#end)

## ask
What would you like to ask?

{ask: chips, own: yes, add: ask.now, most: 3, do: add_questions,
 next: list, skip: end, required: no}

- [Curious <b>](?curious)
- [Calm & kind](?calm)

## list
{source: 34 CFR 300.322}

1. {questions}
2. two

{do: tag_last_question, next: no}

## no
* one [page](https://example.org)
* two

{make: yes, next: end}

## tip
**Ask.** It helps.
"""


def read(text: str) -> Document:
    return read_document(Markdown(), text, "content/en/questions.md", "questions")


def test_a_document_becomes_a_conversation() -> None:
    document = read(QUESTIONS)
    assert document.complaints == ()
    assert document.conversation == Conversation(
        name="questions",
        title="Bring your questions",
        practice=True,
        order=5,
        source='deFur & Spencer 2007, "Take a list of questions"',
        covers=("questions", "send_ahead"),
        minutes=3,
        tip="<b>Ask.</b> It helps.",
        keywords=("question", "ask"),
        steps={
            "start": Step(
                name="start",
                line=9,
                html="Good questions turn up in the <b>car</b> and at <i>bedtime</i>. Keep them for {child}.\n\n"
                "<blockquote>Breathe in &amp; out.\n\nThen <code>ask</code>.</blockquote>",
                branches=(Branch("questions", True, "list"), Branch("meeting", False, "ask")),
                links=(
                    Link("Add a question now", Target(step="ask"), 20),
                    Link("Our meeting", Target(command="meeting"), 21),
                    Link("Homework", Target(conversation="homework", step="place"), 22),
                    Link("A page", Target(url="https://example.org/?a=1&b=2"), 23),
                    Link("Later", Target(step="end"), 24),
                ),
            ),
            "ask": Step(
                name="ask",
                line=26,
                html="What would you like to ask?",
                ask=Ask(
                    kind="chips",
                    next="list",
                    add="ask.now",
                    do="add_questions",
                    skip="end",
                    own=True,
                    most=3,
                    options=(Option("curious", "Curious <b>", 32), Option("calm", "Calm & kind", 33)),
                ),
            ),
            "list": Step(
                name="list",
                line=35,
                html="1. {questions}\n2. two",
                source="34 CFR 300.322",
                do="tag_last_question",
                next="no",
            ),
            "no": Step(
                name="no",
                line=43,
                html='• one <a href="https://example.org">page</a>\n• two',
                make=True,
                next="end",
            ),
        },
    )


def test_a_directive_may_touch_the_text_around_it() -> None:
    document = read(
        "---\ntitle: A\n---\n## start\nHow are you?\n{ask: choice, keep: how, next: end}\n- [Fine](?fine)\n"
    )
    assert document.complaints == ()
    step = document.passages["start"].step
    assert step.html == "How are you?"
    assert step.ask == Ask(kind="choice", keep="how", next="end", options=(Option("fine", "Fine", 7),))


def test_a_directive_below_a_list_is_not_its_text() -> None:
    document = read("---\ntitle: A\n---\n## start\nHi\n\n- one\n- two\n{next: end}\n")
    step = document.passages["start"].step
    assert (step.html, step.next) == ("Hi\n\n• one\n• two", "end")


def test_a_conversation_without_an_order_is_no_practice() -> None:
    conversation = read("---\ntitle: A\n---\n## start\nHi\n\n{next: end}\n").conversation
    assert conversation is not None
    assert (conversation.practice, conversation.order, conversation.minutes) == (False, 0, 2)


def test_tags_that_an_author_types_are_shown_not_obeyed() -> None:
    step = read("---\ntitle: A\n---\n## start\nUse <b>bold</b> & <script>\n\n{next: end}\n").passages["start"].step
    assert step.html == "Use &lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;"


ALLOWED = re.compile(r'</?(?:b|i|code|pre|blockquote)>|<a href="[^"<>]*">|</a>')


def assert_telegram_reads(markup: str) -> None:
    """Only known tags, closed in the order in which they were opened; no bare < or &."""
    opened: list[str] = []
    for tag in ALLOWED.findall(markup):
        name = re.sub(r"[</>]", "", tag).split()[0]
        if not tag.startswith("</"):
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    rest = ALLOWED.sub("", markup)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", rest)


MARKUP = st.text(st.sampled_from(list("ab <>&\"'*_`~[]()#!>-+1.{}:\\\n\t|=?/😀é")), max_size=120)


@settings(deadline=None)
@given(st.one_of(MARKUP, st.text(max_size=80)))
def test_any_text_comes_out_balanced_and_escaped(text: str) -> None:
    document = read(f"---\ntitle: A\n---\n## start\n{text}\n")
    for passage in document.passages.values():
        assert_telegram_reads(passage.step.html)
    assert_telegram_reads(document.tip.html)


WORDS = st.lists(
    st.text(st.characters(categories=["L", "N"], include_characters="><&'\"$%=,;"), min_size=1), min_size=1
)


@settings(deadline=None)
@given(WORDS.filter(lambda words: not any("&" in word and ";" in word for word in words)))  # &amp; is Markdown for &
def test_plain_words_come_out_as_they_went_in(words: list[str]) -> None:
    text = f"So: {' '.join(words)}."
    step = read(f"---\ntitle: A\n---\n## start\n{text}\n").passages["start"].step
    assert html.unescape(step.html) == text


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12})?", fullmatch=True), min_size=1, max_size=6))
def test_placeholders_survive(names: list[str]) -> None:
    text = " and ".join(f"**{{{name}}}**" for name in names)
    document = read(f"---\ntitle: A\n---\n## start\n{text}\n\n- {{{names[0]}}}\n- two\n")
    assert placeholders(document.passages["start"].step.html) == [*names, names[0]]
    assert document.complaints == ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_makes_it_fall_over(text: str) -> None:
    read(text)
    read(f"---\n{text}\n---\n## start\n{{{text}}}\n\n{{ask: {text}}}\n")
