"""What passes between the frontier, the reading of pages and the record of them. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.archive import Capture, Exchange, Revisit
from crawler.sites import Role
from crawler.verdicts import Verdict

State = Literal["queued", "leased", "done", "gone", "refused"]


@dataclass(frozen=True, slots=True)
class Lease:
    """An address handed out to be requested, with the validators of its last stored 200.

    `missing_since` (Unix time) is the first 404 of those in a row. `trap` is what it is one of many of.
    """

    id: int
    url: str
    origin: str
    role: Role
    depth: int
    redirects: int
    tries: int
    etag: str | None
    last_modified: str | None
    payload_digest: str | None
    stored_at: str | None
    missing_since: float | None = None
    trap: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An address that an answer named; `listed`: by a sitemap."""

    url: str
    role: Role
    depth: int
    redirects: int = 0
    lastmod: str | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What a later conditional request is made of; `stored_at` is the WARC-Date of the stored response."""

    etag: str | None
    last_modified: str | None
    payload_digest: str
    stored_at: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer, or the lack of one, means for its address.

    `state` is what the address is now; queued means: again, not before `not_before` (Unix time). `due_at`
    (Unix time) is when a later crawl asks again. `archived` goes into the archive, as a revisit record where
    `revisit` says so. `missing_since` (Unix time) is the first 404 of those in a row. `cool_for` is how many
    seconds the whole host is to be left alone.
    """

    verdict: Verdict
    state: State
    reason: str | None = None
    status: int | None = None
    bytes: int = 0
    not_before: float = 0.0
    due_at: float | None = None
    fetched_at: str | None = None
    archived: Exchange | None = None
    revisit: Revisit | None = None
    validators: Validators | None = None
    found: tuple[Found, ...] = ()
    missing_since: float | None = None
    cool_for: float = 0.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as the ledger tells it; `lease` is None for robots.txt.

    `delay_ms` is the time since the last request to the host, `duration_ms` until all of the answer was in;
    both are None where there was none.
    """

    url: str
    site: str
    role: str
    lease: Lease | None
    requested_at: str
    delay_ms: int | None
    duration_ms: int | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Entry:
    """All there is to commit of one request; `capture` where it was archived."""

    visit: Visit
    outcome: Outcome
    capture: Capture | None


@dataclass(frozen=True, slots=True)
class OpenWarc:
    """A WARC file that is not sealed, and how many bytes of it are accounted for."""

    name: str
    committed: int
