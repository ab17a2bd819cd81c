"""WARC files as others write them: their pages are read, whatever the compression, the rest passed over."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard

import warehouse
from crawler.archive import ArchiveError, read_body, scan
from tests.warehouse.pages import READER, page

Record = tuple[str, str, bytes]  # WARC-Type, address, block


def http(body: bytes, *headers: str, status: str = "200 OK", mime: str = "text/html") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {mime}", *headers])
    return f"{head}\r\n\r\n".encode() + body


def record(kind: str, url: str, block: bytes) -> bytes:
    mime = {"response": "application/http; msgtype=response", "request": "application/http; msgtype=request"}
    fields = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Date: 2026-01-01T00:00:00Z",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{abs(hash((kind, url))) % 10**12:012}>",
        f"Content-Type: {mime.get(kind, 'application/warc-fields')}",
        f"Content-Length: {len(block)}",
        *([f"WARC-Target-URI: {url}"] if url else []),
    ]
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


A, B, C = ("https://www.a.example/gout", "http://b.example:8080/flu", "https://c.example/mumps")
RECORDS: list[Record] = [
    ("warcinfo", "", b"software: elsewhere\r\n"),
    ("request", A, b"GET /gout HTTP/1.1\r\nHost: www.a.example\r\n\r\n"),
    ("response", A, http(chunked(page("Gout")), "Transfer-Encoding: chunked")),
    ("metadata", A, b"fetchTimeMs: 300\r\n"),
    ("response", B, http(gzip.compress(page("Flu")), "Content-Encoding: gzip")),
    ("response", "https://a.example/logo.png", http(b"\x89PNG", mime="image/png")),
    ("response", "dns:a.example", b"20260101000000\r\na.example. 300 IN A 192.0.2.1\r\n"),
    ("response", C, http(page("Mumps"))),
    ("resource", "https://a.example/x", b"kept as it is"),
    ("conversion", "https://a.example/y", b"plain text"),
]


def plain(records: Sequence[bytes]) -> bytes:
    return b"".join(records)


def gzipped(records: Sequence[bytes]) -> bytes:
    return b"".join(map(gzip.compress, records))


def framed(records: Sequence[bytes]) -> bytes:
    return b"".join(zstandard.ZstdCompressor(write_checksum=True).compress(each) for each in records)


def framed_unsized(records: Sequence[bytes]) -> bytes:
    """Frames that do not say how large they are, of several blocks each."""
    out = io.BytesIO()
    for each in records:
        with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as writer:
            for at in range(0, len(each), 100):
                writer.write(each[at : at + 100])
                writer.flush(zstandard.FLUSH_BLOCK)
    return out.getvalue()


def framed_with_dictionary(records: Sequence[bytes]) -> bytes:
    """As the IIPC's proposal has it: a dictionary, compressed itself, in a skippable frame at the front."""
    samples = [each + bytes([n]) * 9 for n in range(60) for each in records]
    dictionary = zstandard.train_dictionary(2048, samples)
    packed = zstandard.ZstdCompressor().compress(dictionary.as_bytes())
    front = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    return front + b"".join(compressor.compress(each) for each in records)


SHAPES: dict[str, tuple[str, Callable[[Sequence[bytes]], bytes]]] = {
    "plain": ("x.warc", plain),
    "gzip": ("x.warc.gz", gzipped),
    "zstd": ("x.warc.zst", framed),
    "zstd-blocks": ("x.warc.zst", framed_unsized),
    "zstd-dictionary": ("x.warc.zst", framed_with_dictionary),
}


def written(folder: Path, shape: str) -> Path:
    name, packed = SHAPES[shape]
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(packed([record(*each) for each in RECORDS]))
    return folder / name


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_in_it_is_read(tmp_path: Path, shape: str) -> None:
    file = written(tmp_path / "archive", shape)
    lake = tmp_path
    summary = warehouse.ingest(lake, **READER)
    assert (summary.outcome, summary.articles_added, summary.pages_failed) == ("published", 3, 0)
    found = warehouse.open(lake).sql("SELECT site, condition FROM conditions ORDER BY 1").fetchall()
    assert found == [("a.example", "Gout"), ("b.example", "Flu"), ("c.example", "Mumps")]
    captures = list(scan(file))
    assert [c.url for c in captures if c.status == 200] == [A, B, "https://a.example/logo.png", C]
    # Every record is read by itself, from where the index says it is, as for an entry's evidence.
    bodies = {c.url: read_body(file, c.warc_offset, c.warc_length) for c in captures}
    assert (bodies[A], bodies[B], bodies[C]) == (page("Gout"), page("Flu"), page("Mumps"))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_torn_file_is_told(tmp_path: Path, shape: str) -> None:
    file = written(tmp_path, shape)
    whole = file.read_bytes()
    file.write_bytes(whole[:-7])
    with pytest.raises(ArchiveError, match=r"x\.warc"):
        list(scan(file))


def test_a_file_compressed_as_a_whole_is_told(tmp_path: Path) -> None:
    records: list[Any] = [record(*each) for each in RECORDS]
    for name, data in (
        ("a.warc.gz", gzip.compress(plain(records))),
        ("b.warc.zst", zstandard.ZstdCompressor().compress(plain(records))),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ArchiveError, match="more than one record"):
            list(scan(tmp_path / name))
