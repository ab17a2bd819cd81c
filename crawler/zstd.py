"""Files of Zstandard frames, each readable by itself (RFC 8878), as WARC files are compressed by some.

Such a file may begin with the dictionary of its frames, in a skippable frame of its own (IIPC, "Zstandard
Compression for WARC").
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import zstandard
from warcio.limitreader import LimitReader

MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_BLOCK = 64 * 1024
_LONGEST_FRAME_HEADER = 18
_LARGEST_DICTIONARY = 32 * 1024**2


class ZstdFrame(io.RawIOBase):
    """One Zstandard frame, decompressed as it is read."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._end = _frame_end(file, offset)
        dictionary = _dictionary(file)
        file.seek(offset)
        frame = LimitReader(file, self._end - offset)  # the library would go on with the next
        self._reader = zstandard.ZstdDecompressor(dictionary).stream_reader(frame, read_size=_BLOCK)

    def readable(self) -> bool:  # noqa: D102 - as of io.RawIOBase
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: D102
        return int(self._reader.readinto(buffer))

    def end(self) -> int:
        """Offset behind the frame."""
        return self._end


def _frame_end(file: BinaryIO, offset: int) -> int:
    """Offset behind the frame that begins at one; by its block headers (RFC 8878, section 3.1.1.2)."""
    file.seek(offset)
    head = file.read(_LONGEST_FRAME_HEADER)
    if len(head) < zstandard.frame_header_size(head):
        raise EOFError
    at = offset + zstandard.frame_header_size(head)
    last = False
    while not last:
        file.seek(at)
        header = file.read(3)
        if len(header) < 3:
            raise EOFError
        fields = int.from_bytes(header, "little")
        last, kind, size = bool(fields & 1), fields >> 1 & 3, fields >> 3
        at += 3 + (
            1 if kind == 1 else size
        )  # of a block that is one byte, repeated, size counts what comes out
    at += 4 if zstandard.get_frame_parameters(head).has_checksum else 0
    if at > file.seek(0, io.SEEK_END):
        raise EOFError
    return at


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary a file of frames begins with, if it does; it may be compressed itself."""
    file.seek(0)
    head = file.read(8)
    if not head.startswith(_DICTIONARY):
        return None
    data = file.read(int.from_bytes(head[4:], "little"))
    if data.startswith(MAGIC):
        data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_LARGEST_DICTIONARY)
    return zstandard.ZstdCompressionDict(data)


def first_frame(file: BinaryIO) -> int:
    """Offset of the first frame that holds something: 0, or behind the dictionary of the frames."""
    file.seek(0)
    head = file.read(8)
    return 8 + int.from_bytes(head[4:], "little") if head.startswith(_DICTIONARY) else 0
