"""A large archive file is shared out among workers: what they find is what one reader finds."""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

import crawler.cuts
from crawler.archive import ArchiveError, Exchange, Writer, scan
from crawler.cuts import cuts
from warehouse.engine import engine
from warehouse.inputs import Intake, look_at

NOISE = random.Random(7)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler.cuts, "LEAST_BYTES", 10_000)


def archive(folder: Path, bodies: Sequence[bytes]) -> Path:
    folder.mkdir()
    writer = Writer(folder / "x.warc.gz", {"software": "tests"})
    for number, body in enumerate(bodies):
        headers = (("Content-Type", "text/html"),)
        writer.append(Exchange(f"http://a.example/{number}", "2026-01-01T00:00:00Z", 200, headers, body))
    return writer.seal(folder)


def captures(path: Path, workers: int) -> pa.Table:
    with engine(workers) as runs:
        intake = Intake([look_at(path)], (), runs)
        return pa.concat_tables(intake._captures([path]))


def test_a_file_is_cut_at_records(tmp_path: Path) -> None:
    path = archive(tmp_path / "archive", [NOISE.randbytes(3_000) for _ in range(30)])
    whole = list(scan(path))
    found = cuts(path, 3)
    assert len(found) == 2
    assert set(found) <= {capture.warc_offset for capture in whole}
    one, two = found
    assert [*scan(path, 0, one), *scan(path, one, two), *scan(path, two)] == whole
    assert cuts(path, 1) == []
    assert len(cuts(path, 1_000)) == path.stat().st_size // 10_000 - 1
    assert captures(path, 3).equals(captures(path, 0))


def test_a_body_that_holds_what_reads_as_a_record_is_not_taken_for_one(tmp_path: Path) -> None:
    hidden = gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    bodies = [NOISE.randbytes(500), b"%b%b%b" % (NOISE.randbytes(20_000), hidden, NOISE.randbytes(20_000))]
    path = archive(tmp_path / "archive", bodies)
    whole = list(scan(path))
    [found] = cuts(path, 2)
    assert found not in {capture.warc_offset for capture in whole}, "the test hides nothing"
    with pytest.raises(ArchiveError, match=f"no record begins at offset {found}"):
        list(scan(path, 0, found))
    assert captures(path, 2).equals(captures(path, 0))


def test_damage_in_a_later_piece_is_told_as_without_cutting(tmp_path: Path) -> None:
    path = archive(tmp_path / "archive", [NOISE.randbytes(3_000) for _ in range(20)])
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ArchiveError) as alone:
        captures(path, 0)
    with pytest.raises(ArchiveError) as shared:
        captures(path, 2)
    assert str(shared.value) == str(alone.value)
    assert "ends inside a record" in str(alone.value)


def test_other_files_are_left_whole(tmp_path: Path) -> None:
    plain = tmp_path / "x.warc"
    plain.write_bytes(b"WARC/1.1\r\n" + NOISE.randbytes(50_000))
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    assert cuts(plain, 4) == []
    assert cuts(tmp_path / "empty.warc.gz", 4) == []
