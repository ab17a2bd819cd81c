"""What a crawl's state folder tells others, read only: the ledger, the captures, and what is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from crawler.database import unreadable
from crawler.frontier import iso
from crawler.sites import Role, Site, origin_of
from crawler.verdicts import FAILED

Why = Literal["start", "sitemap", "new", "unfinished", "changed", "interval", "failed"]

# What `Due.why` means.
REASONS: dict[Why, str] = {
    "start": "start addresses are asked for in every crawl",
    "sitemap": "sitemaps are asked for in every crawl",
    "new": "found, and never asked for",
    "unfinished": "queued again by a crawl that is not finished",
    "changed": "the sitemap's lastmod is newer than what was fetched",
    "interval": "the site's revisit interval has passed",
    "failed": "failed in the last crawl",
}


@dataclass(frozen=True, slots=True)
class Due:
    """An address the next crawl asks for, as far as is known before the sitemaps are read again.

    `since` is when it fell due and `fetched_at` when it was last had, both ISO 8601 UTC.
    """

    url: str
    site: str
    role: Role
    why: Why
    since: str | None
    fetched_at: str | None


def ledger_rows(state: Path, after: int = 0) -> list[dict[str, Any]]:
    """Requests in the order recorded, those with `seq` above `after`; [] where there was no crawl."""
    return _table(state, "ledger", after)


def capture_rows(state: Path, after: int = 0) -> list[dict[str, Any]]:
    """Captures in the order archived, those with `seq` above `after`; [] where there was no crawl."""
    return _table(state, "captures", after)


def due(state: Path, sites: Sequence[Site], now: float) -> list[Due]:
    """What the next crawl of these sites asks for at `now` (Unix time): by site, in the order asked.

    Where the last crawl is not finished, the next one goes on with it, and asks for what it left. What
    sitemaps will name and robots.txt forbid is not known before they are read.

    Raises:
        StateError: The state cannot be read.
    """
    rows = _query(state, _DUE, {"now": now})
    known = {row["url"] for row in _query(state, "SELECT url FROM addresses WHERE role = 'start'", {})}
    found: list[Due] = []
    for site in sites:
        starts = (url for url in site.start if url not in known)
        found += (Due(url, site.name, "start", "start", None, None) for url in starts)
        for row in rows:
            if row["site"] == site.name and _in_scope(row, site):
                since = iso(row["due_at"]) if row["why"] in ("interval", "failed") else row["lastmod"]
                found.append(Due(row["url"], site.name, row["role"], row["why"], since, row["fetched_at"]))
    return found


def _in_scope(row: dict[str, Any], site: Site) -> bool:
    """Whether sites.toml still has the address: a crawl does not ask for others."""
    if row["role"] in ("start", "sitemap"):
        return origin_of(row["url"]) in site.origins
    return site.role_of(row["url"]) is not None


_FAILED = ", ".join(f"'{verdict}'" for verdict in sorted(FAILED))
_DUE = f"""
SELECT url, site, role, due_at, lastmod, fetched_at,
  CASE WHEN rank = 0 THEN role
       WHEN state IN ('done', 'refused') AND verdict IN ({_FAILED}) THEN 'failed'
       WHEN state IN ('done', 'refused') THEN 'interval'
       WHEN lastmod > fetched_at THEN 'changed'
       WHEN crawl_id IS NULL AND tries = 0 THEN 'new'
       ELSE 'unfinished' END AS why
FROM addresses
WHERE state IN ('queued', 'leased')
  OR NOT EXISTS (SELECT 1 FROM crawls WHERE finished_at IS NULL) AND (
    role = 'start' OR (role = 'sitemap' AND state <> 'gone')
    OR (state IN ('done', 'refused') AND due_at <= :now))
ORDER BY rank, id
"""


def _table(state: Path, table: str, after: int) -> list[dict[str, Any]]:
    return _query(state, f"SELECT * FROM {table} WHERE seq > :after ORDER BY seq", {"after": after})


def _query(state: Path, query: str, values: dict[str, float]) -> list[dict[str, Any]]:
    path = state / "frontier.sqlite"
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(query, values)]
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error) from error
