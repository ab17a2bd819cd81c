"""A forgotten article is nowhere, in no table, older version, log or archive, and does not come back."""

from __future__ import annotations

import os
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract.addresses import digest
from extract.errors import UsageError
from tests.warehouse.committer import killed_at
from tests.warehouse.pages import HOST, READER, Capture, page, request, warc
from tests.warehouse.stored import holding, stored_rows

SECRET = "Nobody should read this sentence"
OLDER = "Nor what this one said before"
SOAK = bool(os.environ.get("NOSOGRAPH_SOAK"))


def gout(day: int, sentence: str, path: str = "/gout") -> Capture:
    return Capture(path, day, page("Gout", [sentence, "Diet"], canonical=f"{HOST}/gout", about=sentence))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article at three addresses, that said something else before, among others; four versions."""
    root = tmp_path_factory.mktemp("made") / "lake"
    others = [Capture(f"/other-{n}", 1, page(f"Other {n}")) for n in range(4)]
    warc(root / "archive", "1", others[0], gout(1, OLDER), *others[1:])
    warehouse.ingest(root, ledger=[request(1, "/gout"), request(2, "/other-0")], **READER)
    moved = Capture("/podagra", 2, status=301, location=f"{HOST}/gout")
    warc(root / "archive", "2", gout(2, SECRET), gout(2, SECRET, "/?p=7"), moved)
    warehouse.ingest(root, ledger=[request(3, "/?p=7")], **READER)
    warc(root / "archive", "3", Capture("/other-1", 3, page("Other 1", [SECRET[:6]])))
    warehouse.ingest(root, **READER)
    warehouse.compact(root)
    return root


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "lake"))


def rows_of_others(lake: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = [(table, row) for table, rows in stored_rows(warehouse.open(lake)).items() for row in rows]
    return [(table, row) for table, row in rows if "/other-" in str(row.get("url"))]


def nothing_is_left(lake: Path) -> None:
    for words in (SECRET, OLDER, "Gout"):
        assert holding(lake, words) == []
    opened = warehouse.open(lake)
    for table, rows in stored_rows(opened).items():
        assert not [row for row in rows if re.search("gout|podagra|p=7", str(row))], table
    found = warehouse.verify(lake)
    assert not [d for d in found.damages if d.part != "grounding"], found.damages
    assert not found.orphans
    assert len(opened.versions()) == 1
    assert warehouse.tombstones(lake) >= {digest(f"{HOST}/{path}") for path in ("gout", "?p=7", "podagra")}


def test_nothing_of_it_is_left(lake: Path) -> None:
    assert holding(lake, SECRET)
    assert holding(lake, OLDER)
    before = rows_of_others(lake)
    done = warehouse.forget(lake, f"{HOST}/?p=7&utm_source=x")
    assert (done.version, done.articles, done.records, done.elsewhere) == (5, 1, 4, ())
    assert done.addresses == tuple(f"{HOST}/{path}" for path in ("?p=7", "gout", "podagra"))
    nothing_is_left(lake)
    assert rows_of_others(lake) == before
    # The archive is as the lake knows it.
    assert warehouse.ingest(lake, **READER).outcome == "unchanged"
    again = warehouse.forget(lake, f"{HOST}/gout")
    assert (again.version, again.articles, again.records) == (5, 0, 0)


MORE = ("after_erased_file:2", "after_data_file:3", "before_object:2", "after_entry_removed:2")


@pytest.mark.parametrize(
    "point",
    [
        "after_erased_file:1",
        "before_log_entry",
        "after_forgotten",
        "after_file_removed:5",
        *(MORE if SOAK else ()),
    ],
)
def test_killed_anywhere_it_is_finished_by_the_same_call(lake: Path, point: str) -> None:
    before = rows_of_others(lake)
    assert killed_at(point, partial(warehouse.forget, lake, f"{HOST}/gout"))
    assert rows_of_others(lake) == before
    warehouse.forget(lake, f"{HOST}/gout")
    nothing_is_left(lake)
    assert rows_of_others(lake) == before
    assert warehouse.ingest(lake, **READER).outcome == "unchanged"


def test_it_does_not_come_back(lake: Path, tmp_path: Path) -> None:
    warehouse.forget(lake, f"{HOST}/gout")
    foreign = warc(tmp_path, "theirs", gout(9, SECRET), Capture("/new", 9, page("New")))
    asked = [request(7, "/gout", "forgotten"), request(8, "/gout"), request(9, "/new")]
    done = warehouse.ingest(lake, warcs=[foreign], ledger=asked, **READER)
    assert (done.outcome, done.captures, done.forgotten, done.articles_added) == ("published", 1, 1, 1)
    opened = warehouse.open(lake)
    assert opened.sql("SELECT verdict FROM ledger WHERE url LIKE '%/gout'").fetchall() == [("forgotten",)]
    assert holding(lake, SECRET) == []
    # One that is put into the lake's own archive is not taken either; verify tells of it, and how it leaves.
    late = warc(lake / "archive", "late", gout(9, SECRET), Capture("/newer", 9, page("Newer")))
    assert warehouse.ingest(lake, **READER).forgotten == 1
    told = [d for d in warehouse.verify(lake, warcs=[foreign]).damages if str(late) in d.what]
    assert [f"nosograph forget '{HOST}/gout'" in d.mend for d in told] == [True]
    assert warehouse.forget(lake, f"{HOST}/gout", warcs=[foreign]).records == 2
    assert holding(tmp_path, SECRET) == []
    found = warehouse.verify(lake, warcs=[foreign]).damages
    assert not [d for d in found if d.part != "grounding"]


def test_not_at_a_new_address_either(lake: Path) -> None:
    warehouse.forget(lake, f"{HOST}/gout")
    other, same = gout(9, SECRET, "/?p=8"), Capture("/gout/", 9, page("Gout"))
    warc(lake / "archive", "new", other, same)
    done = warehouse.ingest(lake, **READER)
    assert (done.captures, done.forgotten, done.articles_added) == (1, 1, 0)
    assert warehouse.open(lake).sql("SELECT count(*) FROM articles WHERE title = 'Gout'").fetchall() == [(0,)]


def test_an_address_the_lake_never_had(lake: Path) -> None:
    tables = warehouse.open(lake).tables
    done = warehouse.forget(lake, f"{HOST}/never")
    assert (done.addresses, done.articles, done.records) == ((f"{HOST}/never",), 0, 0)
    now = warehouse.open(lake).tables
    assert now == {**tables, "tombstones": 1}  # it is spelled as an article's address
    with pytest.raises(UsageError, match="'gout' is no address"):
        warehouse.forget(lake, "gout")


def test_files_that_are_not_at_hand_are_named(lake: Path, tmp_path: Path) -> None:
    away = (lake / "archive/2.warc.gz").rename(tmp_path / "2.warc.gz")
    done = warehouse.forget(lake, f"{HOST}/gout")
    assert (done.records, done.elsewhere) == (1, ("2.warc.gz",))
    assert holding(lake, SECRET) == []
    assert warehouse.forget(lake, f"{HOST}/?p=7", warcs=[away]).records == 1
    assert warehouse.forget(lake, f"{HOST}/gout", warcs=[away]).records == 1


def test_on_object_storage(s3: str, tmp_path: Path) -> None:
    place = f"{s3}/forgotten"
    archive = warc(tmp_path, "1", gout(1, SECRET), Capture("/other", 1, page("Other")))
    warehouse.ingest(place, warcs=[archive], **READER)
    done = warehouse.forget(place, f"{HOST}/gout", warcs=[archive])
    assert (done.version, done.articles, done.records) == (2, 1, 1)
    lake = warehouse.open(place)
    assert lake.versions() == [2]
    assert lake.sql("SELECT condition FROM articles").fetchall() == [("Other",)]
    assert holding(tmp_path, SECRET) == []
    assert warehouse.ingest(place, warcs=[archive], **READER).outcome == "unchanged"
