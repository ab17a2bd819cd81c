"""What a lake on object storage does, a lake in a folder does the same."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import warehouse
from extract.errors import ExitCode
from tests.warehouse.pages import READER, Capture, page, request, warc
from tests.warehouse.sample import captures
from warehouse import LakeError, QueryError
from warehouse.store import open_store


def test_a_lake_from_its_first_version_to_its_export(place: str, tmp_path: Path) -> None:
    first = warc(tmp_path, "1", Capture("/gout", 1, page()))
    second = warc(tmp_path, "2", Capture("/gout", 2, page(causes=["Age"])), Capture("/flu", 2, page("Flu")))
    options = dict(READER)
    assert warehouse.ingest(place, warcs=[first], ledger=[request(1, "/gout")], **options).version == 1
    assert warehouse.ingest(place, warcs=[first, second], **options).version == 2
    assert warehouse.ingest(place, warcs=[second], **options).outcome == "unchanged"
    lake = warehouse.open(place)
    query = "SELECT condition, term FROM causes ORDER BY ALL"
    before = [("Gout", "Diet"), ("Gout", "Urate")]
    assert lake.at(1).sql(query).fetchall() == before
    assert lake.sql(query).fetchall() == [("Flu", "Diet"), ("Flu", "Urate"), ("Gout", "Age")]
    found = lake.diff(1, 2)
    assert {(a.change, a.condition) for a in found.articles} == {("added", "Flu"), ("changed", "Gout")}
    assert sorted((i.change, i.before, i.after) for i in found.items) == [
        ("added", None, "Age"), ("removed", "Diet", None), ("removed", "Urate", None)
    ]  # fmt: skip

    assert warehouse.rollback(place, 1) == 3
    lake = warehouse.open(place)
    assert lake.sql(query).fetchall() == before
    checked = warehouse.verify(place, warcs=[first, second])
    assert not [damage for damage in checked.damages if damage.part != "grounding"]
    assert (checked.version, checked.entries, checked.orphans) == (3, 3, ())

    exported = warehouse.export(lake, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "manifest.json").read_bytes()) == exported
    rows = duckdb.read_parquet(str(tmp_path / "out" / "items.parquet")).fetchall()
    assert len(rows) == lake.tables["items"] == 2

    # A file that is not as it was committed is seen, wherever it is.
    [items] = [file["path"] for file in lake.files() if file["table"] == "items"]
    store = open_store(place)
    store.objects.put(items.removeprefix(f"{store.root}/"), b"other")
    assert warehouse.verify(place, warcs=[first, second]).damages[0].part == "file"


def test_an_entry_leads_back_to_its_page(place: str, tmp_path: Path) -> None:
    file = warc(tmp_path, "1", *[c for c in captures(1, 1) if c.exchange.status == 200][:4])
    warehouse.ingest(place, warcs=[file])
    lake = warehouse.open(place)
    item, text = lake.sql("SELECT item_id, text FROM items ORDER BY item_id").fetchall()[0]
    evidence = lake.explain(item, warcs=[file])
    assert (evidence.text, evidence.warc_file, evidence.grounded) == (text, file.name, True)
    checked = warehouse.verify(place, warcs=[file])
    assert not checked.damages
    assert checked.grounded == checked.items == lake.tables["items"]


def test_user_sql_reads_the_lakes_objects_and_no_others(s3: str, tmp_path: Path) -> None:
    place, other = f"{s3}/mine", open_store(f"{s3}/other")
    other.create("secret.csv", b"a,b\n1,2\n")
    warehouse.ingest(place, warcs=[warc(tmp_path, "1", Capture("/gout", 1, page()))], **READER)
    lake = warehouse.open(place)
    for source in (
        f"read_csv('{s3}/other/secret.csv')",
        f"read_text('{s3}/other/secret.csv')",
        f"'{s3}/other/secret.csv'",
        f"read_text('{place}/log/*.json')",
        f"read_text('{place}/data/../../other/secret.csv')",
        f"glob('{s3}/*/*')",
    ):
        with pytest.raises((QueryError, duckdb.Error)):
            lake.sql(f"FROM {source}").fetchall()
    assert lake.sql("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_no_lake_there(s3: str) -> None:
    with pytest.raises(LakeError, match=r"There is no lake at s3://lakes/nothing yet"):
        warehouse.open(f"{s3}/nothing")
    with pytest.raises(LakeError, match=r"s3://no-bucket/x cannot be listed: [^\n]*$") as error:
        warehouse.open("s3://no-bucket/x")
    assert error.value.exit_code is ExitCode.USAGE
