"""The documents room's one door: a paper or a calendar goes in, the bytes of a file come out.

Setting a paper takes some hundredths of a second of computing; it is done in a thread of its own, so that the event
loop goes on. Results are kept at hand for a minute, in memory alone: a preview and its PDF are set once, and a preview
is drawn only for who asks for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from bot.core.papers import Calendar, Paper, Picture
from bot.documents.typefaces import typeface_folders

if TYPE_CHECKING:  # what sets papers is loaded with the first one: the bot answers sooner after a start
    from bot.documents.typesetting import Made, Photos, Typesetter

log = logging.getLogger(__name__)

KEPT = 16  # papers at hand
KEPT_SECONDS = 60.0
FETCH_SECONDS = 20.0  # for one photo; then the paper is made without it

Fetch = Callable[[str], Awaitable[bytes]]
_T = TypeVar("_T")


class Documents:
    """Makes files. `fetch` brings a photo by its file id, and may raise anything. Close it at the end.

    Raises `LookupError` when a package with typefaces is not installed.
    """

    def __init__(self, fetch: Fetch) -> None:
        typeface_folders()
        self._fetch = fetch
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="documents")
        self._typesetter: Typesetter | None = None
        self._made: OrderedDict[bytes, Made] = OrderedDict()

    async def paper(self, paper: Paper) -> bytes:
        """The paper as a PDF/UA-1 file."""
        return (await self._make(paper)).pdf

    async def preview(self, paper: Paper) -> bytes:
        """The paper's first page as PNG."""
        made = await self._make(paper)
        return await self._in_thread(lambda: made.picture)

    async def shortened(self, paper: Paper) -> bool:
        """Whether the paper leaves words out so that it is one page."""
        return (await self._make(paper)).shortened

    async def calendar(self, calendar: Calendar) -> bytes:
        """The calendar as an .ics file."""
        return await self._in_thread(partial(self._write, calendar))

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(cancel_futures=True)

    async def _make(self, paper: Paper) -> Made:
        key = hashlib.sha256(msgspec.json.encode(paper)).digest()
        if key not in self._made:
            fetched = await self._photos(paper)
            made = await self._in_thread(partial(self._set, paper, fetched))
            self._made[key] = made
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._made.pop, key, None)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return made
        return self._made[key]

    async def _photos(self, paper: Paper) -> Photos:
        fetched: Photos = {}
        for wanted in {block.photo for block in paper.blocks if isinstance(block, Picture)}:
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    fetched[wanted] = await self._fetch(wanted)
            except Exception as error:
                log.warning("A photo could not be fetched (%s); the paper is made without it.", type(error).__name__)
        return fetched

    def _write(self, calendar: Calendar) -> bytes:
        from bot.documents.calendars import calendar_file

        return calendar_file(calendar)

    def _set(self, paper: Paper, fetched: Photos) -> Made:
        from bot.documents.photo_process import reencoded_apart
        from bot.documents.typesetting import Typesetter

        if self._typesetter is None:
            self._typesetter = Typesetter()
        photos = {
            name: picture for name, content in fetched.items() if (picture := reencoded_apart(content)) is not None
        }
        return self._typesetter.set(paper, photos)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._careful, work)

    def _careful(self, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except BaseException as error:
            if isinstance(error, Exception):
                raise
            self._typesetter = None  # a panic in Typst is no `Exception`, and what it leaves behind is of no use
            raise RuntimeError(f"the typesetter gave up ({type(error).__name__})") from None
