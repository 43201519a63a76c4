"""From appointments to an .ics file (RFC 5545), which phones and computers take into their calendar.

A file with a known UID and a higher SEQUENCE changes the appointment that is there already (RFC 5545, 3.8.7.4). Times
are wall times with their zone and its rules, so they stay right when clocks change.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vDuration

from bot.core.papers import Calendar as Wanted
from bot.core.papers import Event as Appointment
from bot.documents.letters import without_controls

MAKER = "-//SameSide//Parents and school//EN"


def calendar_file(wanted: Wanted) -> bytes:
    """The file's bytes. The method is CANCEL when every appointment in it is called off, else PUBLISH."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    off = bool(wanted.events) and all(event.cancelled for event in wanted.events)
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    for zone in sorted({event.zone for event in wanted.events if not event.all_day and event.zone}):
        first = min(event.start for event in wanted.events if event.zone == zone).date()
        last = max(event.start for event in wanted.events if event.zone == zone).date()
        span = timedelta(days=370)  # the rules on both sides of the appointments
        calendar.add_component(
            Timezone.from_tzinfo(ZoneInfo(zone), zone, first_date=first - span, last_date=last + span)
        )
    for event in wanted.events:
        calendar.add_component(_event(event, wanted))
    return bytes(calendar.to_ical())


def _event(wanted: Appointment, calendar: Wanted) -> Event:
    event = Event()
    event.add("uid", wanted.uid)
    event.add("sequence", wanted.sequence)
    event.add("dtstamp", calendar.stamp)
    event.add("last-modified", calendar.stamp)
    event.add("summary", without_controls(wanted.title), parameters={"LANGUAGE": calendar.language})
    if wanted.all_day:
        event.add("dtstart", wanted.start.date())
        event.add("transp", "TRANSPARENT")
    else:
        start = wanted.start.replace(tzinfo=ZoneInfo(wanted.zone)) if wanted.zone else wanted.start
        event.add("dtstart", start)
        event.add("duration", wanted.lasts)
    if wanted.description:
        event.add("description", without_controls(wanted.description))
    if wanted.place:
        event.add("location", without_controls(wanted.place))
    event.add("status", "CANCELLED" if wanted.cancelled else "CONFIRMED")
    for before in wanted.alarms if not wanted.cancelled else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", without_controls(wanted.title))
        alarm["trigger"] = vDuration(-before)
        event.add_component(alarm)
    return event
