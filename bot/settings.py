"""The settings: the only reader of the environment and of `.env`."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class BadSetting(Exception):
    """A setting has a value that cannot be used. The message is one plain line with the setting and the mend."""


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


class Settings(BaseSettings):
    """Everything an operator can set. Each has the prefix `BOT_` in the environment or in a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", env_ignore_empty=True)

    token: Annotated[str, AfterValidator(_token), Field(description="the bot's token from @BotFather")] = ""
    api_url: Annotated[
        str, AfterValidator(_bot_base), Field(description="Telegram's Bot API, or a local server for it")
    ] = "https://api.telegram.org/bot"
    api_file_url: Annotated[str, AfterValidator(_bot_base), Field(description="where files are fetched from")] = (
        "https://api.telegram.org/file/bot"
    )
    data_dir: Annotated[Path, Field(description="where the families' records are kept, encrypted")] = Path("data")
    key_file: Annotated[Path, Field(description="the master key; keep it apart from the data folder")] = Path(
        "~/.config/sameside/master.key"
    )
    database_url: Annotated[
        str,
        AfterValidator(_database),
        Field(
            description="the PostgreSQL database that keeps the records in place of BOT_DATA_DIR, see docs/moving.md"
        ),
    ] = ""
    webhook_url: Annotated[
        str,
        AfterValidator(_webhook),
        Field(description="the public https address to which Telegram posts updates; empty: they are fetched"),
    ] = ""
    webhook_secret: Annotated[
        str, AfterValidator(_secret), Field(description="what Telegram shows at each post; empty: made of the token")
    ] = ""
    webhook_host: Annotated[
        str, Field(min_length=1, description="the address of this machine on which the posts arrive, from a proxy")
    ] = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535, description="the port for the same")] = 8090
    practice_port: Annotated[
        int, Field(ge=0, le=65535, description="port of the practice chat; 0 for any free one")
    ] = 8765
    broadcast_approval: Annotated[
        bool,
        Field(description="let a second coach or an admin look at broadcasts with links, pictures or several groups"),
    ] = True
    practice_limits: Annotated[
        bool, Field(description="let the practice chat refuse what is sent too fast, as Telegram does")
    ] = False
    backup_dir: Annotated[
        Path | None, Field(description="where a backup is kept each night, best on another disk; empty for none")
    ] = None
    backup_keep: Annotated[int, Field(ge=1, description="how many backups are kept")] = 7
    backup_at: Annotated[time, Field(description="when the nightly backup is made, by the clock of the machine")] = (
        time(3, 30)
    )
    retention_months: Annotated[
        int,
        Field(ge=0, le=1200, description="a family of which nobody writes so long is warned, then deleted; 0: never"),
    ] = 24
    health_port: Annotated[
        int, Field(ge=0, le=65535, description="port of /healthz and /metrics, on this machine only; 0 for none")
    ] = 0
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="how much is logged")] = "INFO"
    log_format: Annotated[
        Literal["plain", "json"], Field(description="how a line of the log looks: plain, or one JSON object")
    ] = "plain"
    sentry_dsn: Annotated[
        str, Field(description="where faults are reported, only by kind and place in the code; needs the extra sentry")
    ] = ""

    @property
    def fleet(self) -> bool:
        """Whether this process is one of several on the same database. Polling is for one alone."""
        return bool(self.database_url and self.webhook_url)


def read_settings() -> Settings:
    """The settings. Raises `BadSetting`."""
    try:
        found = Settings()
    except ValidationError as fault:
        raise BadSetting(_plain(fault)) from None
    found.data_dir = found.data_dir.expanduser()
    found.key_file = found.key_file.expanduser()
    _apart("the data folder", "BOT_DATA_DIR", found.data_dir, found.key_file)
    if found.backup_dir is not None:
        found.backup_dir = found.backup_dir.expanduser()
        _apart("the folder of backups", "BOT_BACKUP_DIR", found.backup_dir, found.key_file)
    return found


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


_IN_PLAIN_WORDS = {  # where pydantic's own words help nobody, by the kind of complaint
    "int_parsing": "it must be a whole number",
    "time_parsing": "it must be a time of day such as 03:30",
    "bool_parsing": "it must be true or false",
}


def _plain(fault: ValidationError) -> str:
    """The first complaint, without the value: it may be a token."""
    first = fault.errors(include_url=False, include_input=False)[0]
    name = "BOT_" + str(first["loc"][0]).upper()
    what = _IN_PLAIN_WORDS.get(first["type"], str(first["msg"]).removeprefix("Value error, "))
    return f"{name}: {what}. Set it in the environment or in the file .env."
