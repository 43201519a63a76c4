"""Draws the pictures of docs/pictures/ for the README: `python -m tests.samples`.

They are made by the house's own code from the binder that the tests use.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from bot.core.coaching import paper_pictures
from bot.core.coaching.paper_kinds import KINDS, compose
from bot.documents.pictures import reencoded
from bot.documents.typesetting import Typesetter

HERE = Path(__file__).parent
FOLDER = HERE.parent / "docs" / "pictures"
WIDTH = 800  # pixels: what a README shows
COLOURS = 64  # enough for letters and a few tints


def main() -> None:
    """Write the pictures, and tell their sizes."""
    sys.path.insert(0, str(HERE / "documents"))
    from full_binder import CHILD, turn

    FOLDER.mkdir(parents=True, exist_ok=True)
    typesetter = Typesetter()
    photos = {CHILD.photo: reencoded(drawing()) or b""}
    here = turn()
    papers = {name: compose(here, KINDS[name], "en") for name in ("profile", "questions")}
    papers["team-up"] = paper_pictures.trend(here)
    for name, paper in papers.items():
        path = FOLDER / f"{name}.png"
        path.write_bytes(small(typesetter.set(paper, photos).picture))
        print(f"{path.relative_to(HERE.parent)}: {path.stat().st_size // 1024} kB")


def drawing() -> bytes:
    """What stands for a photo: a child's drawing of a sun over a hill."""
    picture = Image.new("RGB", (600, 600), "#dcecf2")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((360, 70, 500, 210), fill="#f2b83c")
    pen.ellipse((-180, 330, 460, 900), fill="#6fa37b")
    pen.ellipse((180, 380, 860, 980), fill="#4f8a66")
    pen.polygon([(150, 350), (230, 270), (310, 350)], fill="#b5533c")
    pen.rectangle((168, 350, 292, 440), fill="#f7efe2")
    pen.rectangle((214, 385, 246, 440), fill="#7a5a3e")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def small(content: bytes) -> bytes:
    """The picture as wide as a README shows it, in few colours."""
    with Image.open(io.BytesIO(content)) as seen:
        fitted = seen.convert("RGB").resize((WIDTH, round(seen.height * WIDTH / seen.width)), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    fitted.quantize(COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main()
