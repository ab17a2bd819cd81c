"""columns.toml holds what the record holds, and describes it."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import pyarrow.parquet as pq
import pytest

import warehouse
from extract.record import Article, GlossaryEntry, Item, Link, Module, Reference, Rejected, Section
from tests.warehouse.stored_schema import Stored, present, stored
from warehouse import schema
from warehouse.commit import read_rows, stage
from warehouse.log import EMPTY, Change, append
from warehouse.rows import table_of
from warehouse.store import open_store

PARTS = {
    "sections": Section, "items": Item, "citations": Reference, "glossary": GlossaryEntry, "modules": Module,
    "links": Link, "rejected": Rejected,
}  # fmt: skip


def test_every_field_of_the_record_has_a_column() -> None:
    own = {f.name for f in fields(Article)} - {*PARTS, "references"}
    assert own <= set(schema.tables()["articles"].columns)
    for table, part in PARTS.items():
        assert {f.name for f in fields(part)} <= set(schema.tables()[table].columns)


def test_every_content_row_names_its_site_and_article() -> None:
    for name in schema.content_tables():
        columns = schema.tables()[name].columns
        assert "site" in columns
        assert ("article_id" in columns) == (name != "templates")


def test_every_column_says_what_it_means() -> None:
    dictionary = schema.data_dictionary()
    assert len(dictionary) > 150
    assert all(len(row["meaning"]) > 4 for row in dictionary)
    for row in dictionary:
        if row["column"].endswith(("_at", "bytes", "_ms", "_offset", "_length")) and row["type"] != "string":
            assert row["unit"], row


def test_sort_columns_exist() -> None:
    for table in schema.tables().values():
        assert set(table.sort) <= set(table.columns)


def broken_promises(was: Stored, now: Stored, version: int) -> list[str]:
    """What readers of a schema_version were told and is not so any more, and what came into it unsaid."""
    found = []
    for table, columns in was.items():
        for name, promised in columns.items():
            if now.get(table, {}).get(name) != promised:
                found.append(f"{table}.{name} is not what version {version} says of it")
    for table in was.keys() & now.keys():
        for name, column in now[table].items():
            if name in was[table]:
                continue
            if column["since"] <= version:
                found.append(f"{table}.{name} came after version {version}: since = {version + 1} or later")
            elif not column["null"]:
                found.append(f"{table}.{name} must be null = true: older files do not have it")
    return found


def test_a_column_keeps_its_meaning() -> None:
    assert schema.schema_version() in stored(), "run python -m tests.warehouse.stored_schema"
    for version, was in stored().items():
        assert broken_promises(was, present(), version) == []
    newest = stored()[schema.schema_version()]
    assert newest.keys() == present().keys(), "a table came or left: raise schema_version, store the schema"


@pytest.mark.parametrize("change", [{"type": "double"}, {"meaning": "Else"}, {"unit": "ms"}, {"null": True}])
def test_another_meaning_is_seen(change: dict[str, Any]) -> None:
    was, now = stored()[schema.schema_version()], present()
    now["items"]["position"] |= change
    assert broken_promises(was, now, 1) == ["items.position is not what version 1 says of it"]
    del now["items"]["position"]
    assert broken_promises(was, now, 1) == ["items.position is not what version 1 says of it"]


def test_a_new_column_says_since_when() -> None:
    was, now = stored()[schema.schema_version()], present()
    now["items"]["weight"] = {"type": "double", "null": True, "unit": None, "since": 1, "meaning": "Weight"}
    assert broken_promises(was, now, 2) == ["items.weight came after version 2: since = 3 or later"]
    now["items"]["weight"] |= {"since": 3, "null": False}
    assert broken_promises(was, now, 2) == ["items.weight must be null = true: older files do not have it"]
    now["items"]["weight"] |= {"null": True}
    assert broken_promises(was, now, 2) == []


def test_files_of_an_older_schema_version_are_read(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every column that came later: null where it was not there yet."""
    store, row = open_store(place, create=True), {"run_id": "1", "rule": "old", "severity": "error"}
    full = {**row, "violations": 0, "examples": "[]"}
    with monkeypatch.context() as before:
        checks = schema.tables()["checks"]
        columns = {name: column for name, column in checks.columns.items() if column.since == 1}
        assert columns.keys() == checks.columns.keys() - {"accepted"}
        old = {**schema.tables(), "checks": replace(checks, columns=columns)}
        before.setattr(schema, "tables", lambda: old)
        before.setattr(schema, "schema_version", lambda: 1)
        older = stage(store, "checks", "all", "1", table_of("checks", [full]))
    newer = stage(
        store, "checks", "all", "2", table_of("checks", [{**full, "rule": "new", "accepted": True}])
    )
    assert "accepted" not in pq.read_schema(BytesIO(store.read(older.path))).names
    assert (older.schema_version, newer.schema_version) == (1, schema.schema_version())
    assert append(store, EMPTY, Change("ingest", (older, newer), ()))
    lake = warehouse.open(place)
    asked = lake.sql("SELECT rule, accepted, severity FROM checks ORDER BY rule").fetchall()
    assert asked == [("new", True, "error"), ("old", None, "error")]
    read = [read_rows(store, file, schema.tables()["checks"].arrow).to_pylist() for file in (older, newer)]
    assert [row["accepted"] for rows in read for row in rows] == [None, True]
