"""What a Bot API call was given, whatever way it came: JSON, a form, multipart, or the query string."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from bot.practice_chat.refusals import ApiRefusal, bad_request

UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#sending-files
_JSON_FIELDS = frozenset((
    "reply_markup", "entities", "caption_entities", "reply_parameters", "link_preview_options", "commands",
    "scope", "allowed_updates", "menu_button", "reaction", "results", "button", "media",
))  # fmt: skip
_TRUE = ("true", "yes", "1")


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content_type: str
    data: bytes

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {self.content_type!r}, {len(self.data)} bytes)"


def as_integer(value: Any, default: int = 0) -> int:
    """A number that may have come as text; the default for what is none, as Telegram's server reads it."""
    try:
        return default if value is None or value == "" else int(value)
    except (TypeError, ValueError, OverflowError):
        return default


@dataclass
class Parameters:
    """The values of a call by name; nested values are decoded, numbers may still be text."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        return as_integer(self.values.get(name), default)

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or str(value).lower() in _TRUE

    def nested(self, name: str) -> Any:
        """A nested value (dict, list) or None; raises Telegram's refusal for broken JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            raise bad_request(f"Can't parse {_SPOKEN.get(name, name)} JSON object")
        return value

    def upload(self, name: str) -> Upload | str | None:
        """A file given by content, or its file_id (or address) as text, or None."""
        if name in self.files:
            return self.files[name]
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return value if isinstance(value, str) and value else None


_SPOKEN = {"reply_markup": "reply keyboard markup", "reply_parameters": "reply parameters", "scope": "BotCommandScope"}


def _decoded(name: str, value: Any) -> Any:
    if name in _JSON_FIELDS and isinstance(value, str) and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _number(name: str, value: Any) -> Any:
    """Numbers that came as text, so that whoever looks at a call need not care how it was sent."""
    if isinstance(value, str) and (name.endswith("_id") or name in ("offset", "limit", "timeout")):
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and name not in ("callback_query_id", "file_id", "inline_query_id"):
            return int(value)
    return value


async def read_parameters(request: web.Request) -> Parameters:
    """All parameters of a request. Raises the 413 refusal for a file that is too large and 400 for a broken body."""
    found: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method == "POST":
        try:
            if request.content_type == "application/json":
                found.update(_read_json(await request.text()))
            elif request.content_type == "multipart/form-data":
                await _read_multipart(await request.multipart(), found, files)
            else:
                found.update(await request.post())
        except (ValueError, LookupError) as error:
            raise bad_request("can't parse the request") from error
    return _read(found, files)


async def parameters_of(form: Mapping[str, Any] | MultipartReader) -> Parameters:
    """All parameters of a call that did not come over HTTP. Raises as `read_parameters` does."""
    found: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    if isinstance(form, MultipartReader):
        await _read_multipart(form, found, files)
    else:
        found.update(form)
    return _read(found, files)


def _read(found: dict[str, Any], files: dict[str, Upload]) -> Parameters:
    values = {name: _number(name, _decoded(name, value)) for name, value in found.items()}
    return Parameters(values, files)


def _read_json(text: str) -> dict[str, Any]:
    body = json.loads(text or "{}")
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


async def _read_multipart(form: MultipartReader, found: dict[str, Any], files: dict[str, Upload]) -> None:
    async for part in form:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytearray()
        while chunk := await part.read_chunk(65536):
            data += chunk
            if len(data) > UPLOAD_LIMIT:
                raise ApiRefusal(413, "Request Entity Too Large")
        if part.filename is None:
            found[part.name] = data.decode("utf-8", "replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, kind, bytes(data))
