"""The interface of one language: strings from its PO file, and dates, times and zones as people there write them.

Babel knows how; this room only asks it. Implements `core.conversation.Words`; knows nothing of conversations.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_timezone_location,
    get_timezone_name,
)
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

CACHED = 512  # rendered dates, times and zones of a language that are kept at hand
_THIN_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})  # Babel's "4:30\u202fPM"; many phones lack the glyph


class BabelWords:
    """The `Words` of one language. Without a catalogue the English strings stand."""

    def __init__(self, language: str, locale: Locale, catalog: Catalog | None = None) -> None:
        self.language = language
        self.right_to_left: bool = locale.text_direction == "rtl"
        self._locale = locale
        self._strings = _translations(catalog)
        self.gettext: Callable[[str], str] = lru_cache(CACHED)(self._gettext)
        self.day: Callable[[date], str] = lru_cache(CACHED)(self._day)
        self.short_day: Callable[[date], str] = lru_cache(CACHED)(self._short_day)
        self.clock: Callable[[time], str] = lru_cache(CACHED)(self._clock)
        self.month: Callable[[date], str] = lru_cache(CACHED)(self._month)
        self._zone = lru_cache(CACHED)(self._zone_name)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for the count by the language's own plural rule; placeholders are left to the caller."""
        return self._strings.ngettext(one, many, count)

    def weekday(self, number: int, *, short: bool = False) -> str:
        """`Monday` or `Mon` for 0."""
        names = get_day_names("abbreviated" if short else "wide", context="stand-alone", locale=self._locale)
        return str(names[number])

    def zone(self, name: str, at: datetime) -> str:
        """`Eastern Time (New York)` for `America/New_York`: the same in summer and winter, so `at` changes nothing."""
        return self._zone(name)

    def _gettext(self, message: str) -> str:
        return self._strings.gettext(message) if message else ""  # "" would be the catalogue's own header

    def _day(self, day: date) -> str:
        return _plain(format_date(day, "full", locale=self._locale))

    def _short_day(self, day: date) -> str:
        return _plain(format_skeleton("MMMEd", _noon(day), locale=self._locale))

    def _clock(self, moment: time) -> str:
        return _plain(format_time(moment.replace(tzinfo=None), "short", locale=self._locale))

    def _month(self, day: date) -> str:
        return _plain(format_skeleton("yMMMM", _noon(day), locale=self._locale))

    def _zone_name(self, name: str) -> str:
        zone = ZoneInfo(name)
        title = get_timezone_name(zone, "long", locale=self._locale, zone_variant="generic")
        if title == get_timezone_location(zone, locale=self._locale):  # no name of its own for summer and winter
            title = get_timezone_name(zone, "long", locale=self._locale, zone_variant="standard")
        if "/" not in name:
            return _plain(title)
        city = get_timezone_location(zone, locale=self._locale, return_city=True).rpartition("/")[2]
        return _plain(title if city in title else f"{title} ({city})")


def _translations(catalog: Catalog | None) -> gettext.NullTranslations:
    if catalog is None:
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalog)  # without what is marked fuzzy
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _noon(day: date) -> datetime:
    """A date as Babel's skeletons want it."""
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - only its date is shown


def _plain(text: str) -> str:
    return text.translate(_THIN_SPACES)
