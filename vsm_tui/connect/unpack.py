"""Answers as they come off the wire: unpacked bit by bit, so that a small one cannot become a huge one in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PACKINGS = ("", "identity", "gzip", "x-gzip", "deflate")
"""What an answer may be packed with: once. Packed several times over it could grow a millionfold at one step."""
_STEP = 1 << 18
"""Bytes unpacked at one step."""
_EITHER = zlib.MAX_WBITS | 32
"""gzip or zlib, as the data itself says."""


class PackedWronglyError(ValueError):
    """What came is not what it is said to be packed with, or ends before its end."""


def unpacked(parts: Iterable[bytes], packing: str) -> Iterator[bytes]:
    """``parts`` of an answer without their ``packing``, one of :data:`PACKINGS`, in pieces of bounded size.

    Raises:
        PackedWronglyError: when it cannot be unpacked.
    """
    if packing in ("", "identity"):
        yield from parts
        return
    reader, begun = zlib.decompressobj(_EITHER), False
    for part in parts:
        left = part
        while left:
            if reader.eof:  # one gzip file may follow another
                reader = zlib.decompressobj(_EITHER)
            try:
                found = reader.decompress(left, _STEP)
            except zlib.error as error:
                raise PackedWronglyError(str(error)) from None
            begun, left = True, reader.unconsumed_tail or reader.unused_data
            if found:
                yield found
    if begun and not reader.eof:
        if rest := reader.flush():
            yield rest
        if not reader.eof:
            raise PackedWronglyError("it ends before its end")
