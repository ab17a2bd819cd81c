"""What two versions say differently: articles and entries added, removed, changed, moved.

Files are named by their content, so rows in a file that both versions have are the same: only the other
files are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse import catalog, html, schema
from warehouse.attribution import (
    COLUMNS,
    READERS,
    Cause,
    Rereader,
    Row,
    entry_cause,
    moved,
    readers_moved,
)
from warehouse.commit import bucket_digits
from warehouse.log import File, Snapshot
from warehouse.store import Store

# Tables whose rows belong to one article each, as far as they tell what it says.
_PARTS = ("sections", "items", "citations", "glossary", "modules", "links", "rejected")
_ROWS_SHOWN = 200  # in a notebook
_ARTICLES_A_PART = 4096  # of both versions together
_ITEM_COLUMNS = ("text", "term", "description", "term_key", "subtype", "parent")


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that came, left or says something else, and why.

    `fields` are the columns and tables that differ, `cause` what moved behind it: source or reader.
    """

    change: Literal["added", "removed", "changed"]
    site: str
    article_id: str
    kind: str
    condition: str | None
    url: str
    fields: tuple[str, ...] = ()
    cause: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An entry that came, left, was put in other words, or moved among the entries of its facet, and why."""

    change: Literal["added", "removed", "reworded", "moved"]
    article_id: str
    condition: str | None
    facet: str
    before: str | None
    after: str | None
    item_id: str
    cause: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What version `after` says differently from version `before`."""

    before: int
    after: int
    articles: tuple[ArticleChange, ...]
    items: tuple[ItemChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain values, for JSON."""
        return asdict(self)

    def _repr_html_(self) -> str:
        articles = (
            (a.change, a.condition or a.url, None, None, None, ", ".join(a.cause)) for a in self.articles
        )
        items = ((i.change, i.condition, i.facet, i.before, i.after, ", ".join(i.cause)) for i in self.items)
        return html.table(
            f"What version {self.after} says differently from version {self.before}",
            ("change", "condition", "facet", "before", "after", "cause"),
            islice(chain(articles, items), _ROWS_SHOWN),
            max(0, len(self.articles) + len(self.items) - _ROWS_SHOWN),
        )


def diff(store: Store, before: Snapshot, after: Snapshot, archive: Mapping[str, Path]) -> Diff:
    """Compare two versions; provenance and the versions of what read the pages do not count.

    Args:
        store: The lake.
        before: A version.
        after: The version compared with it.
        archive: Base name of an archive file to where it is, to read old bytes again where that tells causes.
    """
    left = [file for path, file in before.files.items() if path not in after.files]
    came = [file for path, file in after.files.items() if path not in before.files]
    rereader = Rereader(archive, templates_of(store, after.of("templates")))
    articles: list[ArticleChange] = []
    items: list[ItemChange] = []
    for of_part, items_of_part in compare(store, left, came, rereader):
        articles += of_part
        items += items_of_part
    articles.sort(key=lambda change: (change.site, change.article_id))
    items.sort(key=lambda change: change.article_id)
    return Diff(before.version, after.version, tuple(articles), tuple(items))


def templates_of(store: Store, files: Iterable[File]) -> dict[str, list[dict[str, Any]]]:
    """The rows of some files of table templates, by site."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with catalog.connect(store) as connection:
        catalog.define_tables(connection, store, files)
        for row in connection.sql("FROM templates ORDER BY site, position").to_arrow_table().to_pylist():
            found[row["site"]].append(row)
    return found


def compare(
    store: Store, left: Iterable[File], came: Iterable[File], rereader: Rereader
) -> Iterator[tuple[list[ArticleChange], list[ItemChange]]]:
    """What differs between the files that only one of two versions has, some buckets of a site at a time.

    Args:
        store: The lake.
        left: Files of the earlier version that the later one does not have.
        came: Files of the later version that the earlier one does not have.
        rereader: What reads old bytes again, to tell causes apart.
    """
    sides = {"before": list(left), "after": list(came)}
    with catalog.connect(store) as connection:
        catalog.bound(connection)
        _define(connection, store, sides)
        connection.execute(_CAPTURED)
        readers = _readers_moved(connection)
        for part in _parts(sides["before"], sides["after"]):
            _define(connection, store, part)
            articles, both = _articles(connection, readers)
            edited = [each.article_id for each in articles if "items" in each.fields]
            yield articles, _items(connection, edited, both, rereader) if edited else []


_CAPTURES, _OTHERS = (
    f"SELECT address, warc_file, warc_offset FROM {s}.captures" for s in ("before", "after")
)
# Addresses captured between the two versions; files of captures may also differ by compaction alone.
_CAPTURED = f"""
CREATE TEMP TABLE captured AS
SELECT DISTINCT address FROM (({_CAPTURES} EXCEPT {_OTHERS}) UNION ALL ({_OTHERS} EXCEPT {_CAPTURES}))"""


def _define(connection: duckdb.DuckDBPyConnection, store: Store, sides: Mapping[str, Sequence[File]]) -> None:
    for name, files in sides.items():
        connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}"')
        catalog.define_tables(connection, store, files, into=name)


def _parts(left: Iterable[File], came: Iterable[File]) -> Iterator[dict[str, list[File]]]:
    """Files about the same articles, so many at a time that a large lake needs no large memory."""
    buckets: dict[tuple[str, str], dict[str, list[File]]] = defaultdict(lambda: {"before": [], "after": []})
    of_articles = {n for n in schema.content_tables() if "article_id" in schema.tables()[n].columns}
    sides = {
        "before": [file for file in left if file.table in of_articles],
        "after": [file for file in came if file.table in of_articles],
    }
    digits: dict[str, int] = {}
    for file in [*sides["before"], *sides["after"]]:
        # Buckets may have split between the two: the wider ones hold the articles of the others.
        site = file.place[1]
        digits[site] = min(digits.get(site, 99), len(bucket_digits(file)))
    for side, files in sides.items():
        for file in files:
            site = file.place[1]
            buckets[site, bucket_digits(file)[: digits[site]]][side].append(file)
    part: dict[str, list[File]] = {"before": [], "after": []}
    for _, bucket in sorted(buckets.items()):
        for side, files in bucket.items():
            part[side] += files
        if sum(f.rows for files in part.values() for f in files if f.table == "articles") >= _ARTICLES_A_PART:
            yield part
            part = {"before": [], "after": []}
    if part["before"] or part["after"]:
        yield part


def _articles(
    connection: duckdb.DuckDBPyConnection, readers: Mapping[str, tuple[Cause, ...]]
) -> tuple[list[ArticleChange], dict[str, tuple[str, Row, Row]]]:
    """Articles that differ; and by article_id, of those in both versions, site and what is behind."""
    columns = [c.name for c in schema.tables()["articles"].columns.values() if not c.provenance]
    said = ", ".join(f'b."{c}" IS DISTINCT FROM a."{c}"' for c in columns)
    one, other = (
        "{" + ", ".join(f"'{column}': {side}.{column}" for column in COLUMNS) + "}" for side in "ba"
    )
    rows = connection.execute(
        f"""
        WITH found AS (SELECT site, article_id, unnest(addresses) AS address FROM before.articles
                       UNION ALL SELECT site, article_id, unnest(addresses) FROM after.articles),
             fetched AS (SELECT DISTINCT site, article_id FROM found SEMI JOIN captured USING (address))
        SELECT CASE WHEN b.article_id IS NULL THEN 'added' WHEN a.article_id IS NULL THEN 'removed'
                    ELSE 'changed' END,
               site, article_id, coalesce(a.kind, b.kind), coalesce(a.condition, b.condition),
               coalesce(a.url, b.url), [{said}], {one}, {other}, fetched.article_id IS NOT NULL
        FROM before.articles b FULL JOIN after.articles a USING (site, article_id)
        LEFT JOIN fetched USING (site, article_id) ORDER BY 2, 3
        """
    ).fetchall()
    parts = _changed_parts(connection)
    both = {row[2]: (row[1], row[7], row[8]) for row in rows if row[0] == "changed"}
    changes = []
    for change, site, article_id, kind, condition, url, differs, old, new, captured in rows:
        fields: tuple[str, ...] = ()
        cause = ("source",) if captured else readers.get(site, ("source",))
        if change == "changed":
            cause = moved(old, new)
            columns_changed = [name for name, changed in zip(columns, differs, strict=True) if changed]
            fields = (*columns_changed, *parts.get((site, article_id), ()))
            if not fields:
                continue
        changes.append(ArticleChange(change, site, article_id, kind, condition, url, fields, cause))
    return changes, both


def _readers_moved(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Cause, ...]]:
    """By site what of its pages' reader moved: why an article comes or leaves without a new capture."""
    one, other = (
        "{" + ", ".join(f"'{column}': {side}.{column}" for column in READERS) + "}" for side in "ba"
    )
    rows = connection.execute(
        f"SELECT DISTINCT site, {one}, {other} FROM before.articles b JOIN after.articles a "
        "USING (site, article_id) ORDER BY ALL"
    ).fetchall()
    found: dict[str, tuple[Cause, ...]] = {}
    for site, old, new in rows:
        causes = readers_moved(old, new)
        if len(causes) > len(found.get(site, ())):
            found[site] = causes
    return found


def _changed_parts(connection: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], list[str]]:
    """The tables in which the rows of an article that both versions have differ; its digest differs then."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS "
        "SELECT site, article_id FROM before.articles b JOIN after.articles a USING (site, article_id) "
        "WHERE b.record_digest <> a.record_digest"
    )
    [count] = connection.execute("SELECT count(*) FROM differing").fetchall()
    for table in _PARTS if count[0] else ():
        said = ", ".join(f'"{c.name}"' for c in schema.tables()[table].columns.values() if not c.provenance)
        before, after = (
            f"(SELECT {said} FROM {side}.{table} SEMI JOIN differing USING (site, article_id))"
            for side in ("before", "after")
        )
        rows = connection.execute(
            f"SELECT DISTINCT site, article_id FROM (({before} EXCEPT ALL {after}) "
            f"UNION ALL ({after} EXCEPT ALL {before}))"
        ).fetchall()
        for site, article_id in rows:
            found[site, article_id].append(table)
    return found


def _items(
    connection: duckdb.DuckDBPyConnection,
    edited: Sequence[str],
    both: Mapping[str, tuple[str, Row, Row]],
    rereader: Rereader,
) -> list[ItemChange]:
    """Entries that differ, of articles that both versions have, and of which entries differ."""
    columns = ", ".join(f"i.{c}" for c in ("item_id", *_ITEM_COLUMNS))
    facets: dict[tuple[str, str | None, str], dict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: {"before": [], "after": []}
    )
    for side in ("before", "after"):
        rows = connection.execute(
            f"""
            SELECT i.article_id, n.condition, i.facet, {columns}
            FROM {side}.items i JOIN after.articles n USING (site, article_id)
            WHERE i.article_id IN (SELECT unnest(?::VARCHAR[]))
            ORDER BY i.article_id, i.facet, i.position, i.item_id
            """,
            [edited],
        )
        for article_id, condition, facet, *values in rows.fetchall():
            item = dict(zip(("item_id", *_ITEM_COLUMNS), values, strict=True))
            facets[article_id, condition, facet][side].append(item)
    changes: list[ItemChange] = []
    in_order = sorted(facets.items(), key=lambda f: (f[0][0], f[0][2]))
    for article_id, of_article in groupby(in_order, key=lambda f: f[0][0]):
        site, one, other = both[article_id]
        causes = moved(one, other)
        reread: dict[str, list[dict[str, Any]]] | None = None
        asked = False
        for (_, condition, facet), sides in of_article:
            found = _facet_changes(article_id, condition, facet, sides["before"], sides["after"])
            if found and not asked:
                reread, asked = rereader.items(site, one, other), True
            between = None if reread is None else reread.get(facet, [])
            changes += (_with_cause(change, causes, sides, between) for change in found)
    return changes


def _with_cause(
    change: ItemChange,
    causes: tuple[Cause, ...],
    sides: Mapping[str, Sequence[Row]],
    between: Sequence[Row] | None,
) -> ItemChange:
    if change.change == "moved" and between is not None and len(causes) > 1:
        before, there = ([item["item_id"] for item in items] for items in (sides["before"], between))
        by_reader = _moved([i for i in before if i in there], [i for i in there if i in before])
        reader = tuple(cause for cause in causes if cause != "source")
        return replace(change, cause=reader if change.item_id in by_reader else ("source",))
    new = next((item for item in sides["after"] if item["item_id"] == change.item_id), None)
    old = change.item_id if change.change == "removed" else None
    return replace(change, cause=entry_cause(causes, old, None if old else new, between))


def _facet_changes(
    article_id: str,
    condition: str | None,
    facet: str,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> list[ItemChange]:
    old = {item["item_id"]: item for item in before}
    new = {item["item_id"]: item for item in after}
    left = {i: item for i, item in old.items() if i not in new}
    came = {i: item for i, item in new.items() if i not in old}
    pairs = _reworded(left, came)
    pairs |= {i: i for i in old if i in new and old[i] != new[i]}

    def change(kind: Any, a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> ItemChange:
        item_id = (b or a or {})["item_id"]
        return ItemChange(
            kind, article_id, condition, facet, a["text"] if a else None, b["text"] if b else None, item_id
        )

    moved = _moved([i for i in old if i in new], [i for i in new if i in old])
    return [
        *(change("reworded", old[a], new[b]) for a, b in pairs.items()),
        *(change("removed", item, None) for i, item in left.items() if i not in pairs),
        *(change("added", None, item) for i, item in came.items() if i not in pairs.values()),
        *(change("moved", old[i], new[i]) for i in moved),
    ]


def _reworded(left: Mapping[str, Mapping[str, Any]], came: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Pair an entry that left with one that came where both are about the same term, each the only one."""
    by_term: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((left, came)):
        for item_id, item in items.items():
            if item["term_key"]:
                by_term[item["term_key"]][side].append(item_id)
    return {a[0]: b[0] for a, b in by_term.values() if len(a) == len(b) == 1}


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The fewest entries whose moving turns one order into the other: all but a longest common run."""
    place = {item_id: n for n, item_id in enumerate(before)}
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for item_id in after:
        at = bisect_left(tails, place[item_id])
        previous[item_id] = ends[at - 1] if at else None
        tails[at : at + 1] = [place[item_id]]
        ends[at : at + 1] = [item_id]
    kept = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = previous[last]
    return [item_id for item_id in after if item_id not in kept]
