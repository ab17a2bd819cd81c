"""Records, captures and ledger rows as rows of the tables in columns.toml.

What is said of a page travels as one JSON text (`said`): its digest is the record's, and the tables are made
of many such texts at once, column by column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from crawler.archive import Capture
from extract import Article
from extract.addresses import article_address, normalize, site_of
from extract.errors import UsageError
from extract.record import GlossaryEntry, Item, Link, Module, Reference, Rejected, Section
from warehouse import schema
from warehouse.fold import Group, Page

# Table to the field of the record it is made of and what that holds; `references` is reserved in SQL.
_CHILDREN: Mapping[str, tuple[str, type]] = {
    "sections": ("sections", Section),
    "items": ("items", Item),
    "citations": ("references", Reference),
    "glossary": ("glossary", GlossaryEntry),
    "modules": ("modules", Module),
    "links": ("links", Link),
    "rejected": ("rejected", Rejected),
}
ARTICLE_TABLES = ("articles", "addresses", *_CHILDREN)
# Read from where, and by what: all else of a record is what the page says.
_VERSIONS = ("schema_version", "extractor_version", "vocabulary_version", "template_version")
_JSON_FIELDS = ("structured", "missing")
NO_SITE = "unknown"


def _names(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


_OF_ARTICLE = tuple(
    name
    for name in _names(Article)
    if name not in ("url", *_VERSIONS, *_JSON_FIELDS)
    and name not in {field for field, _ in _CHILDREN.values()}
)
_Values = Callable[[Any], tuple[Any, ...]]
_values: _Values = attrgetter(*_OF_ARTICLE)
_versions: _Values = attrgetter(*_VERSIONS)
_children: Mapping[str, tuple[Callable[[Any], Sequence[Any]], Sequence[Callable[[Any], Any]]]] = {
    table: (attrgetter(field), [attrgetter(name) for name in _names(part)])
    for table, (field, part) in _CHILDREN.items()
}


def said(article: Article) -> str:
    """All that is said of a page, as a line of JSON; the address it came from and versions do not count."""
    values = [*_values(article), *(_json(getattr(article, name)) for name in _JSON_FIELDS)]
    parts = [[list(map(value, get(article))) for value in of] for get, of in _children.values()]
    return json.dumps([values, parts], separators=(",", ":"))


def versions_of(article: Article) -> str:
    """The versions a record was made with, as one line of JSON."""
    return json.dumps(_versions(article))


@dataclass(frozen=True, slots=True)
class Told:
    """An article to be written: its group, and of the page its rows are made of `said` and `versions_of`."""

    group: Group
    said: str
    versions: str


def article_tables(articles: Sequence[Told]) -> dict[str, pa.Table]:
    """All rows of some articles, in every content table that is about articles."""
    values: list[list[Any]] = []
    of_article: dict[str, list[Group]] = {table: [] for table in _CHILDREN}
    positions: dict[str, list[int]] = {table: [] for table in _CHILDREN}
    parts: dict[str, list[list[Any]]] = {t: [[] for _ in _names(of)] for t, (_, of) in _CHILDREN.items()}
    for article in articles:
        of_page, of_parts = json.loads(article.said)
        values.append(of_page)
        for table, of_part in zip(_CHILDREN, of_parts, strict=True):
            for column, more in zip(parts[table], of_part, strict=True):
                column += more
            count = len(of_part[0])
            of_article[table] += [article.group] * count
            positions[table] += range(1, count + 1)
    groups = [article.group for article in articles]
    of_articles = {
        **_columns((*_OF_ARTICLE, *_JSON_FIELDS), values),
        **_columns(_VERSIONS, [json.loads(article.versions) for article in articles]),
        **_of_page(groups),
    }
    tables = {"articles": _table("articles", of_articles)}
    for table, (_, part) in _CHILDREN.items():
        columns = {"position": positions[table], **dict(zip(_names(part), parts[table], strict=True))}
        tables[table] = _table(table, columns | _identity(of_article[table]))
    tables["addresses"] = table_of("addresses", (row for group in groups for row in address_rows(group)))
    return tables


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True) if rows else ([] for _ in names), strict=True))


def _identity(groups: Sequence[Group]) -> dict[str, Sequence[Any]]:
    return {
        "site": [group.page.page_site for group in groups],
        "article_id": [group.page.page_article_id for group in groups],
    }


def _of_page(groups: Sequence[Group]) -> dict[str, Sequence[Any]]:
    """Columns of articles that tell where the row was read, not what the page says."""
    pages = [group.page for group in groups]
    names = ("url", "text_digest", "record_digest", "changed_at")
    place = ("warc_file", "warc_offset", "warc_length", "payload_digest")
    return {
        **_identity(groups),
        **{name: [getattr(page, name) for page in pages] for name in (*names, *place)},
        "addresses": [group.addresses for group in groups],
        "first_seen": [group.first_seen for group in groups],
    }


def _table(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    arrow = schema.tables()[name].arrow
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in arrow], schema=arrow)


def address_rows(group: Group) -> list[dict[str, Any]]:
    """The rows of table addresses for one article. They determine all its other rows."""
    of_article = {"site": group.page.page_site, "article_id": group.page.page_article_id}
    pages = [
        {**_of_address(page), **of_article, "role": "article" if page == group.page else "twin"}
        for page in group.pages
    ]
    nothing = dict.fromkeys(schema.tables()["addresses"].columns)
    redirects = [
        {**nothing, **of_article, "address": source, "role": "redirect", "target": target}
        for source, target in group.redirects
    ]
    return sorted(pages + redirects, key=lambda row: row["address"])


_PAGE = tuple(name for name in _names(Page) if name != "own_address")


def _of_address(page: Page) -> dict[str, Any]:
    return {"target": None} | {name: getattr(page, name) for name in _PAGE}


def page_from_row(row: Mapping[str, Any]) -> Page:
    """The page a row of table addresses tells of (not a redirect's)."""
    return Page(own_address=article_address(row["address"]), **{name: row[name] for name in _PAGE})


_CAPTURE = _names(Capture)


def capture_row(capture: Capture) -> dict[str, Any]:
    """A capture as a row of table captures, but for its run_id."""
    return {name: getattr(capture, name) for name in _CAPTURE} | {
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
