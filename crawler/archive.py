"""All there is of WARC (ISO 28500, version 1.1), writing and reading; nothing here knows Scrapy.

What is written: one gzip member a record, the payload as it came over the wire (content encoding kept,
transfer encoding undone), `revisit` records where nothing new came. What is read: any WARC file, ours or
others', compressed record by record, with gzip or Zstandard, or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import responses
from pathlib import Path
from typing import Any, BinaryIO, Literal

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter
from zstandard import ZstdError

from crawler.durable import append_lines, move, sync_folder, truncate
from crawler.encoding import BODY_LIMIT, GzipMember, TooLargeError, UndecodableError, content_type, decode
from crawler.faults import fault
from crawler.zstd import MAGIC, ZstdFrame, first_frame
from extract.addresses import resolve
from extract.errors import ExitCode, NosographError

SUFFIXES = (".warc", ".warc.gz", ".warc.zst")  # of files that are read
_BLOCK = 64 * 1024
_REMOVED = "removed.txt"  # in an archive folder: names of the files that were taken from it, one a line
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"

RecordType = Literal["response", "revisit"]
RevisitProfile = Literal["server-not-modified", "identical-payload-digest"]


class ArchiveError(NosographError):
    """A WARC file that is damaged, or is none; names the file and the offset."""

    exit_code = ExitCode.DAMAGED


class BodyError(NosographError):
    """A stored body that cannot be given decoded: too large, undecodable, or a revisit that has none."""

    exit_code = ExitCode.PAGES_FAILED


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answered request: `body` as sent, content encoding kept; `fetched_at` as WARC-Date has it."""

    url: str
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ip_address: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record refers to: an earlier response record with the same payload."""

    profile: RevisitProfile
    refers_to_url: str
    refers_to_date: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a record lies and what it holds: one row of the captures index, in Common Crawl's shape.

    `fetched_at` is ISO 8601 UTC. `location` is the absolute target of a redirect. `payload_digest` is
    `sha1:` and base32, over the payload as sent; of a revisit, the digest of what it refers to. `bytes`
    counts the payload as sent, 0 for a revisit. `warc_file` is a base name, `warc_offset` and
    `warc_length` are bytes of the file as stored.
    """

    url: str
    fetched_at: str
    record_type: RecordType
    status: int
    mime: str | None
    encoding: str | None
    payload_digest: str | None
    etag: str | None
    last_modified: str | None
    location: str | None
    refers_to_url: str | None
    warc_file: str
    warc_offset: int
    warc_length: int
    bytes: int


def payload_digest(payload: bytes) -> str:
    """`sha1:` and base32, the form WARC files and Common Crawl's index use."""
    return _digest_text(hashlib.sha1(payload, usedforsecurity=False))


def _digest_text(sha1: hashlib._Hash) -> str:
    return "sha1:" + base64.b32encode(sha1.digest()).decode("ascii")


class Writer:
    """Appends records to `<name>.open`; `seal` gives the file its final name. One writer a file.

    Args:
        path: The file's final name, in the folder where it is written.
        info: Fields of the warcinfo record a new file begins with.
    """

    def __init__(self, path: Path, info: Mapping[str, str]) -> None:
        self.name = path.name
        self._path = open_path(path)
        self._file: BinaryIO = self._path.open("ab")
        self.size = self._path.stat().st_size
        if not self.size:
            sync_folder(path.parent)
            self._write(RecordBuilder(warc_version="WARC/1.1").create_warcinfo_record(self.name, info))

    def append(self, exchange: Exchange, revisit: Revisit | None = None) -> Capture:
        """Write one record; durable only after `sync`. Compresses: not for the event loop."""
        record = _record(exchange, revisit)
        offset = self.size
        length = self._write(record)
        return _capture(record, self.name, offset, length, payload_bytes=0 if revisit else len(exchange.body))

    def _write(self, record: Any) -> int:
        plain = io.BytesIO()
        WARCWriter(plain, gzip=False, warc_version="WARC/1.1").write_record(record)
        # Level 4: less than half the time of level 9, and within 4 % of its size on article pages.
        deflate = zlib.compressobj(4, zlib.DEFLATED, 31)
        member = deflate.compress(plain.getbuffer()) + deflate.flush()
        self._file.write(member)
        self.size += len(member)
        return len(member)

    def sync(self) -> None:
        """Make all records so far durable."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def seal(self, folder: Path) -> Path:
        """Close the file and move it, complete, to its final name in `folder`."""
        self.close()
        fault("sealing")
        sealed = folder / self.name
        move(self._path, sealed)
        return sealed

    def close(self) -> None:
        """Close the file as it is, without its final name."""
        if not self._file.closed:
            self.sync()
            self._file.close()


def open_path(path: Path) -> Path:
    """Where the file is while it is written."""
    return path.with_name(path.name + ".open")


def cut_back(path: Path, size: int) -> None:
    """Cut an open file back to what was committed of it.

    Raises:
        ArchiveError: The file is shorter: committed records are lost.
    """
    found = path.stat().st_size
    if found < size:
        raise ArchiveError(
            f"{path}: {found} bytes, but {size} were committed. The file was damaged from outside: restore it"
            " from a copy, or remove the state folder to begin the crawl anew"
        )
    truncate(path, size)


def size_of(archive: Path) -> int:
    """Bytes of the WARC files in an archive folder."""
    return sum(path.stat().st_size for path in archive.glob("*.warc.gz"))


def remove(archive: Path, names: Iterable[str]) -> None:
    """Remove sealed WARC files from an archive folder, and leave word of it in its file `removed.txt`.

    Word of a file is durable before the file goes: what is not there and not told of there was lost.
    """
    names = sorted(names)
    append_lines(archive / _REMOVED, sorted(set(names) - removed(archive)))
    fault("removing")
    for name in names:
        (archive / name).unlink(missing_ok=True)
        fault("removed")
    sync_folder(archive)


def removed(archive: Path) -> frozenset[str]:
    """Base names of the WARC files that `remove` took from an archive folder."""
    told = archive / _REMOVED
    return frozenset(told.read_text("utf-8").splitlines()) if told.exists() else frozenset()


def _record(exchange: Exchange, revisit: Revisit | None) -> Any:
    phrase = responses.get(exchange.status, "")
    clean = [(name, re.sub(r"[\r\n]+", " ", value)) for name, value in exchange.headers]
    http_headers = StatusAndHeaders(f"{exchange.status} {phrase}".rstrip(), clean, protocol="HTTP/1.1")
    http_headers.compute_headers_buffer()  # percent-encodes; the index must say what the record says
    fields = {"WARC-Date": exchange.fetched_at}
    if exchange.ip_address:
        fields["WARC-IP-Address"] = exchange.ip_address
    if revisit:
        fields |= {
            "WARC-Profile": _PROFILE + revisit.profile,
            "WARC-Refers-To-Target-URI": revisit.refers_to_url,
            "WARC-Refers-To-Date": revisit.refers_to_date,
            "WARC-Payload-Digest": revisit.payload_digest,
        }
    else:
        fields["WARC-Payload-Digest"] = payload_digest(exchange.body)
    body = b"" if revisit else exchange.body
    return RecordBuilder(warc_version="WARC/1.1").create_warc_record(
        exchange.url,
        "revisit" if revisit else "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict=fields,
        http_headers=http_headers,
    )


def scan(path: Path, start: int = 0, stop: int | None = None) -> Iterator[Capture]:
    """Every HTTP response and revisit of a WARC file, in order; other records are passed over.

    Args:
        path: The file.
        start: Offset of the record to begin with.
        stop: Offset of the record to end before; None: to the end of the file.

    Raises:
        ArchiveError: The file is damaged or ends inside a record, is no WARC, or is compressed as a whole;
            or no record begins at `stop`.
    """
    with _opened(path) as file:
        end = path.stat().st_size if stop is None else stop
        offset = start or first_frame(file)
        while offset < end:
            with _located(path, offset):
                record, stream = _open_record(file, offset)
                digest, payload_bytes = _read_through(record)
                length = _end_of_record(file, stream) - offset
                if record.rec_type in ("response", "revisit") and record.http_headers is not None:
                    if record.rec_type == "response" and not record.rec_headers["WARC-Payload-Digest"]:
                        record.rec_headers["WARC-Payload-Digest"] = digest
                    yield _capture(record, path.name, offset, length, payload_bytes)
            offset += length
        if stop is not None and offset != stop:
            raise ArchiveError(f"{path}: no record begins at offset {stop}")


def read_body(path: Path, offset: int, length: int) -> bytes:
    """The decoded body of the response record at an offset, at most 8 MiB of it.

    Raises:
        ArchiveError: There is no such record, or it is damaged.
        BodyError: The record has no body of its own, or it does not decode, or it is larger.
    """
    with _opened(path) as file, _located(path, offset):
        if offset + length > path.stat().st_size:
            raise EOFError
        record, _ = _open_record(file, offset)
        if record.rec_type != "response" or record.http_headers is None:
            raise BodyError(f"{path}, offset {offset}: a {record.rec_type} record has no body of its own")
        stream = record.raw_stream
        if "chunked" in (record.http_headers["Transfer-Encoding"] or "").lower():
            stream = ChunkedDataReader(stream)
        try:
            return decode(stream.read(BODY_LIMIT + 1), record.http_headers["Content-Encoding"])
        except (TooLargeError, UndecodableError) as error:
            url = record.rec_headers["WARC-Target-URI"]
            raise BodyError(f"{path}, offset {offset}: {url}: {error}") from error


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


@contextmanager
def _located(path: Path, offset: int) -> Iterator[None]:
    """Turn what readers raise into one error that says where."""
    where = f"{path}, offset {offset}"
    try:
        yield
    except (EOFError, OSError) as error:
        raise ArchiveError(
            f"{where}: the file ends inside a record. Cut it there (truncate -s {offset}) to keep what is"
            " before, or restore it from a copy"
        ) from error
    except (ZstdError, zlib.error, ArchiveLoadFailed, StatusAndHeadersParserException, ValueError) as error:
        raise ArchiveError(
            f"{where}: no readable WARC record: {error}; restore the file from a copy"
        ) from error


_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=False)


def _open_record(file: BinaryIO, offset: int) -> tuple[Any, BinaryIO]:
    file.seek(offset)
    magic = file.read(len(MAGIC))
    file.seek(offset)
    stream: Any = file
    if magic == MAGIC:
        stream = io.BufferedReader(ZstdFrame(file, offset), _BLOCK)
    elif magic.startswith(b"\x1f\x8b"):
        stream = io.BufferedReader(GzipMember(file), _BLOCK)
    record = _LOADER.parse_record_stream(stream, known_format="warc")
    if record.length is None or record.rec_type is None:
        raise ValueError("a header field is missing (WARC-Type or Content-Length)")
    return record, stream


def _read_through(record: Any) -> tuple[str, int]:
    """Digest and size of what follows the headers; EOFError where the file ends first."""
    digest = hashlib.sha1(usedforsecurity=False)
    size = 0
    while block := record.raw_stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    if getattr(record.raw_stream, "limit", 0):
        raise EOFError
    return _digest_text(digest), size


def _end_of_record(file: BinaryIO, stream: BinaryIO) -> int:
    if stream is file:
        position = file.tell()
        blank = re.match(rb"(?:\r?\n){0,2}", file.read(4))
        return position + (blank.end() if blank else 0)
    if stream.read(_BLOCK).strip(b"\r\n"):
        raise ValueError("more than one record in a compressed member (`warcio recompress` mends that)")
    raw = stream.raw  # type: ignore[attr-defined]
    while stream.read(_BLOCK):
        pass
    return int(raw.end())


def _capture(record: Any, name: str, offset: int, length: int, payload_bytes: int) -> Capture:
    fields, headers = record.rec_headers, record.http_headers
    url = fields["WARC-Target-URI"]
    code = headers.get_statuscode()
    mime, charset = content_type(headers["Content-Type"])
    location = headers["Location"]
    return Capture(
        url=url,
        fetched_at=fields["WARC-Date"],
        record_type=record.rec_type,
        status=int(code) if code.isdigit() else 0,
        mime=mime,
        encoding=charset,
        payload_digest=fields["WARC-Payload-Digest"],
        etag=headers["ETag"],
        last_modified=headers["Last-Modified"],
        location=resolve(url, location) if location else None,
        refers_to_url=fields["WARC-Refers-To-Target-URI"],
        warc_file=name,
        warc_offset=offset,
        warc_length=length,
        bytes=payload_bytes,
    )
