"""The whole house over real HTTP: the bot as an operator starts it, against a Telegram of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from household import Household, household


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    """A house with the usual cast, in this process."""
    async with household(tmp_path) as built:
        yield built


@pytest.fixture
def settings_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with no `.env` and an environment without settings of ours."""
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "BOT_API_URL", "BOT_API_FILE_URL", "BOT_DATA_DIR", "BOT_KEY_FILE", "BOT_PRACTICE_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
