"""The commit log: entry N of `log/` makes version N, over every table at once.

A version is a prefix of the log: the files its entries added, less those they removed. An entry is created
only if it does not exist, so of two writers one wins and the other sees that it lost. Each entry names the
digest of the one before, and every fiftieth carries the full file list, so that opening a lake reads few.
Where older versions were expired, a `.first` file beside an entry says that the lake begins there, and with
which files; entries before it are no versions any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from warehouse.errors import DamagedLakeError, LakeError
from warehouse.store import Store, reached

FULL_LIST_EVERY = 50
_NAME = re.compile(r"(\d{20})\.json")
_FIRST = re.compile(r"(\d{20})\.first\.json")


class File(NamedTuple):
    """An immutable Parquet file of one table, `data/<table>/<site>/<bucket>-<digest>.parquet`.

    `schema_version` tells which columns it has: those of that version of columns.toml.
    """

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str
    schema_version: int = 1

    @property
    def place(self) -> tuple[str, str, str]:
        """Table, site folder and bucket: what a newer file of the same place replaces."""
        _, table, site, name = self.path.split("/")
        return table, site, name.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does, before it has a number: files in and out, the run behind it and what audited it."""

    kind: str
    added: tuple[File, ...]
    removed: tuple[str, ...]
    run_id: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version: its files by path, and the digest of its entry. Version 0 is an empty lake."""

    version: int
    files: Mapping[str, File]
    entry_digest: str

    def of(self, table: str) -> list[File]:
        """The table's files, sorted by path."""
        return sorted(f for f in self.files.values() if f.table == table)


EMPTY = Snapshot(0, {}, "")


def entry_path(version: int) -> str:
    """Path of the entry that makes a version."""
    return f"log/{version:020d}.json"


def first_path(version: int) -> str:
    """Path of the file that says that the lake begins at a version."""
    return f"log/{version:020d}.first.json"


def entry_numbers(store: Store) -> list[int]:
    """The number of every entry there is, sorted, with whatever gaps, expired ones included."""
    return _numbers(store)[0]


def firsts(store: Store) -> list[int]:
    """Every version that a file says the lake begins at, sorted: the last one holds."""
    return _numbers(store)[1]


def _numbers(store: Store) -> tuple[list[int], list[int]]:
    names = store.names("log")
    entries, begins = ([m for name in names if (m := kind.fullmatch(name))] for kind in (_NAME, _FIRST))
    return sorted(int(m[1]) for m in entries), sorted(int(m[1]) for m in begins)


def versions(store: Store) -> list[int]:
    """Every version there is, oldest first; empty where there is no lake.

    Raises:
        DamagedLakeError: An entry is missing.
    """
    return _versions(store, *_numbers(store))


def _versions(store: Store, numbers: list[int], begins: list[int]) -> list[int]:
    first = max(begins, default=1)
    found = [number for number in numbers if number >= first]
    if found and found != list(range(first, found[-1] + 1)):
        missing = next(n for n in range(first, found[-1]) if n not in set(found))
        where = "between" if missing > found[0] else "before"
        raise DamagedLakeError(
            f"{store.uri(entry_path(missing))} is missing {where} other entries of the log: "
            f"restore it from a backup, or ingest the archive into a new lake."
        )
    return found


def read_entry(store: Store, version: int) -> tuple[dict[str, Any], str]:
    """An entry of the log and the digest of its bytes.

    Raises:
        DamagedLakeError: It is missing, no JSON, or not the entry of that version.
    """
    return _entry(store, version, store.read(entry_path(version)))


def _entry(store: Store, version: int, data: bytes) -> tuple[dict[str, Any], str]:
    try:
        entry: dict[str, Any] = json.loads(data)
        if entry["version"] != version:
            raise ValueError(f"it says version {entry['version']}")
        entry["added"] = [File(**f) for f in entry["added"]]
        entry["files"] = None if entry.get("files") is None else _from_columns(entry["files"])
        entry["removed"] = tuple(entry["removed"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedLakeError(
            f"{store.uri(entry_path(version))} is damaged ({error}): restore it from a backup, "
            f"or ingest the archive into a new lake."
        ) from None
    return entry, hashlib.sha256(data).hexdigest()


def begin_at(store: Store, first: Snapshot) -> None:
    """Let the lake begin at a version: from here on those before it are expired, whatever is left of them."""
    facts = {
        "version": first.version,
        "entry": first.entry_digest,
        "files": _in_columns(first.files.values()),
    }
    store.create(first_path(first.version), json.dumps(facts, ensure_ascii=False).encode())


def read_first(store: Store, version: int) -> Snapshot:
    """The version a lake begins at, as its file tells.

    Raises:
        DamagedLakeError: It is missing, or not the file of that version.
    """
    path = first_path(version)
    data = store.read(path)
    try:
        facts = json.loads(data)
        if facts["version"] != version:
            raise ValueError(f"it says version {facts['version']}")
        files = {f.path: f for f in _from_columns(facts["files"])}
        return Snapshot(version, files, facts["entry"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedLakeError(
            f"{store.uri(path)} is damaged ({error}): restore it from a backup, "
            f"or ingest the archive into a new lake."
        ) from None


def snapshot(store: Store, version: int | None = None) -> Snapshot:
    """A version's files; the newest version without one named, version 0 where nothing was committed yet.

    Raises:
        LakeError: There is no such version.
        DamagedLakeError: An entry is missing or damaged, or does not follow the one before it.
    """
    numbers, begins = _numbers(store)
    try:
        return _snapshot(store, version, numbers, begins)
    except DamagedLakeError:
        numbers, begins_now = _numbers(store)
        if begins_now == begins:
            raise
        return _snapshot(store, version, numbers, begins_now)  # what it read was expired meanwhile


def _snapshot(store: Store, version: int | None, numbers: list[int], begins: list[int]) -> Snapshot:
    there = _versions(store, numbers, begins)
    if version is None:
        if not there:
            return EMPTY
        version = there[-1]
    if version not in there:
        kept = f"versions {there[0]} to {there[-1]}" if there else "no version"
        raise LakeError(f"There is no version {version} in {store.root}: it has {kept}.")
    start = max(version - version % FULL_LIST_EVERY, there[0])
    files: dict[str, File] = {}
    digest: str | None = None
    if start in begins:
        first = read_first(store, start)
        files, digest = dict(first.files), first.entry_digest
        start += 1
    numbers_read = range(start, version + 1)
    for number, data in zip(numbers_read, store.read_in_turn(map(entry_path, numbers_read)), strict=True):
        entry, entry_digest = _entry(store, number, data)
        if digest is not None and entry["previous"] != digest:
            raise DamagedLakeError(
                f"{store.uri(entry_path(number))} does not follow the entry before it: one of them was "
                f"changed. Restore them from a backup, or ingest the archive into a new lake."
            )
        if number == start and entry["files"] is not None:
            files = {f.path: f for f in entry["files"]}
        else:
            for path in entry["removed"]:
                files.pop(path, None)
            files.update((f.path, f) for f in entry["added"])
        digest = entry_digest
    return Snapshot(version, files, digest or "")


def _in_columns(files: Iterable[File]) -> dict[str, list[Any]]:
    """A full list as it is written: it is long, and read whenever the lake is opened."""
    ordered = sorted(files)
    return {name: [file[place] for file in ordered] for place, name in enumerate(File._fields)}


def _from_columns(columns: Mapping[str, Sequence[Any]]) -> list[File]:
    return list(map(File._make, zip(*(columns[name] for name in File._fields), strict=True)))


def append(store: Store, base: Snapshot, change: Change) -> Snapshot | None:
    """Make the version after `base`; None where another writer made it first."""
    version = base.version + 1
    files = dict(base.files)
    for path in change.removed:
        files.pop(path, None)
    files.update((f.path, f) for f in change.added)
    entry = {
        "version": version,
        "committed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "kind": change.kind,
        "run_id": change.run_id,
        "inputs": dict(change.inputs),
        "versions": dict(change.versions),
        "checks": [dict(c) for c in change.checks],
        "accepted": change.accepted,
        "added": [f._asdict() for f in sorted(change.added)],
        "removed": sorted(change.removed),
        "previous": base.entry_digest,
    }
    if version % FULL_LIST_EVERY == 0:
        entry["files"] = _in_columns(files.values())
    data = json.dumps(entry, ensure_ascii=False).encode()
    reached("before_log_entry")
    # Where the answer to a first try was lost, a second one finds the entry there: ours, not another's.
    if not store.create(entry_path(version), data) and store.read(entry_path(version)) != data:
        return None
    reached("after_log_entry")
    return Snapshot(version, files, hashlib.sha256(data).hexdigest())
