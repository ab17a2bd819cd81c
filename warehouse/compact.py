"""Fewer files for the same rows: event tables get files with every run, and compaction merges the small ones.

A run merges those of a table by itself once they are many, so that a lake of years of runs opens as fast as a
young one. Content tables need none: a bucket of theirs is one file, whatever was committed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from warehouse import schema
from warehouse.commit import EVENTS, publish, read_rows, stage
from warehouse.log import Change, File, Snapshot
from warehouse.store import Store, open_store

ROWS_A_FILE = 250_000
SMALL_FILES = 64  # of an event table, before a run merges them
_BUCKET = "compacted"


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compaction did: `merged` files became `written` ones, of `bytes` bytes. Nothing: all 0."""

    version: int
    merged: int = 0
    written: int = 0
    bytes: int = 0


def compact(lake: str | Path, *, rows_a_file: int = ROWS_A_FILE) -> Compacted:
    """Merge the small files of event tables, as a commit that changes no row; none where none are small.

    The same files always make the same ones. Versions before keep reading the files they have.

    Args:
        lake: Folder or URL of the lake.
        rows_a_file: Files of fewer rows are small; merged ones have as many, but for the last of a table.

    Raises:
        LakeError: The lake cannot be read or written.
        DamagedLakeError: One of the files is missing or damaged.
    """
    store = open_store(lake)
    done = Compacted(0)

    def build(base: Snapshot) -> Change | None:
        nonlocal done
        added, removed = merge_small(store, base, rows_a_file)
        done = Compacted(0, len(removed), len(added), sum(file.bytes for file in added))
        return Change("compact", tuple(added), tuple(removed)) if added else None

    version = publish(store, build).version
    return Compacted(version, done.merged, done.written, done.bytes)


def merge_small(
    store: Store, base: Snapshot, rows_a_file: int = ROWS_A_FILE, *, most: int = 1
) -> tuple[list[File], list[str]]:
    """Merge the small files of every event table that has more of them than `most`.

    Returns:
        The files to add and the paths of those they replace.
    """
    added: list[File] = []
    removed: list[str] = []
    for table in schema.tables().values():
        small = [f for f in base.of(table.name) if f.rows < rows_a_file] if table.kind == "event" else []
        if len(small) > most:
            for files in _groups(small, rows_a_file):
                added.append(_merge(store, files))
                removed += [file.path for file in files]
    return added, removed


def _groups(files: Iterable[File], rows: int) -> Iterator[list[File]]:
    """Small files by what they become: full ones but for the last, so that a second time finds nothing."""
    group: list[File] = []
    for file in files:
        group.append(file)
        if sum(f.rows for f in group) >= rows:
            yield group
            group = []
    if len(group) > 1:
        yield group


def _merge(store: Store, files: list[File]) -> File:
    table = files[0].table
    columns = schema.tables()[table].arrow
    rows = pa.concat_tables([read_rows(store, file, columns) for file in files])
    return stage(store, table, EVENTS, _BUCKET, rows)
