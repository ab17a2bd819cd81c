"""Captures in, one committed version out: scan, learn templates, read, fold, write, audit, publish.

Nothing here depends on the order in which archive files arrive or on the number of workers: articles are a
pure function of the captures and of the sites' templates (`warehouse.fold`), and only what that function
changes is written.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

import extract as extraction
from extract import Template
from extract.addresses import digest, normalize, site_of
from extract.errors import ExitCode
from warehouse import catalog, drift, schema
from warehouse.attribution import Rereader
from warehouse.changes import stage_changes
from warehouse.checks import Finding, Rule, audit, users_rules
from warehouse.commit import publish, replace_articles, replace_template, stage_events
from warehouse.fold import AddressState, CaptureRow, Group, Page, Reading, address_states, fold, is_page
from warehouse.inputs import Inputs, Intake, archive_files, look_at
from warehouse.log import Change, Snapshot
from warehouse.read import Extract, PageReader, Progress, Task
from warehouse.rows import address_rows, page_from_row, table_of
from warehouse.store import Store, open_store
from warehouse.templates import Learn, Learner, template_from_rows, template_rows

# Tables a commit starts from.
_READ = ("runs", "ledger", "addresses", "captures", "templates", "tombstones")
_Key = tuple[str, str]  # site and article_id


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did. `version` is the lake's version after it, 0 where there is none yet.

    `forgotten` counts captures that were not taken, as their address was forgotten. `templates_learned` are
    the sites whose template came or became another.
    """

    outcome: Literal["published", "unchanged", "refused"]
    version: int
    run_id: str | None = None
    captures: int = 0
    ledger_rows: int = 0
    forgotten: int = 0
    pages_read: int = 0
    pages_failed: int = 0
    articles_added: int = 0
    articles_changed: int = 0
    articles_removed: int = 0
    templates_learned: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: str | None = None

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
    relearn: bool = False,
    checks: str | Path | None = None,
    accept: str | None = None,
    progress: Progress | None = None,
    extract: Extract = extraction.extract_article,
    learn: Learn = extraction.learn_template,
    versions: Mapping[str, str] | None = None,
) -> IngestSummary:
    """Take sealed WARC files and a crawl's ledger into a lake, as one commit.

    Captures, ledger rows and pages that the lake has are passed over; pages read by other versions are read
    again where the archive still has them. A site without a template is learned from when pages of it come
    in, and its pages are then read with what was learned. With nothing new nothing is committed. A run that
    breaks a rule of severity error is refused unless somebody accepts that: it leaves its rows in runs and
    checks, and its captures count as not taken.

    Args:
        lake: Folder or URL of the lake; made where there is none.
        warcs: Archive files; None: those of the lake's own archive folder.
        ledger: Rows of the crawl's ledger, keyed by crawl_id and seq.
        workers: Processes to read pages with.
        relearn: Learn the template of every site anew; where nothing is learned, the one there is kept.
        checks: Folder of more rules, a SQL file each, as in docs/checks.md.
        accept: Why to publish in spite of findings of severity error; it is kept with the version.
        progress: Called with pages read and pages to read.
        extract: What reads a page: bytes, address and the site's template in, record out.
        learn: What learns a site's template.
        versions: Versions of both; None: those of the extractor.

    Raises:
        ArchiveError: An archive file is damaged.
        UsageError: An archive file, a ledger row or a rule cannot be used.
        LakeError: The lake cannot be read or written.
    """
    store = open_store(lake, create=True)
    versions = dict(extraction.versions() if versions is None else versions)
    given = archive_files(store) if warcs is None else [Path(path) for path in warcs]
    archive = {path.name: path for path in [*archive_files(store), *given]}
    with tempfile.TemporaryDirectory(prefix="nosograph-") as folder:
        reader = digest(json.dumps(versions, sort_keys=True))
        run = _Run(
            store=store,
            intake=Intake([look_at(path) for path in given], [dict(row) for row in ledger]),
            versions=versions,
            pages=PageReader(archive, extract, reader, workers, Path(folder), progress),
            learner=Learner(archive, learn),
            relearn=relearn,
            rules=users_rules(checks) if checks else (),
            accept=accept,
        )
        summary = IngestSummary("unchanged", 0)

        def build(base: Snapshot) -> Change | None:
            nonlocal summary
            with catalog.tables(store, base, *_READ) as published:
                summary, change = _build(run, base, published)
            return change

        published = publish(store, build)
    return replace(summary, version=published.version)


@dataclass(frozen=True, slots=True)
class _Run:
    """What an ingest works with, however often its commit is tried."""

    store: Store
    intake: Intake
    versions: Mapping[str, str]
    pages: PageReader
    learner: Learner
    relearn: bool
    rules: Sequence[Rule]
    accept: str | None


def _build(
    run: _Run, base: Snapshot, published: duckdb.DuckDBPyConnection
) -> tuple[IngestSummary, Change | None]:
    inputs, pages = run.intake.new_to(published), run.pages
    before, kept = _addresses(published), _template_rows(published)
    standing = {
        row["address"]: page_from_row(row)
        for rows in before.values()
        for row in rows
        if row["role"] != "redirect"
    }
    templates = {site: template_from_rows(rows) for site, rows in kept.items()}
    pages.use(templates)
    stale = {
        a for a, p in standing.items() if p.reader != pages.reader(a).digest and p.warc_file in pages.archive
    }
    to_learn = _to_learn(inputs.captures, standing, templates, run.relearn)
    nothing = IngestSummary("unchanged", base.version, forgotten=inputs.forgotten), None
    if inputs.empty and not stale and not to_learn:
        return nothing
    history = _history(published, inputs.captures, stale, to_learn)
    earlier, states = address_states(history), address_states([*history, *inputs.captures])
    templates |= run.learner.learn(to_learn, states)
    pages.use(templates)
    learned = {
        site: rows
        for site, template in sorted(templates.items())
        if (rows := template_rows(template)) != kept.get(site)
    }
    groups, read = _articles(earlier, states, standing, pages, inputs.tombstones)
    changed = {key: group for key, group in groups.items() if address_rows(group) != before.get(key)}
    gone = before.keys() - groups.keys()
    if inputs.empty and not (changed or gone or learned):
        return nothing

    touched = {site_of(address) for address in states}
    versions = {
        **run.versions,
        "templates": {site: t.version for site, t in sorted(templates.items()) if site in touched},
    }
    run_id = inputs.run_id(versions)
    added, removed = replace_articles(
        run.store, base, _content(list(changed.values()), pages), gone | (changed.keys() & before.keys())
    )
    for files, paths in (replace_template(run.store, base, site, rows) for site, rows in learned.items()):
        added += files
        removed += paths
    added += stage_events(run.store, run_id, {"captures": inputs.captures, "ledger": inputs.requests})
    left = [file for path, file in base.files.items() if path not in set(removed)]
    audited = audit(
        run.store,
        base,
        [*left, *added],
        added,
        changed,
        relearned=learned,
        more=run.rules,
        accept=run.accept,
    )
    summary = IngestSummary(
        outcome="refused" if audited.refuses else "published",
        version=base.version,
        run_id=run_id,
        captures=len(inputs.captures),
        ledger_rows=len(inputs.requests),
        forgotten=inputs.forgotten,
        pages_read=len(read),
        pages_failed=sum(page.status == "failed" for page in read),
        articles_added=len(changed.keys() - before.keys()),
        articles_changed=len(changed.keys() & before.keys()),
        articles_removed=len(gone),
        templates_learned=tuple(learned),
        findings=audited.findings,
        accepted=run.accept if audited.accepted else None,
    )
    if summary.outcome == "refused":
        if run_id in inputs.refused:
            return summary, None
        added, removed = [], []
    else:
        rereader = Rereader(
            pages.archive,
            {site: template_rows(template) for site, template in templates.items()},
            pages.reader("").extract,
            run.versions,
        )
        added += stage_changes(run.store, base, added, removed, rereader, run_id)
        added += drift.stage_measures(run.store, base.version + 1, run_id, audited.means, audited.anew)
    added += stage_events(run.store, run_id, _account(summary, inputs, versions))
    return summary, Change(
        kind="ingest" if summary.outcome == "published" else "refused",
        added=tuple(added),
        removed=tuple(removed),
        run_id=run_id,
        inputs=inputs.facts,
        versions={**versions, "schema_version": schema.schema_version()},
        checks=[finding.to_row() for finding in audited.findings],
        accepted=summary.accepted,
    )


def _addresses(published: duckdb.DuckDBPyConnection) -> dict[_Key, list[dict[str, Any]]]:
    """The published rows of table addresses, by article."""
    rows = published.sql("FROM addresses ORDER BY site, article_id, address").to_arrow_table().to_pylist()
    by_article: dict[_Key, list[dict[str, Any]]] = {}
    for row in rows:
        by_article.setdefault((row["site"], row["article_id"]), []).append(row)
    return by_article


def _template_rows(published: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """The published rows of table templates, by site."""
    by_site: dict[str, list[dict[str, Any]]] = {}
    for row in published.sql("FROM templates ORDER BY site, position").to_arrow_table().to_pylist():
        by_site.setdefault(row["site"], []).append(row)
    return by_site


def _to_learn(
    captures: Iterable[CaptureRow],
    standing: Iterable[str],
    templates: Mapping[str, Template],
    relearn: bool,
) -> set[str]:
    """Sites to learn the template of: those with new pages and none yet; when asked, all with pages."""
    with_new_pages = {capture["site"] for capture in captures if is_page(capture)}
    sites = with_new_pages | set(map(site_of, standing)) if relearn else with_new_pages - templates.keys()
    return {site for site in sites if site}


def _articles(
    earlier: Mapping[str, AddressState],
    states: Mapping[str, AddressState],
    standing: Mapping[str, Page],
    pages: PageReader,
    tombstones: Collection[str],
) -> tuple[dict[_Key, Group], list[Page]]:
    """All articles after the new captures, and the page at each address that was read for it.

    Args:
        earlier: What stood at the addresses in question before the new captures.
        states: What stands there now.
        standing: The published pages, at every address.
        pages: What reads pages.
        tombstones: Digests of forgotten addresses: a page that names itself by one of them is no article.
    """
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
    remembered = [page for page in now.values() if page.page_article_id not in tombstones]
    folded = {(g.page.page_site, g.page.page_article_id): g for g in fold(remembered, redirects)}
    return folded, [now[task.address] for task in tasks]


def _history(
    published: duckdb.DuckDBPyConnection,
    captures: Sequence[CaptureRow],
    stale: set[str],
    sites: set[str],
) -> list[dict[str, Any]]:
    """Published captures of addresses that new ones touch, are stale, ever redirected or are of the sites."""
    published.register("sites", pa.table({"site": pa.array(sorted(sites), pa.string())}))
    touched = stale | {c["address"] for c in captures} | _repeated(captures)
    while True:
        published.register("touched", pa.table({"address": pa.array(sorted(touched), pa.string())}))
        relation = published.sql(
            "FROM captures WHERE address IN (FROM touched) OR site IN (FROM sites) OR address IN "
            "(SELECT address FROM captures WHERE status BETWEEN 301 AND 308 AND location IS NOT NULL)"
        )
        rows: list[dict[str, Any]] = relation.to_arrow_table().to_pylist()
        if _repeated(rows) <= touched:
            return rows
        touched |= _repeated(rows)


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
    known, reader = None, pages.reader(address)
    if page and earlier and page.reader == reader.digest:
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
        address,
        state.first_seen,
        kept or readings[::-1],
        reader,
        known if len(kept) == len(readings) else None,
    )


def _content(groups: Sequence[Group], pages: PageReader) -> dict[str, pa.Table]:
    """The rows of articles, in every content table that is about articles."""
    chosen = {group.page.key: group for group in groups}
    pages.read(_again(group.page, pages) for group in groups if not pages.has(group.page))
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


def _again(page: Page, pages: PageReader) -> Task:
    """Read a page whose rows are wanted once more, from the capture it was read from."""
    reading = Reading(
        url=page.url,
        since=page.changed_at,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
        warc_length=page.warc_length,
        payload_digest=page.payload_digest,
    )
    return Task(page.address, page.first_seen, (reading,), pages.reader(page.address))


def _account(
    summary: IngestSummary, inputs: Inputs, versions: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """The run's rows of runs and checks."""
    times: list[datetime] = [capture["fetched_at"] for capture in inputs.captures]
    run = {name: getattr(summary, name) for name in schema.tables()["runs"].columns if hasattr(summary, name)}
    run |= {
        "inputs": json.dumps(inputs.facts, sort_keys=True),
        "versions": json.dumps(versions, sort_keys=True),
        "captured_from": min(times, default=None),
        "captured_to": max(times, default=None),
    }
    return {"runs": [run], "checks": [finding.to_row() for finding in summary.findings]}
