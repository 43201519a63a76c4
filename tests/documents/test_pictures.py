"""Photos from phones: nothing but the pixels is kept, and nothing hostile gets through."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from bot.documents import pictures
from bot.documents.pictures import EDGE, reencoded

SECRET = b"TAKEN-AT-HOME"


def jpeg(size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG", **options)
    return written.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (40.0, 26.0, 46.0)
    return jpeg(exif=exif, comment=SECRET) + SECRET


def with_png_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    written = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 128, 128, 100)).save(written, "PNG", pnginfo=text)
    return written.getvalue()


def with_webp_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    written = io.BytesIO()
    Image.new("RGB", (50, 40)).save(written, "WEBP", exif=exif)
    return written.getvalue()


@pytest.mark.parametrize("make", [with_exif, with_png_text, with_webp_exif])
def test_no_metadata_is_left(make: Callable[[], bytes]) -> None:
    content = make()
    assert SECRET in content
    kept = reencoded(content)
    assert kept is not None
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.format == "JPEG"
        assert not seen.getexif()
        assert "comment" not in seen.info
        assert "icc_profile" not in seen.info
        assert max(seen.size) <= EDGE


def test_a_photo_that_lies_on_its_side_stands_up() -> None:
    kept = reencoded(with_exif())
    assert kept is not None
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.height > seen.width


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def gif() -> bytes:
    written = io.BytesIO()
    Image.new("P", (10, 10)).save(written, "GIF")
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        gif(),
        jpeg()[:300],
        bomb(30_000, 30_000),
        bomb(8_000, 8_000),
        bomb(0, 10),
        b"\xff\xd8\xff" + b"\x00" * 1000,
    ],
)
def test_what_is_no_usable_picture_is_none(content: bytes) -> None:
    assert reencoded(content) is None


def test_more_than_a_bot_can_fetch_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    assert reencoded(jpeg()) is None
