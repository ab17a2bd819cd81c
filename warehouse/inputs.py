"""What a run takes in: archive files, captures and ledger rows that the lake does not have yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from crawler.archive import SUFFIXES, ArchiveError, scan
from crawler.cuts import cuts
from crawler.forgotten import is_forgotten
from extract.addresses import digest
from extract.errors import UsageError
from warehouse import schema
from warehouse.engine import Engine
from warehouse.rows import capture_row, ledger_row
from warehouse.store import Store
from warehouse.worker import isolated

_HEAD = 64 * 1024
_OPEN = ".open"
_ROWS_AT_ONCE = 2_000
_FORGOTTEN = "forgotten"  # the ledger's verdict on an address that was not asked for


@dataclass(frozen=True, slots=True)
class Warc:
    """A sealed archive file, told from another of the same name by its size and its first bytes."""

    path: Path
    bytes: int
    head_sha256: str

    @property
    def facts(self) -> dict[str, Any]:
        """What a run says of the file."""
        return {"name": self.path.name, "bytes": self.bytes, "head_sha256": self.head_sha256}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The new inputs of a run: what it says of them, and captures and ledger rows but for its run_id.

    `tombstones` are digests of forgotten addresses, `forgotten` counts the captures not taken for them.
    """

    facts: Mapping[str, Any]
    captures: pa.Table
    requests: pa.Table
    refused: Collection[str]
    tombstones: Collection[str]
    forgotten: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing new."""
        return not (self.captures.num_rows or self.requests.num_rows)

    def run_id(self, versions: Mapping[str, Any]) -> str:
        """Digest of the inputs and of the versions that read them."""
        return digest(json.dumps([self.facts, versions], sort_keys=True))


def archive_files(store: Store) -> list[Path]:
    """The sealed files of the lake's own archive folder; none for a lake on object storage."""
    if store.folder is None:
        return []
    folder = store.folder / "archive"
    return sorted(path for suffix in SUFFIXES for path in folder.glob(f"[!.]*{suffix}"))


def look_at(path: Path) -> Warc:
    """Size and first bytes of an archive file.

    Raises:
        UsageError: It cannot be read, or is still being written.
    """
    if path.suffix == _OPEN:
        raise UsageError(
            f"{path} is still being written: let the crawl finish or run it again, it seals its files."
        )
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        return Warc(path, path.stat().st_size, hashlib.sha256(head).hexdigest())
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): name a sealed WARC file.") from None


class Intake:
    """What was offered to a run; an engine scans an archive file once, however often a commit is tried.

    A large file is cut, a piece a worker.
    """

    def __init__(self, warcs: Sequence[Warc], requests: Iterable[Mapping[str, Any]], engine: Engine) -> None:
        self._warcs = _by_name(warcs)
        self._engine = engine
        self._requests = _table("ledger", map(ledger_row, requests))
        self._scanned: dict[Path, pa.Table] = {}

    def new_to(self, published: duckdb.DuckDBPyConnection) -> Inputs:
        """What of it a version of the lake, whose tables the connection has, does not have.

        Raises:
            UsageError: The lake has another archive file of the same name.
            ArchiveError: An archive file is damaged.
        """
        runs = published.execute("SELECT run_id, outcome, inputs FROM runs").fetchall()
        published.register("offered", self._requests)
        requests = published.sql(
            "SELECT offered.* FROM offered ANTI JOIN ledger USING (crawl_id, seq) ORDER BY crawl_id, seq"
        ).to_arrow_table()
        taken = {
            warc["name"]: warc
            for _, outcome, inputs in runs
            if outcome == "published"
            for warc in json.loads(inputs)["warcs"]
        }
        new = [warc for warc in self._warcs if not _is_taken(warc, taken)]
        tombstones = {each for (each,) in published.execute("SELECT * FROM tombstones").fetchall()}
        if tombstones:
            asked = zip(requests["url"].to_pylist(), requests["verdict"].to_pylist(), strict=True)
            told = [v == _FORGOTTEN or not is_forgotten(url, tombstones) for url, v in asked]
            requests = requests.filter(pa.array(told, pa.bool_()))
        keys = zip(*(requests[name].to_pylist() for name in ("crawl_id", "seq")), strict=True)
        facts = {
            "warcs": [warc.facts for warc in new],
            "ledger_rows": requests.num_rows,
            "ledger_digest": digest(*sorted(f"{crawl_id} {seq}" for crawl_id, seq in keys)),
        }
        found = captures = pa.concat_tables([_table("captures", ()), *self._captures([w.path for w in new])])
        if tombstones:
            left = [not is_forgotten(address, tombstones) for address in found["address"].to_pylist()]
            captures = found.filter(pa.array(left, pa.bool_()))
        return Inputs(
            facts=facts,
            captures=captures,
            tombstones=tombstones,
            forgotten=found.num_rows - captures.num_rows,
            requests=requests,
            refused={run_id for run_id, outcome, _ in runs if outcome == "refused"},
        )

    def _captures(self, paths: Sequence[Path]) -> list[pa.Table]:
        unread = [path for path in paths if path not in self._scanned]
        self._scan([piece for path in unread for piece in _pieces(path, self._engine.width)])
        self._scan([_Piece(path) for path in unread if path not in self._scanned])
        return [self._scanned[path] for path in paths]

    def _scan(self, pieces: Sequence[_Piece]) -> None:
        """Keep the captures of every file all of whose pieces can be read."""
        done = dict(self._engine.run(_captures_isolated if self._engine.isolated else _captures, pieces))
        for path, numbers in groupby(range(len(pieces)), lambda number: pieces[number].path):
            tables = [done[number] for number in numbers]
            if all(table is not None for table in tables):
                self._scanned[path] = pa.concat_tables(tables)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An archive file, or the records of it that begin at `start` or later and before `stop`."""

    path: Path
    start: int = 0
    stop: int | None = None


def _pieces(path: Path, most: int) -> list[_Piece]:
    found = cuts(path, most)
    return [_Piece(path, start, stop) for start, stop in zip([0, *found], [*found, None], strict=True)]


def _captures(piece: _Piece) -> pa.Table:
    return _table("captures", map(capture_row, scan(piece.path, piece.start, piece.stop)))


def _captures_isolated(piece: _Piece) -> pa.Table | None:
    """The same by a worker; None where a file was cut in vain, and is to be read as a whole."""
    try:
        [captures] = isolated(_captures_alone, piece)
    except ArchiveError:
        if piece == _Piece(piece.path):
            raise
        return None
    return captures


def _captures_alone(piece: _Piece) -> Iterator[pa.Table]:
    yield _captures(piece)


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of an event table but for their run_id, made piece by piece: as objects they need much memory."""
    arrow = pa.schema([field for field in schema.tables()[name].arrow if field.name != "run_id"])
    pieces = [arrow.empty_table()]
    rows = iter(rows)
    while some := [dict(row) for row in islice(rows, _ROWS_AT_ONCE)]:
        pieces.append(pa.Table.from_pylist(some, schema=arrow))
    return pa.concat_tables(pieces)


def _by_name(warcs: Sequence[Warc]) -> list[Warc]:
    """The files, each once; UsageError where two of one name differ, as captures are known by it."""
    named: dict[str, Warc] = {}
    for warc in warcs:
        other = named.setdefault(warc.path.name, warc)
        if other.facts != warc.facts:
            raise UsageError(f"{other.path} and {warc.path} have one name: give one of them another.")
    return list(named.values())


def _is_taken(warc: Warc, taken: Mapping[str, Mapping[str, Any]]) -> bool:
    known = taken.get(warc.path.name)
    if known is not None and known != warc.facts:
        raise UsageError(
            f"{warc.path} is not the archive file of that name which the lake has: captures are known by "
            f"file name and offset. Give the file another name."
        )
    return known is not None
