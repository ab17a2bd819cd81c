"""Old versions out: what only they need is removed, and what killed writers left behind.

First a file of the log says at which version the lake begins; from then on earlier ones are no versions.
Then their entries go, then the data files that no version needs. Killed anywhere, it is finished by the next
one, and every version that is kept reads all the while.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extract.errors import UsageError
from warehouse.log import (
    File,
    begin_at,
    entry_numbers,
    entry_path,
    first_path,
    firsts,
    read_entry,
    snapshot,
    versions,
)
from warehouse.store import Store, open_store, reached

# A file that no version needs may be one that a writer is about to commit: it is left alone for so long.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expired:
    """What expiring did: the lake begins at `first` now, `versions` went, and `files` that none needs.

    `waiting` counts files that no version needs either, but that are too young to tell from those of a writer
    at work.
    """

    first: int
    newest: int
    versions: int
    files: int
    waiting: int


def expire(
    lake: str | Path,
    *,
    keep: int | None = None,
    older_than: timedelta | None = None,
    grace: timedelta = GRACE,
) -> Expired:
    """Remove old versions, and the files that no version needs; the newest version always stays.

    Where both are given, a version goes only where both let it. With neither, all versions stay, and only
    what killed writers and an interrupted expiry left is removed.

    Args:
        lake: Folder or URL of the lake.
        keep: How many of the newest versions stay.
        older_than: How old a version must be to go.
        grace: How long a file must have been there to be removed.

    Raises:
        UsageError: `keep` is less than 1.
        LakeError: The lake cannot be read or written.
        DamagedLakeError: Its log is damaged.
    """
    if keep is not None and keep < 1:
        raise UsageError(f"--keep {keep}: the newest version always stays, so keep 1 or more.")
    store = open_store(lake)
    there = versions(store)
    if not there:
        return Expired(0, 0, 0, 0, 0)
    now = datetime.now(UTC)
    first = _first_kept(store, there, keep, None if older_than is None else now - older_than)
    if first > there[0]:
        begin_at(store, snapshot(store, first))
        reached("after_first")
    ages = store.ages("data") | {p: at for p, at in store.ages("log").items() if p.endswith(".tmp")}
    remove_expired_entries(store)
    files, waiting = sweep(store, ages, now - grace)
    return Expired(first, there[-1], there.index(first), files, waiting)


def _first_kept(store: Store, there: list[int], keep: int | None, since: datetime | None) -> int:
    if keep is None and since is None:
        return there[0]
    spared = there[-(keep or 1) :]
    for version in there:
        if version == spared[0]:
            break
        if since is not None:
            entry, _ = read_entry(store, version)
            if datetime.fromisoformat(entry["committed_at"]) >= since:
                return version
    return spared[0]


def remove_expired_entries(store: Store) -> None:
    """Remove what the log still has of versions before the one the lake begins at."""
    begins = firsts(store)
    for version in entry_numbers(store):
        if begins and version < begins[-1]:
            store.remove(entry_path(version))
            reached("after_entry_removed")
    for version in begins[:-1]:
        store.remove(first_path(version))


def needed(store: Store) -> dict[str, File]:
    """The data files of every version there is, by path."""
    there = versions(store)
    if not there:
        return {}
    files = dict(snapshot(store, there[0]).files)
    for version in there[1:]:
        files |= {file.path: file for file in read_entry(store, version)[0]["added"]}
    return files


def sweep(store: Store, ages: Mapping[str, datetime], before: datetime) -> tuple[int, int]:
    """Remove the files that no version needs, but younger ones; how many went, and how many are younger.

    Args:
        store: The lake.
        ages: Files and when each was written, as they were before the log is read here: what is committed
            after that was written after it.
        before: Files written later stay. One that was renewed meanwhile stays as well.
    """
    kept = needed(store)
    removed = waiting = 0
    for path, at in sorted(ages.items()):
        if path in kept:
            continue
        if at < before and store.written_at(path) == at:
            store.remove(path)
            reached("after_file_removed")
            removed += 1
        else:
            waiting += 1
    return removed, waiting
