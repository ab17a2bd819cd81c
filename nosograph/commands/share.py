"""Commands that give a lake's content to others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import warehouse
from nosograph import show as showing
from nosograph.commands.options import AsOf, Json, Lake
from nosograph.places import at_version
from nosograph.terminal import say, say_json
from warehouse.export import Form as ExportForm


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to.")],
    lake: Lake,
    format: Annotated[ExportForm, typer.Option(help="How rows are written.")] = "parquet",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write a lake's newest version as plain files, with a manifest."""
    manifest = warehouse.export(at_version(lake, as_of), folder, format)
    if json:
        say_json(manifest)
    else:
        showing.say_export(manifest, folder)


def duckdb(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The database to write.")],
    lake: Lake,
    as_of: AsOf = None,
) -> None:
    """Write a DuckDB database of views, for the DuckDB CLI and other programs."""
    opened = at_version(lake, as_of)
    opened.write_duckdb(file)
    say(f"{file} has the tables and views of version {opened.version}: duckdb {file}")
