"""Records that are taken out of a WARC file are gone, and every other one stays where it was."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastArchiveIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from crawler.archive import ArchiveError, Capture, read_body, scan
from crawler.erase import erase
from tests.warehouse.pages import Capture as Answer
from tests.warehouse.pages import page, warc

NAMES = [f"Sentence number {number}." for number in range(6)]


@pytest.fixture(params=["gzip", "plain"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    pages = [Answer(f"/{n}", 1, page(name, about="x" * 99 * n)) for n, name in enumerate(NAMES)]
    packed = warc(tmp_path, "pages", *pages, Answer("/same", 2, revisit=b"x"))
    if request.param == "gzip":
        return packed
    plain = tmp_path / "pages.warc"
    with packed.open("rb") as source, plain.open("wb") as target:
        writer = WARCWriter(target, gzip=False)
        for record in ArchiveIterator(source):
            writer.write_record(record)
    return plain


def places(captures: list[Capture]) -> list[tuple[int, int]]:
    return [(c.warc_offset, c.warc_length) for c in captures]


def text(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def test_others_stay_where_they_are(archive: Path) -> None:
    before = list(scan(archive))
    bodies = [read_body(archive, *place) for place in places(before[:-1])]
    size = archive.stat().st_size
    assert erase(archive, places([before[1], before[4], before[6]])) == 3
    assert archive.stat().st_size == size
    assert list(scan(archive)) == [before[n] for n in (0, 2, 3, 5)]
    for n in (0, 2, 3, 5):
        assert read_body(archive, before[n].warc_offset, before[n].warc_length) == bodies[n]
    assert [name.encode() in text(archive) for name in NAMES] == [n not in (1, 4) for n in range(6)]
    # Once more is nothing to do, and the next one comes on top.
    same = archive.read_bytes()
    assert erase(archive, places([before[1], before[4]])) == 0
    assert archive.read_bytes() == same
    assert erase(archive, places([before[1], before[0]])) == 1
    assert [c.url for c in scan(archive)] == [before[n].url for n in (2, 3, 5)]


def test_other_readers_read_the_file_to_its_end(archive: Path) -> None:
    before = list(scan(archive))
    erase(archive, places(before[1:3]))
    with archive.open("rb") as file:
        records = [r.rec_headers["WARC-Type"] for r in ArchiveIterator(file, check_digests=True)]
    assert records == ["warcinfo", "response", "metadata", "metadata", *["response"] * 3, "revisit"]
    with archive.open("rb") as file:
        types = [record.headers["WARC-Type"] for record in FastArchiveIterator(io.BytesIO(file.read()))]
    assert types == records


def test_the_same_file_in_the_same_way(archive: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / archive.name
    twin.parent.mkdir()
    twin.write_bytes(archive.read_bytes())
    [first, second, *_] = places(list(scan(archive)))
    erase(archive, [first, second])
    erase(twin, [second])
    erase(twin, [first])
    assert twin.read_bytes() == archive.read_bytes()
    assert not list(archive.parent.glob(".*"))


@pytest.mark.parametrize("place", [(3, 400), (0, 10), (0, 10**9)])
def test_what_is_no_record_stays(archive: Path, place: tuple[int, int]) -> None:
    before = archive.read_bytes()
    with pytest.raises(ArchiveError, match=f"{archive.name}, offset {place[0]}: no record that"):
        erase(archive, [place])
    assert archive.read_bytes() == before
