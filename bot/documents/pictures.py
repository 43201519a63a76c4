"""A photo as a paper can hold it: small, and with nothing in it but what one sees.

Photos come from phones and may be damaged, huge, or made to do harm. Nothing of the file itself is kept: the pixels are
decoded and written anew, so place, time, camera, thumbnails and anything hidden behind them are gone. In which process
that is done is not known here (see `photo_process`).
"""

from __future__ import annotations

import io
import logging

from PIL import Image, ImageOps

log = logging.getLogger(__name__)

MOST_BYTES = 20 * 1024 * 1024  # what a bot can fetch, https://core.telegram.org/bots/api#getfile
# Of a picture to be decoded. A JPEG is decoded at the size that is needed, and the largest phones take about so many;
# the others are held as a whole, and Telegram's own photos are JPEG of 2,560 pixels at most.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
EDGE = 900  # pixels of the longer edge that is kept: more than the paper shows


def reencoded(content: bytes) -> bytes | None:
    """The picture as a small JPEG without metadata, the right way up; None when it is none that can be used."""
    if not 0 < len(content) <= MOST_BYTES:
        return None
    try:
        return _reencoded(content)
    except Exception as error:  # Pillow raises a dozen kinds, some of them SyntaxError, for a damaged file
        log.warning("A picture could not be read (%s).", type(error).__name__)
        return None


def _reencoded(content: bytes) -> bytes | None:
    with Image.open(io.BytesIO(content), formats=tuple(MOST_PIXELS)) as opened:
        if opened.width * opened.height > MOST_PIXELS[opened.format or ""]:
            return None
        opened.draft("RGB", (EDGE * 2, EDGE * 2))
        opened.thumbnail((EDGE, EDGE))  # first, so that no second copy in full size is made
        seen = ImageOps.exif_transpose(opened).convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()
