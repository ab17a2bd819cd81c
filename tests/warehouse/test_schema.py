"""columns.toml holds what the record holds, and describes it."""

from __future__ import annotations

from dataclasses import fields

from extract.record import Article, GlossaryEntry, Item, Link, Module, Reference, Rejected, Section
from warehouse import schema

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
