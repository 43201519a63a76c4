"""The documents room's door: photos come from outside, may be anything, and are asked for once."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import pytest
from pdf_reader import Pdf
from PIL import Image

from bot.core.papers import Paper, Paragraph, Picture
from bot.documents import Documents, rendering


class Album:
    """Where photos come from in these tests."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, file_id: str) -> bytes:
        self.asked.append(file_id)
        if file_id == "never":
            await asyncio.Event().wait()
        if file_id == "broken":
            return b"\xff\xd8\xff broken"
        if file_id == "gone":
            raise ConnectionError
        written = io.BytesIO()
        Image.new("RGB", (100, 100), "teal").save(written, "PNG")
        return written.getvalue()


@pytest.fixture
def album() -> Album:
    return Album()


@pytest.fixture
def documents(album: Album) -> Iterator[Documents]:
    room = Documents(album.fetch)
    yield room
    room.close()


def page(photo: str) -> Paper:
    return Paper(
        name="ana", title="Ana", language="en", blocks=(Picture(photo=photo, alt="Ana"), Paragraph(text="Kind"))
    )


async def test_a_preview_and_its_paper_are_made_at_once(documents: Documents, album: Album) -> None:
    preview = await documents.preview(page("p1"))
    pdf = Pdf(await documents.paper(page("p1")))
    assert preview.startswith(b"\x89PNG")
    assert "Figure" in pdf.tags()
    assert album.asked == ["p1"]


@pytest.mark.parametrize("photo", ["gone", "broken", "never"])
async def test_without_a_usable_photo_the_paper_is_made_all_the_same(
    documents: Documents, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "FETCH_SECONDS", 0.05)
    pdf = Pdf(await documents.paper(page(photo)))
    assert "Kind" in pdf.text
    assert "Figure" not in pdf.tags()


async def test_only_a_few_papers_are_kept_at_hand(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KEPT", 2)
    for n in range(5):
        assert await documents.paper(page(f"p{n}"))
    assert len(documents._made) == 2
