"""The frontier: every address known, what is due, and what became of it, in one SQLite file.

One process owns a state folder at a time (a lock the kernel drops when the process dies), so a lease found
at opening is a dead process's, and returns. Leases need no expiry.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Self

from crawler.archive import Capture
from crawler.database import connect
from crawler.faults import fault
from crawler.forgotten import is_forgotten
from crawler.outcome import Entry, Found, Lease, OpenWarc
from crawler.sites import Site, origin_of
from crawler.traps import trap_of
from crawler.verdicts import FAILED
from extract.errors import UsageError

_CAPTURE_COLUMNS = tuple(field.name for field in fields(Capture))
_KNOWN = 8_192  # addresses remembered as known, so that what every page links to is not added each time
_capture_values = attrgetter(*_CAPTURE_COLUMNS)  # astuple copies each value, deeply
_LEASE_COLUMNS = tuple(field.name for field in fields(Lease))


class StateInUseError(UsageError):
    """Another process crawls with this state folder."""


class Frontier:
    """Open it as a context manager; all methods are for one thread."""

    def __init__(self, state: Path) -> None:
        """Lock the state folder and open its database, making both where there are none.

        Raises:
            StateInUseError: Another crawl has the lock.
            StateError: The database is damaged, or newer than this program.
            sqlite3.OperationalError: The disk is full, or does not answer.
        """
        try:
            state.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UsageError(f"{state}: cannot be used as state folder: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(self._lock, 20).decode("ascii", "replace").strip()
            os.close(self._lock)
            raise StateInUseError(
                f"{state}: another crawl is using it (process {owner or 'unknown'}); wait for it to end"
            ) from error
        os.truncate(self._lock, 0)
        os.write(self._lock, f"{os.getpid()}\n".encode("ascii"))
        try:
            self._db = connect(state / "frontier.sqlite")
        except BaseException:
            os.close(self._lock)
            raise
        self.folder = state
        self.crawl_id = ""
        self._forgotten = self._digests()
        self._known: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and give up the lock; may be called twice."""
        if self._lock >= 0:
            self._db.close()
            os.close(self._lock)
            self._lock = -1

    # --- a crawl ---

    def begin(self, sites: Sequence[Site], now: float) -> str:
        """Resume the unfinished crawl, or begin a new one over all that is due at `now` (Unix time)."""
        with self._transaction():
            self.release()
            row = self._db.execute("SELECT crawl_id FROM crawls WHERE finished_at IS NULL").fetchone()
            if row:
                self.crawl_id = row[0]
            else:
                moment = datetime.fromtimestamp(now, UTC)
                self.crawl_id = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
                self._db.execute(
                    "INSERT INTO crawls (crawl_id, started_at) VALUES (?, ?)", (self.crawl_id, iso(now))
                )
                self._db.execute(
                    "UPDATE addresses SET state = 'queued', tries = 0, not_before = 0 WHERE state = 'queued'"
                    " OR role = 'start' OR (role = 'sitemap' AND state <> 'gone')"
                    " OR (state IN ('done', 'refused') AND due_at <= ?)",
                    (now,),
                )
            for site in sites:
                starts = [Found(url, "start", 0) for url in site.start]
                self._add(starts, dict.fromkeys(site.origins, site.name))
        return self.crawl_id

    def lease(self, origin: str, limit: int, now: float) -> list[Lease]:
        """Hand out up to `limit` queued addresses of a host: sitemaps first, then in the order they came."""
        with self._transaction():
            rows = self._db.execute(
                "UPDATE addresses SET state = 'leased' WHERE id IN (SELECT id FROM addresses WHERE origin = ?"
                " AND state = 'queued' AND not_before <= ? ORDER BY rank, id LIMIT ?)"
                f" RETURNING rank, {', '.join(_LEASE_COLUMNS)}",
                (origin, now, limit),
            ).fetchall()
        return [Lease(*row[1:]) for row in sorted(rows)]

    def next_due(self, origin: str) -> float | None:
        """Unix time from which an address of a host may be leased; None where none is queued."""
        query = "SELECT min(not_before) FROM addresses WHERE origin = ? AND state = 'queued'"
        return self._db.execute(query, (origin,)).fetchone()[0]  # type: ignore[no-any-return]

    def release(self) -> None:
        """Give back all leases."""
        self._db.execute("UPDATE addresses SET state = 'queued' WHERE state = 'leased'")

    def commit(self, entries: Iterable[Entry], warc: OpenWarc | None, owners: dict[str, str]) -> None:
        """Record requests, all or none: captures and how far the WARC goes, links, acknowledgements, ledger.

        Args:
            entries: The requests, in order.
            warc: The open WARC, with its size behind the last of their records.
            owners: Site name by origin, for the addresses that were found.
        """
        with self._transaction():
            for entry in entries:
                self._enter(entry, owners)
            if warc:
                self._db.execute("UPDATE warcs SET committed = ? WHERE name = ?", (warc.committed, warc.name))
            fault("committing")
        fault("committed")

    def finish(self, now: float) -> None:
        """Say that nothing of this crawl is left to do: the next `begin` begins a new one.

        By now it is known what the sitemaps name: where a site's were all read, what was there once, is not
        found any more and is not named by them is gone, and the ledger says so.
        """
        with self._transaction():
            for (site,) in self._db.execute("SELECT DISTINCT site FROM addresses").fetchall():
                if self._sitemaps_are_read(site):
                    self._mark_gone(site, now)
            query = "UPDATE crawls SET finished_at = ? WHERE crawl_id = ?"
            self._db.execute(query, (iso(now), self.crawl_id))

    def _sitemaps_are_read(self, site: str) -> bool:
        """Whether this crawl read all of a site's sitemaps, whole, and there is one."""
        named = "SELECT 1 FROM addresses WHERE site = ?2 AND listed = ?1 LIMIT 1"
        if self._db.execute(named, (self.crawl_id, site)).fetchone() is None:
            return False
        unread = (
            "SELECT 1 FROM addresses WHERE site = ?2 AND (role = 'start' OR role = 'sitemap' AND listed = ?1)"
            " AND (crawl_id IS NOT ?1 OR verdict NOT IN ('read', 'redirect', 'stored', 'revisit')) LIMIT 1"
        )
        return self._db.execute(unread, (self.crawl_id, site)).fetchone() is None

    def _mark_gone(self, site: str, now: float) -> None:
        rows = self._db.execute(
            "UPDATE addresses SET state = 'gone', verdict = 'gone', due_at = NULL, listed = NULL"
            " WHERE site = ?2 AND verdict = 'not_found' AND state = 'done' AND listed IS NOT ?1"
            " AND payload_digest IS NOT NULL"
            " RETURNING url, role",
            (self.crawl_id, site),
        ).fetchall()
        self._db.executemany(
            "INSERT INTO ledger (crawl_id, url, requested_at, site, role, verdict, reason, bytes, attempt)"
            " VALUES (?, ?, ?, ?, ?, 'gone', '404, and no sitemap names it', 0, 1)",
            [(self.crawl_id, url, iso(now), site, role) for url, role in sorted(rows)],
        )

    def _enter(self, entry: Entry, owners: dict[str, str]) -> None:
        visit, outcome = entry.visit, entry.outcome
        self._db.execute(
            "INSERT INTO ledger (crawl_id, url, requested_at, site, role, verdict, reason, status, bytes,"
            " delay_ms, duration_ms, attempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self.crawl_id, visit.url, visit.requested_at, visit.site, visit.role),
                *(outcome.verdict, outcome.reason, outcome.status, outcome.bytes),
                *(visit.delay_ms, visit.duration_ms, visit.attempt),
            ),
        )
        if entry.capture:
            marks = ", ".join("?" * (1 + len(_CAPTURE_COLUMNS)))
            self._db.execute(
                f"INSERT INTO captures (crawl_id, {', '.join(_CAPTURE_COLUMNS)}) VALUES ({marks})",
                (self.crawl_id, *_capture_values(entry.capture)),
            )
        self._add(outcome.found, owners)
        if visit.lease is None:
            return
        again = outcome.state == "queued"
        self._db.execute(
            "UPDATE addresses SET state = ?, tries = ?, not_before = ?, due_at = ?, verdict = ?,"
            " crawl_id = iif(?, crawl_id, ?), fetched_at = coalesce(?, fetched_at),"
            " missing_since = iif(?, missing_since, ?) WHERE id = ?",
            (
                *(outcome.state, visit.lease.tries + 1 if again else 0, outcome.not_before, outcome.due_at),
                *(outcome.verdict, again, self.crawl_id, outcome.fetched_at),
                *(outcome.fetched_at is None, outcome.missing_since, visit.lease.id),
            ),
        )
        if outcome.validators:
            self._db.execute(
                "UPDATE addresses SET etag = ?, last_modified = ?, payload_digest = ?, stored_at = ?"
                " WHERE id = ?",
                (*astuple(outcome.validators), visit.lease.id),
            )

    def _add(self, found: Sequence[Found], owners: dict[str, str]) -> None:
        """Queue new addresses; known ones are queued again where a sitemap says they changed since.

        One that was gone is queued again also where the sitemap had dropped it and names it anew.
        """
        rows = []
        for new in found:
            if new.url in self._known and not new.listed:
                continue
            origin = origin_of(new.url)
            listed = self.crawl_id if new.listed else None
            trap = trap_of(new.url) if new.role in ("follow", "article") else None
            place = (new.url, origin, owners[origin], new.role, new.depth, new.redirects)
            rows.append((*place, new.lastmod, listed, trap, self.crawl_id))
            self._known.add(new.url)
        if len(self._known) > _KNOWN:
            self._known.clear()
        self._db.executemany(
            """
            INSERT INTO addresses (url, origin, site, role, depth, redirects, lastmod, listed, trap)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (url) DO UPDATE SET
              state = iif(
                state IN ('done', 'gone', 'refused') AND crawl_id IS NOT ?10
                AND (excluded.lastmod > lastmod OR excluded.lastmod > fetched_at
                     OR state = 'gone' AND listed IS NULL),
                'queued', state),
              lastmod = coalesce(excluded.lastmod, lastmod),
              listed = excluded.listed
            WHERE excluded.listed IS NOT NULL
            """,
            rows,
        )

    def rank_in_trap(self, lease: Lease, bound: int) -> int:
        """How many addresses of the same trap were known before this one; counted up to a bound."""
        query = "SELECT count(*) FROM (SELECT 1 FROM addresses WHERE trap = ? AND id < ? LIMIT ?)"
        return int(self._db.execute(query, (lease.trap, lease.id, bound)).fetchone()[0])

    # --- addresses that were forgotten ---

    def forget(self, digests: Iterable[str]) -> None:
        """Never ask for the addresses with these digests again."""
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?)", [(d,) for d in digests])
        self._forgotten = self._digests()

    def is_forgotten(self, url: str) -> bool:
        """Whether an address was forgotten."""
        return is_forgotten(url, self._forgotten)

    def _digests(self) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT address_digest FROM forgotten")}

    def forgotten_records(self) -> dict[str, list[tuple[int, int]]]:
        """Offset and length of the archived records of forgotten addresses, by WARC file."""
        records: dict[str, list[tuple[int, int]]] = {}
        for url, name, *place in self._db.execute(
            "SELECT url, warc_file, warc_offset, warc_length FROM captures"
        ):
            if self.is_forgotten(url):
                records.setdefault(name, []).append((place[0], place[1]))
        return records

    def drop_forgotten(self) -> None:
        """Remove all that is known of forgotten addresses, but that they were."""
        self._db.create_function("is_forgotten", 1, self.is_forgotten, deterministic=True)
        self._db.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            for table in ("addresses", "captures", "ledger"):
                self._db.execute(f"DELETE FROM {table} WHERE is_forgotten(url)")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- the archive's files ---

    def open_warcs(self) -> list[OpenWarc]:
        """The WARC files that are not sealed."""
        return [
            OpenWarc(*row) for row in self._db.execute("SELECT name, committed FROM warcs WHERE NOT sealed")
        ]

    def add_warc(self) -> str:
        """Name the crawl's next WARC file and keep the name, before the file is made."""
        query = "SELECT count(*) + 1 FROM warcs WHERE crawl_id = ?"
        serial = self._db.execute(query, (self.crawl_id,)).fetchone()[0]
        name = f"{self.crawl_id}-{serial:05}.warc.gz"
        self._db.execute("INSERT INTO warcs (name, crawl_id) VALUES (?, ?)", (name, self.crawl_id))
        return name

    def mark_sealed(self, name: str) -> None:
        """Record that a WARC file has its final name."""
        self._db.execute("UPDATE warcs SET sealed = 1 WHERE name = ?", (name,))

    def sealed_warcs(self) -> tuple[str, ...]:
        """The crawl's sealed WARC files, in order."""
        query = "SELECT name FROM warcs WHERE crawl_id = ? AND sealed ORDER BY name"
        return tuple(row[0] for row in self._db.execute(query, (self.crawl_id,)))

    # --- what the crawl came to ---

    def verdicts(self) -> dict[str, int]:
        """How many addresses of this crawl ended, so far, with each verdict."""
        return dict(
            self._db.execute(
                "SELECT verdict, count(*) FROM (SELECT verdict, max(seq) FROM ledger WHERE crawl_id = ?"
                " GROUP BY url) GROUP BY verdict ORDER BY 2 DESC, 1",
                (self.crawl_id,),
            )
        )

    def failed(self) -> int:
        """How many addresses of this crawl failed; a start or a sitemap also where it gives nothing."""
        marks = ", ".join("?" * len(FAILED))
        query = (
            f"SELECT count(*) FROM addresses WHERE crawl_id = ? AND (verdict IN ({marks})"
            " OR (role = 'start' OR role = 'sitemap' AND listed = crawl_id)"
            " AND verdict IN ('not_found', 'gone', 'wrong_type', 'robots_disallowed'))"
        )
        return int(self._db.execute(query, (self.crawl_id, *FAILED)).fetchone()[0])

    def totals(self) -> tuple[int, int]:
        """Requests of this crawl that were sent, and bytes received."""
        query = "SELECT count(duration_ms), coalesce(sum(bytes), 0) FROM ledger WHERE crawl_id = ?"
        return self._db.execute(query, (self.crawl_id,)).fetchone()  # type: ignore[no-any-return]

    def pages_by_site(self) -> dict[str, int]:
        """Addresses requested in this crawl, sitemaps and robots.txt apart."""
        return dict(
            self._db.execute(
                "SELECT site, count(DISTINCT url) FROM ledger WHERE crawl_id = ? AND duration_ms IS NOT NULL"
                " AND role NOT IN ('sitemap', 'robots') GROUP BY site",
                (self.crawl_id,),
            )
        )

    def by_state(self, origin: str) -> dict[str, int]:
        """How many addresses of a host are in each state."""
        query = "SELECT state, count(*) FROM addresses WHERE origin = ? GROUP BY state"
        return dict(self._db.execute(query, (origin,)))

    def settled(self) -> int:
        """Addresses that this crawl settled, and a later one asks for again."""
        query = "SELECT count(*) FROM addresses WHERE crawl_id = ? AND state IN ('done', 'refused')"
        return int(self._db.execute(query, (self.crawl_id,)).fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._known.clear()
            raise
        self._db.execute("COMMIT")


def iso(moment: float) -> str:
    """Unix time as ISO 8601 UTC, to the microsecond: the form of WARC-Date."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
