"""Commands that fill a lake."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from crawler.sites import load_sites
from extract.errors import ExitCode
from nosograph import show as showing
from nosograph.commands.options import (
    Accept,
    Checks,
    Dask,
    Json,
    Keep,
    Lake,
    MaxArchive,
    MaxBytes,
    MaxPages,
    MaxTime,
    OnRefusal,
    Sites,
    State,
    Workers,
)
from nosograph.demo.run import run_demo, serve_demo
from nosograph.gate import gate, tell_refusal
from nosograph.limits import Limits, seconds, size
from nosograph.places import places
from nosograph.retention import Removed, prune
from nosograph.scheduled import (
    crawl_sites,
    due_addresses,
    ingest_lake,
    outcome,
    preview_lake,
    run_sites,
    say_crawl,
    say_ingest,
    say_removed,
)
from nosograph.terminal import say_json


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


def run(
    sites: Sites,
    lake: Lake,
    state: State = None,
    workers: Workers = 1,
    max_pages: MaxPages = None,
    max_time: MaxTime = None,
    max_bytes: MaxBytes = None,
    max_archive: MaxArchive = None,
    keep: Keep = None,
    checks: Checks = None,
    accept: Accept = None,
    on_refusal: OnRefusal = None,
    json: Json = False,
) -> ExitCode:
    """Crawl, read, check and publish: the scheduled job."""
    limits = _limits(max_pages, max_time, max_bytes, max_archive)
    audit = gate(checks, accept, on_refusal)
    given, where = load_sites(sites), places(lake, state)
    removed = prune(where, keep) if keep else Removed()
    crawled, ingested = run_sites(given, where, workers, limits, audit, as_json=json)
    code = outcome(crawled, ingested)
    summary = {
        "crawl": asdict(crawled),
        "ingest": asdict(ingested) if ingested else None,
        "removed": asdict(removed),
        "exit_code": code,
    }
    if json:
        say_json(summary)
    else:
        say_removed(removed)
        say_crawl(crawled)
        if ingested:
            say_ingest(ingested)
    if ingested:
        tell_refusal(audit.on_refusal, where.lake, ingested, summary)
    return code


def crawl(
    sites: Sites,
    lake: Lake,
    state: State = None,
    max_pages: MaxPages = None,
    max_time: MaxTime = None,
    max_bytes: MaxBytes = None,
    max_archive: MaxArchive = None,
    keep: Keep = None,
    json: Json = False,
) -> ExitCode:
    """Crawl into the lake's archive; resumes a crawl that was interrupted."""
    limits = _limits(max_pages, max_time, max_bytes, max_archive)
    given, where = load_sites(sites), places(lake, state)
    removed = prune(where, keep) if keep else Removed()
    crawled = crawl_sites(given, where, limits, as_json=json)
    if json:
        say_json(asdict(crawled) | {"removed": asdict(removed)})
    else:
        say_removed(removed)
        say_crawl(crawled)
    return crawled.exit_code


def _limits(pages: int | None, time: str | None, sent: str | None, archive: str | None) -> Limits:
    return Limits(pages, seconds(time), size(sent, "--max-bytes"), size(archive, "--max-archive"))


def plan(sites: Sites, lake: Lake, state: State = None, json: Json = False) -> None:
    """Say what the next crawl asks for, and why; nothing is fetched."""
    known = due_addresses(load_sites(sites), places(lake, state))
    if json:
        say_json([asdict(address) for address in known])
    else:
        showing.say_plan(known)


def ingest(
    lake: Lake,
    warcs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WARC]…", help="WARC files; those of the lake's archive by default."),
    ] = None,
    state: State = None,
    workers: Workers = 1,
    relearn: Annotated[bool, typer.Option("--relearn", help="Learn the sites' templates anew.")] = False,
    reextract: Annotated[
        bool, typer.Option("--reextract", help="Read every page again that the archive has.")
    ] = False,
    preview: Annotated[
        int | None,
        typer.Option("--preview", min=1, help="Only say what would change, tried on so many articles."),
    ] = None,
    dask: Dask = None,
    checks: Checks = None,
    accept: Accept = None,
    on_refusal: OnRefusal = None,
    json: Json = False,
) -> ExitCode:
    """Read archived pages, check the rows and publish them as a version."""
    audit, where = gate(checks, accept, on_refusal), places(lake, state)
    if preview:
        tried = preview_lake(where, preview, warcs or (), workers, dask=dask)
        if json:
            say_json(asdict(tried))
        else:
            showing.say_preview(tried)
        return ExitCode.DONE
    ingested = ingest_lake(
        where, warcs or (), workers, relearn=relearn, reextract=reextract, dask=dask, gate=audit
    )
    if json:
        say_json(asdict(ingested))
    else:
        say_ingest(ingested)
    tell_refusal(audit.on_refusal, where.lake, ingested, asdict(ingested))
    return ingested.exit_code
