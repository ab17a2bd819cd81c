"""Rows into files, and files into a version: sorted, named by what they hold, durable before they are named.

Equal rows make the same file. What a bucket of articles is called is said here; `buckets.py` fills it.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import schema
from warehouse.errors import DamagedLakeError, LakeError
from warehouse.log import Change, File, Snapshot, append, snapshot
from warehouse.rows import table_of
from warehouse.store import Store, reached

_ARTICLES_A_BUCKET = 4096
ZSTD_LEVEL = 6
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


def _ordered(table: str, rows: pa.Table) -> pa.Table:
    """The rows as the table has them: its columns, sorted."""
    definition = schema.tables()[table]
    rows = rows.select(definition.arrow.names)
    if not rows.schema.equals(definition.arrow):
        rows = rows.cast(definition.arrow)
    rows = rows.combine_chunks()
    return rows.sort_by([(column, "ascending") for column in definition.sort])


def stage(store: Store, table: str, folder: str, bucket: str, rows: pa.Table) -> File:
    """Write rows of a table, sorted, as one durable file that no version names yet."""
    return _write(store, table, folder, bucket, _ordered(table, rows))


def _write(store: Store, table: str, folder: str, bucket: str, ordered: pa.Table) -> File:
    buffer = pa.BufferOutputStream()  # written without Python's lock, unlike a file object of Python's
    pq.write_table(ordered, buffer, compression="zstd", compression_level=ZSTD_LEVEL, store_schema=False)
    data = buffer.getvalue().to_pybytes()
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
