"""Captures in, one committed version out: scan, read, fold, write, audit, publish.

Nothing here depends on the order in which archive files arrive or on the number of workers: articles are a
pure function of the captures (`warehouse.fold`), and only what that function changes is written.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

import extract as extraction
from extract.addresses import digest, normalize
from extract.errors import ExitCode
from warehouse import catalog, checks, schema
from warehouse.checks import Finding
from warehouse.commit import publish, replace_articles, stage_events
from warehouse.fold import AddressState, CaptureRow, Group, Page, Reading, address_states, fold
from warehouse.inputs import Inputs, Intake, archive_files, look_at
from warehouse.log import Change, Snapshot
from warehouse.read import Extract, PageReader, Progress, Task
from warehouse.rows import address_rows, page_from_row, table_of
from warehouse.store import Store, open_store

_Key = tuple[str, str]  # site and article_id


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did. `version` is the lake's version after it, 0 where there is none yet."""

    outcome: Literal["published", "unchanged", "refused"]
    version: int
    run_id: str | None = None
    captures: int = 0
    ledger_rows: int = 0
    pages_read: int = 0
    pages_failed: int = 0
    articles_added: int = 0
    articles_changed: int = 0
    articles_removed: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """How the command line ends: refused, some pages failed, or done."""
        if self.outcome == "refused":
            return ExitCode.REFUSED
        return ExitCode.PAGES_FAILED if self.pages_failed else ExitCode.DONE


def ingest(
    lake: str | Path,
    *,
    warcs: Sequence[str | Path] | None = None,
    ledger: Iterable[Mapping[str, Any]] = (),
    workers: int = 1,
    progress: Progress | None = None,
    extract: Extract = extraction.extract_article,
    versions: Mapping[str, str] | None = None,
) -> IngestSummary:
    """Take sealed WARC files and a crawl's ledger into a lake, as one commit.

    Captures, ledger rows and pages that the lake has are passed over; pages read by other versions are read
    again where the archive still has them. With nothing new nothing is committed. A run that breaks a rule
    of severity error is refused: it leaves its rows in runs and checks, and its captures count as not taken.

    Args:
        lake: Folder or URL of the lake; made where there is none.
        warcs: Archive files; None: those of the lake's own archive folder.
        ledger: Rows of the crawl's ledger, keyed by crawl_id and seq.
        workers: Processes to read pages with.
        progress: Called with pages read and pages to read.
        extract: What reads a page: bytes and address in, record out.
        versions: Its versions; None: those of the extractor.

    Raises:
        ArchiveError: An archive file is damaged.
        UsageError: An archive file or a ledger row cannot be used.
        LakeError: The lake cannot be read or written.
    """
    store = open_store(lake, create=True)
    versions = dict(extraction.versions() if versions is None else versions)
    given = archive_files(store) if warcs is None else [Path(path) for path in warcs]
    intake = Intake([look_at(path) for path in given], [dict(row) for row in ledger])
    archive = {path.name: path for path in [*archive_files(store), *given]}
    with tempfile.TemporaryDirectory(prefix="nosograph-") as folder:
        pages = PageReader(
            archive, extract, digest(json.dumps(versions, sort_keys=True)), workers, Path(folder), progress
        )
        summary = IngestSummary("unchanged", 0)

        def build(base: Snapshot) -> Change | None:
            nonlocal summary
            with catalog.tables(store, base, "runs", "ledger", "addresses", "captures") as published:
                inputs = intake.new_to(published, versions)
                summary, change = _build(store, base, published, inputs, versions, pages)
            return change

        published = publish(store, build)
    return replace(summary, version=published.version)


def _build(
    store: Store,
    base: Snapshot,
    published: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    versions: Mapping[str, str],
    pages: PageReader,
) -> tuple[IngestSummary, Change | None]:
    before = _addresses(published)
    standing = {
        row["address"]: page_from_row(row)
        for rows in before.values()
        for row in rows
        if row["role"] != "redirect"
    }
    stale = {a for a, p in standing.items() if p.reader != pages.reader and p.warc_file in pages.archive}
    nothing = IngestSummary("unchanged", base.version), None
    if inputs.empty and not stale:
        return nothing
    groups, read = _articles(published, inputs.captures, standing, stale, pages)
    changed = {key: group for key, group in groups.items() if address_rows(group) != before.get(key)}
    gone = before.keys() - groups.keys()
    if inputs.empty and not (changed or gone):
        return nothing

    added, removed = replace_articles(
        store, base, _content(list(changed.values()), pages), gone | (changed.keys() & before.keys())
    )
    events = {"captures": inputs.captures, "ledger": inputs.requests}
    added += stage_events(store, inputs.run_id, {name: table_of(name, rows) for name, rows in events.items()})
    left = [file for path, file in base.files.items() if path not in set(removed)]
    findings = tuple(checks.audit(store, [*left, *added], added))
    summary = IngestSummary(
        outcome="refused" if any(finding.refuses for finding in findings) else "published",
        version=base.version,
        run_id=inputs.run_id,
        captures=len(inputs.captures),
        ledger_rows=len(inputs.requests),
        pages_read=len(read),
        pages_failed=sum(page.status == "failed" for page in read),
        articles_added=len(changed.keys() - before.keys()),
        articles_changed=len(changed.keys() & before.keys()),
        articles_removed=len(gone),
        findings=findings,
    )
    if summary.outcome == "refused":
        if inputs.refused_before:
            return summary, None
        added, removed = [], []
    added += stage_events(store, inputs.run_id, _account(summary, inputs, versions))
    return summary, Change(
        kind="ingest" if summary.outcome == "published" else "refused",
        added=tuple(added),
        removed=tuple(removed),
        run_id=inputs.run_id,
        inputs=inputs.facts,
        versions={**versions, "schema_version": schema.schema_version()},
        checks=[finding.to_row() for finding in findings],
    )


def _addresses(published: duckdb.DuckDBPyConnection) -> dict[_Key, list[dict[str, Any]]]:
    """The published rows of table addresses, by article."""
    rows = published.sql("FROM addresses ORDER BY site, article_id, address").to_arrow_table().to_pylist()
    by_article: dict[_Key, list[dict[str, Any]]] = {}
    for row in rows:
        by_article.setdefault((row["site"], row["article_id"]), []).append(row)
    return by_article


def _articles(
    published: duckdb.DuckDBPyConnection,
    captures: Sequence[CaptureRow],
    standing: Mapping[str, Page],
    stale: set[str],
    pages: PageReader,
) -> tuple[dict[_Key, Group], list[Page]]:
    """All articles after the new captures, and the page at each address that was read for it."""
    history = _history(published, captures, stale)
    earlier, states = address_states(history), address_states([*history, *captures])
    tasks = [
        task
        for address, state in sorted(states.items())
        if (task := _task(address, earlier.get(address), state, standing.get(address), pages))
    ]
    read = {address: page for address, page in pages.read(tasks).items() if page}
    now = dict(standing) | read
    for address, state in states.items():
        if not state.readings:
            now.pop(address, None)
        elif address in now and state.first_seen:
            now[address] = replace(now[address], first_seen=state.first_seen)
    redirects = {address: state.redirect for address, state in states.items() if state.redirect}
    folded = {(g.page.page_site, g.page.page_article_id): g for g in fold(now.values(), redirects)}
    return folded, [now[task.address] for task in tasks]


def _history(
    published: duckdb.DuckDBPyConnection, captures: Sequence[CaptureRow], stale: set[str]
) -> list[dict[str, Any]]:
    """Published captures of every address that new ones touch, that is stale, or that ever redirected."""
    rows: list[dict[str, Any]] = []
    touched: set[str] = set()
    wanted = stale | {c["address"] for c in captures} | _repeated(captures)
    while not wanted <= touched:
        touched |= wanted
        published.register("touched", pa.table({"address": pa.array(sorted(touched), pa.string())}))
        relation = published.sql(
            "FROM captures WHERE address IN (FROM touched) OR address IN "
            "(SELECT address FROM captures WHERE status BETWEEN 301 AND 308 AND location IS NOT NULL)"
        )
        rows = relation.to_arrow_table().to_pylist()
        wanted = _repeated(rows)
    return rows


def _repeated(captures: Iterable[CaptureRow]) -> set[str]:
    """Addresses of the captures that some revisits repeat."""
    return {normalize(c["refers_to_url"]) for c in captures if c["refers_to_url"]}


def _task(
    address: str, earlier: AddressState | None, state: AddressState, page: Page | None, pages: PageReader
) -> Task | None:
    """What to read at an address; None where nothing stands there or its page is as published."""
    readings = state.readings
    if not readings or state.first_seen is None:
        return None
    known = None
    if page and earlier and page.reader == pages.reader:
        published = earlier.readings
        if readings[: len(published)] == published:
            readings, known = readings[len(published) :], page.record_digest
            if not readings:
                return None
    # Of bytes whose archive file is no longer kept, the page read from them is all there is.
    kept = tuple(takewhile(lambda reading: reading.warc_file in pages.archive, readings[::-1]))
    if page and not kept:
        return None
    return Task(
        address, state.first_seen, kept or readings[::-1], known if len(kept) == len(readings) else None
    )


def _content(groups: Sequence[Group], pages: PageReader) -> dict[str, pa.Table]:
    """The rows of articles, in every content table that is about articles."""
    chosen = {group.page.key: group for group in groups}
    pages.read(_again(group.page) for group in groups if not pages.has(group.page))
    rows = {
        name: pages.rows(name, [group.page for group in groups])
        for name, table in schema.tables().items()
        if table.kind == "content" and name not in ("addresses", "templates")
    }
    articles = rows["articles"]
    of_row = [chosen[key] for key in articles["page_key"].to_pylist()]
    for column, values in {
        "addresses": [group.addresses for group in of_row],
        "first_seen": [group.first_seen for group in of_row],
    }.items():
        place = articles.schema.get_field_index(column)
        fieldtype = articles.schema.field(column)
        articles = articles.set_column(place, fieldtype, pa.array(values, fieldtype.type))
    rows["articles"] = articles
    rows = {name: table.drop_columns(["page_key"]) for name, table in rows.items()}
    return rows | {"addresses": table_of("addresses", (r for g in groups for r in address_rows(g)))}


def _again(page: Page) -> Task:
    """Read a page whose rows are wanted once more, from the capture it was read from."""
    reading = Reading(
        url=page.url,
        since=page.changed_at,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
        warc_length=page.warc_length,
        payload_digest=page.payload_digest,
    )
    return Task(page.address, page.first_seen, (reading,))


def _account(summary: IngestSummary, inputs: Inputs, versions: Mapping[str, str]) -> dict[str, pa.Table]:
    """The run's rows of runs and checks."""
    times: list[datetime] = [capture["fetched_at"] for capture in inputs.captures]
    run = {name: getattr(summary, name) for name in schema.tables()["runs"].columns if hasattr(summary, name)}
    run |= {
        "inputs": json.dumps(inputs.facts, sort_keys=True),
        "versions": json.dumps(versions, sort_keys=True),
        "captured_from": min(times, default=None),
        "captured_to": max(times, default=None),
    }
    findings = [finding.to_row() | {"run_id": inputs.run_id} for finding in summary.findings]
    return {"runs": table_of("runs", [run]), "checks": table_of("checks", findings)}
