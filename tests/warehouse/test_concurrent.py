"""Many writers at once, and killed ones, on a local disk and on object storage."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

import pytest

import warehouse
from tests.warehouse.committer import commit, ended, writer
from tests.warehouse.pages import HOST
from warehouse.log import entry_path, snapshot
from warehouse.store import open_store

SOAK = bool(os.environ.get("NOSOGRAPH_SOAK"))
# Points a writer passes, and how often in a commit: nine files of articles, one of the ledger, the entry.
POINTS = {
    "before_object": 11,
    "before_link": 11,
    "after_link": 11,
    "after_data_file": 10,
    "before_log_entry": 1,
    "after_log_entry": 1,
}
LAST_MAKES_THE_VERSION = ("after_link", "after_log_entry")


def whole(place: str, *names: Iterable[str]) -> int:
    """The newest version, which has the given articles, each in every table once, one for each commit."""
    lake = warehouse.open(place)
    wanted = sorted(name for each in names for name in each)
    for table, column in {"articles": "condition", "ledger": "crawl_id"}.items():
        assert [name for (name,) in lake.sql(f"SELECT {column} FROM {table} ORDER BY 1").fetchall()] == wanted
    assert lake.sql("SELECT count(*) FROM items").fetchall() == [(2 * len(wanted),)]
    assert lake.tables["items"] == 2 * len(wanted)
    assert lake.version == len(wanted)
    return lake.version


@pytest.mark.parametrize("buckets", ["same", "distinct"])
def test_writers_at_once_lose_and_double_nothing(place: str, buckets: str) -> None:
    commits = 40 if SOAK else 3 if "://" in place else 10
    hosts = [HOST if buckets == "same" else f"http://site{n}.example" for n in range(4)]
    running = [writer(place, f"writer{n}", commits, host=host) for n, host in enumerate(hosts)]
    store, seen = open_store(place, create=True), 0
    while any(process.is_alive() for process in running):
        now = snapshot(store)
        rows = {table: sum(file.rows for file in now.of(table)) for table in ("articles", "items", "ledger")}
        assert rows == {"articles": now.version, "items": 2 * now.version, "ledger": now.version}
        assert seen <= now.version
        seen = now.version
        time.sleep(0.05)
    assert [ended(process) for process in running] == [0] * 4
    assert whole(place, *([f"writer{n}-{m}" for m in range(commits)] for n in range(4))) == 4 * commits


def test_a_killed_writer_leaves_the_version_before_or_after(place: str) -> None:
    local = "://" not in place
    points = [point for point in POINTS if local or "link" not in point]
    seeded = random.Random(5)
    commit(place, "first")
    there = ["first"]
    # Every point in the first round; then at random, in the first commit or in the second one.
    kills = [(point, 1) for point in points]
    for _ in range(50 if SOAK else 1):
        point = seeded.choice(points)
        kills.append((point, seeded.randint(1, 2 * POINTS[point])))
    for number, (point, count) in enumerate(kills):
        name = f"killed{number}"
        assert ended(writer(place, name, 2, fault=f"{point}:{count}")) == -signal.SIGKILL, (point, count)
        done = warehouse.open(place).version - len(there)
        assert done == (count - (point not in LAST_MAKES_THE_VERSION)) // POINTS[point]
        there += [f"{name}-{n}" for n in range(done)]
        whole(place, there)
    # Who comes next is not in the way of what was left behind, and all that was is told.
    commit(place, "next")
    whole(place, there, ["next"])
    store, lake = open_store(place), warehouse.open(place)
    named = {file["path"] for version in lake.versions() for file in lake.files(version)}
    named |= {store.uri(entry_path(version)) for version in lake.versions()}
    left = {store.uri(path) for folder in ("data", "log") for path in store.paths(folder)} - named
    found = warehouse.verify(place)
    assert not [damage for damage in found.damages if damage.part in ("log", "file")]
    assert left
    assert set(found.orphans) == left
    warehouse.expire(place, grace=timedelta(0))
    assert not warehouse.verify(place).orphans
    whole(place, there, ["next"])


def test_a_lost_answer_of_object_storage_is_no_lost_race(s3: str) -> None:
    place = f"{s3}/flaky-{uuid4().hex}"
    names = [f"n{number}" for number in range(3)]
    assert [commit(place, name) for name in names] == [1, 2, 3]
    whole(place, names)
