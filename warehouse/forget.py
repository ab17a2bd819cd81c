"""An article out of a lake for good: out of its tables, its older versions and its archive.

What stays is a tombstone an address, by digest: no crawl asks for it again and no ingest takes it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from crawler.archive import removed, scan
from crawler.erase import erase
from crawler.forgotten import digests_of
from extract.addresses import article_address, digest, normalize, parse_http
from extract.errors import UsageError
from warehouse import catalog, schema
from warehouse.buckets import drop_articles
from warehouse.commit import EVENTS, publish, read_rows, stage
from warehouse.expire import needed, remove_expired_entries, sweep
from warehouse.inputs import archive_files, look_at
from warehouse.log import Change, Snapshot, begin_at, snapshot
from warehouse.rows import table_of
from warehouse.store import Store, open_store, reached

_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_Key = tuple[str, str]  # site and article_id


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten: an article's `addresses`, its captures' `records` in the archive, its rows.

    `articles` is 0 where the lake had none there. `elsewhere` names archive files that hold records of it and
    are not at hand.
    """

    version: int
    addresses: tuple[str, ...]
    articles: int = 0
    records: int = 0
    elsewhere: tuple[str, ...] = ()


def forget(lake: str | Path, url: str, *, warcs: Sequence[str | Path] = ()) -> Forgotten:
    """Remove the article at an address, and let the lake begin at the version without it.

    All addresses it was ever found at in a version there is are forgotten with it. Records leave the archive
    without moving others. Killed anywhere, the same call finishes it; called again when it is done, it looks
    through all of the archive for records that came later.

    Args:
        lake: Folder or URL of the lake.
        url: An address of the article.
        warcs: Archive files that are not in the lake's own archive folder.

    Raises:
        UsageError: It is no address.
        ArchiveError: An archive file is damaged, or compressed as a whole.
        LakeError: The lake cannot be read or written.
    """
    address = normalize(url)
    if parse_http(address) is None:
        raise UsageError(f"{url!r} is no address: give one such as https://example.org/gout/")
    store = open_store(lake)
    archive = {path.name: path for path in [*archive_files(store), *map(Path, warcs)]}
    newest = snapshot(store)
    gone = _found(store, address)
    places, elsewhere = _places(store, newest, gone, archive)
    records = 0
    for path, of_file in sorted(places.items()):
        records += erase(path, of_file)
        reached("after_erased_file")
    articles = 0
    # What is there now and not needed later may hold rows of it, files of killed writers included.
    ages = store.ages("data") | {p: at for p, at in store.ages("log").items() if p.endswith(".tmp")}

    def build(base: Snapshot) -> Change | None:
        nonlocal articles
        with catalog.tables(store, base, "addresses") as tables:
            keys = _articles_at(tables, gone.addresses)
        articles = len(keys)
        added, removed = drop_articles(store, base, keys)
        ids = gone.article_ids | {article_id for _, article_id in keys}
        facts = {path.name: look_at(path).facts for path in places}
        for file in base.files.values():
            if file.table in schema.tables() and schema.tables()[file.table].kind == "event":
                columns = schema.tables()[file.table].arrow
                before = read_rows(store, file, columns)
                after = _without(file.table, before, ids, gone.addresses, facts)
                if not after.equals(before):
                    removed.append(file.path)
                    added += [stage(store, file.table, EVENTS, file.place[2], after)] if len(after) else []
        new = sorted(gone.digests - _tombstones(store, base))
        if new:
            rows = table_of("tombstones", ({"address_digest": each} for each in new))
            added.append(stage(store, "tombstones", EVENTS, digest(*new), rows))
        if not (added or removed):
            return None
        return Change("forget", tuple(added), tuple(removed), inputs={"addresses": len(gone.addresses)})

    published = publish(store, build)
    reached("after_forgotten")
    begin_at(store, published)
    remove_expired_entries(store)
    sweep(store, ages, _FAR)
    return Forgotten(
        published.version, tuple(sorted(gone.addresses)), articles, records, tuple(sorted(elsewhere))
    )


def tombstones(lake: str | Path) -> set[str]:
    """Digests of the addresses that a lake has forgotten; none where there is no lake.

    Raises:
        DamagedLakeError: The lake is damaged.
    """
    if "://" not in str(lake) and not Path(lake).expanduser().exists():
        return set()
    store = open_store(lake)
    return _tombstones(store, snapshot(store))


def _tombstones(store: Store, version: Snapshot) -> set[str]:
    columns = schema.tables()["tombstones"].arrow
    files = version.of("tombstones")
    return {each for f in files for each in read_rows(store, f, columns)["address_digest"].to_pylist()}


@dataclass(frozen=True, slots=True)
class _Gone:
    """What is to be forgotten: every address, every article_id that any of them had."""

    addresses: frozenset[str]
    article_ids: frozenset[str]

    @property
    def digests(self) -> set[str]:
        """What is kept of them."""
        return set().union(*map(digests_of, self.addresses))


def _found(store: Store, address: str) -> _Gone:
    """The article at an address, in any version there is, and all addresses it had in any."""
    files = [file for file in needed(store).values() if file.table == "addresses"]
    with catalog.connect(store) as connection:
        catalog.define_tables(connection, store, files)
        # The address may be spelled otherwise than where the article was found.
        keys = connection.execute(
            "SELECT DISTINCT site, article_id, page_article_id FROM addresses WHERE address = ? "
            "OR article_id = ? OR page_article_id = ?",
            [address, *[digest(article_address(address))] * 2],
        ).fetchall()
        ids = {article_id for _, *both in keys for article_id in both if article_id}
        rows = connection.execute(
            "SELECT DISTINCT address FROM addresses WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",
            [sorted(ids)],
        ).fetchall()
    return _Gone(frozenset({address, *(found for (found,) in rows)}), frozenset(ids))


def _articles_at(tables: duckdb.DuckDBPyConnection, addresses: Collection[str]) -> set[_Key]:
    return set(
        tables.execute(
            "SELECT DISTINCT site, article_id FROM addresses WHERE address IN (SELECT unnest(?::VARCHAR[]))",
            [sorted(addresses)],
        ).fetchall()
    )


def _places(
    store: Store, newest: Snapshot, gone: _Gone, archive: Mapping[str, Path]
) -> tuple[dict[Path, list[tuple[int, int]]], set[str]]:
    """Offset and length of the records of some addresses, by archive file; and files that are not at hand.

    Table captures tells of files that were taken in. Others are looked through, and all of them where the
    addresses were forgotten before.
    """
    with catalog.tables(store, newest, "captures", "runs") as tables:
        rows = tables.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures "
            "WHERE address IN (SELECT unnest(?::VARCHAR[]))",
            [sorted(gone.addresses)],
        ).fetchall()
        runs = tables.execute("SELECT inputs FROM runs WHERE outcome = 'published'").fetchall()
    taken = {warc["name"] for (inputs,) in runs for warc in json.loads(inputs)["warcs"]}
    if gone.digests <= _tombstones(store, newest):
        taken = set()
    places: dict[Path, list[tuple[int, int]]] = defaultdict(list)
    for name, *place in rows:
        if name in archive:
            places[archive[name]].append((place[0], place[1]))
    for name, path in sorted(archive.items()):
        if name not in taken:
            for capture in scan(path):
                if normalize(capture.url) in gone.addresses:
                    places[path].append((capture.warc_offset, capture.warc_length))
    folders = {path.parent for path in archive.values()}
    pruned = {name for folder in folders for name in removed(folder)}
    return dict(places), {name for name, *_ in rows} - archive.keys() - pruned


def _without(
    table: str,
    rows: pa.Table,
    ids: Collection[str],
    addresses: Collection[str],
    facts: Mapping[str, Mapping[str, Any]],
) -> pa.Table:
    """Rows of an event table without those about the forgotten, and without its words in the others."""
    if table == "runs":
        return _mapped(rows, "inputs", lambda inputs: _with_facts(inputs, facts))
    if table == "checks":
        return _mapped(rows, "examples", lambda examples: _examples(examples, {*ids, *addresses}))
    names: dict[str, Collection[str]] = {"article_id": ids, "address": addresses, "url": addresses}
    told = pa.array([False] * len(rows))
    for name, forgotten in names.items():
        if name in rows.column_names:
            values = rows[name].to_pylist()
            if name == "url":
                values = [normalize(value) if value else None for value in values]
            told = pa.compute.or_(told, pa.array([value in forgotten for value in values], pa.bool_()))
    return rows.filter(pa.compute.invert(told))


def _mapped(rows: pa.Table, column: str, change: Any) -> pa.Table:
    place = rows.schema.get_field_index(column)
    values = pa.array([change(value) for value in rows[column].to_pylist()], pa.string())
    return rows.set_column(place, rows.schema.field(column), values)


def _with_facts(inputs: str, facts: Mapping[str, Mapping[str, Any]]) -> str:
    """What a run says of its archive files, as they are now."""
    told = json.loads(inputs)
    told["warcs"] = [facts.get(warc["name"], warc) for warc in told["warcs"]]
    return json.dumps(told, sort_keys=True)


def _examples(examples: str, forgotten: Iterable[str]) -> str:
    """Examples of a check without those that name the forgotten, or no article at all."""
    kept = [
        example
        for example in json.loads(examples)
        if "article_id" in example and not any(name in json.dumps(example) for name in forgotten)
    ]
    return json.dumps(kept, ensure_ascii=False, default=str)
