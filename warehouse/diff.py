"""What two versions say differently: articles and entries added, removed, changed, moved.

Files are named by their content, so rows in a file that both versions have are the same: only the other
files are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import duckdb

from warehouse import catalog, schema
from warehouse.log import Snapshot
from warehouse.store import Store

# Tables whose rows belong to one article each, as far as they tell what it says.
_PARTS = ("sections", "items", "citations", "glossary", "modules", "links", "rejected")
_ITEM_COLUMNS = ("text", "term", "description", "term_key", "subtype", "parent")


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that came, left or says something else; `fields` are the columns and tables that differ."""

    change: Literal["added", "removed", "changed"]
    site: str
    article_id: str
    kind: str
    condition: str | None
    url: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An entry that came, left, was put in other words, or moved among the entries of its facet."""

    change: Literal["added", "removed", "reworded", "moved"]
    article_id: str
    condition: str | None
    facet: str
    before: str | None
    after: str | None
    item_id: str


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


def diff(store: Store, before: Snapshot, after: Snapshot) -> Diff:
    """Compare two versions; provenance and the versions of what read the pages do not count."""
    with catalog.connect(store) as connection:
        for name, one, other in (("before", before, after), ("after", after, before)):
            connection.execute(f'CREATE SCHEMA "{name}"')
            only = [file for path, file in one.files.items() if path not in other.files]
            catalog.define_tables(connection, store, only, into=name)
        return Diff(before.version, after.version, tuple(_articles(connection)), tuple(_items(connection)))


def _articles(connection: duckdb.DuckDBPyConnection) -> list[ArticleChange]:
    columns = [c.name for c in schema.tables()["articles"].columns.values() if not c.provenance]
    said = ", ".join(f'b."{c}" IS DISTINCT FROM a."{c}"' for c in columns)
    rows = connection.execute(
        f"""
        SELECT CASE WHEN b.article_id IS NULL THEN 'added' WHEN a.article_id IS NULL THEN 'removed'
                    ELSE 'changed' END,
               site, article_id, coalesce(a.kind, b.kind), coalesce(a.condition, b.condition),
               coalesce(a.url, b.url), [{said}]
        FROM before.articles b FULL JOIN after.articles a USING (site, article_id) ORDER BY 2, 3
        """
    ).fetchall()
    parts = _changed_parts(connection)
    changes = []
    for change, site, article_id, kind, condition, url, differs in rows:
        fields: tuple[str, ...] = ()
        if change == "changed":
            columns_changed = [name for name, changed in zip(columns, differs, strict=True) if changed]
            fields = (*columns_changed, *parts.get((site, article_id), ()))
            if not fields:
                continue
        changes.append(ArticleChange(change, site, article_id, kind, condition, url, fields))
    return changes


def _changed_parts(connection: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], list[str]]:
    """The tables in which an article's rows differ."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table in _PARTS:
        said = ", ".join(f'"{c.name}"' for c in schema.tables()[table].columns.values() if not c.provenance)
        before, after = (f"(SELECT {said} FROM {side}.{table})" for side in ("before", "after"))
        rows = connection.execute(
            f"SELECT DISTINCT site, article_id FROM (({before} EXCEPT ALL {after}) "
            f"UNION ALL ({after} EXCEPT ALL {before}))"
        ).fetchall()
        for site, article_id in rows:
            found[site, article_id].append(table)
    return found


def _items(connection: duckdb.DuckDBPyConnection) -> list[ItemChange]:
    """Entries that differ, of articles that both versions have."""
    both = "SELECT article_id FROM before.articles SEMI JOIN after.articles USING (site, article_id)"
    columns = ", ".join(f"i.{c}" for c in ("item_id", *_ITEM_COLUMNS))
    facets: dict[tuple[str, str | None, str], dict[str, list[dict[str, Any]]]] = defaultdict(
        lambda: {"before": [], "after": []}
    )
    for side in ("before", "after"):
        rows = connection.execute(
            f"""
            SELECT i.article_id, n.condition, i.facet, {columns}
            FROM {side}.items i JOIN after.articles n USING (site, article_id)
            WHERE i.article_id IN ({both}) ORDER BY i.article_id, i.facet, i.position, i.item_id
            """
        )
        for article_id, condition, facet, *values in rows.fetchall():
            item = dict(zip(("item_id", *_ITEM_COLUMNS), values, strict=True))
            facets[article_id, condition, facet][side].append(item)
    return [
        change
        for (article_id, condition, facet), sides in sorted(facets.items(), key=lambda f: (f[0][0], f[0][2]))
        for change in _facet_changes(article_id, condition, facet, sides["before"], sides["after"])
    ]


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
