"""The command line: reads the words, runs a command, and turns an operator's mistake into one plain line.

Exit status: 0 all is well, 1 a check found something, 2 a mistake in the settings or the command line.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot import app, custody
from bot.content import ContentFault, NoSuchConversation, load
from bot.settings import BadSetting, Settings, explained, read_settings
from bot.storage import DatabaseFault, KeyFileFault, StoreLocked
from bot.storage.backups import BackupFault
from bot.storage.moving import MoveFault
from bot.telegram.connect import TokenRefused
from bot.telegram.receive import AnotherPoller
from bot.telegram.registration import WebhookRefused
from bot.watching.logs import set_up_logging
from bot.watching.sentry import report_faults

# Each carries one plain line for the operator.
MISTAKES = (
    NoSuchConversation,
    BadSetting,
    StoreLocked,
    KeyFileFault,
    ContentFault,
    TokenRefused,
    AnotherPoller,
    WebhookRefused,
    BackupFault,
    DatabaseFault,
    MoveFault,
)


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status."""
    words = _parser().parse_args(arguments)
    try:
        return int(words.run(words))
    except MISTAKES as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):  # told to stop before it had started
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run_bot.py",
        description="SameSide, a chat coach for parents and their child's IEP team.",
        epilog="Without a command: run with BOT_TOKEN set, practice without. Settings: see docs/settings.md.",
    )
    parser.set_defaults(run=_run_or_practise)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, run, what in (
        ("run", _run, "serve Telegram with the token in BOT_TOKEN"),
        ("practice", _practise, "open the practice chat: the whole bot in a browser, without a token"),
        ("preview", _preview, "play one conversation in the practice chat, as it is in content/ now"),
        ("map", _map, "draw all conversations, as a Markdown page with Mermaid charts"),
        ("check", _check, "check everything in content/ and name file, line and mend"),
        ("translate", _translate, "gather the interface strings and bring each language's interface.po up to date"),
        ("backup", _backup, "make a backup: of a bot that is stopped, or of a database at any time"),
        ("restore", _restore, "put a backup back into an empty data folder or database"),
        ("rotate-key", _rotate_key, "change the master key of a bot that is stopped"),
        ("migrate", _migrate, "carry all records from a data folder into PostgreSQL, or back"),
        ("settings", _settings, "list the settings and what they mean"),
    ):
        command = commands.add_parser(name, help=what, description=what[:1].upper() + what[1:] + ".")
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument("--actions", action="store_true", help="list the names that a conversation may use")
        if name == "backup":
            command.add_argument("to", nargs="?", type=Path, help="the folder of backups (default: BOT_BACKUP_DIR)")
        if name == "migrate":
            where = "a folder, postgresql://..., or the word database for BOT_DATABASE_URL"
            command.add_argument("--from", dest="source", required=True, metavar="PLACE", help=where)
            command.add_argument("--to", dest="target", required=True, metavar="PLACE", help="the same kinds of place")
        if name == "restore":
            command.add_argument("source", type=Path, help="a backup, or a folder of them: then the newest one")
        if name == "preview":
            command.add_argument("name", help="the conversation: the name of its file without .md")
            command.add_argument("--language", default="en", help="the language to play it in (default: en)")
    return parser


def _run_or_practise(words: argparse.Namespace) -> int:
    return _run(words) if read_settings().token else _practise(words)


def _run(_: argparse.Namespace) -> int:
    settings = read_settings()
    if not settings.token:
        raise BadSetting(
            "BOT_TOKEN: it is not set. Put BOT_TOKEN=... into the file .env, as @BotFather gives it, "
            "or try the practice chat: python run_bot.py practice"
        )
    return _together(settings, app.serve)


def _practise(_: argparse.Namespace) -> int:
    from bot import practice  # here, as below: the bot at work has no use for it

    return _together(read_settings(), practice.practise)


def _preview(words: argparse.Namespace) -> int:
    from bot import practice

    return _together(read_settings(), lambda settings, say: practice.preview(settings, say, words.name, words.language))


def _map(_: argparse.Namespace) -> int:
    from bot.content.mermaid import page

    print(page(load(app.CONTENT).edition("en").conversations.values()), end="")
    return 0


def _together(settings: Settings, job: Callable[[Settings, app.Say], Coroutine[Any, Any, None]]) -> int:
    set_up_logging(settings.log_level, settings.log_format)
    if settings.sentry_dsn:
        report_faults(settings.sentry_dsn)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(job(settings, _say))
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it exists."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _say(line: str) -> None:
    print(line, flush=True)


def _check(words: argparse.Namespace) -> int:
    from bot.content.checking import check

    names = app.content_names()
    if words.actions:
        for kind, known in (("actions", names.actions), ("facts", names.facts), ("views", names.views)):
            print(f"{kind}: {', '.join(sorted(known))}")
        return 0
    complaints = check(app.CONTENT, names)
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints" if complaints else "content/ is in order")
    return 1 if complaints else 0


def _translate(_: argparse.Namespace) -> int:
    from bot.content.translating import translate

    for language, missing in translate(app.CONTENT).items():
        left = f"{missing} strings still wait for a translation" if missing else "every string is translated"
        print(f"{app.CONTENT.name}/{language}/interface.po: {left}")
    return 0


def _backup(words: argparse.Namespace) -> int:
    return _at_the_data(lambda settings, say: custody.back_up(settings, words.to, say))


def _migrate(words: argparse.Namespace) -> int:
    return _at_the_data(lambda settings, say: custody.move_house(settings, words.source, words.target, say))


def _restore(words: argparse.Namespace) -> int:
    return _at_the_data(lambda settings, say: custody.put_back(settings, words.source, say))


def _rotate_key(_: argparse.Namespace) -> int:
    return _at_the_data(custody.change_key)


def _at_the_data(job: Callable[[Settings, app.Say], Coroutine[Any, Any, None]]) -> int:
    try:
        return _together(read_settings(), job)
    except OSError as fault:
        where = f" ({fault.filename})" if fault.filename else ""
        print(f"The disk refused: {fault.strerror or fault}{where}. Nothing is lost; run it again.", file=sys.stderr)
        return 1


def _settings(_: argparse.Namespace) -> int:
    for line in explained():
        print(line)
    return 0
