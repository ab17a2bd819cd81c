"""Records taken out of a WARC file for good, all others staying where they are.

An index knows records by offset, so nothing may move: a record that leaves is overwritten by one of the same
length that says nothing, padded by the comment field of its gzip member (RFC 1952, section 2.3.1).
"""

from __future__ import annotations

import os
import shutil
import struct
import uuid
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from crawler.archive import ArchiveError
from crawler.durable import sync_folder
from crawler.faults import fault

_GZIP = b"\x1f\x8b"
_WARC = b"WARC/"
# Deflate, with a comment, no time, no flags, of an unknown system.
_MEMBER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
_LENGTH_DIGITS = 10


def erase(path: Path, places: Iterable[tuple[int, int]]) -> int:
    """Overwrite records; how many were not overwritten before. The file is replaced whole, or stays.

    Args:
        path: A WARC file, each record compressed by itself with gzip, or none.
        places: Offset and length of each record, as an index has them.

    Raises:
        ArchiveError: There is no record at one of the places, or it is compressed in another way.
    """
    with path.open("rb") as file:
        wanted = {}
        for offset, length in sorted(set(places)):
            nothing = _nothing(file, path, offset, length)
            file.seek(offset)
            if file.read(length) != nothing:
                wanted[offset] = nothing
        if not wanted:
            return 0
        part = path.with_name(f".{path.name}.part")
        with part.open("wb") as copy:
            file.seek(0)
            for offset, nothing in wanted.items():
                _copy(file, copy, offset - file.tell())
                copy.write(nothing)
                file.seek(len(nothing), os.SEEK_CUR)
            shutil.copyfileobj(file, copy)
            copy.flush()
            os.fsync(copy.fileno())
    shutil.copymode(path, part)
    fault("erasing")
    part.replace(path)
    sync_folder(path.parent)
    fault("erased")
    return len(wanted)


def _nothing(file: BinaryIO, path: Path, offset: int, length: int) -> bytes:
    """A record of this length that says nothing, for that place."""
    file.seek(offset)
    start = file.read(len(_WARC))
    whole = offset + length <= os.fstat(file.fileno()).st_size
    if whole and start.startswith(_GZIP):
        record = _record(path, offset, 0)
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = deflate.compress(record) + deflate.flush()
        end = struct.pack("<II", zlib.crc32(record), len(record))
        comment = length - len(_MEMBER) - 1 - len(packed) - len(end)
        if comment >= 0:
            return b"".join((_MEMBER, b" " * comment, b"\0", packed, end))
    elif whole and start == _WARC:
        empty = length - len(_record(path, offset, 0))
        if empty >= 0:
            return _record(path, offset, empty)
    raise ArchiveError(
        f"{path}, offset {offset}: no record that can be overwritten. Of a file that is damaged, or "
        "compressed otherwise than with gzip, write a new one without that record"
    )


def _record(path: Path, offset: int, blanks: int) -> bytes:
    """A WARC record of blanks, always the same for a place."""
    name = path.name.removesuffix(".open")
    head = (
        "WARC/1.1\r\nWARC-Type: metadata\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}#{offset}')}>\r\n"
        "WARC-Date: 1970-01-01T00:00:00Z\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {blanks:0{_LENGTH_DIGITS}}\r\n\r\n"
    )
    return head.encode() + b" " * blanks + b"\r\n\r\n"


def _copy(source: BinaryIO, target: BinaryIO, length: int) -> None:
    while length > 0:
        block = source.read(min(length, 1 << 20))
        if not block:
            raise EOFError
        target.write(block)
        length -= len(block)
