"""The settings: the only reader of the environment and of `.env`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, Literal

import msgspec
from dotenv import dotenv_values
from msgspec import Meta

FILE = ".env"
KEY_FILE = "~/.config/sameside/master.key"
PREFIX = "BOT_"
TRIAL = 64 * 1024  # bytes that are written to see whether a folder takes any


class BadSetting(Exception):
    """A setting has a value that cannot be used. The message is one plain line with the setting and the mend."""


def _about(what: str, mend: str = "", **limits: Any) -> Meta:
    """What a setting is for, and what to say when its value is not within the limits."""
    return Meta(description=what, extra={"mend": mend}, **limits)


def _number(what: str, least: int, most: int) -> Meta:
    return _about(what, f"it must be a whole number from {least} to {most}", ge=least, le=most)


def _yes_or_no(what: str) -> Meta:
    return _about(what, "it must be true or false")


def _base(what: str) -> Meta:
    mend = (
        "it must begin with https:// (or http:// for a server on this machine) and must end in /bot, "
        "as in https://api.telegram.org/bot"
    )
    return _about(what, mend, pattern=r"\Ahttps?://.+/bot\Z")


# https anywhere, or http to this machine; then a path. No user, no query, no fragment.
_WEBHOOK = r"(https://[^/?#@\s:]+|http://(127\.0\.0\.1|localhost|\[::1\]))(:[0-9]{1,5})?/[!\"$->A-~]+"


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename=lambda name: PREFIX + name.upper()):
    """Everything an operator can set, by its name in the environment or in a file `.env`."""

    token: Annotated[
        str,
        _about(
            "the bot's token from @BotFather",
            "it must look like 123456:ABC-DEF..., as @BotFather gives it",
            pattern=r"\A([0-9]+:.{10,})?\Z",
        ),
    ] = ""
    api_url: Annotated[str, _base("Telegram's Bot API, or a local server for it")] = "https://api.telegram.org/bot"
    api_file_url: Annotated[str, _base("where files are fetched from")] = "https://api.telegram.org/file/bot"
    data_dir: Annotated[Path, _about("where the families' records are kept, encrypted")] = Path("data")
    key_file: Annotated[Path, _about("the master key; keep it apart from the data folder")] = Path(KEY_FILE)
    database_url: Annotated[
        str,
        _about(
            "the PostgreSQL database that keeps the records in place of BOT_DATA_DIR, see docs/moving.md",
            "it must look like postgresql://user:password@host:5432/database",
            pattern=r"\A(postgres(ql)?://.*)?\Z",
        ),
    ] = ""
    webhook_url: Annotated[
        str,
        _about(
            "the public https address to which Telegram posts updates; empty: they are fetched",
            "it must be an https address that Telegram can reach, with a path and without ?, #, @ or spaces, "
            "such as https://bot.example.org/telegram",
            pattern=rf"\A({_WEBHOOK})?\Z",
        ),
    ] = ""
    webhook_secret: Annotated[
        str,
        _about(
            "what Telegram shows at each post; empty: made of the token",
            "it must have 16 to 256 letters, digits, _ or -; or leave it empty, and it is made of the token",
            pattern=r"\A([A-Za-z0-9_-]{16,256})?\Z",
        ),
    ] = ""
    webhook_host: Annotated[str, _about("the address of this machine on which the posts arrive, from a proxy")] = (
        "127.0.0.1"
    )
    webhook_port: Annotated[int, _number("the port for the same", 1, 65535)] = 8090
    practice_port: Annotated[int, _number("port of the practice chat; 0 for any free one", 0, 65535)] = 8765
    broadcast_approval: Annotated[
        bool, _yes_or_no("let a second coach or an admin look at broadcasts with links, pictures or several groups")
    ] = True
    practice_limits: Annotated[
        bool, _yes_or_no("let the practice chat refuse what is sent too fast, as Telegram does")
    ] = False
    backup_dir: Annotated[
        Path | None, _about("where a backup is kept each night, best on another disk; empty for none")
    ] = None
    backup_keep: Annotated[int, _number("how many backups are kept", 1, 10_000)] = 7
    backup_at: Annotated[
        str,
        _about(
            "when the nightly backup is made, by the clock of the machine",
            "it must be a time of day such as 03:30",
            pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z",
        ),
    ] = "03:30"
    retention_months: Annotated[
        int, _number("a family of which nobody writes so long is warned, then deleted; 0: never", 0, 1200)
    ] = 24
    health_port: Annotated[
        int, _number("port of /healthz and /metrics, on this machine only; 0 for none", 0, 65535)
    ] = 0
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        _about("how much is logged", "it must be one of these: DEBUG, INFO, WARNING, ERROR"),
    ] = "INFO"
    log_format: Annotated[
        Literal["plain", "json"],
        _about("how a line of the log looks: plain, or one JSON object", "it must be one of these: plain, json"),
    ] = "plain"
    sentry_dsn: Annotated[
        str, _about("where faults are reported, only by kind and place in the code; needs the extra sentry")
    ] = ""
    given: frozenset[str] = msgspec.field(name="given", default=frozenset())  # which of them an operator has set

    def __repr__(self) -> str:
        return "Settings()"  # nothing prints a token or a password

    @property
    def fleet(self) -> bool:
        """Whether this process is one of several on the same database. Polling is for one alone."""
        return bool(self.database_url and self.webhook_url)

    @property
    def backup_time(self) -> time:
        """`backup_at`, by the clock of the machine."""
        return time.fromisoformat(self.backup_at)


def _explanations() -> Iterator[tuple[str, Meta, object]]:
    """Each setting's name in the environment, what is known about it, and its default."""
    for field in msgspec.structs.fields(Settings):
        if field.encode_name.startswith(PREFIX):
            yield field.encode_name, field.type.__metadata__[0], field.default


def explained() -> list[str]:
    """A line about each setting."""
    return [
        f"{name}: {about.description}" + (f" (default: {_written(default)})" if default not in ("", None) else "")
        for name, about, default in _explanations()
    ]


def _written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def read_settings() -> Settings:
    """The settings: an empty one counts as not set, and the environment wins. Raises `BadSetting`."""
    values = _set_by_operator()
    try:
        found = msgspec.convert({"BOT_KEY_FILE": KEY_FILE, **values}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as fault:
        raise BadSetting(_complaint(str(fault))) from None
    names = {field.encode_name: field.name for field in msgspec.structs.fields(Settings)}
    found = msgspec.structs.replace(found, given=frozenset(names[name] for name in values if name in names))
    _apart("the data folder", "BOT_DATA_DIR", found.data_dir, found.key_file)
    if found.backup_dir is not None:
        _apart("the folder of backups", "BOT_BACKUP_DIR", found.backup_dir, found.key_file)
    return found


def _complaint(fault: str) -> str:
    """The setting's name stands at the end of the library's words, the mend beside the setting. Its value is not said:
    it may be a token."""
    words, _, name = fault.rpartition(" - at `$.")
    name = name.rstrip("`")
    mend = next((about.extra or {})["mend"] for each, about, _ in _explanations() if each == name) or words
    return f"{name}: {mend}. Set it in the environment or in the file {FILE}."


def _path(_: type, text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("there is no home folder to put in place of ~; write the whole path") from None


def _set_by_operator() -> dict[str, str]:
    try:
        file = dotenv_values(FILE, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        why = "it is not UTF-8 text" if isinstance(fault, UnicodeDecodeError) else fault.strerror
        raise BadSetting(f"{FILE}: it cannot be read ({why}). Save it as plain text that this user may read.") from None
    both = (*file.items(), *os.environ.items())
    return {name: value for name, value in both if value and name.startswith(PREFIX)}


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
        with TemporaryFile(dir=folder) as trial:  # on a full disk there is room for a name, not for what it stands for
            trial.write(bytes(TRIAL))
        return folder
    except OSError as fault:
        raise BadSetting(
            f"{name}: nothing can be written in {folder} ({fault.strerror}). "
            "Name a folder with room left that this user may write to."
        ) from None
