"""Back to what an earlier version said, as a version of its own: nothing of the log is undone."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from warehouse import drift, schema
from warehouse.attribution import Rereader
from warehouse.changes import stage_changes
from warehouse.commit import publish, read_rows
from warehouse.diff import templates_of
from warehouse.inputs import archive_files
from warehouse.log import Change, File, Snapshot, read_entry, snapshot
from warehouse.store import Store, open_store


def rollback(lake: str | Path, version: int) -> int:
    """Commit a version that says of every article what an earlier one said; the number of that version.

    Event tables keep growing: what was captured and what ran stays told. Where the newest version has the
    earlier one's content already, nothing is committed. Later ingests go on from here, and read anew what was
    captured meanwhile as far as they come to it: what was wrong with it must be mended first.

    Args:
        lake: Folder or URL of the lake.
        version: The version whose content comes back.

    Raises:
        LakeError: There is no such version.
        DamagedLakeError: One of its files is missing or damaged.
    """
    store = open_store(lake)

    def build(base: Snapshot) -> Change | None:
        # Not before: another writer may have let it expire meanwhile.
        target = snapshot(store, version)
        wanted, now = _content(target), _content(base)
        added = [file for path, file in sorted(wanted.items()) if path not in now]
        removed = sorted(now.keys() - wanted.keys())
        if not (added or removed):
            return None
        _sound(store, added)
        entry, _ = read_entry(store, version)
        # Later runs are held against this state, not against the one that was left.
        folders = {file.place[1] for file in added}
        means = drift.means(store, [file for file in wanted.values() if file.place[1] in folders])
        sites = {row["site"] for row in means}
        archive = {path.name: path for path in archive_files(store)}
        rereader = Rereader(archive, templates_of(store, target.of("templates")))
        added += stage_changes(store, base, added, removed, rereader)
        added += drift.stage_measures(store, base.version + 1, None, means, sites)
        return Change(
            "rollback", tuple(added), tuple(removed), inputs={"version": version}, versions=entry["versions"]
        )

    return publish(store, build).version


def _content(of: Snapshot) -> dict[str, File]:
    tables = schema.content_tables()
    return {path: file for path, file in of.files.items() if file.table in tables}


def _sound(store: Store, files: list[File]) -> None:
    for file in files:
        read_rows(store, file, pa.schema([]))
        store.renew(file.path, store.read(file.path))  # what `expire` may be about to remove
