"""Whatever is done to a lake, in any order, it is whole afterwards and says what it should."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import warehouse
from tests.warehouse.pages import HOST, READER, Capture, page, request, warc
from tests.warehouse.stored import holding

SEEDS = range(40 if os.environ.get("NOSOGRAPH_SOAK") else 1)
STEPS = 9
NAMES = ("Gout", "Flu", "Asthma", "Measles", "Scurvy", "Mumps")
Causes = dict[str, list[str]]


def says(lake: Path, version: int | None = None) -> Causes:
    """The entries of each article, read from the version's files."""
    files = warehouse.open(lake).files(version)
    articles, items = (
        [row for f in files if f["table"] == table for row in pq.read_table(f["path"]).to_pylist()]
        for table in ("articles", "items")
    )
    found: Causes = {row["condition"]: [] for row in articles}
    names = {row["article_id"]: row["condition"] for row in articles}
    for row in sorted(items, key=lambda row: row["position"]):
        found[names[row["article_id"]]].append(row["term"])
    return found


def is_sound(lake: Path) -> None:
    found = warehouse.verify(lake)
    # The pages' small extractor makes up where entries stand; all else is held to.
    assert not [damage for damage in found.damages if damage.part != "grounding"]
    assert not found.orphans


@pytest.mark.parametrize("seed", SEEDS)
def test_in_any_order(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    forgotten: set[str] = set()
    kept: dict[int, Causes] = {}
    for step in range(1, STEPS + 1):
        done = "ingest" if step < 3 else chance.choice(["ingest", "compact", "expire", "rollback", "forget"])
        before = says(tmp_path) if step > 1 else {}
        if done == "ingest":
            asked = chance.sample([name for name in NAMES if name not in forgotten], 2)
            told = {name: [f"{name} by {step}", "Age"] for name in asked}
            pages = [Capture(f"/{n.lower()}", step, page(n, causes)) for n, causes in told.items()]
            warc(tmp_path / "archive", f"day-{step}", *pages)
            warehouse.ingest(tmp_path, ledger=[request(step, "/x")], accept="a test", **READER)
            assert all(says(tmp_path)[name] == causes for name, causes in told.items())
        elif done == "compact":
            warehouse.compact(tmp_path)
            assert says(tmp_path) == before
        elif done == "expire":
            first = warehouse.expire(tmp_path, keep=2, grace=timedelta(0)).first
            kept = {version: causes for version, causes in kept.items() if version >= first}
            assert says(tmp_path) == before
        elif done == "rollback":
            version = chance.choice(sorted(kept))
            warehouse.rollback(tmp_path, version)
            assert says(tmp_path) == kept[version]
        else:
            name = chance.choice(NAMES[:4])
            warehouse.forget(tmp_path, f"{HOST}/{name.lower()}")
            forgotten.add(name)
            kept = {}
            assert says(tmp_path) == {n: causes for n, causes in before.items() if n != name}
        is_sound(tmp_path)
        opened = warehouse.open(tmp_path)
        kept[opened.version] = says(tmp_path)
        assert {version: says(tmp_path, version) for version in kept} == kept, done
        assert not forgotten & kept[opened.version].keys()
    for name in forgotten:
        assert not holding(tmp_path, f"{name} by ")
