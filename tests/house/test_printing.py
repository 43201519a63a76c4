"""A parent's own steps bring a real PDF, its preview and a calendar file into the chat, over HTTP."""

from __future__ import annotations

import io

import pytest
from household import Household
from icalendar import Calendar
from PIL import Image
from pypdf import PdfReader

from bot.practice_chat import Message, PersonClient

pytest_plugins = ["house_fixtures"]
PATIENCE = 20.0  # seconds; the first paper reads the typefaces
HOSTILE = "What about <b>loud</b> & #busy rooms? 😀 安娜 مرحبا"


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(written, "JPEG", comment=b"TAKEN-AT-HOME")
    return written.getvalue()


async def document(person: PersonClient, ending: str) -> Message:
    """Wait for a file of this kind."""

    def there() -> list[Message]:
        files = [message for message in person.replies() if message.content.document is not None]
        return [
            message for message in files if message.content.document and message.content.document.name.endswith(ending)
        ]

    await person.wait_until(lambda: bool(there()), PATIENCE)
    return there()[-1]


async def print_it(person: PersonClient, label: str, language: str = "English") -> bytes:
    """Tap, and choose the language; the PDF's bytes."""
    await person.tap_label(label)
    await person.wait_for_reply(containing="In which language")
    await person.tap_label(language)
    found = await document(person, ".pdf")
    assert found.content.document is not None
    return found.content.document.data


async def test_a_question_list_as_pdf_with_its_preview(home: Household) -> None:
    maria = await home.settled("Maria")
    await maria.say(f"/ask {HOSTILE}")
    await maria.wait_for_reply()
    await maria.say("/papers")
    await maria.wait_for_reply(containing="print or send")
    pdf = await print_it(maria, "Our questions")
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(reader.pages[0].extract_text().split())
    assert "What about <b>loud</b> & #busy rooms? 😀 安娜" in text
    assert "مرحبا" in text
    assert "/StructTreeRoot" in reader.root_object
    previews = [message for message in maria.replies() if message.content.photo is not None]
    assert len(previews) == 1


async def test_the_childs_page_holds_the_photo_and_nothing_behind_it(home: Household) -> None:
    maria = await home.settled("Maria")
    await maria.say("/start voice")
    await maria.wait_for_reply(containing="The meeting is about")
    await maria.tap_label("Start")
    await maria.wait_for_reply(containing="What do you like at school")
    await maria.say("Trains")
    await maria.wait_for_reply(containing="hard at school")
    for asked in ("wish for", "be at the meeting", "A photo helps"):
        await maria.tap_label("Skip")
        await maria.wait_for_reply(containing=asked)
    await maria.send_photo(photo())
    await maria.wait_for_reply(containing="You can read this page out first")
    await maria.say("/start strengths")
    await maria.wait_for_reply(containing="You know Ana best")
    await maria.tap_label("Start")
    await maria.wait_for_reply(containing="What is Ana like")
    await maria.tap_label("Kind")
    await maria.wait_for_reply()
    await maria.tap_label("Done")
    await maria.wait_for_reply(containing="make it real")
    for asked in ("light up", "helps Ana learn", "About my child, Ana"):
        await maria.tap_label("Skip")
        await maria.wait_for_reply(containing=asked)
    pdf = await print_it(maria, "Give me a PDF")
    [page] = PdfReader(io.BytesIO(pdf)).pages
    assert "Kind" in page.extract_text()
    assert len(page.images) == 1
    assert b"TAKEN-AT-HOME" not in pdf
    assert b"TAKEN-AT-HOME" not in page.images[0].data


async def test_a_page_that_is_too_full_is_shortened_until_a_second_one_is_wanted(home: Household) -> None:
    maria = await home.settled("Maria")
    await maria.say("/start rules")
    await maria.wait_for_reply()
    await maria.tap_label("Start")
    await maria.wait_for_reply()
    rules = [" ".join(f"{name}{number}" for number in range(330)) for name in ("walk", "hands", "turns")]
    for rule in rules:
        await maria.say(rule)
        await maria.wait_for_reply()
    await maria.tap_label("Skip")
    await maria.wait_for_reply(containing="Our home and school agreement")
    await maria.say("/papers")
    await maria.wait_for_reply(containing="print or send")
    [page] = PdfReader(io.BytesIO(await print_it(maria, "Home and school agreement"))).pages
    assert page.extract_text().count("…") == 3
    assert "made the longest answers shorter" in maria.last().text
    await maria.tap_label("Use a second page")
    found = await document(maria, ".pdf")
    assert "shorter" not in found.text
    content = found.content.document
    assert content is not None
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content.data)).pages)
    assert set(" ".join(rules).split()) <= set(text.split())


async def test_the_meeting_as_a_calendar_file(home: Household) -> None:
    maria = await home.settled("Maria")
    await maria.say("/meeting")
    await maria.wait_for_reply(containing="Pick the day")
    await maria.tap_label("›") if "›" in maria.labels() else await maria.tap_label(maria.labels()[-2])
    await maria.wait_for_reply()
    await maria.tap_label("15")
    await maria.wait_for_reply()
    if "Yes, keep it" in maria.labels():  # in some months the 15th is on a weekend
        await maria.tap_label("Yes, keep it")
        await maria.wait_for_reply(containing="what time")
    await maria.tap_label("3:00 PM")
    await maria.wait_for_reply()
    await maria.tap_label("3:30 PM")
    await maria.wait_for_reply(containing="IEP meeting")
    await maria.tap_label("Put it in my calendar")
    found = await document(maria, ".ics")
    assert found.content.document is not None
    events = Calendar.from_ical(found.content.document.data).walk("VEVENT")
    assert str(events[0]["SUMMARY"]) == "Ana: IEP meeting"
    assert events[0]["DTSTART"].params["TZID"] == "America/New_York"


async def test_nothing_of_a_paper_is_logged(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    maria = await home.settled("Maria")
    await maria.say("/ask Canarycanary \U00013000?")
    await maria.wait_for_reply()
    await maria.say("/papers")
    await maria.wait_for_reply(containing="print or send")
    await print_it(maria, "Our questions")
    assert "Canarycanary" not in caplog.text
