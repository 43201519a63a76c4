"""The time zone of a place. The place itself goes no further."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzfpy


def zone_of(latitude: float, longitude: float) -> str:
    """The IANA zone at a point in degrees, or "" when there is none that this machine knows."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return ""
    zone = str(tzfpy.get_tz(longitude, latitude))
    try:
        return ZoneInfo(zone).key if zone else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""
