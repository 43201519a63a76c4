"""The bytes of what is made right before it is sent: papers and calendars.

It must not know how they are made; whoever implements `Renderer` does.
"""

from __future__ import annotations

from typing import Protocol

from bot.core.papers import Calendar, Paper
from bot.core.requests import Outward, SendCalendar, SendPaper, SendPreview


class Renderer(Protocol):
    """Makes files, never on the event loop's own time, and the same one only once."""

    async def paper(self, paper: Paper) -> bytes:
        """A paper as PDF."""

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

    async def calendar(self, calendar: Calendar) -> bytes:
        """Never."""
        raise LookupError("calendars are not written here")


async def made(request: Outward, renderer: Renderer) -> bytes:
    """The file that goes with the request; empty for one that has none to be made."""
    match request:
        case SendPaper():
            return await renderer.paper(request.paper)
        case SendPreview():
            return await renderer.preview(request.paper)
        case SendCalendar():
            return await renderer.calendar(request.calendar)
        case _:
            return b""
