"""Reading a lake: from anywhere, read-only, with names and comments a person would guess."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from obstore.fsspec import FsspecStore

import warehouse
from tests.warehouse.pages import HOST, READER, Capture, page, request, warc
from warehouse import Lake, LakeError, QueryError, schema
from warehouse.output import write


@pytest.fixture(scope="module")
def lake(root: str, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    archive, place = tmp_path_factory.mktemp("archive"), f"{root}/lake"
    first = warc(
        archive,
        "1",
        Capture("/gout/", 1, page()),
        Capture("/flu", 1, page("Flu", ["Virus"])),
        Capture("/drug", 1, page("Aspirin", ["Bark"], kind="drug")),
        Capture("/torn", 1, b"<html>"),
    )
    asked = [
        request(1, "/gout/"),
        request(2, "/private/x", "robots_disallowed", reason="Disallow: /private/"),
    ]
    options: Any = dict(READER)
    warehouse.ingest(place, warcs=[first], ledger=asked, **options)
    second = warc(archive, "2", Capture("/gout/", 2, page(causes=["Diet", "Urate", "Age"])))
    warehouse.ingest(place, warcs=[first, second], **options)
    assert warehouse.ingest(place, warcs=[first, second], ledger=asked, **options).outcome == "unchanged"
    return warehouse.open(place)


def test_other_readers_see_the_same_rows(lake: Lake, tmp_path: Path) -> None:
    remote = FsspecStore("s3") if "://" in lake.location else None
    options: Any = {"filesystem": remote} if remote else {}
    # Nothing is fetched, nothing but what DuckDB is built with is loaded.
    without: Any = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=without | {"extension_directory": str(tmp_path)}) as bare:
        if remote:
            bare.register_filesystem(remote)
        for table, count in lake.tables.items():
            files = [file for file in lake.files() if file["table"] == table]
            paths = [file["path"] for file in files]
            ours = lake.sql(f'FROM "{table}"').to_arrow_table()
            assert ours.num_rows == count == sum(file["rows"] for file in files)
            if not paths:
                continue
            frames = [pd.read_parquet(path, dtype_backend="pyarrow", **options) for path in paths]
            polars = [pl.read_parquet(remote.open(path) if remote else path) for path in paths]
            for theirs in (
                bare.sql("FROM read_parquet($paths)", params={"paths": paths}).to_arrow_table(),
                pa.concat_tables(pa.Table.from_pandas(frame, preserve_index=False) for frame in frames),
                pl.concat(polars).to_arrow(),
                pa.concat_tables(pq.read_table(path, **options) for path in paths),
            ):
                columns = [pa.field(f.name, f.type) for f in ours.schema]
                assert in_order(theirs.cast(pa.schema(columns))) == in_order(ours)
    assert not list(tmp_path.iterdir())


def in_order(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=repr)


def test_answers_in_the_forms_analysts_hold(lake: Lake) -> None:
    frame = lake.sql("SELECT term, first_seen FROM causes ORDER BY term").df()
    assert frame["term"].tolist() == ["Age", "Diet", "Urate", "Virus"]
    assert str(frame["first_seen"].dtype).startswith("datetime64")
    assert lake.sql("SELECT term FROM causes").pl().height == 4


def test_clinical_views_hold_conditions_alone(lake: Lake) -> None:
    assert lake.sql("SELECT condition FROM conditions ORDER BY 1").fetchall() == [("Flu",), ("Gout",)]
    assert lake.sql("SELECT count(*) FROM items").fetchall() == [(5,)]
    assert lake.sql("SELECT DISTINCT condition FROM causes ORDER BY 1").fetchall() == [("Flu",), ("Gout",)]
    for name in ("types", "risk_factors", "symptoms", "complications", "tests", "treatments", "preventions",
                 "doctor_visits", "prognoses", "epidemiology", "faqs"):  # fmt: skip
        assert lake.sql(f"SELECT count(*) FROM {name}").fetchall() == [(0,)]
    wanted = {"article_id", "condition", "term", "term_key", "description", "position", "language", "url",
              "first_seen", "changed_at", "text"}  # fmt: skip
    assert wanted <= set(lake.sql("FROM symptoms").columns)
    assert lake.sql("SELECT verdict, reason FROM skipped").fetchall() == [
        ("robots_disallowed", "Disallow: /private/")
    ]
    assert lake.sql("SELECT count(*) FROM templates").fetchall() == [(0,)]


def test_everything_has_a_comment(lake: Lake) -> None:
    tables = lake.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {name for name, _ in tables} == {*schema.tables(), *schema.views()}
    assert all(comment for _, comment in tables)
    bare = lake.sql(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    )
    assert bare.fetchall() == []
    [(comment,)] = lake.sql(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'captures' AND column_name = 'warc_offset'"
    ).fetchall()
    assert comment == "Where the record starts in the file (bytes)"


def test_as_of_and_first_seen(lake: Lake) -> None:
    query = "SELECT term FROM causes WHERE condition = 'Gout' ORDER BY position"
    assert lake.at(1).sql(query).fetchall() == [("Urate",), ("Diet",)]
    assert lake.at(2).sql(query).fetchall() == lake.sql(query).fetchall() == [("Diet",), ("Urate",), ("Age",)]
    times = lake.sql(
        "SELECT first_seen::DATE::VARCHAR, changed_at::DATE::VARCHAR FROM conditions ORDER BY condition"
    )
    assert times.fetchall() == [("2026-01-01", "2026-01-01"), ("2026-01-01", "2026-01-02")]
    assert lake.files(1) != lake.files() == lake.files(2)
    assert [(row["version"], row["kind"]) for row in lake.log()] == [(1, "ingest"), (2, "ingest")]


def test_parameters(lake: Lake) -> None:
    assert lake.sql("SELECT condition FROM conditions WHERE condition = ?", ["Flu"]).fetchall() == [("Flu",)]
    assert lake.sql("SELECT count(*) FROM causes WHERE term = $term", {"term": "Age"}).fetchall() == [(1,)]


def test_show(lake: Lake) -> None:
    shown = lake.show("gout")
    assert (shown["condition"], shown["structured"]["name"]) == ("Gout", "Gout")
    assert [item["term"] for item in shown["facets"]["cause"]] == ["Diet", "Urate", "Age"]
    assert shown["references"][0]["id_type"] == "pmid"
    assert (
        lake.show("FLU DISEASE")["condition"]
        == lake.show(lake.show("flu")["article_id"])["condition"]
        == "Flu"
    )
    with pytest.raises(LakeError, match=r"No condition 'goutt' in .*Near: Gout"):
        lake.show("goutt")
    with pytest.raises(LakeError, match=r"Near: Gout\."):
        lake.show("GOAT ")
    with pytest.raises(LakeError, match="No condition 'Aspirin'"):
        lake.show("Aspirin")


def test_show_asks_which_of_two(place: str, tmp_path: Path) -> None:
    file = warc(tmp_path, "1", Capture("/1", 1, page()), Capture("/2", 1, page(causes=["Age"])))
    warehouse.ingest(place, warcs=[file], **READER)
    with pytest.raises(LakeError, match=rf"Several articles .*\({HOST}/\d\); .*\({HOST}/\d\)\."):
        warehouse.open(place).show("Gout")


def test_status(lake: Lake) -> None:
    status = lake.status()
    assert status["version"] == 2
    assert status["kinds"] == {"condition": 2, "drug": 1, "other": 1}
    assert status["statuses"] == {"failed": 1, "ok": 3}
    assert status["skipped"] == {"robots_disallowed": 1}
    assert status["tables"] == lake.tables
    json.dumps(status, default=str)


def written(lake: Lake, form: Any, query: str, width: int | None = None) -> bytes:
    out = io.BytesIO()
    write(lake.sql(query), form, out, width=width)
    return out.getvalue()


def test_output(lake: Lake) -> None:
    query = "SELECT condition, aliases, first_seen, 1.5 AS number, NULL AS none FROM conditions ORDER BY 1"
    assert written(lake, "csv", query).decode() == (
        "condition,aliases,first_seen,number,none\n"
        'Flu,"[""Flu disease""]",2026-01-01T00:00:00,1.5,\n'
        'Gout,"[""Gout disease""]",2026-01-01T00:00:00,1.5,\n'
    )
    rows = json.loads(written(lake, "json", query))
    assert rows[0] == {
        "condition": "Flu", "aliases": ["Flu disease"], "first_seen": "2026-01-01T00:00:00", "number": "1.5",
        "none": None,
    }  # fmt: skip
    assert json.loads(written(lake, "json", query + " LIMIT 0")) == []
    table = pq.read_table(io.BytesIO(written(lake, "parquet", query)))
    assert table["condition"].to_pylist() == ["Flu", "Gout"]
    lines = written(lake, "table", query).decode().splitlines()
    assert lines[0].split() == ["condition", "aliases", "first_seen", "number", "none"]
    assert lines[-1] == "(2 rows)"
    assert (
        written(lake, "table", "SELECT definition FROM glossary LIMIT 1").decode().splitlines()[2] == " লবণ।"
    )
    with pytest.raises(QueryError, match="cannot be answered"):
        written(lake, "csv", "SELECT CAST(title AS INTEGER) FROM articles WHERE title IS NOT NULL")


def test_a_narrow_terminal_keeps_every_column(lake: Lake) -> None:
    query = "SELECT url, c.condition, definition, position FROM causes c JOIN articles a USING (url)"
    lines = written(lake, "table", query, 40).decode().splitlines()
    assert max(map(len, lines)) <= 40
    assert len(lines[0].split()) == 4
    assert all(len(line.split("  ")) >= 4 for line in lines[2:-1])
    # More columns than fit side by side stand below each other.
    lines = written(lake, "table", "FROM articles ORDER BY url", 40).decode().splitlines()
    assert max(map(len, lines)) <= 40
    columns = list(schema.tables()["articles"].columns)
    assert [line.split(" ")[0] for line in lines[1 : 1 + len(columns)]] == columns
    assert lines[0] == "-- row 1"
    assert lines[-1] == "(4 rows)"


def test_an_answer_does_not_steer_a_terminal(lake: Lake) -> None:
    query = "SELECT 'a' || chr(27) || ']0;t' || chr(7) || chr(155) || 'b' AS \"c\x1b[2J\""
    lines = written(lake, "table", query).decode().splitlines()
    assert [lines[0].strip(), lines[2].strip()] == ["c[2J", "a]0;tb"]


def test_shows_itself_in_a_notebook(lake: Lake) -> None:
    html = lake._repr_html_()
    assert "version 2" in html
    assert all(f">{table}</td>" in html for table in lake.tables)
    differs = lake.diff(1, 2)._repr_html_()
    assert ">added</td>" in differs
    assert ">Age</td>" in differs
    [(item_id,)] = lake.sql("SELECT item_id FROM causes WHERE term = 'Age'").fetchall()
    assert "Age" in lake.explain(item_id)._repr_html_()


def test_what_a_page_says_is_no_markup_in_a_notebook(tmp_path: Path) -> None:
    for day in (1, 2):
        body = page(causes=[f"&lt;script&gt;alert({day})&lt;/script&gt;", "Urate", "Diet"])
        warc(tmp_path / "archive", str(day), Capture("/gout", day, body))
        warehouse.ingest(tmp_path)
    opened = warehouse.open(tmp_path)
    [(item_id,)] = opened.sql("SELECT item_id FROM items WHERE text LIKE '%alert%'").fetchall()
    for thing in (opened.diff(1, 2), opened.explain(item_id)):
        html = thing._repr_html_()
        assert "alert(2)" in html
        assert "<script" not in html
