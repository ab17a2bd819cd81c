"""What reading the archive again would change, tried on a sample; the lake stays as it is."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import extract as extraction
from extract.addresses import digest
from warehouse import catalog
from warehouse.attribution import Rereader
from warehouse.commit import stage
from warehouse.diff import ArticleChange, ItemChange, compare, templates_of
from warehouse.engine import engine
from warehouse.errors import LakeError
from warehouse.fold import Group, Page
from warehouse.inputs import archive_files
from warehouse.log import File, snapshot
from warehouse.pages import PageReader, Progress
from warehouse.read import Extract, task_again, unpacked
from warehouse.rows import ARTICLE_TABLES, Told, article_tables, page_from_row
from warehouse.store import Store, open_store
from warehouse.templates import template_from_rows
from warehouse.worker import Limits

_SAMPLE = "sample"  # stands for the site and the bucket of the rows compared


@dataclass(frozen=True, slots=True)
class Preview:
    """How many articles were read again, and what they would say differently from a version, and why."""

    version: int
    articles_read: int
    articles: tuple[ArticleChange, ...]
    items: tuple[ItemChange, ...]


def preview(
    lake: str | Path,
    sample: int,
    *,
    warcs: Sequence[str | Path] | None = None,
    workers: int = 0,
    dask: str | None = None,
    progress: Progress | None = None,
    extract: Extract = extraction.extract_article,
    versions: Mapping[str, str] | None = None,
) -> Preview:
    """Read a sample of a lake's articles again, with the versions at hand, and write nothing.

    The sample is chosen by the digests of addresses, so it is the same every time; each article is read from
    the bytes it was read from before and with the template that the lake has.

    Args:
        lake: Folder or URL of the lake.
        sample: Articles to read, at most.
        warcs: Archive files that are not in the lake's own archive folder.
        workers: As of `ingest`.
        dask: As of `ingest`.
        progress: Called with pages read, pages to read, and a remark.
        extract: What reads a page.
        versions: Its versions; None: those of the extractor.

    Raises:
        LakeError: There is no lake, or no archive file of it is at hand.
    """
    store = open_store(lake)
    base = snapshot(store)
    archive = {path.name: path for path in [*archive_files(store), *map(Path, warcs or ())]}
    versions = dict(extraction.versions() if versions is None else versions)
    with (
        tempfile.TemporaryDirectory(prefix="nosograph-") as name,
        catalog.tables(store, base, *ARTICLE_TABLES, "templates") as published,
        engine(workers, dask) as runs,
    ):
        groups = _sample(published, archive, sample)
        if not groups:
            raise LakeError(
                f"No article of {store.root} was read from an archive file that is at hand: name some."
            )
        templates = templates_of(store, base.of("templates"))
        reader = PageReader(
            archive,
            extract,
            digest(json.dumps(versions, sort_keys=True)),
            runs,
            Limits(),
            Path(name),
            progress,
        )
        reader.use({site: template_from_rows(rows) for site, rows in templates.items()})
        read = reader.read(task_again(g.page, reader.reader(g.page.address)) for g in groups)
        told = [
            Told(_with(group, page), *unpacked(reader.packed(page)))
            for group in groups
            if (page := read[group.page.address])
        ]
        scratch = open_store(Path(name) / "compared", create=True)
        before = _staged(scratch, "before", lambda table: _rows(published, table))
        tables = article_tables(told)
        after = _staged(scratch, "after", tables.__getitem__)
        articles: list[ArticleChange] = []
        items: list[ItemChange] = []
        for some_articles, some_items in compare(scratch, before, after, Rereader(archive, templates)):
            articles += some_articles
            items += some_items
    return Preview(base.version, len(groups), tuple(articles), tuple(items))


def _sample(published: duckdb.DuckDBPyConnection, archive: Mapping[str, Path], size: int) -> list[Group]:
    """Articles as they stand, chosen among those whose bytes are at hand."""
    published.register("at_hand", pa.table({"warc_file": pa.array(archive, pa.string())}))
    found = published.sql(
        "SELECT address FROM addresses SEMI JOIN at_hand USING (warc_file) WHERE role = 'article'"
    )
    chosen = heapq.nsmallest(size, (address for (address,) in found.fetchall()), key=digest)
    published.register("chosen", pa.table({"address": pa.array(chosen, pa.string())}))
    published.execute(
        "CREATE TEMP TABLE sampled AS SELECT site, article_id FROM addresses SEMI JOIN chosen USING (address)"
    )
    rows = _rows(published, "addresses").sort_by(
        [(n, "ascending") for n in ("site", "article_id", "address")]
    )
    groups = []
    for _, of_article in groupby(rows.to_pylist(), key=itemgetter("site", "article_id")):
        members = list(of_article)
        pages = {row["role"]: page_from_row(row) for row in members if row["role"] == "article"}
        twins = [page_from_row(row) for row in members if row["role"] == "twin"]
        redirects = tuple((row["address"], row["target"]) for row in members if row["role"] == "redirect")
        groups.append(Group(pages["article"], (pages["article"], *twins), redirects))
    return groups


def _with(group: Group, page: Page) -> Group:
    """The article as read again, found where it was."""
    return Group(page, (page, *group.pages[1:]), group.redirects)


def _rows(published: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    return published.sql(f'FROM "{table}" SEMI JOIN sampled USING (site, article_id)').to_arrow_table()


def _staged(store: Store, side: str, rows: Callable[[str], Any]) -> list[File]:
    """Rows of one side as files of a scratch store; addresses do not count."""
    return [
        stage(store, name, _SAMPLE, "all", table)
        for name in ARTICLE_TABLES
        if name != "addresses" and (table := rows(name)).num_rows
    ]
