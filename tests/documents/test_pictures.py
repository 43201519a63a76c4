"""Photos from phones: nothing but the pixels is kept, and nothing hostile gets through."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hostile_pictures import BOMBS, HIDING, POLYGLOTS, SECRET, jpeg, png, webp, with_exif
from PIL import Image

from bot.documents import photo_process, pictures
from bot.documents.photo_process import MOST_MEMORY, reencoded_apart
from bot.documents.pictures import EDGE, reencoded

NOTHING_BUT_PIXELS = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}  # what stands in a JPEG that only shows something
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="has no limits for a process")


def segments(content: bytes) -> set[int]:
    """The kinds of segment of a JPEG. Raises for bytes behind its end."""
    found, at = {0xD8}, 2
    while content[at + 1] != 0xDA:
        assert content[at] == 0xFF
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    assert content.index(b"\xff\xd9", at) == len(content) - 2
    return found | {0xDA, 0xD9}


def only_shows(kept: bytes) -> None:
    """It is a small JPEG, and nothing else."""
    assert SECRET not in kept
    assert segments(kept) <= NOTHING_BUT_PIXELS
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.format == "JPEG"
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert max(seen.size) <= EDGE
        seen.load()


@pytest.mark.parametrize("name", HIDING)
def test_nothing_hidden_is_left(name: str) -> None:
    assert SECRET in HIDING[name] or "moves" in name
    kept = reencoded(HIDING[name])
    assert kept is not None
    only_shows(kept)


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_two_things_at_once_becomes_a_picture_or_nothing(name: str) -> None:
    kept = reencoded(POLYGLOTS[name])
    is_picture = POLYGLOTS[name][:2] in (b"\xff\xd8", b"\x89P", b"RI")
    assert (kept is not None) == is_picture
    if kept is not None:
        only_shows(kept)
        for other in (b"%PDF", b"PK\x03\x04", b"<script", b"<?php"):
            assert other not in kept


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    """Each is small enough to be sent. It becomes a picture only where what is large in it need not be unpacked."""
    assert len(BOMBS[name]) < pictures.MOST_BYTES
    kept = reencoded_apart(BOMBS[name])
    if kept is not None:
        only_shows(kept)
        assert "claims" not in name


def test_a_photo_that_lies_on_its_side_stands_up() -> None:
    kept = reencoded(with_exif())
    assert kept is not None
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.height > seen.width


@pytest.mark.parametrize("content", [b"", jpeg()[:300], png()[:60], webp()[:20], b"\xff\xd8\xff" + b"\x00" * 1000])
def test_what_is_no_usable_picture_is_none(content: bytes) -> None:
    assert reencoded(content) is None
    assert reencoded_apart(content) is None


def test_more_than_a_bot_can_fetch_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    assert reencoded(jpeg()) is None


# ---- in a process of its own -----------------------------------------------------------------------------------------


def test_apart_it_is_the_same_picture() -> None:
    for content in (with_exif(), png(), webp()):
        assert reencoded_apart(content) == reencoded(content)


def test_the_other_process_has_no_settings_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    monkeypatch.setattr(photo_process, "COMMAND", (sys.executable, "-c", "import os; print(sorted(os.environ))"))
    told = reencoded_apart(jpeg())
    assert told is not None
    assert b"PATH" in told
    assert b"BOT_TOKEN" not in told


@posix_only
def test_who_takes_too_much_is_ended_and_the_bot_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begin = "from bot.documents.photo_process import *; limit_itself(); "
    for greedy in (
        f"bytearray({MOST_MEMORY})",
        f"open({str(tmp_path / 'file')!r}, 'wb').write(b'x' * 100_000)",
        "[open('/dev/null') for _ in range(100)]",
        "import os; os.abort()",
    ):
        monkeypatch.setattr(photo_process, "COMMAND", (sys.executable, "-c", f"{begin}{greedy}; print('done')"))
        assert reencoded_apart(jpeg()) is None, greedy
    monkeypatch.undo()
    assert reencoded_apart(jpeg()) is not None


def test_who_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_process, "PATIENCE", 0.01)
    monkeypatch.setattr(photo_process, "COMMAND", (sys.executable, "-c", "while True: pass"))
    assert reencoded_apart(jpeg()) is None
