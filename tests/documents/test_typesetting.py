"""Papers: every word verbatim in any script, tagged for those who read by ear, one page where one is promised."""

from __future__ import annotations

import io
import itertools
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_reader import Pdf, flat, tight
from PIL import Image, ImageStat

from bot.core.papers import (
    AnyBlock,
    Bullets,
    Contents,
    Facts,
    Heading,
    Item,
    Month,
    Numbered,
    Paper,
    Paragraph,
    Part,
    Picture,
    Quote,
    Series,
    Signatures,
    Space,
    Table,
    Ticks,
    Trend,
    TwoColumns,
    WeekGrid,
)
from bot.documents.typesetting import Typesetter

HOSTILE = "<b>&amp;</b> #panic() *x* _y_ $z$ @a [b] {c} \\ ` // /* '\"~ -- #{1+1} <pages> https://x.org/#q"
MANY_SCRIPTS = {
    "accents": "Ñandú Ştefan Đặng Žižek Łukasz Ødegård",
    "cyrillic and greek": "Привет, Αθήνα",
    "chinese": "安娜在学校有朋友吗？",
    "japanese": "アナは学校が好きです",
    "korean": "아나는 학교를 좋아해요",
    "hebrew": "שלום לאנה",
    "arabic": "كيف حال آنا في المجموعات الصغيرة؟",
    "hindi": "नमस्ते",
    "emoji": "😀 🚌 ❤️",
}


def every_block(said: str) -> tuple[AnyBlock, ...]:
    """A paper's blocks of every kind, each saying this."""
    return (
        Heading(text=said),
        Paragraph(text=said),
        Paragraph(text=said, quiet=True),
        Bullets(items=(said, said)),
        Numbered(items=(Item(text=said, note=said), Item(text=said, answer=said)), lines=2),
        Quote(text=said, who=said),
        Table(head=(said, said), rows=((said, said),)),
        TwoColumns(left=said, left_items=(said,), right=said, right_items=()),
        Ticks(items=(said,)),
        Signatures(names=(said, said)),
        WeekGrid(corner=said, days=(said,), parts=(said, said), cells=((True, False),), yes=said),
        Facts(pairs=((said, said),)),
        Space(),
    )


def charts(said: str) -> tuple[AnyBlock, ...]:
    days = tuple(("", "planned", "done", "off")[n % 4] for n in range(30))
    return (
        Trend(labels=(said, said), series=(Series(name=said, values=(0, 3), now=said),), top=4, alt=said),
        Month(weekdays=("M",) * 7, first=date(2026, 11, 1), days=days, key=(("done", said),), alt=said),  # type: ignore[arg-type]
    )


def paper(*blocks: AnyBlock, language: str = "en", one_page: bool = False, title: str = "Ana") -> Paper:
    return Paper(name="ana", title=title, language=language, blocks=blocks, one_page=one_page)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture(scope="module")
def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(written, "JPEG")
    return written.getvalue()


# ---- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [HOSTILE, "Line one\nline two", "  two  spaces  ", "a\tb"])
def test_what_looks_like_markup_is_only_text(typesetter: Typesetter, said: str) -> None:
    pdf = Pdf(typesetter.set(paper(*every_block(said)), {}))
    assert tight(pdf.text).count(tight(said)) >= 17


@pytest.mark.parametrize("said", MANY_SCRIPTS.values(), ids=MANY_SCRIPTS.keys())
def test_every_script_comes_out_verbatim(typesetter: Typesetter, said: str) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text=said)), {}))
    for word in flat(said).split():
        letters = sorted(word.strip("؟?"))  # a reader of lines tells right-to-left words in the order of the paper
        shown = [sorted(each.strip("؟?")) for each in pdf.text.split()]
        assert letters in shown or tight(word) in tight(pdf.text), pdf.text


def test_the_order_of_a_telephone_number_stays_in_arabic(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text="هاتف +1 555 0100"), language="ar"), {}))
    assert "+1 555 0100" in pdf.text


def test_a_letter_that_nobody_drew_is_a_square_and_the_rest_stays(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text="before \U00013000\ue000 after مرحبا")), {}))
    assert "before □□ after" in pdf.text
    assert "مرحبا" in pdf.text


def test_control_marks_and_overrides_are_left_out(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text="a\x00b\u202ec\ufeffd\ud800e")), {}))
    assert "abcde" in pdf.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(said=st.text(max_size=80), language=st.sampled_from(["en", "es", "ar", "zh", "ja"]))
def test_any_text_at_all_can_be_set(typesetter: Typesetter, said: str, language: str) -> None:
    blocks = (*every_block(said), *charts(said))
    made = Paper(
        name="any", title=said, subtitle=said, footer=said, language=language, blocks=blocks,
        right_to_left=language == "ar",
    )  # fmt: skip
    pdf = Pdf(typesetter.set(made, {}))
    assert pdf.title.strip()
    assert pdf.pages >= 1


def test_a_word_without_end_stays_on_the_page(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text="y" * 1000), Bullets(items=("z" * 300,))), {}))
    assert tight(pdf.text).count("y") == 1000
    assert tight(pdf.text).count("z") == 300


def test_very_much_is_set_completely(typesetter: Typesetter) -> None:
    questions = [f"Question {n} " + "with many words that a parent wrote " * 27 for n in range(40)]
    made = paper(Numbered(items=tuple(Item(text=each) for each in questions), lines=3))
    pdf = Pdf(typesetter.set(made, {}))
    text = tight(pdf.text)
    for page in range(1, pdf.pages + 1):
        text = text.replace(f"{page}/{pdf.pages}", "", 1)  # a footer stands between two halves of a question
    assert text.count("withmanywords") == 40 * 27
    assert "Question39" in text


# ---- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3, 8, 12, 15])
def test_one_page_is_one_page_while_it_can_be_read(typesetter: Typesetter, times: int) -> None:
    said = "A sentence that says something kind about Ana and what she can do. " * 4
    made = paper(*(Paragraph(text=said) for _ in range(times)), one_page=True)
    assert Pdf(typesetter.set(made, {})).pages == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(lengths=st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_one_page_at_any_split_of_a_page_of_words(typesetter: Typesetter, lengths: list[int]) -> None:
    blocks: list[AnyBlock] = []
    for length in lengths:
        blocks += [Heading(text="Good to know"), Paragraph(text=("word " * length)[:length])]
    assert Pdf(typesetter.set(paper(*blocks, one_page=True), {})).pages == 1


def test_only_what_cannot_be_read_any_smaller_is_shortened(typesetter: Typesetter) -> None:
    made = paper(*(Paragraph(text="word " * 200) for _ in range(12)), Paragraph(text="a short one"), one_page=True)
    on_one, whole = typesetter.set(made, {}), typesetter.set(msgspec.structs.replace(made, whole=True), {})
    assert (Pdf(on_one).pages, on_one.shortened) == (1, True)
    assert Pdf(on_one).text.count("word…") == 12
    assert "a short one" in Pdf(on_one).text
    assert (Pdf(whole).pages, whole.shortened) == (2, False)
    assert Pdf(whole).text.count("word") == 12 * 200


SAID = st.builds(str.__mul__, st.text(st.sampled_from("ab é 安\n👩‍👩‍👧مر1,."), max_size=60), st.integers(1, 90))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(said=st.lists(SAID, min_size=1, max_size=6), times=st.integers(1, 60))
def test_one_page_at_any_length_of_text(typesetter: Typesetter, said: list[str], times: int) -> None:
    blocks: list[AnyBlock] = []
    for each in said:
        blocks += [Heading(text="Good to know"), Paragraph(text=each), Bullets(items=(each,) * times)]
    blocks += [Facts(pairs=(("What", each),)) for each in said]
    assert Pdf(typesetter.set(paper(*blocks, one_page=True, title=said[0][:100]), {})).pages == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(lengths=st.lists(st.integers(1, 300), min_size=8, max_size=14))
def test_every_word_is_there_when_a_second_page_is_agreed(typesetter: Typesetter, lengths: list[int]) -> None:
    numbers = itertools.count(1000)
    said = [[f"w{next(numbers)}w" for _ in range(length)] for length in lengths]
    blocks = [Paragraph(text=" ".join(words)) for words in said]
    made = msgspec.structs.replace(paper(*blocks, one_page=True), whole=True)
    text = tight(Pdf(typesetter.set(made, {})).text)
    assert all(word in text for words in said for word in words)


def test_an_empty_paper_is_a_page_with_a_title(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(Paper(name="empty", title=" ", language="en", blocks=()), {}))
    assert (pdf.pages, pdf.title) == (1, "empty")


# ---- for those who read by ear ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh"])
def test_it_is_pdf_ua_with_title_and_language(typesetter: Typesetter, language: str) -> None:
    pdf = Pdf(typesetter.set(paper(Paragraph(text="x"), language=language, title="Ana & <Leo>"), {}))
    assert pdf.title == "Ana & <Leo>"
    assert pdf.language == language
    assert pdf.root["/MarkInfo"]["/Marked"].value
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp


def test_headings_lists_tables_and_pictures_are_tagged(typesetter: Typesetter, photo: bytes) -> None:
    made = paper(Picture(photo="p", alt="A photo of Ana"), *every_block("x"), *charts("The chart in words"))
    pdf = Pdf(typesetter.set(made, {"p": photo}))
    tags = pdf.tags()
    for wanted in ("H1", "H2", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Figure"):
        assert wanted in tags, f"no {wanted} among {sorted(set(tags))}"
    assert tags.count("H1") == 1
    assert pdf.alternative_texts().count("The chart in words") == 2
    assert "A photo of Ana" in pdf.alternative_texts()


def test_a_binder_leads_to_its_parts_and_skips_no_level(typesetter: Typesetter) -> None:
    made = paper(
        Contents(title="What is inside"),
        Part(title="First", subtitle="s"), Heading(text="One"), Paragraph(text="x"),
        Part(title="Second"), Heading(text="Two"), Paragraph(text="y"),
    )  # fmt: skip
    pdf = Pdf(typesetter.set(made, {}))
    levels = [int(tag[1]) for tag in pdf.tags() if tag in ("H1", "H2", "H3")]
    assert levels == [1, 2, 2, 3, 2, 3]
    assert pdf.pages == 3
    assert pdf.reader.outline, "no bookmarks"


# ---- pictures --------------------------------------------------------------------------------------------------------


def test_the_preview_is_the_first_page(typesetter: Typesetter) -> None:
    with Image.open(io.BytesIO(typesetter.set(paper(*every_block("x")), {}).picture)) as preview:
        assert preview.format == "PNG"
        assert 900 <= preview.width <= 1100
        assert preview.height > preview.width


@pytest.mark.parametrize("number", [0, 1])
def test_a_chart_shows_something(typesetter: Typesetter, number: int) -> None:
    chart = charts("Often")[number]
    made = Paper(name="c", title="Ana", language="en", blocks=(chart,), sheet="phone")
    empty = Paper(name="c", title="Ana", language="en", blocks=(), sheet="phone")
    with Image.open(io.BytesIO(typesetter.set(made, {}).picture)) as drawn:
        below = drawn.convert("L").crop(
            (0, Image.open(io.BytesIO(typesetter.set(empty, {}).picture)).height, *drawn.size)
        )
    assert ImageStat.Stat(below).stddev[0] > 5


def test_a_broken_photo_leaves_the_paper_whole(typesetter: Typesetter) -> None:
    pdf = Pdf(typesetter.set(paper(Picture(photo="p", alt="Ana"), Paragraph(text="Still here")), {"p": b"no picture"}))
    assert "Still here" in pdf.text
    assert "Figure" not in pdf.tags()
