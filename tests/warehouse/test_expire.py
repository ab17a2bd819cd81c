"""Compaction changes no row, expiry no version that is kept, wherever it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

import warehouse
from extract.errors import UsageError
from tests.warehouse.committer import commit, ended, killed_at, writer
from tests.warehouse.pages import request
from tests.warehouse.stored import stored_rows
from warehouse import LakeError
from warehouse.log import entry_path, first_path
from warehouse.store import open_store

NO_GRACE = timedelta(0)


def data_files(lake: str | Path) -> set[str]:
    return set(open_store(lake).paths("data"))


def sound(lake: str | Path) -> bool:
    """Whether verify finds nothing but the archive file that the committer makes up."""
    return not [d for d in warehouse.verify(lake).damages if d.part in ("log", "file")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven versions, an article and a row of the ledger each."""
    root = tmp_path_factory.mktemp("made") / "lake"
    for number in range(7):
        commit(root, f"article-{number}")
    return root


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "lake"))


def test_small_files_merge_and_the_newest_versions_stay(place: str) -> None:
    for number in range(4):
        commit(place, f"article-{number}")
    four = stored_rows(warehouse.open(place))
    done = warehouse.compact(place, rows_a_file=3)
    # Three rows are a full file, and the fourth stands alone.
    assert (done.version, done.merged, done.written) == (5, 3, 1)
    lake = warehouse.open(place)
    assert stored_rows(lake) == four
    assert sorted(f["rows"] for f in lake.files() if f["table"] == "ledger") == [1, 3]
    assert lake.log()[-1]["kind"] == "compact"
    assert lake.diff(4, 5).articles == ()
    assert warehouse.compact(place, rows_a_file=3) == warehouse.Compacted(5)

    gone = warehouse.expire(place, keep=2, grace=NO_GRACE)
    assert (gone.first, gone.newest, gone.versions, gone.waiting) == (4, 5, 3, 0)
    lake = warehouse.open(place)
    assert lake.versions() == [4, 5]
    assert stored_rows(lake.at(4)) == stored_rows(lake) == four
    assert [row["version"] for row in lake.log()] == [4, 5]
    with pytest.raises(LakeError, match=r"There is no version 3 .*versions 4 to 5"):
        lake.at(3)
    kept = {f["path"] for version in (4, 5) for f in lake.files(version)}
    assert {open_store(place).uri(path) for path in data_files(place)} == kept
    assert sound(place)
    # Others go on from there.
    assert warehouse.expire(place, keep=2, grace=NO_GRACE) == warehouse.Expired(4, 5, 0, 0, 0)
    assert commit(place, "later") == 6
    merged = warehouse.compact(place)
    assert (merged.version, merged.merged, merged.written) == (7, 3, 1)
    assert warehouse.rollback(place, 5) == 8
    assert warehouse.expire(place, keep=1, grace=NO_GRACE).first == 8
    assert stored_rows(warehouse.open(place))["articles"] == four["articles"]
    assert sound(place)


def test_a_run_merges_small_files_once_they_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("merging", 3), ("growing", 64)):
        monkeypatch.setattr(sys.modules["warehouse.ingest"], "SMALL_FILES", most)
        for number in range(9):
            warehouse.ingest(tmp_path / name, ledger=[request(number, f"/article-{number}")])
    merging, growing = (warehouse.open(tmp_path / name) for name in ("merging", "growing"))
    assert stored_rows(merging)["ledger"] == stored_rows(growing)["ledger"]
    assert [sum(f["table"] == "ledger" for f in lake.files()) for lake in (merging, growing)] == [3, 9]
    assert sound(tmp_path / "merging")


def test_compaction_is_deterministic(lake: Path, tmp_path: Path) -> None:
    files = []
    for _ in range(2):
        warehouse.compact(lake)
        files.append({f["path"] for f in warehouse.open(lake).files()})
        warehouse.expire(lake, grace=NO_GRACE)
        (lake / entry_path(8)).unlink()
    assert files[0] == files[1]


def test_compaction_beside_writers(tmp_path: Path) -> None:
    commit(tmp_path, "first")
    running = [writer(tmp_path, f"writer{n}", 4) for n in range(2)]
    while any(process.is_alive() for process in running):
        warehouse.compact(tmp_path)
        time.sleep(0.05)
    assert [ended(process) for process in running] == [0, 0]
    lake = warehouse.open(tmp_path)
    assert lake.tables["ledger"] == lake.tables["articles"] == 9
    assert {n for (n,) in lake.sql("SELECT crawl_id FROM ledger").fetchall()} == {
        n for (n,) in lake.sql("SELECT condition FROM articles").fetchall()
    }
    assert sound(tmp_path)


def test_a_lake_that_begins_later_has_full_lists_like_others(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.log.FULL_LIST_EVERY", 4)
    warehouse.expire(lake, keep=1)
    for number in range(7, 10):
        commit(lake, f"article-{number}")
    assert warehouse.open(lake).tables["articles"] == 10
    assert warehouse.open(lake).at(7).tables["articles"] == 7
    warehouse.expire(lake, keep=1)
    assert warehouse.open(lake).versions() == [10]
    assert sound(lake)


def test_age_and_number_spare_versions(lake: Path) -> None:
    """A version goes only where both its age and its number let it."""
    made = datetime.fromisoformat(warehouse.open(lake).log()[3]["committed_at"])
    age = datetime.now(UTC) - made
    assert warehouse.expire(lake, keep=1, older_than=timedelta(days=1)).versions == 0
    assert warehouse.expire(lake, keep=6, older_than=timedelta(0)).first == 2
    first = warehouse.expire(lake, older_than=age).first
    assert datetime.fromisoformat(warehouse.open(lake).log()[0]["committed_at"]) >= made
    assert first in (4, 5, 6, 7)


def test_an_old_lake_keeps_its_newest_version(lake: Path) -> None:
    assert warehouse.expire(lake, older_than=timedelta(0)).first == 7
    assert warehouse.open(lake).tables["articles"] == 7
    with pytest.raises(UsageError, match="--keep 0"):
        warehouse.expire(lake, keep=0)


def test_what_killed_writers_left_goes_after_the_grace(lake: Path) -> None:
    named = data_files(lake)
    for point in ("before_link", "after_data_file", "before_log_entry"):
        assert ended(writer(lake, point, 1, fault=point)) == -signal.SIGKILL
    left = data_files(lake) - named
    assert any(path.endswith(".tmp") for path in left)
    told = {str(Path(path).relative_to(lake)) for path in warehouse.verify(lake).orphans}
    assert told == left
    assert warehouse.expire(lake) == warehouse.Expired(1, 7, 0, 0, len(left))
    for path in left:
        os.utime(lake / path, (0, 0))
    assert warehouse.expire(lake).files == len(left)
    assert data_files(lake) == named
    assert not warehouse.verify(lake).orphans


@pytest.mark.parametrize(
    "point", ["before_link", "after_first", "after_entry_removed:3", "after_file_removed:4"]
)
def test_killed_anywhere_it_is_finished_by_the_next(lake: Path, point: str) -> None:
    before = {version: stored_rows(warehouse.open(lake).at(version)) for version in (6, 7)}
    assert killed_at(point, partial(warehouse.expire, lake, keep=2, grace=NO_GRACE))
    opened = warehouse.open(lake)
    assert {version: stored_rows(opened.at(version)) for version in (6, 7)} == before
    assert opened.versions() == ([6, 7] if point != "before_link" else list(range(1, 8)))
    assert sound(lake)
    done = warehouse.expire(lake, keep=2, grace=NO_GRACE)
    assert (done.first, done.waiting) == (6, 0)
    opened = warehouse.open(lake)
    assert {version: stored_rows(opened.at(version)) for version in (6, 7)} == before
    assert {p.name for p in (lake / "log").iterdir()} == {
        Path(p).name for p in (entry_path(6), entry_path(7), first_path(6))
    }
    assert sound(lake)
    assert not warehouse.verify(lake).orphans


def test_a_file_that_a_writer_takes_up_again_stays(lake: Path) -> None:
    """A rollback names files that only an older version had: they are no longer old then."""
    warehouse.rollback(lake, 2)
    warehouse.expire(lake, keep=1, grace=NO_GRACE)
    assert warehouse.open(lake).tables["articles"] == 2
    gone = commit(lake, "article-9")
    assert gone == 9
    for path in data_files(lake):
        os.utime(lake / path, (0, 0))
    # Written again, equal rows make the same file; it is as young as the commit that names it next.
    before = open_store(lake).ages("data")
    commit(lake, "article-9")
    renewed = [
        path for path, at in open_store(lake).ages("data").items() if before.get(path) not in (None, at)
    ]
    assert renewed


def test_damage_to_where_a_lake_begins(lake: Path) -> None:
    warehouse.expire(lake, keep=2)
    path = lake / first_path(6)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert [d.part for d in warehouse.verify(lake).damages if "first.json is damaged" in d.what] == ["log"]
    path.write_bytes(whole)
    (lake / entry_path(6)).unlink()
    assert any("is missing before" in d.what for d in warehouse.verify(lake).damages)
