"""Pages made from code: the command reference from the command line, the data dictionary from the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import typer

from nosograph.cli import app
from warehouse import catalog, schema
from warehouse.store import open_store

DOCS = Path(__file__).parents[2] / "docs"
_MADE = "<!-- Made by `make docs`: edit {source} instead. -->"


def pages(empty_folder: Path) -> dict[str, str]:
    """Every generated page, by file name in docs/; `empty_folder` is for a lake without rows."""
    return {"reference.md": reference(), "data-dictionary.md": data_dictionary(empty_folder)}


def reference() -> str:
    """Every command with its arguments and options, as `--help` tells them."""
    lines = [
        "# Command reference",
        "",
        _MADE.format(source="the docstrings and options in nosograph/commands/"),
        "",
        "What `nosograph COMMAND --help` says, of every command. [commands.md](commands.md) says more of",
        "each, and has the exit codes.",
    ]
    for name, command in typer.main.get_command(app).commands.items():
        context = command.make_context(f"nosograph {name}", [], resilient_parsing=True)
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        takes = " ".join(["", *(str(argument.metavar) for argument in arguments)])
        records = (param.get_help_record(context) for param in command.params)
        rows = ((f"`{_cell(what)}`", _cell(means)) for what, means in filter(None, records))
        lines += ["", f"## nosograph {name}", "", f"`nosograph {name}{takes} [OPTIONS]`", ""]
        lines += [" ".join(str(command.help).split()), "", *_table(("option", "meaning"), rows)]
    return "\n".join(lines) + "\n"


def data_dictionary(empty_folder: Path) -> str:
    """Every table, view and column, as columns.toml and views.toml define them."""
    lines = [
        "# Data dictionary",
        "",
        _MADE.format(source="warehouse/columns.toml and views.toml"),
        "",
        f"Schema version {schema.schema_version()}. Columns are only added, each with a new version, and",
        "keep their meaning; files of an older version read with the columns that came later as null. The",
        "same is in the database as comments (`SELECT column_name, comment FROM duckdb_columns()`), and in",
        "every export as `data-dictionary.csv`.",
        "",
        "## Views",
        "",
        "Of the version that is asked; `nosograph query` and `lake.sql` know them by name.",
        "",
        *_table(
            ("view", "meaning", "columns"),
            (
                (f"`{view.name}`", view.meaning, ", ".join(f"`{c}`" for c in columns))
                for view, columns in _views(empty_folder)
            ),
        ),
        "",
        "## Tables",
    ]
    kinds = {"content": "exactly the version's rows", "event": "only grows"}
    for table in schema.tables().values():
        lines += [
            "",
            f"### {table.name}",
            "",
            f"{table.meaning}. A table of kind {table.kind}: {kinds[table.kind]}.",
            "",
        ]
        rows = (
            (f"`{c.name}`", c.sql_type, "yes" if c.null else "", c.comment) for c in table.columns.values()
        )
        lines += _table(("column", "type", "may be null", "meaning"), rows)
    return "\n".join(lines) + "\n"


def _views(empty_folder: Path) -> Iterator[tuple[schema.View, Sequence[str]]]:
    """Every view with its columns; one that has all of a table's is told by that."""
    with catalog.connect(open_store(empty_folder, create=True)) as connection:
        catalog.define_tables(connection, open_store(empty_folder), [])
        catalog.define_views(connection)
        for view in schema.views().values():
            yield view, _columns(connection, view.name)


def _columns(connection: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    return list(connection.sql(f'FROM "{view}" LIMIT 0').columns)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines: list[Any] = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
