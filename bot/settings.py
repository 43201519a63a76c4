"""The settings: the only reader of the environment and of `.env`."""
# ruff: noqa: RUF009 - `_setting` makes a field, whose default is read when it is needed

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values

T = TypeVar("T")
FILE = ".env"


class BadSetting(Exception):
    """A setting has a value that cannot be used. The message is one plain line with the setting and the mend."""


def _text(value: str) -> str:
    return value


def _path(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("there is no home folder to put in place of ~; write the whole path") from None


def _path_if_any(value: str) -> Path | None:
    return _path(value) if value else None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", value) or not least <= int(value) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return int(value)

    return read


def _yes_or_no(value: str) -> bool:
    if value.lower() in ("true", "yes", "on", "1"):
        return True
    if value.lower() in ("false", "no", "off", "0"):
        return False
    raise ValueError("it must be true or false")


def _one_of(*choices: T) -> Callable[[str], T]:
    def read(value: str) -> T:
        for choice in choices:
            if choice == value:
                return choice
        raise ValueError(f"it must be one of these: {', '.join(map(str, choices))}")

    return read


def _time_of_day(value: str) -> time:
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError("it must be a time of day such as 03:30") from None


def _web(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("it must begin with https:// (or http:// for a server on this machine)")
    return value


def _bot_base(value: str) -> str:
    if not _web(value).endswith("/bot"):
        raise ValueError("it must end in /bot, as in https://api.telegram.org/bot")
    return value


def _token(value: str) -> str:
    number, colon, secret = value.partition(":")
    if value and not (number.isdigit() and colon and len(secret) >= 10):
        raise ValueError("it must look like 123456:ABC-DEF..., as @BotFather gives it")
    return value


def _database(value: str) -> str:
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("it must look like postgresql://user:password@host:5432/database")
    return value


def _webhook(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        parts.port  # noqa: B018 (it raises for what is no number)
    except ValueError:
        parts, here = urlsplit(""), False
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ValueError("it must be an address such as https://bot.example.org/telegram, which Telegram can reach")
    if parts.path in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("it must end in a path, as in https://bot.example.org/telegram, and hold no ?, # or @")
    if not parts.path.isascii() or any(letter.isspace() for letter in value):
        raise ValueError("its path may hold only plain letters, digits and signs, and no spaces")
    return value


def _secret(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise ValueError(
            "it must have 16 to 256 letters, digits, _ or -; or leave it empty, and it is made of the token"
        )
    return value


class _About(NamedTuple):
    """`what` it is for, its `default` as an operator would write it, and how its text becomes a value."""

    what: str
    default: str
    read: Callable[[str], object]


def _setting(what: str, read: Callable[[str], T], default: str = "") -> T:
    about = _About(what, default, read)
    return field(default_factory=lambda: read(default), metadata={"about": about})


@dataclass(frozen=True, kw_only=True, repr=False)  # nothing prints a token or a password
class Settings:
    """Everything an operator can set. Each has the prefix `BOT_` in the environment or in a file `.env`."""

    given: frozenset[str] = frozenset()  # the names of those that the operator has set

    token: str = _setting("the bot's token from @BotFather", _token)
    api_url: str = _setting("Telegram's Bot API, or a local server for it", _bot_base, "https://api.telegram.org/bot")
    api_file_url: str = _setting("where files are fetched from", _bot_base, "https://api.telegram.org/file/bot")
    data_dir: Path = _setting("where the families' records are kept, encrypted", _path, "data")
    key_file: Path = _setting(
        "the master key; keep it apart from the data folder", _path, "~/.config/sameside/master.key"
    )
    database_url: str = _setting(
        "the PostgreSQL database that keeps the records in place of BOT_DATA_DIR, see docs/moving.md", _database
    )
    webhook_url: str = _setting(
        "the public https address to which Telegram posts updates; empty: they are fetched", _webhook
    )
    webhook_secret: str = _setting("what Telegram shows at each post; empty: made of the token", _secret)
    webhook_host: str = _setting(
        "the address of this machine on which the posts arrive, from a proxy", _text, "127.0.0.1"
    )
    webhook_port: int = _setting("the port for the same", _number(1, 65535), "8090")
    practice_port: int = _setting("port of the practice chat; 0 for any free one", _number(0, 65535), "8765")
    broadcast_approval: bool = _setting(
        "let a second coach or an admin look at broadcasts with links, pictures or several groups", _yes_or_no, "true"
    )
    practice_limits: bool = _setting(
        "let the practice chat refuse what is sent too fast, as Telegram does", _yes_or_no, "false"
    )
    backup_dir: Path | None = _setting(
        "where a backup is kept each night, best on another disk; empty for none", _path_if_any
    )
    backup_keep: int = _setting("how many backups are kept", _number(1, 10_000), "7")
    backup_at: time = _setting("when the nightly backup is made, by the clock of the machine", _time_of_day, "03:30")
    retention_months: int = _setting(
        "a family of which nobody writes so long is warned, then deleted; 0: never", _number(0, 1200), "24"
    )
    health_port: int = _setting(
        "port of /healthz and /metrics, on this machine only; 0 for none", _number(0, 65535), "0"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "how much is logged", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"
    )
    log_format: Literal["plain", "json"] = _setting(
        "how a line of the log looks: plain, or one JSON object", _one_of("plain", "json"), "plain"
    )
    sentry_dsn: str = _setting(
        "where faults are reported, only by kind and place in the code; needs the extra sentry", _text
    )

    @property
    def fleet(self) -> bool:
        """Whether this process is one of several on the same database. Polling is for one alone."""
        return bool(self.database_url and self.webhook_url)


def _abouts() -> dict[str, _About]:
    return {each.name: each.metadata["about"] for each in fields(Settings) if each.metadata}


def explained() -> list[str]:
    """A line about each setting."""
    return [
        f"BOT_{name.upper()}: {about.what}" + (f" (default: {about.default})" if about.default else "")
        for name, about in _abouts().items()
    ]


def read_settings() -> Settings:
    """The settings: an empty one counts as not set, and the environment wins. Raises `BadSetting`."""
    file = _read_file()
    given: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, about in _abouts().items():
        variable = f"BOT_{name.upper()}"
        if text := os.environ.get(variable) or file.get(variable):
            given[name] = text
        try:
            values[name] = about.read(given.get(name, about.default))
        except ValueError as fault:  # without the value: it may be a token
            raise BadSetting(f"{variable}: {fault}. Set it in the environment or in the file {FILE}.") from None
    found = Settings(**values, given=frozenset(given))
    _apart("the data folder", "BOT_DATA_DIR", found.data_dir, found.key_file)
    if found.backup_dir is not None:
        _apart("the folder of backups", "BOT_BACKUP_DIR", found.backup_dir, found.key_file)
    return found


def _read_file() -> dict[str, str | None]:
    try:
        return dotenv_values(FILE, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        why = "it is not UTF-8 text" if isinstance(fault, UnicodeDecodeError) else fault.strerror
        raise BadSetting(f"{FILE}: it cannot be read ({why}). Save it as plain text that this user may read.") from None


def _apart(what: str, name: str, folder: Path, key_file: Path) -> None:
    if key_file.resolve().is_relative_to(folder.resolve()):
        raise BadSetting(
            f"BOT_KEY_FILE: the key lies inside {what}, so whoever takes the folder has the key too. "
            f"Choose a place outside {name}."
        )


def writable(name: str, folder: Path) -> Path:
    """The folder, made for its owner alone where it is missing. Raises `BadSetting` when nothing can be written there:
    better now than in the night, when the first backup is due."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError as fault:
        raise BadSetting(
            f"{name}: nothing can be written in {folder} ({fault.strerror}). Name a folder that this user may write to."
        ) from None
