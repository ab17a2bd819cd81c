"""Captures in, one committed version out: scan, learn templates, read, fold, write, audit, publish.

Nothing here depends on the order in which archive files arrive or on what runs the work: articles are a pure
function of the captures, the ledger and the sites' templates (`warehouse.fold`), and only what that function
changes is written.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import extract as extraction
from extract.addresses import digest, site_of
from extract.errors import ExitCode
from warehouse import catalog, drift, schema
from warehouse.articles import Articles, articles_after
from warehouse.attribution import Rereader
from warehouse.buckets import replace_articles
from warehouse.changes import stage_changes
from warehouse.checks import Finding, Rule, audit, users_rules
from warehouse.commit import EVENTS, publish, replace_template, stage, stage_events
from warehouse.compact import SMALL_FILES, merge_small
from warehouse.engine import engine
from warehouse.inputs import Inputs, Intake, archive_files, look_at
from warehouse.log import Change, File, Snapshot
from warehouse.pages import PageReader, Progress, Quarantined
from warehouse.read import Extract, task_again
from warehouse.standing import Standing
from warehouse.store import Store, open_store
from warehouse.templates import Learn, Learner, template_from_rows, template_rows
from warehouse.worker import Limits

# Tables a commit starts from.
_READ = ("runs", "ledger", "addresses", "captures", "templates", "tombstones")


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did. `version` is the lake's version after it, 0 where there is none yet.

    `forgotten` counts captures that were not taken, as their address was forgotten. `templates_learned` are
    the sites whose template came or became another, `quarantined` the pages that could not be read at all.
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
    quarantined: tuple[Quarantined, ...] = ()
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
    workers: int = 0,
    dask: str | None = None,
    relearn: bool = False,
    reextract: bool = False,
    checks: str | Path | None = None,
    accept: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it cannot change
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
        workers: Processes to read and write with, which a page may crash; 0: this one, which it may not.
        dask: Address of a Dask cluster's scheduler, to run on its workers instead. They must reach the
            archive and the lake at the paths they have here.
        relearn: Learn the template of every site anew; where nothing is learned, the one there is kept.
        reextract: Read every page again that the archive has, also those read by these very versions.
        checks: Folder of more rules, a SQL file each, as in docs/checks.md.
        accept: Why to publish in spite of findings of severity error; it is kept with the version.
        limits: What reading one page may take, on workers.
        progress: Called with pages read, pages to read, and a remark.
        extract: What reads a page: bytes, address and the site's template in, record out.
        learn: What learns a site's template.
        versions: Versions of both; None: those of the extractor.

    Raises:
        ArchiveError: An archive file is damaged.
        UsageError: An archive file, a ledger row, a rule or the cluster cannot be used.
        LakeError: The lake cannot be read or written.
    """
    store = open_store(lake, create=True)
    versions = dict(extraction.versions() if versions is None else versions)
    given = archive_files(store) if warcs is None else [Path(path).absolute() for path in warcs]
    archive = {path.name: path for path in [*archive_files(store), *given]}
    offered = [look_at(path) for path in given]
    with (
        tempfile.TemporaryDirectory(prefix="nosograph-") as folder,
        engine(workers, dask) as runs,
    ):
        reader = digest(json.dumps(versions, sort_keys=True))
        run = _Run(
            store=store,
            intake=Intake(offered, ledger, runs),
            versions=versions,
            pages=PageReader(archive, extract, reader, runs, limits, Path(folder), progress),
            learner=Learner(archive, learn),
            relearn=relearn,
            reextract=reextract,
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
    reextract: bool
    rules: Sequence[Rule]
    accept: str | None


def _build(
    run: _Run, base: Snapshot, published: duckdb.DuckDBPyConnection
) -> tuple[IngestSummary, Change | None]:
    inputs, pages = run.intake.new_to(published), run.pages
    standing = Standing(published, inputs.captures, inputs.requests)
    kept = standing.templates()
    templates = {site: template_from_rows(rows) for site, rows in kept.items()}
    pages.use(templates)
    again = standing.readable(pages.archive, None if run.reextract else pages.readers)
    # Sites to learn the template of: those with new pages and none yet; when asked, all with pages.
    to_learn = standing.sites_with_new_pages() - (set() if run.relearn else templates.keys())
    if run.relearn:
        to_learn |= standing.sites()
    nothing = IngestSummary("unchanged", base.version, forgotten=inputs.forgotten), None
    if inputs.empty and not again and not to_learn:
        return nothing
    states = standing.states(again, to_learn)
    templates |= run.learner.learn(to_learn, states.now)
    pages.use(templates)
    learned = {
        site: rows
        for site, template in sorted(templates.items())
        if (rows := template_rows(template)) != kept.get(site)
    }
    sites = {*inputs.captures["site"].unique().to_pylist(), *to_learn, *map(site_of, again)}
    versions = {
        **run.versions,
        "templates": {site: t.version for site, t in sorted(templates.items()) if site in sites},
    }
    run_id = inputs.run_id(versions)
    events = _events(run.store, run_id, {"captures": inputs.captures, "ledger": inputs.requests})
    articles = articles_after(
        standing, states, pages, inputs.tombstones, again if run.reextract else frozenset()
    )
    if inputs.empty and not (articles.changed or articles.gone or learned):
        return nothing

    added, removed = _write(run, base, articles, learned)
    added += events
    left = [file for path, file in base.files.items() if path not in set(removed)]
    audited = pages.engine.alone(
        partial(
            audit,
            run.store,
            base,
            [*left, *added],
            added,
            frozenset(articles.changed),
            relearned=frozenset(learned),
            more=run.rules,
            accept=run.accept,
        )
    )
    summary = IngestSummary(
        outcome="refused" if audited.refuses else "published",
        version=base.version,
        run_id=run_id,
        captures=inputs.captures.num_rows,
        ledger_rows=inputs.requests.num_rows,
        forgotten=inputs.forgotten,
        pages_read=len(articles.read),
        pages_failed=sum(page.status == "failed" for page in articles.read),
        articles_added=len(articles.changed.keys() - articles.before),
        articles_changed=len(articles.changed.keys() & articles.before),
        articles_removed=len(articles.gone),
        templates_learned=tuple(learned),
        quarantined=tuple(pages.quarantined(page.address for page in articles.read)),
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
        added += pages.engine.alone(
            partial(stage_changes, run.store, base, tuple(added), tuple(removed), rereader, run_id)
        )
        added += drift.stage_measures(run.store, base.version + 1, run_id, audited.means, audited.anew)
    added += stage_events(run.store, run_id, _account(summary, inputs, versions))
    merged, small = merge_small(run.store, base, most=SMALL_FILES)
    return summary, Change(
        kind="ingest" if summary.outcome == "published" else "refused",
        added=(*added, *merged),
        removed=(*removed, *small),
        run_id=run_id,
        inputs=inputs.facts,
        versions={**versions, "schema_version": schema.schema_version()},
        checks=[finding.to_row() for finding in audited.findings],
        accepted=summary.accepted,
    )


def _write(
    run: _Run, base: Snapshot, articles: Articles, learned: Mapping[str, list[dict[str, Any]]]
) -> tuple[list[File], list[str]]:
    """Write the changed articles and the templates learned: files to add, paths of those they replace."""
    pages, groups = run.pages, list(articles.changed.values())
    missing = [group.page for group in groups if not pages.has(group.page)]
    pages.read(task_again(page, pages.reader(page.address)) for page in missing)
    added, removed = replace_articles(
        run.store,
        base,
        groups,
        lambda group: pages.packed(group.page),
        articles.gone | (articles.changed.keys() & articles.before),
        pages.engine,
    )
    for files, paths in (replace_template(run.store, base, site, rows) for site, rows in learned.items()):
        added += files
        removed += paths
    return added, removed


def _events(store: Store, run_id: str, tables: Mapping[str, pa.Table]) -> list[File]:
    """Write rows of event tables under a run_id, one file a table; none for a table without rows."""
    files = [
        stage(store, name, EVENTS, run_id, rows.append_column("run_id", pa.repeat(run_id, rows.num_rows)))
        for name, rows in tables.items()
        if rows.num_rows
    ]
    pa.default_memory_pool().release_unused()  # several times the rows, which else nobody gets back
    return files


def _account(
    summary: IngestSummary, inputs: Inputs, versions: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """The run's rows of runs and checks."""
    times = pc.min_max(inputs.captures["fetched_at"]).as_py()
    run = {name: getattr(summary, name) for name in schema.tables()["runs"].columns if hasattr(summary, name)}
    run |= {
        "inputs": json.dumps(inputs.facts, sort_keys=True),
        "versions": json.dumps(versions, sort_keys=True),
        "captured_from": times["min"],
        "captured_to": times["max"],
    }
    return {"runs": [run], "checks": [finding.to_row() for finding in summary.findings]}
