"""Frames: how many pieces of bytes share one append-only file, so that a torn or damaged piece is recognised.

A frame is a mark, the length, a CRC-32 over length and body, the body. It must not know what a body means.
"""

from __future__ import annotations

import struct
import zlib

import msgspec

_MARK = b"SSf1"
_HEAD = struct.Struct(">4sII")
_LENGTH = struct.Struct(">I")


class Reading(msgspec.Struct, frozen=True):
    """What a file of frames holds.

    `bodies` are the whole frames from the beginning on. `damaged` is everything after them when a good frame comes
    later: then bytes in the middle were changed, and the rest must be kept aside. A write cut short by a crash leaves
    only a piece at the end, which was promised to nobody: `damaged` is empty then.
    """

    bodies: tuple[bytes, ...]
    damaged: bytes


def frame(body: bytes) -> bytes:
    """One frame, ready to append."""
    return _HEAD.pack(_MARK, len(body), _checksum(body)) + body


def read_frames(data: bytes) -> Reading:
    """All frames up to the first that is not whole."""
    bodies: list[bytes] = []
    at = 0
    while (body := _body_at(data, at)) is not None:
        bodies.append(body)
        at += _HEAD.size + len(body)
    return Reading(tuple(bodies), data[at:] if _good_frame_after(data, at + 1) else b"")


def _body_at(data: bytes, at: int) -> bytes | None:
    if at + _HEAD.size > len(data):
        return None
    mark, length, checksum = _HEAD.unpack_from(data, at)
    body = data[at + _HEAD.size : at + _HEAD.size + length]
    return body if mark == _MARK and len(body) == length and _checksum(body) == checksum else None


def _good_frame_after(data: bytes, at: int) -> bool:
    while (at := data.find(_MARK, at)) >= 0:
        if _body_at(data, at) is not None:
            return True
        at += 1
    return False


def _checksum(body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(_LENGTH.pack(len(body))))
