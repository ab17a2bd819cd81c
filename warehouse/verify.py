"""Whether a lake is whole: its log, its files, its archive, and every entry against its archived page.

Everything is looked at, whatever was found before: the report names all that is damaged, and for each what
mends it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator
from warcio.limitreader import LimitReader

from crawler.archive import ArchiveError, removed, scan
from crawler.forgotten import is_forgotten
from extract.errors import ExitCode, NosographError, UsageError
from warehouse import catalog, schema
from warehouse.commit import read_rows
from warehouse.errors import DamagedLakeError, LakeError
from warehouse.evidence import page_bytes, ungrounded
from warehouse.inputs import archive_files, look_at
from warehouse.log import (
    EMPTY,
    File,
    Snapshot,
    entry_numbers,
    entry_path,
    first_path,
    firsts,
    read_entry,
    read_first,
    snapshot,
)
from warehouse.store import Store, open_store

Part = Literal["log", "file", "archive", "grounding"]
_BLOCK = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was committed: in which part of the lake, what, and what mends it."""

    part: Part
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is damaged; `orphans` are files that no version names.

    `records` counts the archive's responses and revisits, `items` the entries of the newest version and
    `grounded` those of them that their archived page says, where the row tells.
    """

    version: int
    entries: int = 0
    files: int = 0
    rows: int = 0
    archive_files: int = 0
    records: int = 0
    items: int = 0
    grounded: int = 0
    damages: tuple[Damage, ...] = ()
    orphans: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """How the command line ends: damage found, or done. Orphans are no damage."""
        return ExitCode.DAMAGED if self.damages else ExitCode.DONE


def verify(
    lake: str | Path, *, warcs: Sequence[str | Path] = (), progress: Progress | None = None
) -> Verified:
    """Check a lake from its log to the archived words behind every entry; writes nothing.

    Args:
        lake: Folder or URL of the lake.
        warcs: Archive files that are not in the lake's own archive folder.
        progress: Called with steps done and steps to do.

    Raises:
        LakeError: There is no lake, or it cannot be read at all.
    """
    store = open_store(lake)
    if not entry_numbers(store):
        raise LakeError(
            f"There is no lake at {store.root}: `nosograph demo` or `nosograph ingest` makes one."
        )
    archive = {path.name: path for path in [*archive_files(store), *map(Path, warcs)]}
    check = _Check(store, archive)
    named = check.log()
    data = set(store.paths("data")) - named.keys()
    check.orphans = sorted(store.uri(path) for path in [*data, *check.left_over()])
    places = sorted({file.place[1:] for file in check.newest.of("articles")})
    whole = len(named) + len(archive) + len(places)
    steps: Iterable[Iterator[None]] = (check.files(named), check.archived(), check.grounding(places))
    for done, _ in enumerate((step for part in steps for step in part), 1):
        if progress:
            progress(done, whole)
    return Verified(
        version=check.newest.version,
        **check.counts,
        damages=tuple(check.damages),
        orphans=tuple(check.orphans),
    )


@dataclass(slots=True)
class _Check:
    """What is known so far. Each part yields once a step."""

    store: Store
    archive: Mapping[str, Path]
    newest: Snapshot = EMPTY
    damages: list[Damage] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    _unsound: set[str] = field(default_factory=set)

    @property
    def folders(self) -> set[Path]:
        """Where archive files are, and where word is left of those that were removed on purpose."""
        own = {self.store.folder / "archive"} if self.store.folder else set()
        return own | {path.parent for path in self.archive.values()}

    def _found(self, part: Part, what: str, mend: str) -> None:
        self.damages.append(Damage(part, what, mend))

    def _count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    @property
    def _anew(self) -> str:
        folder = self.store.folder
        warcs = f"{folder / 'archive'}/*.warc.gz" if folder else "WARC..."
        again = f"nosograph ingest {warcs} --lake NEW"
        return f"restore it from a copy, or read the archive into a new lake: {again}"

    def log(self) -> dict[str, File]:
        """Check every entry against the one before; every file that some version names, by path."""
        numbers = entry_numbers(self.store)
        named: dict[str, File] = {}
        live: set[str] | None = None
        digest: str | None = None
        first = self._first()
        if first:
            named = dict(first.files)
        begin = first.version if first else 1
        for number in range(begin, numbers[-1] + 1):
            self._count("entries")
            where = self.store.uri(entry_path(number))
            if number not in numbers:
                place = "between" if number > numbers[0] else "before"
                self._found("log", f"{where} is missing {place} other entries", self._anew)
                live = digest = None
                continue
            try:
                entry, entry_digest = read_entry(self.store, number)
            except DamagedLakeError as error:
                self._found("log", str(error).partition(": restore")[0], self._anew)
                live = digest = None
                continue
            if number == 1:
                live, digest = set(), ""
            if digest is not None and entry["previous"] != digest:
                self._found("log", f"{where} does not follow the entry before it", self._anew)
            listed = None if entry["files"] is None else {file.path for file in entry["files"]}
            if first and number == begin:
                live = set(first.files)
                if entry_digest != first.entry_digest:
                    self._found("log", f"{where} is not the entry the lake began with", self._anew)
            elif live is not None:
                if not live >= set(entry["removed"]):
                    self._found("log", f"{where} removes files that were not there", self._anew)
                live = (live - set(entry["removed"])) | {file.path for file in entry["added"]}
            if live is not None and listed is not None and listed != live:
                self._found("log", f"{where} lists other files than the entries before it", self._anew)
            live = listed if listed is not None else live
            named |= {file.path: file for file in [*entry["added"], *(entry["files"] or ())]}
            digest = entry_digest
        with suppress(DamagedLakeError):  # named above
            self.newest = snapshot(self.store)
        return named

    def _first(self) -> Snapshot | None:
        """The version the lake begins at, where earlier ones expired."""
        begins = firsts(self.store)
        try:
            return read_first(self.store, begins[-1]) if begins else None
        except DamagedLakeError as error:
            self._found("log", str(error).partition(": restore")[0], self._anew)
            return Snapshot(begins[-1], {}, "")

    def left_over(self) -> Iterator[str]:
        """Paths in the log that an interrupted expiry or a killed writer left."""
        begins = firsts(self.store)
        names = {entry_path(n) for n in entry_numbers(self.store) if begins and n < begins[-1]}
        names |= {first_path(n) for n in begins[:-1]}
        return (path for path in self.store.paths("log") if path in names or path.endswith(".tmp"))

    def _inputs(self, lake: duckdb.DuckDBPyConnection) -> None:
        """Check the archive files that runs took in: there, and the same ones."""
        runs = lake.execute("SELECT inputs FROM runs WHERE outcome = 'published'").fetchall()
        taken = {warc["name"]: warc for (inputs,) in runs for warc in json.loads(inputs)["warcs"]}
        pruned = {name for folder in self.folders for name in removed(folder)}
        for name, facts in sorted(taken.items()):
            path = self.archive.get(name)
            if path is None and name in pruned:
                continue
            if path is None:
                self._found(
                    "archive",
                    f"{name}, which a run took in, is not in the lake's archive folder",
                    f"put it back, or name its path: nosograph verify WARC --lake {self.store.root}",
                )
                continue
            try:
                now = look_at(path).facts
            except UsageError as error:
                self._found("archive", str(error), "make the file readable")
                continue
            if now != facts:
                self._found(
                    "archive",
                    f"{path} is not the file that a run took in: {now['bytes']} bytes, not {facts['bytes']}, "
                    f"or another beginning",
                    "restore it from a copy",
                )

    def files(self, named: Mapping[str, File]) -> Iterator[None]:
        """Check size, checksum and rows of every file that some version names."""
        for path, file in sorted(named.items()):
            wrong = self._wrong(file)
            if wrong:
                self._unsound.add(path)
                where = "" if path in self.newest.files else " (the newest version does not need it)"
                self._found("file", f"{self.store.uri(path)} {wrong}{where}", self._anew)
            else:
                self._count("rows", file.rows)
            self._count("files")
            yield

    def _wrong(self, file: File) -> str | None:
        try:
            data = self.store.read(file.path)
        except DamagedLakeError:
            return "is missing"
        if len(data) != file.bytes or hashlib.sha256(data).hexdigest() != file.sha256:
            return "is damaged: its checksum is not the one in the log"
        try:
            rows = pq.ParquetFile(io.BytesIO(data)).metadata.num_rows
        except (pa.ArrowException, OSError) as error:
            return f"is no Parquet file: {error}"
        return None if rows == file.rows else f"has {rows} rows; the log says {file.rows}"

    def archived(self) -> Iterator[None]:
        """Check every record of the archive against its own digests and against table captures."""
        sound = Snapshot(
            self.newest.version,
            {path: file for path, file in self.newest.files.items() if path not in self._unsound},
            self.newest.entry_digest,
        )
        with catalog.tables(self.store, sound, "captures", "runs", "tombstones") as lake:
            self._inputs(lake)
            tombstones = {each for (each,) in lake.execute("SELECT * FROM tombstones").fetchall()}
            for name, path in sorted(self.archive.items()):
                rows = lake.execute(
                    "SELECT warc_offset, warc_length, payload_digest, url FROM captures WHERE warc_file = ? "
                    "ORDER BY ALL",
                    [name],
                ).fetchall()
                self._archive_file(path, rows, tombstones)
                self._count("archive_files")
                yield

    def _archive_file(
        self, path: Path, rows: Sequence[tuple[int, int, str | None, str]], tombstones: Collection[str]
    ) -> None:
        mend = "restore it from a copy; without one, crawl its pages again"
        records: dict[int, tuple[int, str | None, str]] = {}
        end = path.stat().st_size
        try:
            for capture in scan(path):
                records[capture.warc_offset] = (capture.warc_length, capture.payload_digest, capture.url)
        except ArchiveError as error:
            self._found("archive", str(error), mend)
            # Where the records behind the damage begin, nobody knows.
            end = max((offset + length for offset, (length, *_) in records.items()), default=0)
        self._count("records", len(records))
        for url in sorted({url for *_, url in records.values() if is_forgotten(url, tombstones)}):
            again = f"nosograph forget '{url}' --lake {self.store.root}"
            self._found("archive", f"{path} holds what was forgotten: {url}", f"forget it once more: {again}")
        for offset, what in _wrong_digests(path, end):
            self._found("archive", f"{path}, offset {offset}: {what}", mend)
        for offset, *said in rows:
            if offset < end and records.get(offset) != tuple(said):
                self._found(
                    "archive", f"{path}, offset {offset}: not the record that table captures tells of", mend
                )

    def grounding(self, places: Iterable[tuple[str, str]]) -> Iterator[None]:
        """Check every entry of the newest version against its article's text and its archived page."""
        for place in places:
            articles, items = (self._rows(table, place) for table in ("articles", "items"))
            of_article: dict[str, list[dict[str, Any]]] = {}
            for item in items:
                of_article.setdefault(item["article_id"], []).append(item)
            for article in articles:
                self._article(article, of_article.pop(article["article_id"], []))
            self._count("items", sum(map(len, of_article.values())))  # of damaged articles
            yield

    def _article(self, article: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> None:
        if not items:
            return
        self._count("items", len(items))
        try:
            missing = ungrounded(page_bytes(self.archive, article), article["text"], items)
        except NosographError as error:
            self._found("grounding", f"{article['url']}: {error}", "restore that archive file from a copy")
            return
        self._count("grounded", len(items) - len(missing))
        if missing:
            self._found(
                "grounding",
                f"{article['url']}: {len(missing)} of {len(items)} entries are not what the archived page "
                f"says there, the first of them {missing[0]}",
                f"read pages of older versions again: nosograph ingest --lake {self.store.root}",
            )

    def _rows(self, table: str, place: tuple[str, str]) -> list[dict[str, Any]]:
        columns = schema.tables()[table].arrow
        rows: list[dict[str, Any]] = []
        for file in self.newest.of(table):
            if file.place[1:] == place and file.path not in self._unsound:
                rows += read_rows(self.store, file, columns).to_pylist()
        return rows


def _wrong_digests(path: Path, end: int) -> Iterator[tuple[int, str]]:
    """Offset of each record up to `end` whose block or payload is not what its digest says, and which is not.

    The records have been read before: they are whole.
    """
    with path.open("rb") as file:
        records = ArchiveIterator(LimitReader(file, end), check_digests=True)
        for record in records:
            while record.raw_stream.read(_BLOCK):
                pass
            if record.digest_checker.passed is False:
                yield records.get_record_offset(), "; ".join(record.digest_checker.problems)
