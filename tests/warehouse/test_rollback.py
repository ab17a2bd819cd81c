"""What a version said, said again by a newer one."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.warehouse.pages import READER, Capture, page, request, warc
from warehouse import DamagedLakeError, LakeError, schema


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Three versions: an article, a second one and another cause of the first, a row of the ledger."""
    warc(tmp_path / "archive", "1", Capture("/gout", 1, page()))
    warehouse.ingest(tmp_path, **READER)
    warc(
        tmp_path / "archive", "2", Capture("/gout", 2, page(causes=["Age"])), Capture("/flu", 2, page("Flu"))
    )
    warehouse.ingest(tmp_path, **READER)
    warehouse.ingest(tmp_path, ledger=[request(1, "/gout")], **READER)
    return tmp_path


def files(lake: Path, version: int, kind: str) -> set[str]:
    tables = {name for name, table in schema.tables().items() if table.kind == kind}
    return {file["path"] for file in warehouse.open(lake).files(version) if file["table"] in tables}


def test_content_comes_back_and_events_stay(lake: Path) -> None:
    assert warehouse.rollback(lake, 1) == 4
    assert files(lake, 4, "content") == files(lake, 1, "content") != files(lake, 3, "content")
    assert files(lake, 4, "event") > files(lake, 3, "event")
    opened = warehouse.open(lake)
    assert opened.sql("SELECT condition, term FROM causes ORDER BY position").fetchall() == [
        ("Gout", "Urate"),
        ("Gout", "Diet"),
    ]
    assert opened.diff(1, 4).articles == ()
    entry = opened.log()[-1]
    assert (entry["kind"], entry["inputs"]) == ("rollback", {"version": 1})
    # The versions before stay as they were, and can come back themselves.
    assert opened.at(2).sql("SELECT count(*) FROM articles").fetchall() == [(2,)]
    assert warehouse.rollback(lake, 3) == 5
    assert files(lake, 5, "content") == files(lake, 3, "content")
    assert warehouse.rollback(lake, 5) == warehouse.rollback(lake, 2) == 5


def test_the_next_ingest_goes_on_from_there(lake: Path) -> None:
    warehouse.rollback(lake, 1)
    assert warehouse.ingest(lake, **READER).outcome == "unchanged"
    warc(lake / "archive", "3", Capture("/gout", 3, page(causes=["Sex"])))
    assert warehouse.ingest(lake, **READER).version == 5
    assert warehouse.open(lake).sql("SELECT term FROM causes WHERE condition = 'Gout'").fetchall() == [
        ("Sex",)
    ]


def test_what_cannot_come_back(lake: Path) -> None:
    with pytest.raises(LakeError, match=r"There is no version 9 .*versions 1 to 3"):
        warehouse.rollback(lake, 9)
    only = files(lake, 1, "content") - files(lake, 3, "content")
    spoilt = Path(min(only))
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedLakeError, match="is damaged"):
        warehouse.rollback(lake, 1)
    assert warehouse.open(lake).version == 3
