"""A version as plain files: what other programs read is what the lake says."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import warehouse
from extract.errors import UsageError
from extract.record import FACETS
from tests.warehouse.pages import READER, Capture, page, warc
from warehouse import Lake, schema
from warehouse.jsonld import mapping

VOCABULARY = tomllib.loads((Path(__file__).with_name("schema_org.toml")).read_text("utf-8"))


def properties(kind: str) -> set[str]:
    own = VOCABULARY[kind]
    return set(own["properties"].split()).union(*map(properties, own.get("is", ())))


@pytest.fixture(scope="module")
def lake(encyclopedia: Path) -> Lake:
    return warehouse.open(encyclopedia)


def files(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_parquet_is_one_file_a_table(lake: Lake, tmp_path: Path) -> None:
    manifest = warehouse.export(lake, tmp_path / "out")
    assert manifest == json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert (manifest["lake_version"], manifest["schema_version"]) == (1, schema.schema_version())
    assert [file["table"] for file in manifest["files"]] == list(schema.tables())
    there = files(tmp_path / "out")
    assert set(there) == {
        "manifest.json", "NOTICE.txt", "data-dictionary.csv", *(f["file"] for f in manifest["files"])
    }  # fmt: skip
    for file in manifest["files"]:
        path = tmp_path / "out" / file["file"]
        assert (there[file["file"]], path.stat().st_size) == (file["sha256"], file["bytes"])
        table = pq.read_table(path)
        assert table.schema.remove_metadata() == schema.tables()[file["table"]].arrow
        assert table.num_rows == file["rows"] == lake.tables[file["table"]]
        assert [column["name"] for column in file["columns"]] == table.column_names
        ours = lake.sql(f"FROM {file['table']} ORDER BY ALL").fetchall()
        assert duckdb.sql(f"FROM '{path}' ORDER BY ALL").fetchall() == ours
        assert pq.read_metadata(path).metadata[b"notice"].decode() == manifest["notice"]
    assert "127.0.0.1" in manifest["notice"]
    assert "Not medical advice" in (tmp_path / "out/NOTICE.txt").read_text()
    with (tmp_path / "out/data-dictionary.csv").open(newline="") as dictionary:
        meanings = {(row["table"], row["column"]): row["meaning"] for row in csv.DictReader(dictionary)}
    assert meanings == {(row["table"], row["column"]): row["meaning"] for row in schema.data_dictionary()}
    # The same version again is the same bytes.
    warehouse.export(lake, tmp_path / "again")
    assert files(tmp_path / "again") == there


def test_another_export_takes_the_place_of_the_first(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    warehouse.export(lake, tmp_path, "csv")
    warehouse.export(lake, tmp_path, "jsonld")
    assert set(files(tmp_path)) == {
        "notes.txt", "manifest.json", "NOTICE.txt", "data-dictionary.csv", "conditions.jsonl"
    }  # fmt: skip


def test_without_the_last_step_there_is_no_manifest(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.export(lake, tmp_path, "jsonld")

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["warehouse.export"], "condition_document", fail)
    with pytest.raises(KeyboardInterrupt):
        warehouse.export(lake, tmp_path, "jsonld")
    assert "manifest.json" not in files(tmp_path)
    assert not [name for name in files(tmp_path) if name.endswith(".part")]


def test_csv_runs_no_formula(tmp_path: Path) -> None:
    causes = ["=1+2", "+1", "-1", "@SUM(A1)", "plain", 'a "quoted", one']
    file = warc(tmp_path, "1", Capture("/gout", 1, page(causes=causes)))
    warehouse.ingest(tmp_path / "lake", warcs=[file], **READER)
    opened = warehouse.open(tmp_path / "lake")
    warehouse.export(opened, tmp_path / "out", "csv")
    with (tmp_path / "out/items.csv").open(newline="", encoding="utf-8") as out:
        rows = list(csv.DictReader(out))
    assert [row["text"] for row in rows] == ["'=1+2", "'+1", "'-1", "'@SUM(A1)", *causes[4:]]
    assert [row["position"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    for table in schema.tables():
        with (tmp_path / f"out/{table}.csv").open(newline="", encoding="utf-8") as out:
            assert sum(1 for _ in csv.reader(out)) == opened.tables[table] + 1


def check(value: Any) -> None:
    """Every property of a node and of all within it is one the vocabulary gives its type."""
    if isinstance(value, list):
        for each in value:
            check(each)
    elif isinstance(value, dict):
        kind = value["@type"]
        own = {name for name in value if not name.startswith("@")}
        assert own <= properties(kind), (kind, own - properties(kind))
        for each in value.values():
            check(each)


def test_jsonld_says_every_entry_in_the_vocabulary(lake: Lake, tmp_path: Path) -> None:
    manifest = warehouse.export(lake, tmp_path, "jsonld")
    lines = (tmp_path / "conditions.jsonl").read_text("utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    assert len(documents) == manifest["files"][0]["rows"] > 40
    assert manifest["vocabulary"] == mapping()["vocabulary"]
    for document in documents:
        assert (document["@context"], document["@type"]) == ("https://schema.org", "MedicalCondition")
        check(document)
        assert document["mainEntityOfPage"]["copyrightNotice"] == manifest["notice"]
    told = {document["identifier"]: document for document in documents}
    rows = lake.sql(
        "SELECT article_id, facet, item_id, i.text FROM items i JOIN conditions USING (site, article_id)"
    ).fetchall()
    left_out = dict.fromkeys(mapping()["left_out"], 0)
    for article_id, facet, item_id, text in rows:
        if facet in left_out:
            left_out[facet] += 1
            continue
        values = told[article_id][mapping()["facets"][facet]["property"]]
        assert any(
            value == text if isinstance(value, str) else value["identifier"] == item_id for value in values
        )
    assert {facet: left["entries"] for facet, left in manifest["left_out"].items()} == left_out
    assert sum(left_out.values()) > 0


def test_every_facet_has_its_place_in_the_vocabulary() -> None:
    facets, left_out = mapping()["facets"], mapping()["left_out"]
    assert sorted([*facets, *left_out]) == sorted(FACETS)
    for facet in facets.values():
        assert facet["property"] in properties("MedicalCondition")
        assert {facet.get("type", "Thing"), *facet.get("subtypes", {}).values()} <= VOCABULARY.keys()


def test_a_folder_that_will_not_do(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file cannot be made"):
        warehouse.export(lake, tmp_path / "file")
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(UsageError, match="is not of an export"):
        warehouse.export(lake, tmp_path)


def test_a_database_of_views(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "lake.duckdb"
    for _ in range(2):
        lake.write_duckdb(file)
    assert list(tmp_path.iterdir()) == [file]
    with duckdb.connect(str(file), read_only=True) as bare:
        for name in [*schema.tables(), *schema.views()]:
            assert (
                bare.sql(f"SELECT count(*) FROM {name}").fetchall()
                == lake.sql(f"SELECT count(*) FROM {name}").fetchall()
            )
        uncommented = "SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        assert bare.sql(uncommented).fetchall() == [(0,)]
    with pytest.raises(UsageError, match="cannot be written"):
        lake.write_duckdb(tmp_path / "no" / "lake.duckdb")
