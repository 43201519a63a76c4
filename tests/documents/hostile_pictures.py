"""A corpus of pictures that nobody should send.

`HIDING` are good pictures with something hidden; `BOMBS` are small files that want to become large; `POLYGLOTS` are
a picture to one program and something else to another. Each has `SECRET` in it where it can.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

SECRET = b"TAKEN-AT-HOME"
SCRIPT = b"<html><script>" + SECRET + b"</script></html>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Info(" + SECRET + b")>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PHP = b"<?php system('" + SECRET + b"'); ?>"


def jpeg(size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    """A plain photo."""
    return _saved(Image.new("RGB", size, "teal"), "JPEG", **options)


def png(size: tuple[int, int] = (50, 40), **options: object) -> bytes:
    """The same, as PNG with something of transparency."""
    return _saved(Image.new("RGBA", size, (0, 128, 128, 100)), "PNG", **options)


def webp(size: tuple[int, int] = (50, 40), **options: object) -> bytes:
    """The same, as WebP."""
    return _saved(Image.new("RGB", size, "teal"), "WEBP", **options)


def with_exif() -> bytes:
    """Lies on its side, says where and by what it was taken, and has a thumbnail's bytes behind it."""
    return jpeg(exif=_exif(6), comment=SECRET) + SECRET


def with_segment(marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment right behind its beginning."""
    plain = jpeg((60, 40))
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + plain[2:]


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(*chunks: bytes) -> bytes:
    """A PNG with more chunks before its pixels."""
    plain = png()
    at = plain.index(b"IDAT") - 4
    return plain[:at] + b"".join(chunks) + plain[at:]


def bomb(width: int, height: int, pixels: bytes = b"", mode: int = 2) -> bytes:
    """A PNG that claims to be so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, mode, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def archive() -> bytes:
    """A ZIP file, whose reader begins at the end."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("run.sh", SECRET)
    return made.getvalue()


def many_frames() -> bytes:
    """An animation; only its first picture is looked at."""
    frames = [Image.new("RGB", (64, 64), (n, 0, 0)) for n in range(200)]
    return _saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=1)


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = exif[0x0110] = exif[0x013B] = SECRET.decode()  # what is seen, the camera, the artist
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (40.0, 26.0, 46.0)
    return exif


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def _text() -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return text


HIDING: dict[str, bytes] = {
    "JPEG with EXIF, GPS, a comment and bytes behind": with_exif(),
    "JPEG with XMP": with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    "JPEG with IPTC": with_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\x0d" + SECRET + b"\0"),
    "JPEG with a colour profile": jpeg((60, 40), icc_profile=SECRET * 20),
    "JPEG with a maker's own segment": with_segment(0xEF, SECRET),
    "PNG with text": png(pnginfo=_text()),
    "PNG with EXIF": png(exif=_exif(3)),
    "PNG with a chunk of its own": with_chunk(chunk(b"prVt", SECRET)),
    "PNG with bytes behind": png() + SECRET,
    "WebP with EXIF and XMP": webp(exif=_exif(), xmp=SECRET),
    "WebP that moves": many_frames(),
}
BOMBS: dict[str, bytes] = {
    "claims 900 megapixels": bomb(30_000, 30_000),
    "claims 64 megapixels": bomb(8_000, 8_000),
    "claims the most there is": bomb(2**31 - 1, 2**31 - 1),
    "one pixel wide and endless": bomb(1, 2**31 - 1),
    "no pixel wide": bomb(0, 10),
    "truly 64 megapixels in 70 kB": bomb(8_000, 8_000, bytes(8_000 * 8_001), mode=0),
    "a gigabyte of text": with_chunk(*(chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(1 << 26), 9)) for _ in range(16))),
    "a gigabyte of colour profile": with_chunk(chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(1 << 28), 9) * 4)),
    "more pixels than it says": bomb(10, 10, bytes(1 << 26)),
}
POLYGLOTS: dict[str, bytes] = {
    "JPEG and ZIP": jpeg((60, 40)) + archive(),
    "PNG and ZIP": png() + archive(),
    "JPEG and HTML": with_segment(0xFE, SCRIPT),
    "PNG and HTML": with_chunk(chunk(b"tEXt", b"Comment\0" + SCRIPT)),
    "WebP and HTML": webp(xmp=SCRIPT),
    "JPEG and PHP": with_segment(0xFE, PHP) + PHP,
    "JPEG and PDF": with_segment(0xFE, PDF),
    "PDF with a JPEG in it": PDF + jpeg((60, 40)),
    "PNG and PDF": with_chunk(chunk(b"tEXt", b"a\0" + PDF)),
    "script and JPEG": b"/*" + SECRET + b"*/" + jpeg((60, 40)),
    "GIF and script": b"GIF89a/*" + SECRET + b"*/=1;",
    "a GIF": _saved(Image.new("P", (10, 10)), "GIF"),
    "a TIFF": _saved(Image.new("RGB", (10, 10)), "TIFF"),
    "a BMP": _saved(Image.new("RGB", (10, 10)), "BMP"),
    "an icon": _saved(Image.new("RGB", (16, 16)), "ICO"),
    "an EPS, which is a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(" + SECRET + b") run\n",
    "an SVG, which loads others": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "an archive": archive(),
    "a program": b"\x7fELF" + SECRET + bytes(200),
}
