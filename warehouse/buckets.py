"""Articles into files: the rows of a site's articles stand in buckets, and a commit replaces whole buckets.

A bucket holds the articles of one site whose `article_id` starts with its digits; their number grows with
the site. Which buckets a commit writes anew is planned here; each is then written by itself, anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import schema
from warehouse.commit import WHOLE_SITE, bucket_digits, digits_of, read_rows, site_folder, stage
from warehouse.engine import Engine
from warehouse.fold import Group
from warehouse.log import File, Snapshot
from warehouse.read import unpacked
from warehouse.rows import ARTICLE_TABLES, Told, article_tables
from warehouse.store import Store, open_store
from warehouse.worker import WorkerDiedError, isolated

TABLES_AT_ONCE = 4
Key = tuple[str, str]  # site and article_id


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket to write anew: the rows of `old` files that belong to it and do not leave, and new articles.

    Args:
        root: Where the lake is.
        folder: The site's folder.
        prefix: What `article_id` begins with in the bucket.
        old: The files its rows are in now, those of other buckets among them where buckets change in number.
        leaving: article_id of rows that leave.
        articles: New articles, each with what its page says, packed.
    """

    root: str
    folder: str
    prefix: str
    old: tuple[File, ...]
    leaving: frozenset[str]
    articles: tuple[tuple[Group, bytes], ...]


def replace_articles(
    store: Store,
    base: Snapshot,
    articles: Iterable[Group],
    packed: Callable[[Group], bytes],
    removed: Collection[Key],
    engine: Engine,
) -> tuple[list[File], list[str]]:
    """Write the buckets that hold the given articles anew.

    Args:
        store: The lake.
        base: The version to start from.
        articles: New articles, and those whose rows are no longer as they were.
        packed: What the page of an article says.
        removed: Articles in `base` whose rows leave: changed ones and gone ones.
        engine: What writes the buckets, each by itself.

    Returns:
        The files to add and the paths of those they replace. What stays as it was is in neither.
    """
    new: dict[str, list[Group]] = defaultdict(list)
    leaving: dict[str, set[str]] = defaultdict(set)
    for group in articles:
        new[group.page.page_site].append(group)
    for site, article_id in removed:
        leaving[site].add(article_id)
    live: dict[str, list[File]] = defaultdict(list)
    for file in base.files.values():
        if file.table in ARTICLE_TABLES:
            live[file.place[1]].append(file)
    replaced: set[str] = set()

    def buckets() -> Iterator[Bucket]:
        for site in sorted(new.keys() | leaving.keys()):
            folder = site_folder(site)
            for prefix, groups, old in _plan(live[folder], new[site], leaving[site]):
                replaced.update(file.path for file in old)
                told = tuple((group, packed(group)) for group in groups)
                gone = frozenset(leaving[site] | {group.page.page_article_id for group in groups})
                yield Bucket(store.root, folder, prefix, tuple(old), gone, told)

    write = _write_isolated if engine.isolated else _write
    written = {file.path: file for _, files in engine.run(write, buckets()) for file in files}
    return (
        sorted(file for path, file in written.items() if path not in replaced),
        sorted(replaced - written.keys()),
    )


def drop_articles(store: Store, base: Snapshot, gone: Collection[Key]) -> tuple[list[File], list[str]]:
    """Write the buckets of some articles anew without them; as `replace_articles`, in this process."""
    return replace_articles(store, base, (), dict[Group, bytes]().__getitem__, gone, Engine(None, 1))


def _plan(
    live: Sequence[File], new: Sequence[Group], leaving: Collection[str]
) -> Iterator[tuple[str, list[Group], list[File]]]:
    """The buckets of a site to write: prefix, new articles, and the files whose rows it takes over."""
    before = sum(file.rows for file in live if file.table == "articles")
    ids = {group.page.page_article_id for group in new}
    digits = digits_of(before - len(leaving) + len(ids))
    groups: dict[str, list[Group]] = defaultdict(list)
    for group in new:
        groups[group.page.page_article_id[:digits]].append(group)
    files: dict[str, list[File]] = defaultdict(list)
    for file in live:
        files[bucket_digits(file)].append(file)
    if digits == digits_of(before):
        touched = groups.keys() | {article_id[:digits] for article_id in leaving}
        for prefix in sorted(touched):
            yield prefix, groups[prefix], files[prefix]
        return
    every = {"".join(p) for p in product("0123456789abcdef", repeat=digits)}
    for prefix in sorted(every):
        old = [f for name, some in files.items() for f in some if _meet(name, prefix)]
        if old or groups[prefix]:
            yield prefix, groups[prefix], old


def _write(bucket: Bucket) -> list[File]:
    """Write the files of a bucket, one a table that has rows."""
    store = open_store(bucket.root)
    told = [Told(group, *unpacked(packed)) for group, packed in bucket.articles]
    fresh = article_tables(told) if told else {}

    def write(name: str) -> Iterator[File]:
        columns = schema.tables()[name].arrow
        kept = [_kept(read_rows(store, f, columns), bucket) for f in bucket.old if f.table == name]
        rows = pa.concat_tables([*kept, fresh.get(name, columns.empty_table())])
        if rows.num_rows:
            yield stage(store, name, bucket.folder, bucket.prefix or WHOLE_SITE, rows)

    # A durable write is mostly waiting: for the disk, or for object storage.
    with ThreadPoolExecutor(TABLES_AT_ONCE) as pool:
        return [file for files in pool.map(lambda name: list(write(name)), ARTICLE_TABLES) for file in files]


def _kept(rows: pa.Table, bucket: Bucket) -> pa.Table:
    ids = rows["article_id"]
    leaves = pc.is_in(ids, value_set=pa.array(sorted(bucket.leaving), pa.string()))
    return cast(pa.Table, rows.filter(pc.and_not(pc.starts_with(ids, bucket.prefix), leaves)))


def _write_isolated(bucket: Bucket) -> list[File]:
    """The same by a worker; once more where that died, as what it writes is named by its content."""
    try:
        return [file for files in isolated(_written, bucket) for file in files]
    except WorkerDiedError:
        return [file for files in isolated(_written, bucket) for file in files]


def _written(bucket: Bucket) -> Iterator[list[File]]:
    yield _write(bucket)


def _meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
