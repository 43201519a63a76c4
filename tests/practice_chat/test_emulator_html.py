"""Telegram's HTML: what a person wrote comes back verbatim, entities cover what they say, mistakes are named."""

import html

import pytest
import telegram
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.practice_chat import PracticeChat
from bot.practice_chat.html_text import HtmlError, parse_html
from bot.practice_chat.plain_text import cleaned, cut_utf16, utf16_length, with_found_entities

pytest_plugins = ["emulator_fixtures"]

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
tags = st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"])
KINDS = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip


@given(any_text)
def test_escaped_text_comes_back_verbatim(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(st.lists(st.tuples(tags, any_text, any_text), max_size=6))
def test_an_entity_covers_exactly_its_text(parts: list[tuple[str, str, str]]) -> None:
    source = "".join(f"<{tag}>{html.escape(inside)}</{tag}>{html.escape(after)}" for tag, inside, after in parts)
    text, entities = parse_html(source)
    assert text == "".join(inside + after for _, inside, after in parts)
    covered = [(entity["type"], cut_utf16(text, entity["offset"], entity["length"])) for entity in entities]
    assert covered == [(KINDS[tag], inside) for tag, inside, _ in parts if inside]


@given(any_text, any_text, any_text)
def test_entities_nest(before: str, outer: str, inner: str) -> None:
    text, entities = parse_html(f"{html.escape(before)}<b>{html.escape(outer)}<i>{html.escape(inner)}</i></b>")
    assert text == before + outer + inner
    spans = {entity["type"]: cut_utf16(text, entity["offset"], entity["length"]) for entity in entities}
    assert spans == {kind: part for kind, part in (("bold", outer + inner), ("italic", inner)) if part}


@given(st.text(st.sampled_from("<>&;/ab\"'=# \n1x😀"), max_size=40))
def test_whatever_is_sent_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except HtmlError:
        return
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(text) for e in entities)


@given(st.text(max_size=60), st.data())
def test_cleaning_moves_entities_along(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    offset, length = utf16_length(text[:start]), utf16_length(text[start:stop])
    clean, moved = cleaned(text, [{"type": "bold", "offset": offset, "length": length}])
    assert clean == clean.strip()
    assert "\r" not in clean
    covered = "".join(cut_utf16(clean, entity["offset"], entity["length"]) for entity in moved)
    assert covered.strip() == cleaned(text[start:stop], [])[0]


async def test_a_mention_by_id_carries_the_user_or_is_dropped(practice: PracticeChat, ptb: telegram.Bot) -> None:
    maria = practice.person("Maria")
    await maria.start()
    html_text = f'<a href="tg://user?id={maria.id}">you</a> <a href="tg://user?id=42">nobody</a>'
    sent = await ptb.send_message(maria.id, html_text, parse_mode="HTML")
    assert [(entity.type, entity.user.first_name if entity.user else "") for entity in sent.entities] == [
        ("text_mention", "Maria")
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=any_text.filter(lambda text: cleaned(text, [])[0]))
async def test_over_http_too(practice: PracticeChat, ptb: telegram.Bot, text: str) -> None:
    practice.world.person("Maria").started = True
    maria = practice.person("Maria")
    sent = await ptb.send_message(maria.id, f"😀<b>{html.escape(text)}</b>", parse_mode="HTML")
    expected, entities = cleaned(f"😀{text}", [{"type": "bold", "offset": 2, "length": utf16_length(text)}])
    assert sent.text == maria.last().text == expected
    bold = sent.parse_entities(["bold"])
    assert list(bold.values()) == [cut_utf16(expected, e["offset"], e["length"]) for e in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a & b &copy; &#127891; &#x1F600;", "a & b &copy; 🎓 😀", []),
        ("&amp;lt; &quot;q&quot;", '&lt; "q"', []),
        ('<a href="https://a.org/?x=1&amp;y=2">go</a>', "go",
         [{"type": "text_link", "offset": 0, "length": 2, "url": "https://a.org/?x=1&y=2"}]),
        ("<a href='a.org'>go</a>", "go", [{"type": "text_link", "offset": 0, "length": 2, "url": "http://a.org/"}]),
        ('<a href="no address">go</a>', "go", []),
        ('<pre><code class="language-python">x</code></pre>', "x",
         [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]),
        ('<span class="tg-spoiler">x</span>', "x", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("<blockquote expandable>x</blockquote>", "x", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍",
         [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}]),
        ("<B>x</B >", "x", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<b><i>x</></>", "x",
         [{"type": "italic", "offset": 0, "length": 1}, {"type": "bold", "offset": 0, "length": 1}]),
    ],
)  # fmt: skip
def test_tags_and_references(source: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x < y", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=a_b>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_mistakes_are_named_as_telegram_names_them(source: str, complaint: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask What helps?", [("bot_command", "/ask")]),
        ("😀 /ask@sameside_bot x", [("bot_command", "/ask@sameside_bot")]),
        ("and/or 1/2", []),
        (
            "see https://www.parentcenterhub.org/find-your-center/, ok",
            [("url", "https://www.parentcenterhub.org/find-your-center/")],
        ),
        ("write to ruth@example.org or @ruth_coach", [("email", "ruth@example.org"), ("mention", "@ruth_coach")]),
        ("#homework on example.com", [("hashtag", "#homework"), ("url", "example.com")]),
    ],
)
def test_commands_links_and_mentions_are_found(text: str, found: list[tuple[str, str]]) -> None:
    entities = with_found_entities(text, [])
    assert [(entity["type"], cut_utf16(text, entity["offset"], entity["length"])) for entity in entities] == found
