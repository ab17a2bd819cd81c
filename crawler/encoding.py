"""Content types read, and content encodings undone: never into more than a bounded number of bytes."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any, BinaryIO

import brotli  # type: ignore[import-untyped]
import zstandard

BODY_LIMIT = 8 * 1024 * 1024
_WINDOW_LIMIT = 8 * 1024 * 1024  # RFC 9659: what a zstd content coding may ask of a reader
_MAX_ENCODINGS = 3
_BLOCK = 64 * 1024
# Pages shrink to a twentieth at best, bombs to a thousandth: beyond this ratio nothing is decoded on, but
# for small bodies, of which templates full of blanks are the honest extreme.
MAX_RATIO = 200
_SMALL = 1024 * 1024


class UndecodableError(ValueError):
    """A body that is not what its Content-Encoding says."""


class TooLargeError(ValueError):
    """A body of more than the limit once decoded."""


def content_type(header: str | None) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type header, both in lower case."""
    mime, _, parameters = (header or "").partition(";")
    charset = re.search(r"""charset\s*=\s*["']?([^\s"';]+)""", parameters, re.IGNORECASE)
    return mime.strip().lower() or None, charset[1].lower() if charset else None


def decode(body: bytes, content_encoding: str | None, limit: int = BODY_LIMIT) -> bytes:
    """Undo a `Content-Encoding` header: gzip, deflate, br, zstd, or several of them in a row.

    Raises:
        UndecodableError: An unknown encoding, or bytes that do not decode to their end.
        TooLargeError: More than `limit` bytes, or more than `MAX_RATIO` times as many as were sent.
    """
    sent = len(body)
    bound = max(_SMALL, MAX_RATIO * sent)
    names = [name.strip().lower() for name in (content_encoding or "").split(",") if name.strip()]
    if len(names) > _MAX_ENCODINGS:
        raise UndecodableError(f"more than {_MAX_ENCODINGS} content encodings")
    try:
        for name in reversed(names):
            body = _decode_one(body, name, min(limit, bound))
            if len(body) > min(limit, bound):
                raise TooLargeError
    except TooLargeError as error:
        ratio = f", {MAX_RATIO} times the {sent} sent" if bound < limit else ""
        raise TooLargeError(f"more than {min(limit, bound)} bytes decoded{ratio}") from error
    if len(body) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return body


def gunzip(body: bytes, limit: int = BODY_LIMIT) -> bytes:
    """Decompress gzip, all members of it; errors as in `decode`, the ratio apart."""
    out = bytearray()
    while body.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(31)
        out += member.decompress(body, limit + 1 - len(out))
        if len(out) > limit:
            raise TooLargeError(f"more than {limit} bytes")
        if not member.eof:
            raise UndecodableError("gzip that ends too early")
        body = member.unused_data
    return bytes(out)


def _decode_one(body: bytes, name: str, limit: int) -> bytes:
    if not body or name == "identity":
        return body
    try:
        if name in ("gzip", "x-gzip"):
            # Servers that announce gzip and send none are common enough for every browser to cope.
            return gunzip(body, limit) if body.startswith(b"\x1f\x8b") else body
        if name == "deflate":
            return _inflate(body, limit)
        if name == "br":
            return _unbrotli(body, limit)
        if name == "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW_LIMIT).stream_reader(
                body, read_across_frames=True
            )
            return reader.read(limit + 1)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise UndecodableError(f"no valid {name}: {error}") from error
    raise UndecodableError(f"unknown content encoding {name!r}")


def _inflate(body: bytes, limit: int) -> bytes:
    # RFC 9110 says zlib format; raw deflate is what some servers send.
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    stream = zlib.decompressobj(15 if is_zlib else -15)
    out = stream.decompress(body, limit + 1)
    if len(out) <= limit and not stream.eof:
        raise UndecodableError("deflate that ends too early")
    return out


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    out = bytearray(stream.process(body, output_buffer_limit=limit + 1))
    while not stream.is_finished() and len(out) <= limit:
        more = stream.process(b"", output_buffer_limit=limit + 1)
        if not more:
            raise UndecodableError("brotli that ends too early")
        out += more
    return bytes(out)


class GzipMember(io.RawIOBase):
    """One gzip member, decompressed as it is read. Other readers are silent about a torn one; this is not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(31)

    def readable(self) -> bool:
        """As `io.BufferedReader` asks."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on; EOFError where the file ends inside the member, zlib.error where it is damaged."""
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._file.read(_BLOCK)
            if not data:
                raise EOFError
            if plain := self._inflate.decompress(data, len(buffer)):
                buffer[: len(plain)] = plain
                return len(plain)
        return 0

    def end(self) -> int:
        """Offset behind the member, once it is read."""
        return self._file.tell() - len(self._inflate.unused_data)
