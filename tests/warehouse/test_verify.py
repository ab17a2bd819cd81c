"""What verify finds: each kind of damage, where it is, and nothing in a sound lake."""

from __future__ import annotations

import gzip
import io
import json
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import warehouse
from crawler.archive import scan
from extract import Template, extract_article
from extract.errors import ExitCode
from extract.record import Article
from tests.warehouse.committer import commit, ended, writer
from tests.warehouse.pages import request, warc
from tests.warehouse.sample import captures
from warehouse import LakeError
from warehouse.log import entry_path


def data_file(lake: Path, table: str) -> Path:
    return next(Path(file["path"]) for file in warehouse.open(lake).files() if file["table"] == table)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


def largest(archive: Path) -> tuple[int, int]:
    """Offset and length of the archive's largest record."""
    return max(((c.warc_offset, c.warc_length) for c in scan(archive)), key=lambda place: place[1])


def test_a_sound_lake(encyclopedia: Path) -> None:
    lake = warehouse.open(encyclopedia)
    before = sorted((path, path.stat().st_mtime_ns) for path in encyclopedia.rglob("*"))
    steps: list[tuple[int, int]] = []
    found = warehouse.verify(encyclopedia, progress=lambda done, whole: steps.append((done, whole)))
    assert (found.damages, found.orphans, found.exit_code) == ((), (), ExitCode.DONE)
    assert found.version == found.entries == 1
    assert (found.files, found.archive_files) == (len(lake.files()), 3)
    assert found.rows == sum(lake.tables.values())
    assert found.records == lake.tables["captures"]
    assert found.grounded == found.items == lake.tables["items"] > 1000
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))
    assert sorted((path, path.stat().st_mtime_ns) for path in encyclopedia.rglob("*")) == before


def swap(lake: Path, version: int) -> None:
    path = lake / entry_path(version)
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"run_id": "forged"}))


@pytest.mark.parametrize(
    ("spoil", "part", "named"),
    [
        (lambda lake: (lake / entry_path(2)).unlink(), "log", "0002.json is missing between"),
        (lambda lake: (lake / entry_path(2)).write_bytes(b"{"), "log", "0002.json is damaged"),
        (lambda lake: swap(lake, 2), "log", "0003.json does not follow the entry before it"),
        (lambda lake: flip(data_file(lake, "items"), 700), "file", "is damaged: its checksum"),
        (lambda lake: data_file(lake, "glossary").unlink(), "file", "is missing"),
        (lambda lake: flip(data_file(lake, "captures"), 700), "file", "is damaged: its checksum"),
    ],
)
def test_damage_to_log_and_files(
    encyclopedia_copy: Path, spoil: Callable[[Path], object], part: str, named: str
) -> None:
    for number in (1, 2):
        warehouse.ingest(encyclopedia_copy, ledger=[request(number, "/x")])
    spoil(encyclopedia_copy)
    found = warehouse.verify(encyclopedia_copy)
    assert found.exit_code is ExitCode.DAMAGED
    assert [damage.part for damage in found.damages] == [part]
    assert named in found.damages[0].what
    assert str(encyclopedia_copy) in found.damages[0].what
    assert "nosograph ingest" in found.damages[0].mend


def test_a_forged_chain_is_held_against_its_files(encyclopedia_copy: Path) -> None:
    path = encyclopedia_copy / entry_path(1)
    entry = json.loads(path.read_bytes())
    entry["added"][0]["rows"] += 1
    path.write_text(json.dumps(entry))
    [damage] = warehouse.verify(encyclopedia_copy).damages
    assert damage.part == "file"
    assert "the log says" in damage.what


def test_a_record_that_does_not_inflate(encyclopedia_copy: Path) -> None:
    archive = encyclopedia_copy / "archive/1.warc.gz"
    offset, length = largest(archive)
    flip(archive, offset + length // 2)
    found = warehouse.verify(encyclopedia_copy)
    assert found.exit_code is ExitCode.DAMAGED
    records = [d for d in found.damages if d.part == "archive" and f"1.warc.gz, offset {offset}: " in d.what]
    assert len(records) == 1
    # Of the entries behind it only those of that page are lost.
    assert len([d for d in found.damages if d.part == "grounding"]) <= 1
    assert found.items - 100 < found.grounded <= found.items


def test_a_record_that_is_not_what_its_digest_says(encyclopedia_copy: Path) -> None:
    archive = encyclopedia_copy / "archive/2.warc.gz"
    offset, length = largest(archive)
    whole = archive.read_bytes()
    record = gzip.decompress(whole[offset : offset + length])
    forged = io.BytesIO()
    # Stored, not compressed: the forged record is never as long as the one it replaces.
    with gzip.GzipFile(fileobj=forged, mode="wb", compresslevel=0) as member:
        member.write(record[:-100] + record[-100:].replace(b"body", b"b0dy"))
    archive.write_bytes(whole[:offset] + forged.getvalue() + whole[offset + length :])
    found = warehouse.verify(encyclopedia_copy)
    assert any(f"offset {offset}: " in d.what and "digest failed" in d.what for d in found.damages)
    assert any("is not the file that a run took in" in d.what for d in found.damages)
    assert {damage.part for damage in found.damages} <= {"archive", "grounding"}


def test_an_archive_file_that_is_elsewhere(encyclopedia_copy: Path, tmp_path: Path) -> None:
    moved = (encyclopedia_copy / "archive/1.warc.gz").rename(tmp_path / "1.warc.gz")
    found = warehouse.verify(encyclopedia_copy)
    assert found.exit_code is ExitCode.DAMAGED
    assert 0 < found.grounded < found.items
    assert "name its path" in found.damages[0].mend
    assert not warehouse.verify(encyclopedia_copy, warcs=[moved]).damages
    # What was removed on purpose, and said to be, is not missed; entries read from it are.
    (encyclopedia_copy / "archive/removed.txt").write_text("1.warc.gz\n")
    assert {d.part for d in warehouse.verify(encyclopedia_copy).damages} == {"grounding"}


def strayed(body: bytes, url: str, template: Template | None) -> Article:
    article = extract_article(body, url, template)
    wrong = [replace(item, dom_path=f"{item.dom_path}/nothing[1]") for item in article.items[:2]]
    return replace(article, items=(*wrong, *article.items[2:]))


def test_entries_that_their_page_does_not_say(tmp_path: Path) -> None:
    pages = [c for c in captures(1, 1) if c.exchange.status == 200][:4]
    warc(tmp_path / "archive", "1", *pages)
    assert warehouse.ingest(tmp_path, extract=strayed).outcome == "published"
    lake = warehouse.open(tmp_path)
    of_pages = lake.sql(
        "SELECT url, count(*) FROM items JOIN articles USING (article_id) GROUP BY 1"
    ).fetchall()
    assert of_pages
    found = warehouse.verify(tmp_path)
    assert {damage.part for damage in found.damages} == {"grounding"}
    assert found.items - found.grounded == 2 * len(of_pages)
    assert {d.what.partition(": ")[0] for d in found.damages} == {url for url, _ in of_pages}


def test_what_a_killed_writer_left_is_listed(tmp_path: Path) -> None:
    commit(tmp_path, "first")
    named = {file["path"] for file in warehouse.open(tmp_path).files()}
    assert ended(writer(tmp_path, "killed", 1, fault="before_log_entry")) == -signal.SIGKILL
    there = {str(path) for path in (tmp_path / "data").rglob("*") if path.is_file()}
    assert there > named
    assert set(warehouse.verify(tmp_path).orphans) == there - named


def test_no_lake_there(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="There is no lake"):
        warehouse.verify(tmp_path)
