"""Table changes: what each version says differently from the one before, and why, written as it is committed.

An article that is new or gone has one row; only articles that both versions have tell of their entries, so
that the first version of a site writes little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from warehouse.attribution import Rereader
from warehouse.commit import EVENTS, stage
from warehouse.diff import ArticleChange, ItemChange, compare
from warehouse.log import File, Snapshot
from warehouse.rows import table_of
from warehouse.store import Store

_ROWS_A_FILE = 100_000


def stage_changes(
    store: Store,
    base: Snapshot,
    added: Iterable[File],
    removed: Collection[str],
    rereader: Rereader,
    run_id: str | None = None,
) -> list[File]:
    """Write what the version after `base` says differently, as files of table changes.

    Args:
        store: The lake.
        base: The version that is committed upon.
        added: The files of the commit.
        removed: Paths of those they replace.
        rereader: What reads old bytes again, to tell causes apart.
        run_id: The run that commits.
    """
    left = [base.files[path] for path in removed]
    of_all = {"version": base.version + 1, "run_id": run_id}
    rows = ({**of_all, **row} for part in compare(store, left, added, rereader) for row in _rows(*part))
    bucket = run_id or f"version{base.version + 1}"
    return [
        stage(store, "changes", EVENTS, bucket, table_of("changes", batch))
        for batch in _batches(rows, _ROWS_A_FILE)
    ]


def _rows(articles: Sequence[ArticleChange], items: Sequence[ItemChange]) -> Iterator[dict[str, Any]]:
    found = {change.article_id: change for change in articles}
    for article in articles:
        yield {
            **{name: getattr(article, name) for name in (*_OF_ARTICLE, "condition", "change")},
            "fields": list(article.fields),
            "cause": list(article.cause),
        }
    for item in items:
        yield {
            **{name: getattr(found[item.article_id], name) for name in _OF_ARTICLE},
            **{name: getattr(item, name) for name in _OF_ITEM},
            "fields": [],
            "cause": list(item.cause),
        }


_OF_ARTICLE = ("site", "article_id", "kind", "url")
_OF_ITEM = ("condition", "facet", "change", "item_id", "before", "after")


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
