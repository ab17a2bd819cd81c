"""Commands that ask a lake."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from duckdb import DuckDBPyRelation

import warehouse
from extract.errors import UsageError
from nosograph import show as showing
from nosograph.commands.options import AsOf, Json, Lake, State
from nosograph.places import at_version, places, sealed_elsewhere
from nosograph.terminal import say_json, width
from warehouse.output import Format, write

FormatOption = Annotated[Format, typer.Option(help="How the rows are written.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the rows to this file.")]


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT over the lake's tables and views.")],
    lake: Lake,
    format: FormatOption = "table",
    as_of: AsOf = None,
    out: Out = None,
) -> None:
    """Ask a lake."""
    _answer(at_version(lake, as_of).sql(sql), format, out)


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    lake: Lake,
    facet: Annotated[str | None, typer.Option(help="Only entries of this facet.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many entries.")] = 20,
    format: FormatOption = "table",
    as_of: AsOf = None,
    out: Out = None,
) -> None:
    """Find the entries that say some words, the best first."""
    found = at_version(lake, as_of).search(" ".join(words), facet=facet, limit=limit)
    told = found.select("score", "condition", "facet", "term", "description", "item_id")
    _answer(told, format, out)


def _answer(relation: DuckDBPyRelation, format: Format, out: Path | None) -> None:
    if format == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is no text: give --out FILE, or send standard output somewhere")
    if out is None:
        write(relation, format, sys.stdout.buffer, width=width())
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            write(relation, format, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def show(
    condition: Annotated[str, typer.Argument(help="Name, alias or article_id.")],
    lake: Lake,
    json: Json = False,
) -> None:
    """Print one condition in full."""
    record = warehouse.open(lake).show(condition)
    if json:
        say_json(record)
    else:
        showing.say_condition(record)


def explain(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item_id, as the views have it.")],
    lake: Lake,
    as_of: AsOf = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Show where an entry comes from, down to the archived bytes of its page."""
    opened = at_version(lake, as_of)
    evidence = opened.explain(item, warcs=sealed_elsewhere(places(lake, state)))
    if json:
        say_json(asdict(evidence))
    else:
        showing.say_evidence(evidence)


def status(lake: Lake, json: Json = False) -> None:
    """Say what a lake holds."""
    found = warehouse.open(lake).status()
    if json:
        say_json(found)
    else:
        showing.say_status(found)


def log(
    lake: Lake,
    files: Annotated[bool, typer.Option("--files", help="List the newest version's Parquet files.")] = False,
    json: Json = False,
) -> None:
    """List a lake's versions, or the files of the newest one."""
    opened = warehouse.open(lake)
    rows = opened.files() if files else opened.log()
    if json:
        say_json({"lake": opened.location, "version": opened.version, "files" if files else "versions": rows})
    elif files:
        showing.say_files(rows)
    else:
        showing.say_log(rows)


def diff(
    before: Annotated[int, typer.Argument(metavar="A", help="A version.")],
    after: Annotated[int, typer.Argument(metavar="B", help="A version.")],
    lake: Lake,
    json: Json = False,
) -> None:
    """Say what version B says differently from version A."""
    found = warehouse.open(lake).diff(before, after)
    if json:
        say_json(found.to_dict())
    else:
        showing.say_diff(found)
