"""Reading a lake: from anywhere, read-only, with names and comments a person would guess."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import warehouse
from tests.warehouse.pages import HOST, READER, Capture, page, request, warc
from warehouse import Lake, LakeError, QueryError, schema
from warehouse.output import write


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    root = tmp_path_factory.mktemp("lake")
    first = warc(
        root,
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
    warehouse.ingest(root, warcs=[first], ledger=asked, **options)
    second = warc(root, "2", Capture("/gout/", 2, page(causes=["Diet", "Urate", "Age"])))
    warehouse.ingest(root, warcs=[first, second], **options)
    return warehouse.open(root)


def test_other_readers_count_the_same_rows(lake: Lake) -> None:
    with duckdb.connect() as bare:
        for table, count in lake.tables.items():
            paths = [file["path"] for file in lake.files() if file["table"] == table]
            asked = lake.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            assert asked == count
            if not paths:
                assert count == 0
                continue
            assert bare.execute("SELECT count(*) FROM read_parquet(?)", [paths]).fetchall() == [(count,)]
            assert sum(len(pd.read_parquet(path)) for path in paths) == count
            assert pl.read_parquet(paths).height == count
            assert sum(pq.read_table(path).num_rows for path in paths) == count
            assert sum(file["rows"] for file in lake.files() if file["table"] == table) == count


def test_other_readers_see_the_same_values(lake: Lake) -> None:
    paths = [file["path"] for file in lake.files() if file["table"] == "items"]
    ours = lake.sql("SELECT item_id, text, text_start FROM items ORDER BY ALL").fetchall()
    theirs = pl.read_parquet(paths).select("item_id", "text", "text_start").rows()
    assert sorted(theirs) == ours
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


def test_show_asks_which_of_two(tmp_path: Path) -> None:
    file = warc(tmp_path, "1", Capture("/1", 1, page()), Capture("/2", 1, page(causes=["Age"])))
    warehouse.ingest(tmp_path, warcs=[file], **READER)
    with pytest.raises(LakeError, match=rf"Several articles .*\({HOST}/\d\); .*\({HOST}/\d\)\."):
        warehouse.open(tmp_path).show("Gout")


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
