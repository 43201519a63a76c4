"""The nightly backup, how many are kept, and that what is deleted is forgotten there too. It knows no clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.storage.backups import Backup, BackupFault, BackupFolder, KeptStore

log = logging.getLogger(__name__)

A_NIGHT = timedelta(hours=25)  # after which a night was missed
SAME_NIGHT = timedelta(hours=1)  # in which one backup is enough, whichever replica has made it


class NightlyBackups:
    """Backups of one store in one folder, the newest `keep` of them. `now` is the machine's clock."""

    def __init__(self, store: KeptStore, folder: BackupFolder, keep: int, now: Callable[[], datetime]) -> None:
        self._store = store
        self._folder = folder
        self._keep = keep
        self._now = now
        self.faults = 0

    def missed(self) -> bool:
        """Whether the newest backup is older than a night, or there is none."""
        newest = self._folder.newest()
        return newest is None or self._now() - newest > A_NIGHT

    async def make(self) -> Backup:
        """Make one now. The older ones go only if nothing was lacking in it. Raises `BackupFault` and `OSError`."""
        backup = await self._make()
        if backup is None:
            raise BackupFault("Another backup of this database is being made right now. That one may be enough.")
        return backup

    async def _make(self, since: datetime | None = None) -> Backup | None:
        backup = await self._store.back_up(self._folder, self._now(), since)
        if backup is None:
            return None
        if backup.lacking:
            log.error("%d records have no good file to back up; the older backups are all kept", backup.lacking)
        else:
            self._folder.prune(self._keep)
        return backup

    async def nightly(self) -> None:
        """The same, for the clock: a fault is logged, and the next night tries again. Of several replicas, one does."""
        try:
            backup = await self._make(self._now() - SAME_NIGHT)
        except BackupFault as fault:
            self.faults += 1
            log.error("no backup was made: %s", fault)
        except OSError as fault:
            self.faults += 1
            log.error("no backup was made: %s", fault.strerror)
        else:
            if backup is not None:
                log.info("a backup of %d records was made", backup.records)

    async def forget(self) -> None:
        """Let what was deleted be unreadable in the backups as well."""
        try:
            await self._store.forget_deleted(self._folder)
        except OSError as fault:
            self.faults += 1
            log.error("what was deleted could not be taken out of the backups yet: %s", fault.strerror)
