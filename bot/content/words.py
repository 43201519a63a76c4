"""The interface of one language: strings from its PO file, and dates, times and zones as people there write them.

Babel knows how; this room only asks it. Implements `core.conversation.Words`; knows nothing of conversations.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_timezone_gmt,
)
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

CACHED = 512  # rendered dates, times and zones of a language that are kept at hand
_THIN_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})  # Babel's "4:30\u202fPM"; many phones lack the glyph


class BabelWords:
    """The `Words` of one language. Without a catalogue the English strings stand."""

    def __init__(self, language: str, locale: Locale, catalog: Catalog | None = None) -> None:
        self.language = language
        name = locale.get_language_name(locale) or language
        self.name = name[:1].upper() + name[1:]
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

    def name_of(self, language: str) -> str:
        """`Spanish`, `español` for `es`; the code itself for a language that Babel does not know."""
        return str(self._locale.languages.get(language, language))

    def zone(self, name: str, at: datetime) -> str:
        """`Eastern Time (New York)` for `America/New_York`, in summer and winter; `GMT+03:00 (Istanbul)` where the
        zone has no name of its own.
        """
        local = at.astimezone(ZoneInfo(name))
        title, city = self._zone(name, "daylight" if local.dst() else "standard")
        title = title or get_timezone_gmt(local, locale=self._locale)
        return f"{title} ({city})" if city and city not in title else title

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

    def _zone_name(self, name: str, season: str) -> tuple[str, str]:
        """(title, city), each empty when there is none; `season` (standard, daylight) where no title fits all year."""
        # Babel looks under a zone's present name, but the Unicode tables still have many under an older one:
        # America/Indiana/Indianapolis stands there as America/Indianapolis.
        aliases: Mapping[str, str] = get_global("zone_aliases")
        present = aliases.get(name, name)
        names = [name, present, *(old for old, new in aliases.items() if new == present)]
        tables = [self._locale.time_zones.get(each, {}) for each in names]
        regions = [region for each in names if (region := get_global("meta_zones").get(each))]
        tables += [self._locale.meta_zones.get(region, {}) for region in regions[:1]]
        titles = [table["long"] for table in tables if "long" in table]
        named = [title for kind in ("generic", season) for table in titles if (title := table.get(kind))]
        cities = [city for table in tables if (city := table.get("city"))]
        if "/" not in name or name.startswith("Etc/"):
            cities = [""]
        city = cities[0] if cities else name.rpartition("/")[2].replace("_", " ")
        return _plain(named[0] if named else ""), _plain(city)


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
