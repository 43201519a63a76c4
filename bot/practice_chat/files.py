"""Files in the practice chat: what was uploaded, its ids, and the size of a picture. In memory only."""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.practice_chat.refusals import bad_request

PHOTO_LIMIT = 10 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#sendphoto
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#getfile


@dataclass(frozen=True)
class StoredFile:
    """A file with its Telegram ids; width and height in pixels for photos, else 0."""

    file_id: str
    unique_id: str
    name: str
    content_type: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The path that getFile tells and that the download address ends with."""
        folder = "photos" if self.width else "documents"
        extension = self.name.rsplit(".", 1)[-1] if "." in self.name else "bin"
        return f"{folder}/file_{self.unique_id}.{extension if extension.isalnum() else 'bin'}"

    def as_file(self) -> dict[str, Any]:
        """Telegram's File object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "file_path": self.path,
        }

    def as_photo_size(self) -> dict[str, Any]:
        """Telegram's PhotoSize object."""
        size = {key: value for key, value in self.as_file().items() if key != "file_path"}
        return {**size, "width": self.width, "height": self.height}

    def as_document(self) -> dict[str, Any]:
        """Telegram's Document object."""
        document = {key: value for key, value in self.as_file().items() if key != "file_path"}
        return {**document, "file_name": self.name, "mime_type": self.content_type}


class FileStore:
    """All files by file_id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add_document(self, name: str, content_type: str, data: bytes) -> StoredFile:
        """Keep a document. Raises ApiRefusal for an empty one."""
        if not data:
            raise bad_request("file must be non-empty")
        return self._add("BQACAgI", name or "file", content_type, data)

    def add_photo(self, name: str, data: bytes) -> StoredFile:
        """Keep a photo in one size (Telegram makes smaller ones too). Raises ApiRefusal for what is no picture."""
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {len(data)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
            )
        measured = measure_picture(data)
        if measured is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        content_type, width, height = measured
        if width + height > 10000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        extension = content_type.removeprefix("image/").replace("jpeg", "jpg")
        return self._add(
            "AgACAgI", f"{name.rsplit('.', 1)[0] or 'photo'}.{extension}", content_type, data, width, height
        )

    def _add(
        self, prefix: str, name: str, content_type: str, data: bytes, width: int = 0, height: int = 0
    ) -> StoredFile:
        file = StoredFile(
            prefix + secrets.token_urlsafe(48),
            "AQAD" + secrets.token_urlsafe(8),
            name,
            content_type,
            data,
            width,
            height,
        )
        self._files[file.file_id] = file
        return file

    def __iter__(self) -> Iterator[StoredFile]:
        return iter(self._files.values())

    def put_back(self, file: StoredFile) -> None:
        """Take a file that was kept, with its ids."""
        self._files[file.file_id] = file

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file behind a download path."""
        return next((file for file in self._files.values() if file.path == path), None)


def measure_picture(data: bytes) -> tuple[str, int, int] | None:
    """(content type, width, height) of a JPEG, PNG, GIF or WebP by its header, or None."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", data[16:24])
            return "image/png", width, height
        if data.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack("<HH", data[6:10])
            return "image/gif", width, height
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _measure_webp(data)
        if data.startswith(b"\xff\xd8"):
            return _measure_jpeg(data)
    except (struct.error, IndexError):
        return None
    return None


def _measure_webp(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return "image/webp", int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return "image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


def _measure_jpeg(data: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None
