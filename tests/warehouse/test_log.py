"""The commit log: damaged entries, few reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import warehouse
from extract.errors import ExitCode
from tests.warehouse.committer import commit
from warehouse import DamagedLakeError, LakeError
from warehouse.log import EMPTY, FULL_LIST_EVERY, Change, File, append, entry_path, snapshot
from warehouse.store import Store, open_store


def test_a_version_stays_as_it_is_while_others_commit(tmp_path: Path) -> None:
    commit(tmp_path, "first")
    lake = warehouse.open(tmp_path)
    commit(tmp_path, "second")
    assert lake.sql("SELECT condition FROM articles").fetchall() == [("first",)]
    assert lake.versions() == [1, 2]
    assert warehouse.open(tmp_path).at(1).sql("SELECT condition FROM articles").fetchall() == [("first",)]


def test_opening_a_lake_of_many_commits_reads_few_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # no power cut here, and a thousand of them
    store, newest, counts = open_store(tmp_path), EMPTY, []
    for number in range(1, 1003):
        old = [path for path in newest.files if number % 10 == 0]
        file = File("articles", f"data/articles/site/{number}-x.parquet", 1, 1, "")
        made = append(store, newest, Change("ingest", (file,), tuple(old)))
        assert made
        newest = made
        counts.append(len(newest.files))
    read: list[str] = []
    plain = Store.read
    monkeypatch.setattr(Store, "read", lambda self, path: (read.append(path), plain(self, path))[1])
    assert snapshot(store) == newest
    assert read == [entry_path(n) for n in (1000, 1001, 1002)]
    for version in (1, 9, 10, 11, 49, 50, 51, 999, 1000):
        read.clear()
        assert len(snapshot(store, version).files) == counts[version - 1]
        assert len(read) <= FULL_LIST_EVERY


def test_no_lake_there(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"There is no lake at .*/nothing: `nosograph demo`") as error:
        warehouse.open(tmp_path / "nothing")
    assert error.value.exit_code == ExitCode.USAGE
    with pytest.raises(LakeError, match=r"There is no lake at .* yet"):
        warehouse.open(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(LakeError, match="is a file; a lake is a folder"):
        warehouse.open(tmp_path / "file")
    with pytest.raises(LakeError, match=r"gopher://x is no place for a lake"):
        warehouse.open("gopher://x")
    commit(tmp_path, "first")
    for version in (0, -1, 2):
        with pytest.raises(LakeError, match=f"There is no version {version} "):
            warehouse.open(tmp_path).at(version)


def test_a_damaged_log_is_named(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        commit(tmp_path, name)
    entries = [tmp_path / entry_path(n) for n in (1, 2, 3)]
    sound = [path.read_bytes() for path in entries]

    entries[2].write_bytes(sound[2][:100])
    with pytest.raises(DamagedLakeError, match=r"0003\.json is damaged") as error:
        warehouse.open(tmp_path)
    assert error.value.exit_code == ExitCode.DAMAGED
    entries[2].write_bytes(sound[2])

    entries[1].write_text(json.dumps(json.loads(sound[1]) | {"run_id": "forged"}))
    with pytest.raises(DamagedLakeError, match=r"0003\.json does not follow the entry before it"):
        warehouse.open(tmp_path)

    entries[1].unlink()
    with pytest.raises(DamagedLakeError, match=r"0002\.json is missing between"):
        warehouse.open(tmp_path)
    entries[1].write_bytes(sound[1])
    assert warehouse.open(tmp_path).version == 3


def test_a_damaged_file_stops_the_commit_that_would_carry_it_on(tmp_path: Path) -> None:
    commit(tmp_path, "a")
    [items] = [Path(f["path"]) for f in warehouse.open(tmp_path).files() if f["table"] == "items"]
    data = bytearray(items.read_bytes())
    data[len(data) // 2] ^= 1
    items.write_bytes(data)
    with pytest.raises(DamagedLakeError, match=r"items/.*\.parquet is damaged: its checksum"):
        commit(tmp_path, "b")
    items.unlink()
    with pytest.raises(DamagedLakeError, match=r"items/.*\.parquet is missing"):
        commit(tmp_path, "b")
    assert warehouse.open(tmp_path).version == 1
