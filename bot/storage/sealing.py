"""Seal bytes so that only the holder of a key can read them, and only as what they were sealed as.

AES-256-GCM with a random 96-bit nonce in front (NIST SP 800-38D, 8.2.2). `label` is the associated data: it names what
the bytes are, so that one sealed thing cannot be put in the place of another.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_SIZE = 32
_NONCE = 12
_TAG = 16


class Broken(Exception):
    """The bytes are damaged, or they were sealed with another key or as something else."""


class Seal:
    """One key, ready for use. Safe in several threads."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, data: bytes, label: bytes) -> bytes:
        """The sealed bytes, 28 longer than the data."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, label)

    def open(self, sealed: bytes, label: bytes) -> bytes:
        """The data again. Raises `Broken`."""
        if len(sealed) < _NONCE + _TAG:
            raise Broken("too short to be sealed")
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], label)
        except InvalidTag as fault:
            raise Broken("damaged, or sealed with another key") from fault


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from a random key (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(algorithm=SHA256(), length=KEY_SIZE, info=f"sameside {purpose}".encode()).derive(key)


def hide(address: str, key: bytes) -> bytes:
    """The 16 bytes that stand for an address: always the same under one key, and telling nothing without it."""
    return hashlib.blake2b(address.encode(), key=key, digest_size=16).digest()
