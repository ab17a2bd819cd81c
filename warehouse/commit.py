"""Rows into files: content rows replace the files of their buckets, event rows come in files of their own.

A bucket holds the articles of one site whose `article_id` starts with its digits; their number grows with
the site. Files are sorted and named by what they hold, so equal rows make the same file.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import schema
from warehouse.errors import DamagedLakeError, LakeError
from warehouse.log import Change, File, Snapshot, append, snapshot
from warehouse.rows import table_of
from warehouse.store import Store, reached

_ARTICLES_A_BUCKET = 4096
ZSTD_LEVEL = 6
_FILES_AT_ONCE = 4
WHOLE_SITE = "all"
EVENTS = "all"
_ATTEMPTS = 1000
_LONGEST_WAIT = 4  # in tries


def publish(store: Store, build: Callable[[Snapshot], Change | None]) -> Snapshot:
    """Commit what `build` makes of the newest version; the version that holds it.

    `build` writes its files and names them. It is called again with the newer version whenever another
    writer was first, and must then start from that version; None says that there is nothing to commit.
    """
    for attempt in range(_ATTEMPTS):
        began = time.monotonic()
        base = snapshot(store)
        change = build(base)
        if change is None:
            return base
        _still_there(base, change)
        published = append(store, base, change)
        if published:
            return published
        # As long as tries take here, and longer the more of them were in vain: so that one gets through.
        wait = (time.monotonic() - began) * min(attempt + 1, _LONGEST_WAIT)
        time.sleep(random.uniform(0, wait))  # noqa: S311 - parts the writers
    raise LakeError(
        f"Other writers were first {_ATTEMPTS} times at {store.root}; run the same command again."
    )


def _still_there(base: Snapshot, change: Change) -> None:
    gone = [path for path in change.removed if path not in base.files]
    if gone:
        raise LakeError(f"A commit would replace {gone[0]}, which version {base.version} does not have.")


def replace_articles(
    store: Store,
    base: Snapshot,
    rows: Mapping[str, pa.Table],
    removed: Collection[tuple[str, str]],
) -> tuple[list[File], list[str]]:
    """Write the buckets that hold the given articles anew.

    Args:
        store: The lake.
        base: The version to start from.
        rows: Content table to its new rows; all of an article's rows, in every table.
        removed: (site, article_id) of the articles in `base` whose rows leave: changed ones and gone ones.

    Returns:
        The files to add and the paths of those they replace. What stays as it was is in neither.
    """
    added: list[File] = []
    replaced: list[str] = []
    new_sites = set(rows["articles"]["site"].to_pylist()) if "articles" in rows else set()
    for site in sorted({site for site, _ in removed} | new_sites):
        gone = {article_id for s, article_id in removed if s == site}
        fresh = {name: table.filter(pc.equal(table["site"], site)) for name, table in rows.items()}
        site_added, site_replaced = _replace_in_site(store, base, site, fresh, gone)
        added += site_added
        replaced += site_replaced
    return added, replaced


def _replace_in_site(
    store: Store, base: Snapshot, site: str, fresh: Mapping[str, pa.Table], gone: set[str]
) -> tuple[list[File], list[str]]:
    folder = site_folder(site)
    tables = [n for n in schema.content_tables() if "article_id" in schema.tables()[n].columns]
    live: dict[str, list[File]] = {name: [] for name in tables}
    for file in base.files.values():
        if file.table in live and file.place[1] == folder:
            live[file.table].append(file)
    before = sum(f.rows for f in live["articles"])
    new_ids = set(fresh["articles"]["article_id"].to_pylist()) if "articles" in fresh else set()
    digits = digits_of(before - len(gone) + len(new_ids))
    same_buckets = digits == digits_of(before)
    touched = {_bucket(i, digits) for i in gone | new_ids}

    added: list[File] = []
    replaced: list[str] = []
    writes: list[tuple[set[str], list[Future[File]]]] = []
    # While files are packed and come to rest on the disk, the next table is put together.
    with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
        for name in tables:
            columns = schema.tables()[name].arrow
            old = [f for f in live[name] if not (same_buckets and f.place[2] not in touched)]
            kept = [_without(read_rows(store, f, columns), gone | new_ids) for f in old]
            rows = _ordered(name, pa.concat_tables([*kept, fresh.get(name, columns.empty_table())]))
            files = [pool.submit(_write, store, name, folder, *part) for part in _by_bucket(rows, digits)]
            writes.append(({f.path for f in old}, files))
    for old_paths, files in writes:
        new = [file.result() for file in files]
        added += [f for f in new if f.path not in old_paths]
        replaced += sorted(old_paths - {f.path for f in new})
    return added, replaced


def _by_bucket(ordered: pa.Table, digits: int) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each bucket, of rows sorted by article_id."""
    start = 0
    prefixes = pc.utf8_slice_codeunits(ordered["article_id"], 0, digits)
    for bucket in pc.value_counts(prefixes).to_pylist():  # in the order in which they come
        yield bucket["values"] or WHOLE_SITE, ordered.slice(start, bucket["counts"])
        start += bucket["counts"]


def _ordered(table: str, rows: pa.Table) -> pa.Table:
    """The rows as the table has them: its columns, sorted."""
    definition = schema.tables()[table]
    rows = rows.select(definition.arrow.names).cast(definition.arrow).combine_chunks()
    return rows.sort_by([(column, "ascending") for column in definition.sort])


def stage(store: Store, table: str, folder: str, bucket: str, rows: pa.Table) -> File:
    """Write rows of a table, sorted, as one durable file that no version names yet."""
    return _write(store, table, folder, bucket, _ordered(table, rows))


def _write(store: Store, table: str, folder: str, bucket: str, ordered: pa.Table) -> File:
    buffer = io.BytesIO()
    pq.write_table(ordered, buffer, compression="zstd", compression_level=ZSTD_LEVEL, store_schema=False)
    data = buffer.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"data/{table}/{folder}/{bucket}-{sha256[:20]}.parquet"
    if not store.create(path, data):
        store.renew(path, data)  # what `expire` may be about to remove
    reached("after_data_file")
    return File(table, path, ordered.num_rows, len(data), sha256, schema.schema_version())


def replace_template(
    store: Store, base: Snapshot, site: str, rows: Iterable[Mapping[str, Any]]
) -> tuple[list[File], list[str]]:
    """Write the rows of a site's template; the file to add and the paths of what it replaces."""
    folder = site_folder(site)
    old = [f.path for f in base.of("templates") if f.place[1] == folder]
    return [stage(store, "templates", folder, WHOLE_SITE, table_of("templates", rows))], old


def stage_events(store: Store, run_id: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[File]:
    """Write the event rows of a run under its run_id, one file a table; none for a table without rows."""
    return [
        stage(store, name, EVENTS, run_id, table_of(name, ({**row, "run_id": run_id} for row in entries)))
        for name, entries in rows.items()
        if entries
    ]


def read_rows(store: Store, file: File, columns: pa.Schema) -> pa.Table:
    """A file's rows under the table's present schema.

    Raises:
        DamagedLakeError: The file is missing or its bytes are not those the log names.
    """
    data = store.read(file.path)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise DamagedLakeError(
            f"{store.uri(file.path)} is damaged: its checksum is not the one in the log. "
            f"Restore it from a backup, or ingest the archive into a new lake."
        )
    table = pq.read_table(io.BytesIO(data))
    for field in columns:
        # A column that came with a newer schema is null in the rows written before it.
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table.select(columns.names).cast(columns)


def site_folder(site: str) -> str:
    """A site as a folder's name: other characters than those of a plain host as `_` and their hex digits."""
    safe = re.sub(r"[^a-z0-9.-]", lambda m: "".join(f"_{b:02x}" for b in m[0].encode()), site)
    return f"_{safe}" if safe.strip(".") == "" else safe


def _without(table: pa.Table, ids: Collection[str]) -> pa.Table:
    listed = pc.is_in(table["article_id"], value_set=pa.array(sorted(ids), pa.string()))
    return cast(pa.Table, table.filter(pc.invert(listed)))


def digits_of(articles: int) -> int:
    """Hexadecimal digits of `article_id` that name a bucket, for a site of so many articles."""
    digits = 0
    while articles > _ARTICLES_A_BUCKET * 16**digits:
        digits += 1
    return digits


def bucket_digits(file: File) -> str:
    """What the `article_id` of every row in a file of articles begins with."""
    bucket = file.place[2]
    return "" if bucket == WHOLE_SITE else bucket


def _bucket(article_id: str, digits: int) -> str:
    return article_id[:digits] or WHOLE_SITE
