"""Strings, dates, times and zones as the reader's language has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from zoneinfo import available_timezones

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.content.words import BabelWords
from bot.core.conversation import Words

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"

msgid "Done"
msgstr "Готово"

#, fuzzy
msgid "Later"
msgstr "Не знаю"

msgid "{count} day"
msgid_plural "{count} days"
msgstr[0] "{count} день"
msgstr[1] "{count} дня"
msgstr[2] "{count} дней"
"""


def words(language: str, catalog: Catalog | None = None) -> Words:
    return BabelWords(language, Locale.parse(language), catalog)


def test_english() -> None:
    en = words("en")
    assert en.day(date(2026, 11, 24)) == "Tuesday, November 24, 2026"
    assert en.short_day(date(2026, 11, 24)) == "Tue, Nov 24"
    assert en.clock(time(16, 30)) == "4:30 PM"
    assert en.month(date(2026, 11, 24)) == "November 2026"
    assert [en.weekday(number) for number in (0, 6)] == ["Monday", "Sunday"]
    assert en.weekday(0, short=True) == "Mon"
    assert en.gettext("Done") == "Done"
    assert [en.ngettext("one", "many", count) for count in (0, 1, 2)] == ["many", "one", "many"]
    assert not en.right_to_left
    assert (en.name, words("es").name, words("ar").name) == ("English", "Español", "العربية")
    assert (en.name_of("es"), en.name_of("xx")) == ("Spanish", "xx")
    assert words("es").name_of("es") == "español"


def test_other_languages() -> None:
    assert words("es").day(date(2026, 11, 24)) == "martes, 24 de noviembre de 2026"
    assert words("es").clock(time(16, 30)) == "16:30"
    assert words("es").zone("America/New_York", WINTER) == "hora oriental (Nueva York)"
    assert words("ar").right_to_left


def test_strings_come_from_the_catalogue_with_its_own_plurals() -> None:
    russian = words("ru", read_po(BytesIO(RUSSIAN.encode()), locale="ru"))
    assert russian.gettext("Done") == "Готово"
    assert russian.gettext("Never translated") == "Never translated"
    assert russian.gettext("") == ""
    assert russian.gettext("Later") == "Later"  # a guess that nobody has confirmed
    found = [russian.ngettext("{count} day", "{count} days", count) for count in (1, 2, 5, 21)]
    assert found == ["{count} день", "{count} дня", "{count} дней", "{count} день"]


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("America/New_York", "Eastern Time (New York)", "Eastern Time (New York)"),
        ("America/Indiana/Indianapolis", "Eastern Time (Indianapolis)", "Eastern Time (Indianapolis)"),
        ("Asia/Kolkata", "India Standard Time (Kolkata)", "India Standard Time (Kolkata)"),
        ("Europe/London", "Greenwich Mean Time (London)", "British Summer Time (London)"),
        ("Europe/Istanbul", "GMT+03:00 (Istanbul)", "GMT+03:00 (Istanbul)"),
        ("UTC", "Coordinated Universal Time", "Coordinated Universal Time"),
    ],
)
def test_zones_have_names(zone: str, winter: str, summer: str) -> None:
    en = words("en")
    assert (en.zone(zone, WINTER), en.zone(zone, SUMMER)) == (winter, summer)


def test_every_zone_has_a_name() -> None:
    en = words("en")
    assert all(en.zone(zone, WINTER) for zone in sorted(available_timezones()))
