"""Where a large archive file may be cut, so that several readers share it."""

from __future__ import annotations

import mmap
import zlib
from pathlib import Path

LEAST_BYTES = 4 * 1024**2  # of a piece, as stored
_MEMBER = b"\x1f\x8b\x08"  # how a gzip member begins (RFC 1952, section 2.3.1)
_RECORD = b"WARC/"
_HEAD = 512  # bytes of a member, enough to know what it begins with


def cuts(path: Path, pieces: int) -> list[int]:
    """Offsets that part a file of gzip members into so many pieces of about the same size, or fewer.

    At each stands what reads as the begin of a record. The body of another may hold such bytes, so an offset
    is only good where the piece before it ends there: `scan` tells. Raises OSError.
    """
    size = path.stat().st_size
    pieces = min(pieces, size // LEAST_BYTES)
    if pieces < 2:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        begins = {_next_record(data, size * number // pieces) for number in range(1, pieces)}
    return sorted(begins - {-1})


def _next_record(data: mmap.mmap, offset: int) -> int:
    """Where the first member from an offset on begins that reads as a record; -1 where none does."""
    while (begin := data.find(_MEMBER, offset)) >= 0:
        if _is_record(data[begin : begin + _HEAD]):
            return begin
        offset = begin + 1
    return -1


def _is_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(head, len(_RECORD)) == _RECORD
    except zlib.error:
        return False
