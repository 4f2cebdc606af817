"""HMAC-SHA256 inside SQL: DuckDB has sha256 alone, so the pads that HMAC makes of its key are made here."""

from __future__ import annotations

HASH_BLOCK = 64  # bytes of a SHA-256 block, to which HMAC pads its key


def pads(secret: bytes) -> tuple[bytes, bytes]:
    """Return HMAC's inner and outer pads of a secret no longer than one hash block."""
    padded = secret.ljust(HASH_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)
