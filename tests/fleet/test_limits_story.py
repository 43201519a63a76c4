"""Three real senders on one database keep Telegram's limits together. The long form is `tests.fleet.limits_story`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.fleet.limits_story import run

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]


async def test_three_senders_are_never_refused_and_lose_and_double_nothing(tmp_path: Path, postgres: Server) -> None:
    figures = await run(postgres, tmp_path, private=50, groups=2, each=5)
    assert figures.wrong() == []
    assert figures.accepted == 60
    assert figures.senders > 1
