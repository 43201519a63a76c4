"""What an operator sees on the command line: help, and one plain line for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import BadSetting, writable

pytest_plugins = ["house_fixtures"]


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for command in ("run", "practice", "check", "settings"):
        assert command in said


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("BOT_TOKEN", "nonsense", "@BotFather"),
        ("BOT_API_URL", "https://api.telegram.org", "must end in /bot"),
        ("BOT_API_URL", "api.telegram.org/bot", "https://"),
        ("BOT_PRACTICE_PORT", "99999", "from 0 to 65535"),
        ("BOT_PRACTICE_PORT", "door", "whole number"),
        ("BOT_LOG_LEVEL", "LOUD", "DEBUG, INFO,"),
        ("BOT_BACKUP_AT", "25h", "such as 03:30"),
        ("BOT_BACKUP_KEEP", "0", "from 1 to"),
        ("BOT_BROADCAST_APPROVAL", "perhaps", "true or false"),
        ("BOT_WEBHOOK_URL", "bot.example.org/telegram", "https://bot.example.org/telegram"),
        ("BOT_WEBHOOK_URL", "http://bot.example.org/telegram", "https://bot.example.org/telegram"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org", "with a path and without ?, #, @ or spaces"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org/", "with a path and without ?, #, @ or spaces"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org/a?b", "with a path and without ?, #, @ or spaces"),
        ("BOT_WEBHOOK_URL", "https://me:pass@bot.example.org/a", "with a path and without ?, #, @ or spaces"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org:port/a", "https://bot.example.org/telegram"),
        ("BOT_WEBHOOK_URL", "https://bot.example.org/a b", "with a path and without ?, #, @ or spaces"),
        ("BOT_WEBHOOK_SECRET", "short", "16 to 256 letters"),
        ("BOT_WEBHOOK_SECRET", "with spaces in the middle", "16 to 256 letters"),
        ("BOT_WEBHOOK_PORT", "0", "from 1 to 65535"),
        ("BOT_WEBHOOK_PORT", "https", "whole number"),
        ("BOT_KEY_FILE", "~nobody-of-that-name/key", "write the whole path"),
    ],
)
def test_a_wrong_setting_gives_one_line_and_status_2(
    settings_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    mend: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(f"{name}: ")
    assert mend in line


def test_settings_come_from_a_file_too(settings_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings_home / ".env").write_text("BOT_TOKEN=nonsense\n", encoding="utf-8")
    assert main([]) == 2
    assert "BOT_TOKEN" in capsys.readouterr().err


def test_a_file_of_settings_may_be_written_on_windows(settings_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings_home / ".env").write_bytes("\ufeffBOT_TOKEN=nonsense\r\n".encode())
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("BOT_TOKEN: ")


def test_a_file_of_settings_that_is_no_text_is_named(settings_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings_home / ".env").write_bytes("BOT_TOKEN=ñ".encode("utf-16"))
    assert main([]) == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith(".env: it cannot be read")


def test_the_page_of_settings_names_what_the_code_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings"]) == 0
    listed = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `BOT_")]
    assert [row[0].strip("| `") for row in rows] == list(listed)
    for row in rows:
        default = listed[row[0].strip("| `")].rpartition(" (default: ")[2].removesuffix(")")
        assert row[1].strip("`") in (default, "none", "made of the token")


def test_running_without_a_token_says_where_it_goes(settings_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 2
    assert "BOT_TOKEN: it is not set" in capsys.readouterr().err


def test_a_key_inside_the_data_folder_is_refused(
    settings_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATA_DIR", str(settings_home / "data"))
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "data" / "master.key"))
    assert main(["practice"]) == 2
    assert "BOT_KEY_FILE" in capsys.readouterr().err


def test_a_taken_port_names_the_setting(
    settings_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("BOT_PRACTICE_PORT", str(taken.getsockname()[1]))
        assert main(["practice"]) == 2
    assert "BOT_PRACTICE_PORT" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "setting"), [("run", "BOT_DATA_DIR"), ("practice", "BOT_DATA_DIR"), ("run", "BOT_BACKUP_DIR")]
)
def test_a_folder_that_cannot_be_written_names_the_setting(
    settings_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    setting: str,
) -> None:
    (settings_home / "a file").write_text("where a folder is meant to be")
    monkeypatch.setenv("BOT_TOKEN", "123456:ABCDEFGHIJ")
    monkeypatch.setenv("BOT_PRACTICE_PORT", "0")
    monkeypatch.setenv("BOT_DATA_DIR", str(settings_home / "data"))
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "master.key"))
    monkeypatch.setenv(setting, str(settings_home / "a file" / "folder"))
    assert main([command]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{setting}: nothing can be written in ")
    assert said.err.count("\n") == 1


def test_a_disk_that_is_full_at_the_start_names_the_folder(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(BadSetting, match=r"BOT_DATA_DIR: nothing can be written in .*with room left"):
            writable("BOT_DATA_DIR", tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_that_cannot_be_written_names_the_setting(
    settings_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings_home / "data").mkdir()
    (settings_home / "data" / "key_fingerprint").write_text("there is something to back up")
    monkeypatch.setenv("BOT_DATA_DIR", str(settings_home / "data"))
    monkeypatch.setenv("BOT_KEY_FILE", str(settings_home / "master.key"))
    (settings_home / "a file").write_text("where a folder is meant to be")
    assert main(["backup", str(settings_home / "a file" / "folder")]) == 2
    assert capsys.readouterr().err.startswith("BOT_BACKUP_DIR: nothing can be written in ")
