"""Records, captures and ledger rows as rows of the tables in columns.toml."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from crawler.archive import Capture
from extract.addresses import article_address, digest, normalize, site_of
from extract.errors import UsageError
from warehouse import schema
from warehouse.fold import Group, Page, Reading

# Table to the field of the record it is made of; `references` is a reserved word of SQL.
_CHILDREN = {
    "sections": "sections",
    "items": "items",
    "citations": "references",
    "glossary": "glossary",
    "modules": "modules",
    "links": "links",
    "rejected": "rejected",
}
# Read from where, and by what: all else of a record is what the page says.
_NOT_SAID = ("url", "schema_version", "extractor_version", "vocabulary_version", "template_version")
_NO_SITE = "unknown"

Record = Mapping[str, Any]  # an Article as plain values


def record_digest(record: Record) -> str:
    """Digest of all that is said of the page; the address it came from and the versions do not count."""
    said = {k: v for k, v in record.items() if k not in _NOT_SAID}
    return digest(json.dumps(said, sort_keys=True))


def page_of(
    record: Record, said: str, address: str, reading: Reading, first_seen: datetime, reader: str
) -> Page:
    """What folding needs to know of a page read at an address; `said` is the digest of its record."""
    own = article_address(address)
    canonical = record["canonical_url"]
    return Page(
        address=address,
        url=reading.url,
        page_site=record["site"] or _NO_SITE,
        page_article_id=record["article_id"],
        canonical_address=article_address(canonical) if canonical else own,
        own_address=own,
        status=record["status"],
        text_digest=digest(record["text"]) if record["text"] else None,
        record_digest=said,
        first_seen=first_seen,
        changed_at=reading.since,
        warc_file=reading.warc_file,
        warc_offset=reading.warc_offset,
        warc_length=reading.warc_length,
        payload_digest=reading.payload_digest,
        reader=reader,
    )


def content_rows(record: Record, page: Page) -> dict[str, list[dict[str, Any]]]:
    """All rows of an article, by table; addresses and first_seen are those of this one page."""
    of_article = {"site": page.page_site, "article_id": page.page_article_id}
    rows = {
        table: [
            {"position": position, **entry, **of_article} for position, entry in enumerate(record[field], 1)
        ]
        for table, field in _CHILDREN.items()
    }
    columns = schema.tables()["articles"].columns
    facts = asdict(page)
    row = {name: record.get(name, facts.get(name)) for name in columns}
    row |= {
        "site": page.page_site,
        "url": page.url,
        "addresses": [page.address],
        "structured": _json(record["structured"]),
        "missing": _json(record["missing"]),
    }
    return {"articles": [row], **rows}


def address_rows(group: Group) -> list[dict[str, Any]]:
    """The rows of table addresses for one article. They determine all its other rows."""
    of_article = {"site": group.page.page_site, "article_id": group.page.page_article_id}
    columns = schema.tables()["addresses"].columns
    pages = [
        {**dict.fromkeys(columns), **_known(asdict(p), columns), **of_article}
        | {"role": "article" if p == group.page else "twin"}
        for p in group.pages
    ]
    redirects = [
        {**dict.fromkeys(columns), **of_article, "address": source, "role": "redirect", "target": target}
        for source, target in group.redirects
    ]
    return sorted(pages + redirects, key=lambda row: row["address"])


def page_from_row(row: Mapping[str, Any]) -> Page:
    """The page a row of table addresses tells of (not a redirect's)."""
    facts = {name: row[name] for name in Page.__dataclass_fields__ if name != "own_address"}
    return Page(own_address=article_address(row["address"]), **facts)


def capture_row(capture: Capture) -> dict[str, Any]:
    """A capture as a row of table captures, but for its run_id."""
    return asdict(capture) | {
        "site": site_of(capture.url),
        "address": normalize(capture.url),
        "fetched_at": utc(capture.fetched_at),
    }


def ledger_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A request of the crawl as a row of table ledger, but for its run_id.

    Raises:
        UsageError: crawl_id, seq, url or verdict is missing, or a time is no ISO 8601 time.
    """
    absent = [name for name in ("crawl_id", "seq", "url", "verdict") if row.get(name) is None]
    if absent:
        raise UsageError(f"A ledger row has no {', '.join(absent)}: {dict(row)!r}")
    at = row.get("requested_at")
    columns = schema.tables()["ledger"].columns
    return _known(row, columns) | {
        "site": site_of(row["url"]),
        "requested_at": utc(at) if isinstance(at, str) else at,
    }


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the named table's schema; keys that are no column are left out."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema.tables()[name].arrow)


def utc(text: str) -> datetime:
    """An ISO 8601 time as a naive one in UTC; one without a zone is taken for UTC.

    Raises:
        UsageError: It is no such time.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no ISO 8601 time, such as 2026-11-22T10:15:00Z.") from None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def _known(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in columns if name in row}


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, legal in a page's JSON and in no UTF-8
        return json.dumps(value, sort_keys=True)
    return text
