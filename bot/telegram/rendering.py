"""The bytes of what is made right before it is sent: papers and calendars.

It must not know how they are made; whoever implements `Renderer` does.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from bot.core.papers import Calendar, Paper
from bot.core.requests import Outward, SendCalendar, SendPaper, SendPreview


class Renderer(Protocol):
    """Makes files, never on the event loop's own time, and the same one only once."""

    async def paper(self, paper: Paper) -> bytes:
        """A paper as PDF."""

    async def shortened(self, paper: Paper) -> bool:
        """Whether the paper leaves words out so that it is one page."""

    async def preview(self, paper: Paper) -> bytes:
        """Its first page as PNG."""

    async def calendar(self, calendar: Calendar) -> bytes:
        """A calendar as .ics."""


class NoPapers:
    """A `Renderer` of a house without papers. Raises `LookupError`, so that such a request is refused."""

    async def paper(self, paper: Paper) -> bytes:
        """Never."""
        raise LookupError("papers are not set here")

    preview = paper

    async def shortened(self, paper: Paper) -> bool:
        """Never."""
        raise LookupError("papers are not set here")

    async def calendar(self, calendar: Calendar) -> bytes:
        """Never."""
        raise LookupError("calendars are not written here")


async def made(request: Outward, renderer: Renderer) -> tuple[Outward, bytes]:
    """The request as it is to be sent, now that it is known how its file has turned out, and that file; empty for a
    request that has none to be made."""
    match request:
        case SendPaper():
            content = await renderer.paper(request.paper)
            if request.if_shortened is not None and await renderer.shortened(request.paper):
                html, rows = request.if_shortened
                request = msgspec.structs.replace(request, html=html, rows=rows)
            return request, content
        case SendPreview():
            return request, await renderer.preview(request.paper)
        case SendCalendar():
            return request, await renderer.calendar(request.calendar)
        case _:
            return request, b""
