"""The command line: what can be typed, and what does it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

import warehouse
from crawler.sites import load_sites
from extract.errors import ExitCode, UsageError
from nosograph import show as showing
from nosograph.demo.run import run_demo, serve_demo
from nosograph.evaluate import evaluate as measure_pages
from nosograph.failures import explain as explain_failure
from nosograph.limits import Limits, seconds, size
from nosograph.pages import Form, extract_pages
from nosograph.places import places, sealed_elsewhere
from nosograph.scheduled import (
    crawl_sites,
    due_addresses,
    ingest_lake,
    outcome,
    run_sites,
    say_crawl,
    say_ingest,
)
from nosograph.terminal import progress, remark, say, say_json, width
from warehouse.export import Form as ExportForm
from warehouse.output import Format, write

app = typer.Typer(
    name="nosograph",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn medical article pages on the web into tables one can query.",
    epilog="Nothing this program extracts is medical advice.",
)

Lake = Annotated[str, typer.Option("--lake", help="Folder of the lake, or a URL such as s3://bucket/prefix.")]
State = Annotated[
    Path | None, typer.Option("--state", help="Folder of the crawl's state; in the lake's own by default.")
]
Sites = Annotated[Path, typer.Argument(metavar="SITES", help="A sites.toml: which sites to crawl, and how.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that read pages.")]
MaxPages = Annotated[int | None, typer.Option("--max-pages", min=1, help="Stop after so many pages.")]
MaxTime = Annotated[str | None, typer.Option("--max-time", help="Stop after a time, such as 30m or 6h.")]
MaxBytes = Annotated[str | None, typer.Option("--max-bytes", help="Stop after so much, such as 2GB.")]
AsOf = Annotated[int | None, typer.Option(metavar="VERSION", help="Version to ask; the newest by default.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def demo(
    lake: Lake = "demo-lake",
    edition: Annotated[int, typer.Option(help="Edition of the sample encyclopedia: 1 or 2.")] = 1,
    serve: Annotated[int | None, typer.Option(metavar="PORT", help="Only serve it, until Ctrl-C.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to serve it on; the lake's own, or any free one, by default.")
    ] = None,
) -> ExitCode:
    """Crawl the sample encyclopedia into a lake, and show what can be asked of it."""
    if serve is not None:
        return serve_demo(serve, edition)
    return run_demo(places(lake), edition, port)


@app.command()
def run(
    sites: Sites,
    lake: Lake,
    state: State = None,
    workers: Workers = 1,
    max_pages: MaxPages = None,
    max_time: MaxTime = None,
    max_bytes: MaxBytes = None,
    json: Json = False,
) -> ExitCode:
    """Crawl, read, check and publish: the scheduled job."""
    limits = Limits(max_pages, seconds(max_time), size(max_bytes))
    crawled, ingested = run_sites(load_sites(sites), places(lake, state), workers, limits)
    code = outcome(crawled, ingested)
    if json:
        say_json(
            {
                "crawl": asdict(crawled),
                "ingest": asdict(ingested) if ingested else None,
                "exit_code": code,
            }
        )
    else:
        say_crawl(crawled)
        if ingested:
            say_ingest(ingested)
    return code


@app.command()
def crawl(
    sites: Sites,
    lake: Lake,
    state: State = None,
    max_pages: MaxPages = None,
    max_time: MaxTime = None,
    max_bytes: MaxBytes = None,
    json: Json = False,
) -> ExitCode:
    """Crawl into the lake's archive; resumes a crawl that was interrupted."""
    limits = Limits(max_pages, seconds(max_time), size(max_bytes))
    crawled = crawl_sites(load_sites(sites), places(lake, state), limits)
    if json:
        say_json(asdict(crawled))
    else:
        say_crawl(crawled)
    return crawled.exit_code


@app.command()
def plan(sites: Sites, lake: Lake, state: State = None, json: Json = False) -> None:
    """Say what the next crawl asks for, and why; nothing is fetched."""
    known = due_addresses(load_sites(sites), places(lake, state))
    if json:
        say_json([asdict(address) for address in known])
    else:
        showing.say_plan(known)


@app.command()
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


@app.command()
def ingest(
    lake: Lake,
    warcs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WARC]…", help="WARC files; those of the lake's archive by default."),
    ] = None,
    state: State = None,
    workers: Workers = 1,
    relearn: Annotated[bool, typer.Option("--relearn", help="Learn the sites' templates anew.")] = False,
    json: Json = False,
) -> ExitCode:
    """Read archived pages, check the rows and publish them as a version."""
    ingested = ingest_lake(places(lake, state), warcs or (), workers, relearn=relearn)
    if json:
        say_json(asdict(ingested))
    else:
        say_ingest(ingested)
    return ingested.exit_code


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT over the lake's tables and views.")],
    lake: Lake,
    format: Annotated[Format, typer.Option(help="How the rows are written.")] = "table",
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the rows to this file.")] = None,
) -> None:
    """Ask a lake."""
    if format == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is no text: give --out FILE, or send standard output somewhere")
    relation = at_version(lake, as_of).sql(sql)
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


def at_version(lake: str, version: int | None) -> warehouse.Lake:
    """A lake at a version, the newest where none is named."""
    opened = warehouse.open(lake)
    return opened if version is None else opened.at(version)


@app.command()
def status(lake: Lake, json: Json = False) -> None:
    """Say what a lake holds."""
    found = warehouse.open(lake).status()
    if json:
        say_json(found)
    else:
        showing.say_status(found)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def duckdb(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The database to write.")],
    lake: Lake,
    as_of: AsOf = None,
) -> None:
    """Write a DuckDB database of views, for the DuckDB CLI and other programs."""
    opened = at_version(lake, as_of)
    opened.write_duckdb(file)
    say(f"{file} has the tables and views of version {opened.version}: duckdb {file}")


@app.command()
def rollback(
    version: Annotated[int, typer.Argument(metavar="N", help="The version whose content comes back.")],
    lake: Lake,
    json: Json = False,
) -> None:
    """Publish once more what version N said; the versions since then stay in the log."""
    newest = warehouse.rollback(lake, version)
    if json:
        say_json({"version": newest, "content_of": version})
    else:
        say(f"Version {newest} has the content of version {version}.")


@app.command()
def verify(
    lake: Lake,
    warcs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WARC]…", help="Archive files that are not in the lake's archive folder."),
    ] = None,
    state: State = None,
    json: Json = False,
) -> ExitCode:
    """Check a lake: its log, files and archive, and every entry against its archived page."""
    with progress("verify") as tell:
        found = warehouse.verify(
            lake,
            warcs=[*sealed_elsewhere(places(lake, state)), *(warcs or ())],
            progress=lambda done, whole: tell(done, whole, ""),
        )
    if json:
        say_json(asdict(found) | {"exit_code": found.exit_code})
    else:
        showing.say_verified(found)
    return found.exit_code


@app.command()
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


@app.callback(invoke_without_command=True)
def _nosograph(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        say(f"nosograph {version('nosograph')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        remark(context.get_help())
        raise typer.Exit(ExitCode.USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code (docs/commands.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Not `app()`: that ends the process by itself, and has its own idea of an interrupt and a broken pipe.
    command = typer.main.get_command(app)
    try:
        with command.make_context(
            "nosograph", list(sys.argv[1:] if arguments is None else arguments)
        ) as context:
            code = command.invoke(context) or ExitCode.DONE
        sys.stdout.flush()
    except typer.Exit as done:
        code = done.exit_code
    except (Exception, KeyboardInterrupt) as error:
        message, code = explain_failure(error)
        if message:
            remark(f"nosograph: {message}")
        if isinstance(error, BrokenPipeError):
            # What is still buffered would raise once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(code)
