"""Who deletes everything is out of the schedule and the queue at once, and out of the backups within a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from household import household

from bot import app
from bot.core.records import person_address
from bot.core.requests import Lane, Outgoing, SendMessage
from bot.scheduler import Clockwork
from bot.storage import Change
from bot.storage.backups import BackupFolder

pytest_plugins = ["house_fixtures"]

PATIENCE = 20.0  # seconds


async def test_schedule_queue_and_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks: list[Clockwork] = []

    class Seen(Clockwork):
        def __init__(self, **parts: Any) -> None:
            super().__init__(**parts)
            clocks.append(self)

    monkeypatch.setattr(app, "Clockwork", Seen)
    async with household(tmp_path, backup_dir=tmp_path / "backups") as home:
        store: Any = home.service._store
        parent = await home.settled("Maria", "Ana")
        family = await store.find(person_address(parent.id))
        assert family is not None
        assert await store.next_due() is not None, "the end of long silence is planned, or this shows nothing"
        await store.back_up(BackupFolder(tmp_path / "backups"), home.clock.now())
        keys = tmp_path / "backups" / "keys"
        assert list(keys.rglob(family))
        later = SendMessage(chat=parent.id, html="later", lane=Lane.REMINDER)
        waits = Outgoing(id="~waits", owner=family, request=later, created=home.clock.now())
        await store.commit(Change(queue=(waits,)))
        await parent.say("/delete")
        await parent.wait_for_reply(containing="Shall I delete everything?", timeout=PATIENCE)
        await parent.tap_label("Yes, delete everything")
        await parent.wait_for_reply(containing="All of it is deleted", timeout=PATIENCE)
        assert await store.find(person_address(parent.id)) is None
        assert await store.next_due() is None
        assert not [each for each in await store.unsent() if each.owner == family]
        assert not list((tmp_path / "data").rglob(f"{family}*"))

        [clock] = clocks
        every_minute = [job for job in clock._scheduler.get_jobs() if str(job.trigger) == "interval[0:01:00]"]
        [forget] = [job for job in every_minute if job.func.__name__ == "forget"]
        assert forget.next_run_time - datetime.now(UTC) <= timedelta(minutes=1)
        await forget.func()
        assert not list(keys.rglob(family))
