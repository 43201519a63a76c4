"""Any history of commits, restarts, crashes and lost catalogues ends as the same history does in memory."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from faulty_files import DyingDisk
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pictures import picture
from store_fixtures import make_family, memory_folder, say

from bot.storage import Change, MemoryStore, TinyStore

IDS = tuple(f"f{number}" for number in range(1, 6))
names = st.sampled_from(IDS)
due_times = st.none() | st.integers(0, 5)
outgoing_ids = st.integers(0, 12).map(lambda number: f"{number:02}")


class Histories(RuleBasedStateMachine):
    """Families keep their own person and hand one more, a shared one, around."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = memory_folder() or Path(tempfile.mkdtemp())
        self.model = MemoryStore()
        self.loop.run_until_complete(self.model.open())
        self.owners: dict[str, str] = {}  # of outgoing ids: an id is never used for two records
        self.guest = ""  # the family that the shared person is in
        self.start()

    def start(self) -> None:
        self.disk = DyingDisk(0, "after")
        self.store = TinyStore(self.folder / "data", self.folder / "master.key", self.disk, checkpoint_bytes=2_000)
        self.loop.run_until_complete(self.store.open())

    def commit(self, change: Change) -> None:
        self.loop.run_until_complete(self.store.commit(change))
        self.loop.run_until_complete(self.model.commit(change))

    @rule(name=names, due=due_times, words=st.text(max_size=300), outgoing=st.lists(outgoing_ids, max_size=3))
    def put(self, name: str, due: int | None, words: str, outgoing: list[str]) -> None:
        people = [IDS.index(name) + 1] + ([9] if self.guest == name else [])
        queue = tuple(say(one, name, words) for one in outgoing if self.owners.setdefault(one, name) == name)
        self.commit(Change(put=(make_family(name, *people, due=due, words=words),), queue=queue))

    @rule(name=names)
    def move_the_shared_person(self, name: str) -> None:
        left, self.guest = self.guest, name
        put = [make_family(name, IDS.index(name) + 1, 9, due=3)]
        if left and left != name:
            put.append(make_family(left, IDS.index(left) + 1))
        self.commit(Change(put=tuple(put)))

    @rule(names=st.sets(names, min_size=1, max_size=2))
    def drop(self, names: set[str]) -> None:
        if self.guest in names:
            self.guest = ""
        self.commit(Change(drop=tuple(sorted(names))))

    @rule(settle=st.lists(outgoing_ids, max_size=4), mark=st.lists(outgoing_ids, max_size=4))
    def send(self, settle: list[str], mark: list[str]) -> None:
        self.commit(Change(settle=tuple(settle), mark=tuple(mark)))

    @rule(name=names, one=outgoing_ids)
    def queue(self, name: str, one: str) -> None:
        if self.owners.setdefault(one, name) == name:
            self.commit(Change(queue=(say(one, name),)))

    @rule(changes=st.lists(names, min_size=2, max_size=5, unique=True))
    def commit_at_once(self, changes: list[str]) -> None:
        async def together() -> None:
            await asyncio.gather(
                *(self.store.commit(Change(put=(make_family(name, IDS.index(name) + 1, due=2),))) for name in changes)
            )

        self.loop.run_until_complete(together())
        for name in changes:
            if self.guest == name:
                self.guest = ""
            self.loop.run_until_complete(
                self.model.commit(Change(put=(make_family(name, IDS.index(name) + 1, due=2),)))
            )

    @rule()
    def restart(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.start()

    @rule()
    def kill(self) -> None:
        """Nothing reaches the disk any more. The commit before makes what was settled durable."""
        self.commit(Change(mark=("none",)))
        self.disk.die()
        self.loop.run_until_complete(self.store.close())
        self.start()

    @rule()
    def lose_the_catalogue(self) -> None:
        self.loop.run_until_complete(self.store.close())
        shutil.rmtree(self.folder / "data" / "catalogue")
        self.start()

    @invariant()
    def both_tell_the_same(self) -> None:
        async def compare() -> None:
            assert await picture(self.store, IDS) == await picture(self.model, IDS)

        self.loop.run_until_complete(compare())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()
        assert not list((self.folder / "data" / "set_aside").iterdir())
        shutil.rmtree(self.folder)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
