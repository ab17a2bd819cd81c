"""A version of a lake, to query, compare and look up."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import UsageError
from warehouse import catalog, html, schema
from warehouse.diff import Diff, diff
from warehouse.errors import LakeError, QueryError
from warehouse.evidence import Evidence, with_page
from warehouse.inputs import archive_files
from warehouse.log import Snapshot, read_entry, snapshot, versions
from warehouse.readonly import check_reads
from warehouse.search import search_query
from warehouse.store import Store, open_store

_EVIDENCE = """
SELECT i.item_id, i.facet, i.term, i.text, a.condition, a.article_id, a.url, s.heading, s.path, i.dom_path,
       c.fetched_at, a.changed_at, a.warc_file, a.warc_offset, a.warc_length, a.payload_digest,
       a.extractor_version, a.vocabulary_version, a.template_version, $version AS lake_version,
       i.text_start, i.text_end, a.text AS article_text
FROM items i
JOIN articles a USING (site, article_id)
LEFT JOIN sections s ON s.site = i.site AND s.article_id = i.article_id AND s.position = i.section
LEFT JOIN captures c ON c.warc_file = a.warc_file AND c.warc_offset = a.warc_offset
WHERE i.item_id = $item_id"""


class Lake:
    """One version of a lake: SQL over its tables and views, read-only.

    Args:
        store: Where the lake is.
        snapshot: The version's files.
    """

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store = store
        self._snapshot = snapshot

    def __repr__(self) -> str:
        return f"<Lake {self.location} version {self.version}>"

    def _repr_html_(self) -> str:
        rows = ((name, rows, schema.tables()[name].meaning) for name, rows in self.tables.items())
        return html.table(f"Lake {self.location}, version {self.version}", ("table", "rows", "meaning"), rows)

    @property
    def location(self) -> str:
        """The lake's folder or URL."""
        return self._store.root

    @property
    def version(self) -> int:
        """The version this lake shows; it stays as it is while others commit."""
        return self._snapshot.version

    @property
    def tables(self) -> dict[str, int]:
        """Rows of every table."""
        return {name: sum(file.rows for file in self._snapshot.of(name)) for name in schema.tables()}

    def at(self, version: int) -> Lake:
        """The lake as of another version; LakeError where there is no such version."""
        return Lake(self._store, snapshot(self._store, version))

    def versions(self) -> list[int]:
        """Every version the lake has now, oldest first."""
        return versions(self._store)

    def log(self) -> list[dict[str, Any]]:
        """One row a version, oldest first: when and by what it was made, and the files in and out."""
        rows = []
        for version in self.versions():
            entry, _ = read_entry(self._store, version)
            rows.append(
                {
                    "version": version,
                    "committed_at": entry["committed_at"],
                    "kind": entry["kind"],
                    "run_id": entry["run_id"],
                    "inputs": entry["inputs"],
                    "versions": entry["versions"],
                    "checks": entry["checks"],
                    "accepted": entry.get("accepted"),
                    "files_added": len(entry["added"]),
                    "files_removed": len(entry["removed"]),
                }
            )
        return rows

    def files(self, version: int | None = None) -> list[dict[str, Any]]:
        """A version's Parquet files, this one's without an argument.

        Each has table, path (full path or URL, as DuckDB, pandas and polars read it), rows, bytes, sha256,
        and the schema_version whose columns it has.
        """
        shown = self._snapshot if version is None else self.at(version)._snapshot
        return [
            {
                "table": file.table,
                "path": self._store.uri(file.path),
                "rows": file.rows,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "schema_version": file.schema_version,
            }
            for file in sorted(shown.files.values())
        ]

    def diff(self, before: int, after: int) -> Diff:
        """What version `after` says differently from version `before`, and why."""
        archive = {path.name: path for path in archive_files(self._store)}
        return diff(self._store, self.at(before)._snapshot, self.at(after)._snapshot, archive)

    def sql(self, query: str, params: Any = None) -> duckdb.DuckDBPyRelation:
        """Ask the version one SELECT; a relation, for `.df()`, `.arrow()`, `.pl()`, `.fetchall()`.

        Args:
            query: One statement. It can read the lake's tables and views and nothing else.
            params: Values for `?` or `$name` in it.

        Raises:
            QueryError: It is not one SELECT that only reads, or DuckDB refuses it.
        """
        cursor = self._connection.cursor()  # its own, so that an answer half read is in nobody's way
        check_reads(cursor, query)
        try:
            return cursor.sql(query, params=params)
        except duckdb.Error as error:
            raise QueryError(f"The query cannot be answered: {error}") from None

    def search(self, words: str, *, facet: str | None = None, limit: int = 20) -> duckdb.DuckDBPyRelation:
        """The entries of conditions that say the words, the best first, each with its score.

        Case, plural, accents, British spelling and the synonyms of term_key make no difference. Entries need
        not have all words. Scores (BM25) compare within one answer, not between lakes.

        Args:
            words: What to look for.
            facet: Only entries of this one.
            limit: At most so many.

        Raises:
            UsageError: There is no word in `words`, or no such facet.
        """
        return self.sql(search_query(words, facet), {"facet": facet, "limit": limit})

    def show(self, condition: str) -> dict[str, Any]:
        """One condition in full: its article, its entries by facet, its references.

        Args:
            condition: Name, alias or article_id; upper and lower case are one.

        Raises:
            LakeError: No condition or several of that name; the message lists near ones.
        """
        article = self._find(condition)
        key = {"site": article["site"], "article_id": article["article_id"]}
        facets: dict[str, list[dict[str, Any]]] = {}
        for item in self._rows("FROM items WHERE site = $site AND article_id = $article_id", key):
            facets.setdefault(item["facet"], []).append(item)
        references = self._rows("FROM citations WHERE site = $site AND article_id = $article_id", key)
        return {
            **article,
            "structured": json.loads(article["structured"]),
            "missing": json.loads(article["missing"]),
            "facets": facets,
            "references": references,
        }

    def explain(self, item_id: str, *, warcs: Sequence[str | Path] = ()) -> Evidence:
        """Where an entry comes from, down to the archived bytes of its page.

        Args:
            item_id: The entry, as tables and views name it.
            warcs: Archive files that are not in the lake's own archive folder.

        Raises:
            LakeError: This version has no such entry.
        """
        rows = self._rows(_EVIDENCE, {"item_id": item_id.strip(), "version": self.version})
        if not rows:
            raise LakeError(
                f"There is no entry {item_id!r} in version {self.version} of {self.location}: column item_id "
                f"of symptoms, causes and the other views names entries."
            )
        archive = {path.name: path for path in [*archive_files(self._store), *map(Path, warcs)]}
        return with_page(rows[0], rows[0]["article_text"], archive)

    def write_duckdb(self, file: str | Path) -> None:
        """Write a DuckDB database of this version's tables and views, for the DuckDB CLI and other programs.

        It holds no rows: its views read the version's Parquet files where they are now.

        Raises:
            UsageError: The file cannot be written.
        """
        target = Path(file)
        part = target.with_name(f".{target.name}.part")
        part.unlink(missing_ok=True)
        try:
            with catalog.connect(self._store, part) as connection:
                catalog.define_tables(connection, self._store, self._snapshot.files.values())
                catalog.define_views(connection)
            part.replace(target)
        except (duckdb.IOException, OSError) as error:
            raise UsageError(f"{target} cannot be written: {error}") from None
        finally:
            part.unlink(missing_ok=True)

    def status(self) -> dict[str, Any]:
        """The lake in numbers: version, rows, articles by kind and status, skipped requests, the last run."""
        entry, _ = read_entry(self._store, self.version)
        return {
            "location": self.location,
            "version": self.version,
            "committed_at": entry["committed_at"],
            "run_id": entry["run_id"],
            "kind": entry["kind"],
            "tables": self.tables,
            "bytes": sum(file.bytes for file in self._snapshot.files.values()),
            "files": len(self._snapshot.files),
            "sites": self._counts("SELECT site, count(*) FROM articles GROUP BY ALL ORDER BY ALL"),
            "kinds": self._counts("SELECT kind, count(*) FROM articles GROUP BY ALL ORDER BY ALL"),
            "statuses": self._counts("SELECT status, count(*) FROM articles GROUP BY ALL ORDER BY ALL"),
            "quarantine": self._rows(
                "SELECT url, payload_digest, error FROM quarantine ORDER BY url LIMIT 20", {}
            ),
            "skipped": self._counts("SELECT verdict, count(*) FROM skipped GROUP BY ALL ORDER BY ALL"),
            "captured_to": self.sql("SELECT max(fetched_at) FROM captures").fetchall()[0][0],
        }

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = catalog.connect(self._store)
        files = self._snapshot.files.values()
        catalog.define_tables(connection, self._store, files)
        catalog.define_views(connection)
        catalog.lock(connection, self._store, files)
        return connection

    def _find(self, name: str) -> dict[str, Any]:
        found = self._rows(
            "FROM conditions WHERE lower(condition) = lower($name) OR article_id = $name "
            "ORDER BY site, article_id",
            {"name": name.strip()},
        ) or self._rows(
            "FROM conditions WHERE list_contains(list_transform(aliases, lambda a: lower(a)), lower($name)) "
            "ORDER BY site, article_id",
            {"name": name.strip()},
        )
        if len(found) == 1:
            return found[0]
        if found:
            choices = "; ".join(f"{row['article_id']} ({row['url']})" for row in found)
            raise LakeError(f"Several articles are about {name!r}; name one by its article_id: {choices}.")
        names = self.sql(
            "SELECT DISTINCT condition FROM conditions WHERE condition IS NOT NULL ORDER BY 1"
        ).fetchall()
        by_lower = {known.lower(): known for (known,) in names}
        wanted = name.strip().lower()
        near = [known for lower, known in by_lower.items() if wanted in lower] or [
            by_lower[lower] for lower in difflib.get_close_matches(wanted, by_lower)
        ]
        hint = f" Near: {', '.join(near[:5])}." if near else ""
        raise LakeError(f"No condition {name!r} in {self.location}.{hint}")

    def _rows(self, query: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.sql(query, dict(params)).to_arrow_table().to_pylist()
        return rows

    def _counts(self, query: str) -> dict[str, int]:
        return dict(self.sql(query).fetchall())


def open(path_or_url: str | Path) -> Lake:
    """Open a lake at its newest version.

    Raises:
        LakeError: There is no lake.
        DamagedLakeError: Its log is damaged.
    """
    store = open_store(path_or_url)
    newest = snapshot(store)
    if not newest.version:
        raise LakeError(
            f"There is no lake at {store.root} yet: `nosograph demo` or `nosograph ingest` makes one."
        )
    return Lake(store, newest)
