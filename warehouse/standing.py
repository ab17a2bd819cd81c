"""What stands in a version, as far as new captures touch it: addresses, their histories, their articles.

All of it is asked of DuckDB, so that a small run on a large lake loads little into memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import Any

import duckdb
import pyarrow as pa

from extract.addresses import normalize
from warehouse.buckets import Key
from warehouse.fold import AddressState, CaptureRow, Page, address_state, end_of, gone_row, is_page, repeats
from warehouse.rows import page_from_row

_ROWS_AT_ONCE = 2_000
_HISTORY = (
    "address", "url", "fetched_at", "record_type", "status", "mime", "payload_digest", "location",
    "refers_to_url", "warc_file", "warc_offset", "warc_length",
)  # fmt: skip
# Columns of few values, of which one string each is kept.
_FEW = frozenset({"record_type", "mime", "warc_file", "reader", "page_site", "site", "role"})


@dataclass(slots=True)
class States:
    """What stands at addresses: `now`, and `before` the new captures where that was anything."""

    now: dict[str, AddressState] = field(default_factory=dict)
    before: dict[str, AddressState] = field(default_factory=dict)

    def redirects(self) -> dict[str, str]:
        """Address to where it redirects now."""
        return {address: state.redirect for address, state in self.now.items() if state.redirect}

    def rerouted(self) -> set[str]:
        """Addresses at which a redirect ends, or ended, that is not what it was."""
        now = self.redirects()
        before = {address: state.redirect for address, state in self.before.items() if state.redirect}
        moved = {a for a in now.keys() | before.keys() if now.get(a) != before.get(a)}
        return {end_of(address, way) for address in moved for way in (now, before)} | moved


class Standing:
    """A version's tables, in a connection that has them, beside the captures and ledger rows of a run."""

    def __init__(self, published: duckdb.DuckDBPyConnection, captures: pa.Table, requests: pa.Table) -> None:
        self._sql = published
        self._sql.register("new_captures", captures)
        self._sql.register("new_requests", requests)
        self._gone: dict[str, list[CaptureRow]] = defaultdict(list)
        self._gone_before: dict[str, list[CaptureRow]] = defaultdict(list)
        for table, into in (("ledger", self._gone_before), ("new_requests", self._gone)):
            query = (
                f"SELECT url, requested_at FROM {table} WHERE verdict = 'gone' AND requested_at IS NOT NULL"
            )
            for url, at in self._sql.execute(query).fetchall():
                into[normalize(url)].append(gone_row(normalize(url), at))

    def sites_with_new_pages(self) -> set[str]:
        """Sites of which pages are among the new captures."""
        columns = "site, record_type, status, mime"
        rows = self._sql.sql(f"SELECT DISTINCT {columns} FROM new_captures WHERE site IS NOT NULL").fetchall()
        names = ("site", "record_type", "status", "mime")
        return {row[0] for row in rows if is_page(dict(zip(names, row, strict=True)))}

    def sites(self) -> set[str]:
        """Sites of published pages."""
        return {
            site for (site,) in self._sql.sql("SELECT DISTINCT page_site FROM addresses").fetchall() if site
        }

    def templates(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of table templates, by site."""
        by_site: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._sql.sql("FROM templates ORDER BY site, position").to_arrow_table().to_pylist():
            by_site[row["site"]].append(row)
        return dict(by_site)

    def readable(
        self, archive: Collection[str], readers: tuple[str, Mapping[str | None, str]] | None
    ) -> set[str]:
        """Addresses of published pages whose archive file is there; those read by other readers, where given.

        Args:
            archive: Base names of archive files.
            readers: Digest of what reads the pages of a site without a template, and those of sites with one.
        """
        self._register("archive", name=archive)
        query = "SELECT address FROM addresses WHERE role <> 'redirect' AND warc_file IN (FROM archive)"
        if readers is not None:
            default, of_site = readers
            known = {site: reader for site, reader in of_site.items() if site}
            self._register("readers", site=known.keys(), digest=known.values())
            query = (
                "SELECT address FROM addresses LEFT JOIN readers ON readers.site = page_site "
                "WHERE role <> 'redirect' AND warc_file IN (FROM archive) "
                f"AND reader <> coalesce(readers.digest, '{default}')"
            )
        return {address for (address,) in self._sql.sql(query).fetchall()}

    def states(self, others: Collection[str], sites: Collection[str]) -> States:
        """What stands at the addresses of new captures and ledger rows, and at some others.

        Args:
            others: Addresses to look at besides.
            sites: Sites of which to look at every address.
        """
        # Addresses that ever redirected come along: where a redirect leads may be new.
        self._register("others", address={*others, *self._gone})
        self._register("sites", site=sites)
        self._sql.execute(
            "CREATE TEMP TABLE touched AS SELECT address FROM new_captures UNION FROM others "
            "UNION SELECT address FROM captures WHERE site IN (FROM sites) "
            "UNION SELECT address FROM captures WHERE status BETWEEN 301 AND 308 AND location IS NOT NULL"
        )
        elsewhere = self._elsewhere()
        states = States()
        for address, rows in groupby(self._histories(), key=itemgetter("address")):
            history = list(rows)
            old = [row for row in history if not row["is_new"]]
            gone, gone_before = self._gone.get(address, []), self._gone_before.get(address, [])
            now = address_state([*history, *gone, *gone_before], elsewhere)
            before = now
            if gone or len(old) < len(history):
                before = address_state([*old, *gone_before], elsewhere)
            states.now[address] = now
            if before.readings or before.redirect:
                states.before[address] = before
        return states

    def pages(self, addresses: Iterable[str]) -> dict[str, Page]:
        """The published pages at these addresses."""
        self._register("asked", address=addresses)
        rows = self._rows("FROM addresses WHERE role <> 'redirect' AND address IN (FROM asked)")
        return {row["address"]: page_from_row(row) for row in rows}

    def affected(
        self, addresses: Collection[str], pages: Collection[Page]
    ) -> dict[Key, list[dict[str, Any]]]:
        """Rows of addresses, by article, of every article that may fold otherwise now.

        Args:
            addresses: Those at which something else stands, or a redirect ends.
            pages: The pages that stand there now.
        """
        found: dict[Key, list[dict[str, Any]]] = {}
        at = set(addresses)
        ids = {page.page_article_id for page in pages}
        texts = {page.text_digest for page in pages if page.text_digest}
        known = self._sql.sql("SELECT 1 FROM addresses LIMIT 1").fetchall()
        while known and (at or ids or texts):
            self._register("these", address=at)
            self._register("ids", article_id=ids)
            self._register("texts", digest=texts)
            self._register("found", site=(s for s, _ in found), article_id=(a for _, a in found))
            rows = self._rows(
                "FROM addresses SEMI JOIN (SELECT DISTINCT site, article_id FROM addresses WHERE "
                "address IN (FROM these) OR page_article_id IN (FROM ids) OR text_digest IN (FROM texts)) "
                "USING (site, article_id) ANTI JOIN found USING (site, article_id) "
                "ORDER BY site, article_id, address"
            )
            at, ids, texts = set(), set(), set()
            for row in rows:
                found.setdefault((row["site"], row["article_id"]), []).append(row)
                if row["role"] != "redirect":
                    ids.add(row["page_article_id"])
                    texts.add(row["text_digest"])
            texts.discard(None)
        return found

    def _histories(self) -> Iterator[dict[str, Any]]:
        columns = ", ".join(_HISTORY)
        yield from self._rows(
            f"FROM (SELECT {columns}, false AS is_new FROM captures SEMI JOIN touched USING (address) "
            f"UNION ALL SELECT {columns}, true FROM new_captures) ORDER BY address"
        )

    def _elsewhere(self) -> dict[tuple[str, str], list[CaptureRow]]:
        """Pages that revisits of other addresses repeat; of touched pages, the revisits' too."""
        columns = ", ".join(_HISTORY)
        both = f"(SELECT {columns} FROM captures UNION ALL SELECT {columns} FROM new_captures)"
        rows = self._rows(f"FROM {both} WHERE record_type = 'revisit' AND refers_to_url <> url")
        places = {
            row["address"]: place for row in rows if (place := repeats(row)) not in (None, row["address"])
        }
        touched = {a for (a,) in self._sql.sql("FROM touched").fetchall()} if places else set()
        moved = {a for a, place in places.items() if place in touched} - touched
        self._register("moved", address=moved)
        self._sql.execute("INSERT INTO touched FROM moved")
        self._register("places", address={p for a, p in places.items() if a in touched or a in moved})
        found: dict[tuple[str, str], list[CaptureRow]] = defaultdict(list)
        for row in self._rows(f"FROM {both} WHERE address IN (FROM places)"):
            if is_page(row) and row["payload_digest"]:
                found[row["address"], row["payload_digest"]].append(row)
        return found

    def _register(self, view: str, /, **columns: Iterable[str]) -> None:
        arrays = {column: pa.array(list(values), pa.string()) for column, values in columns.items()}
        self._sql.register(view, pa.table(arrays))

    def _rows(self, query: str) -> Iterator[dict[str, Any]]:
        # Read as it is answered: whoever asks takes all of it before the next question.
        for batch in self._sql.sql(query).to_arrow_reader(_ROWS_AT_ONCE):
            for row in batch.to_pylist():
                for name in _FEW.intersection(row):
                    if row[name] is not None:
                        row[name] = intern(row[name])
                yield row
