from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import (
    ArchiveError,
    BodyError,
    Capture,
    Exchange,
    Revisit,
    Writer,
    cut_back,
    open_path,
    payload_digest,
    read_body,
    scan,
)
from crawler.encoding import BODY_LIMIT, TooLargeError, UndecodableError, decode

HTML = "<h1>Żółć</h1>".encode() * 200
AT = "2026-11-22T10:15:00.000001Z"


def exchange(path: str = "/a", body: bytes = HTML, status: int = 200, **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {"Content-Type": "text/html; charset=UTF-8", **named}
    return Exchange(f"http://127.0.0.1:1{path}", AT, status, tuple(fields.items()), body, "127.0.0.1")


def write(folder: Path, *exchanges: Exchange) -> tuple[Path, list[Capture]]:
    writer = Writer(folder / "x-00001.warc.gz", {"software": "test"})
    captures = [writer.append(each) for each in exchanges]
    return writer.seal(folder), captures


def test_what_the_writer_says_is_what_a_scan_finds(tmp_path: Path) -> None:
    body = gzip.compress(HTML)
    stored = exchange(body=body, Content_Encoding="gzip", ETag='"ü"', Last_Modified="yesterday")
    moved = exchange("/old", b"", 301, Location="/new?x=1")
    writer = Writer(tmp_path / "x-00001.warc.gz", {"software": "test"})
    written = [
        writer.append(stored),
        writer.append(moved),
        writer.append(
            exchange("/a", b"", 304),
            Revisit("server-not-modified", stored.url, AT, payload_digest(body)),
        ),
    ]
    assert not (tmp_path / "x-00001.warc.gz").exists(), "open files do not look sealed"
    path = writer.seal(tmp_path)
    found = list(scan(path))
    assert found == written
    assert found[0].payload_digest == payload_digest(body), "digests are over the payload as sent"
    assert (found[0].mime, found[0].encoding, found[0].bytes) == ("text/html", "utf-8", len(body))
    assert found[1].location == "http://127.0.0.1:1/new?x=1"
    assert (found[2].record_type, found[2].refers_to_url, found[2].bytes) == ("revisit", stored.url, 0)
    assert found[2].payload_digest == found[0].payload_digest
    assert read_body(path, found[0].warc_offset, found[0].warc_length) == HTML
    with pytest.raises(BodyError, match="no body of its own"):
        read_body(path, found[2].warc_offset, found[2].warc_length)


def test_other_readers_read_it_to_its_end(tmp_path: Path) -> None:
    revisit = Revisit("identical-payload-digest", "http://127.0.0.1:1/a", AT, payload_digest(HTML))
    writer = Writer(tmp_path / "x-00001.warc.gz", {"software": "test", "isPartOf": "x"})
    writer.append(exchange())
    writer.append(exchange(), revisit)
    path = writer.seal(tmp_path)
    with path.open("rb") as file:
        records = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            records.append(record)
    assert [record.rec_type for record in records] == ["warcinfo", "response", "revisit"]
    assert {record.rec_headers.protocol for record in records} == {"WARC/1.1"}
    assert records[1].rec_headers["WARC-IP-Address"] == "127.0.0.1"
    assert records[1].rec_headers["WARC-Date"] == AT
    assert records[2].rec_headers["WARC-Profile"].endswith("1.1/revisit/identical-payload-digest")
    assert records[2].rec_headers["WARC-Refers-To-Date"] == AT
    with path.open("rb") as file:
        verified = [
            record.verify_block_digest(consume=True) for record in FastIterator(file, parse_http=False)
        ]
    assert verified == [True, True, True]


def test_a_file_is_continued_where_it_was_cut_back(tmp_path: Path) -> None:
    path = tmp_path / "x-00001.warc.gz"
    writer = Writer(path, {"software": "test"})
    kept = writer.append(exchange("/kept"))
    writer.append(exchange("/lost"))
    writer.close()
    end = kept.warc_offset + kept.warc_length
    cut_back(open_path(path), end)
    writer = Writer(path, {"software": "test"})
    added = writer.append(exchange("/added"))
    assert added.warc_offset == end
    assert list(scan(writer.seal(tmp_path))) == [kept, added]
    with pytest.raises(ArchiveError, match="were committed"):
        cut_back(path, path.stat().st_size + 1)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_torn_tail_is_never_silent(tmp_path: Path, share: float) -> None:
    path, captures = write(tmp_path, exchange("/1"), exchange("/2"))
    last = captures[-1]
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(path.read_bytes()[: last.warc_offset + int(last.warc_length * share)])
    found = scan(torn)
    assert next(found).url == captures[0].url, "what is whole is still given"
    with pytest.raises(ArchiveError, match=rf"torn\.warc\.gz, offset {last.warc_offset}: .*ends inside"):
        list(found)
    with pytest.raises(ArchiveError, match="ends inside"):
        read_body(torn, last.warc_offset, last.warc_length)


def test_damage_is_named_with_its_place(tmp_path: Path) -> None:
    path, (first, _) = write(tmp_path, exchange("/1"), exchange("/2"))
    data = bytearray(path.read_bytes())
    data[first.warc_offset + first.warc_length // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=rf"{path.name}, offset {first.warc_offset}: "):
        list(scan(path))
    (tmp_path / "no.warc").write_bytes(b"<html>\r\n\r\n")
    with pytest.raises(ArchiveError, match="offset 0: no readable WARC record"):
        list(scan(tmp_path / "no.warc"))
    with pytest.raises(ArchiveError, match="cannot be read"):
        list(scan(tmp_path / "none.warc"))


def foreign(path: Path, *, compressed: bool) -> None:
    """A WARC file as other tools write them: chunked kept, no digests, request records between."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        url = "https://example.org/x"
        for kind, line in (("request", "GET /x HTTP/1.1"), ("response", "200 OK")):
            chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (HTML[:100], HTML[100:], b""))
            headers = [("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")]
            http = StatusAndHeaders(line, headers, "HTTP/1.1") if kind == "response" else None
            body = chunks if kind == "response" else b"GET /x HTTP/1.1\r\nHost: example.org\r\n\r\n"
            record = writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=http)
            record.rec_headers.remove_header("WARC-Payload-Digest")
            writer.write_record(record)


@pytest.mark.parametrize("compressed", [True, False])
def test_reads_files_of_others(tmp_path: Path, compressed: bool) -> None:
    path = tmp_path / "foreign.warc"
    foreign(path, compressed=compressed)
    (capture,) = scan(path)
    assert (capture.url, capture.status, capture.mime) == ("https://example.org/x", 200, "text/html")
    assert capture.payload_digest is not None
    assert capture.warc_offset + capture.warc_length == path.stat().st_size
    assert read_body(path, capture.warc_offset, capture.warc_length) == HTML
    whole = tmp_path / "cut.warc"
    whole.write_bytes(path.read_bytes()[: -30 if not compressed else -5])
    with pytest.raises(ArchiveError):
        list(scan(whole))


def test_a_file_compressed_as_a_whole_is_refused_with_advice(tmp_path: Path) -> None:
    plain = tmp_path / "plain.warc"
    foreign(plain, compressed=False)
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    with pytest.raises(ArchiveError, match="warcio recompress"):
        list(scan(path))


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("name", ENCODERS)
def test_content_encodings(name: str) -> None:
    body = ENCODERS[name](HTML)
    assert decode(body, name.upper()) == HTML
    assert decode(body, name, limit=len(HTML)) == HTML
    with pytest.raises(TooLargeError):
        decode(body, name, limit=len(HTML) - 1)
    with pytest.raises(UndecodableError):
        decode(b"\x1f\x8b nonsense", name)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_an_encoding_that_ends_too_early_is_no_body(name: str) -> None:
    with pytest.raises(UndecodableError):
        decode(ENCODERS[name](HTML)[:-6], name)


def test_encodings_servers_get_wrong() -> None:
    assert decode(raw_deflate(HTML), "deflate") == HTML
    assert decode(gzip.compress(HTML[:9]) + gzip.compress(HTML[9:]), "gzip") == HTML
    assert decode(HTML, "gzip") == HTML, "announced, not done: every browser copes"
    assert decode(brotli.compress(gzip.compress(HTML)), "gzip, br") == HTML
    assert decode(b"", "br") == b""
    with pytest.raises(UndecodableError, match="unknown content encoding 'rot13'"):
        decode(HTML, "rot13")


@pytest.mark.parametrize("name", ENCODERS)
def test_a_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    bomb = ENCODERS[name](bytes(4 * BODY_LIMIT))
    path, (capture,) = write(tmp_path, exchange(body=bomb, Content_Encoding=name))
    with pytest.raises(BodyError, match=r"127\.0\.0\.1:1/a: more than"):
        read_body(path, capture.warc_offset, capture.warc_length)
