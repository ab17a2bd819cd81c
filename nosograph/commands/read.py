"""Commands that need no lake."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.errors import ExitCode
from nosograph import show as showing
from nosograph.commands.options import Json
from nosograph.evaluate import evaluate as measure_pages
from nosograph.pages import Form, extract_pages
from nosograph.terminal import say_json


def extract(
    source: Annotated[str, typer.Argument(metavar="PAGE|FOLDER|WARC|https://…", help="What to read.")],
    url: Annotated[str | None, typer.Option(help="Address of a page that is read from a file.")] = None,
    format: Annotated[
        Form, typer.Option(help="json: indented documents; jsonl: one line a record.")
    ] = "json",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write one file a page here, not to standard output."),
    ] = None,
) -> ExitCode:
    """Read pages into records, without a lake."""
    return extract_pages(source, url, format, out)


def evaluate(
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="Folder of label files, JSON.")],
    pages: Annotated[Path, typer.Argument(metavar="PAGES", help="Folder of the pages they name.")],
    json: Json = False,
) -> None:
    """Measure extraction against hand-labelled pages."""
    report = measure_pages(labels, pages)
    if json:
        say_json(report.to_dict())
    else:
        showing.say_evaluation(report)
