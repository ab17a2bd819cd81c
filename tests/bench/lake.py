"""What the lake costs: a commit's metadata, durable writing against bare pyarrow, SQL against bare DuckDB.

Rows are those of the sample encyclopedia, copied under other article_ids. Rounds alternate between contenders
and the medians are compared.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import string
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extract.addresses import digest
from nosograph.demo.site import build_site
from tests.bench.figure import Figure, say
from tests.warehouse.pages import Capture, warc
from warehouse import ingest, schema
from warehouse.buckets import TABLES_AT_ONCE
from warehouse.commit import ZSTD_LEVEL, stage
from warehouse.compact import SMALL_FILES
from warehouse.lake import Lake
from warehouse.log import EMPTY, Change, File, Snapshot, append, snapshot
from warehouse.store import open_store

COMMITS = 1000
TIMED_COMMITS = 50
METADATA_LIMIT = 15.0  # milliseconds of metadata work a commit, at most
WRITE_LIMIT = 0.8  # of bare pyarrow's rows a second, at least
SQL_LIMIT = 1.1  # times bare DuckDB, at most
FILES = (10, 200, 2000)
ROUNDS = 9
COPIES = 40
ROWS = 200_000  # of the tables that are asked
QUERY = (
    "SELECT facet, count(*), count(DISTINCT term_key), max(text_end) FROM {} GROUP BY facet ORDER BY facet"
)

_TEXTS = {"text", "term", "term_key", "description", "definition", "title", "condition", "heading", "url"}

Tables = Mapping[str, pa.Table]


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def sample(folder: Path) -> tuple[Lake, Tables]:
    """A lake of the sample encyclopedia, and the rows of its articles by table."""
    url = "http://127.0.0.1:8000"
    pages = [page for page in build_site(url).pages.values() if page.status == 200]
    warc(folder / "archive", "1", *(Capture(url + p.target, 1, p.body, mime=p.content_type) for p in pages))
    ingest(folder)
    store = open_store(folder)
    lake = Lake(store, snapshot(store))
    about_articles = [t for t in schema.tables().values() if t.kind == "content" and t.name != "templates"]
    return lake, {t.name: lake.sql(f"FROM {t.name}").to_arrow_table().cast(t.arrow) for t in about_articles}


def copied(rows: pa.Table, copies: int) -> pa.Table:
    """The rows so many times, each time as other articles in other letters: equal texts pack too well."""
    made = []
    for number in range(copies):
        letters = list(string.ascii_lowercase)
        random.Random(number).shuffle(letters)
        other = str.maketrans(string.ascii_lowercase, "".join(letters))
        columns = {name: rows[name].to_pylist() for name in rows.column_names}
        columns["article_id"] = [digest(known, str(number)) for known in columns["article_id"]]
        for name in _TEXTS & columns.keys():
            columns[name] = [text and text.translate(other) for text in columns[name]]
        made.append(pa.table(columns, schema=rows.schema))
    return pa.concat_tables(made)


def file_of(table: str, number: int) -> File:
    """A file as an entry of the log names it; there is none."""
    sha256 = hashlib.sha256(f"{table}{number}".encode()).hexdigest()
    return File(table, f"data/{table}/example.org/{number:03x}-{sha256[:20]}.parquet", 100, 10_000, sha256)


def metadata(folder: Path) -> dict[str, float]:
    """Milliseconds of opening a lake of many commits, and of a commit to it less its data files."""
    store = open_store(folder, create=True)
    tables = [name for name in schema.tables() if name != "templates"]
    newest, live = EMPTY, dict[str, File]()

    def commit(number: int, base: Snapshot) -> Snapshot:
        # A bucket of two hundred in every table of articles is replaced; files of event tables are merged
        # once they are many, as an ingest does.
        added = [file_of(name, number) for name in tables]
        places = {f"{f.table}/{number % (200 if f.table in content else SMALL_FILES)}": f for f in added}
        removed = [live[place].path for place in places if place in live]
        if number % SMALL_FILES == 0:
            small = [place for place, file in live.items() if file.table not in content]
            removed = [*{*removed, *(live.pop(place).path for place in small)}]
        change = Change("ingest", tuple(added), tuple(removed), run_id="x")
        live.update(places)
        made = append(store, base, change)
        assert made
        return made

    content = schema.content_tables()
    for number in range(COMMITS):
        newest = commit(number, newest)
    began = time.process_time()
    taken = [
        milliseconds(lambda number=number: commit(number, snapshot(store)))  # type: ignore[misc]
        for number in range(COMMITS, COMMITS + TIMED_COMMITS)
    ]
    processor = 1000 * (time.process_time() - began) / TIMED_COMMITS
    opening = [milliseconds(lambda: snapshot(store)) for _ in range(TIMED_COMMITS)]
    return {
        "commit_ms": statistics.median(taken),
        "commit_ms_at_most": max(taken),
        "commit_processor_ms": processor,
        "open_log_ms": statistics.median(opening),
        "files": len(snapshot(store).files),
    }


def writing(rows: Tables, folder: Path) -> tuple[float, float]:
    """Rows a second: bare pyarrow, a file a table; and ours: sorted, in buckets, durable, committed."""
    tables = {name: copied(table, COPIES) for name, table in rows.items()}
    count = sum(table.num_rows for table in tables.values())

    def bare(target: Path) -> None:
        target.mkdir()
        for name, table in tables.items():
            path = target / f"{name}.parquet"
            pq.write_table(table, path, compression="zstd", compression_level=ZSTD_LEVEL)

    def ours(target: Path) -> None:
        store = open_store(target, create=True)
        with ThreadPoolExecutor(TABLES_AT_ONCE) as pool:
            added = list(pool.map(lambda t: stage(store, t[0], "example.org", "all", t[1]), tables.items()))
        assert append(store, EMPTY, Change("ingest", tuple(added), ()))

    rates: dict[Callable[[Path], None], list[float]] = {bare: [], ours: []}
    for number in range(ROUNDS):
        for contender, taken in rates.items():
            os.sync()  # what the one before left to be written is not for this one to wait for
            target = folder / f"{contender.__name__}-{number}"
            taken.append(1000 * count / milliseconds(lambda to=target, w=contender: w(to)))  # type: ignore[misc]
    return statistics.median(rates[bare]), statistics.median(rates[ours])


def asking(items: pa.Table, folder: Path, files: int) -> tuple[float, float, float]:
    """Milliseconds until a lake of so many files gives its first answer; of bare DuckDB's answer; of ours."""
    store = open_store(folder, create=True)
    size = -(-items.num_rows // files)
    staged = [stage(store, "items", f"site{n}", "all", items.slice(n * size, size)) for n in range(files)]
    assert append(store, EMPTY, Change("ingest", tuple(staged), ()))
    opening = milliseconds(lambda: Lake(store, snapshot(store)).sql("SELECT count(*) FROM items").fetchall())
    lake = Lake(store, snapshot(store))
    paths = ", ".join(f"'{store.uri(file.path)}'" for file in snapshot(store).of("items"))
    with duckdb.connect() as connection:
        contenders: Sequence[Callable[[], object]] = (
            lambda: connection.sql(QUERY.format(f"read_parquet([{paths}])")).fetchall(),
            lambda: lake.sql(QUERY.format("items")).fetchall(),
        )
        assert contenders[0]() == contenders[1]()
        rounds = [[milliseconds(contender) for contender in contenders] for _ in range(ROUNDS)]
    bare, ours = (statistics.median(taken) for taken in zip(*rounds, strict=True))
    return opening, bare, ours


def measure() -> dict[str, Any]:
    """Measure and print; the results by name."""
    with tempfile.TemporaryDirectory(prefix="nosograph-bench-") as name:
        folder = Path(name)
        lake, rows = sample(folder / "sample")
        articles = lake.tables["articles"]
        size = sum(f["bytes"] for f in lake.files() if f["table"] in rows) / articles
        log = metadata(folder / "log")
        bare_rate, our_rate = writing(rows, folder)
        items = copied(rows["items"], -(-ROWS // rows["items"].num_rows)).slice(0, ROWS)
        asked = {files: asking(items, folder / f"files-{files}", files) for files in FILES}
    print(f"lake of {COMMITS} commits, {log['files']:.0f} files; medians of {TIMED_COMMITS} commits")
    figures = [Figure("metadata work a commit, ms", log["commit_ms"], "at most", METADATA_LIMIT)]
    say(figures[-1])
    print(f"  {log['commit_processor_ms']:6.2f}  ms of processor time a commit")
    print(f"  {log['open_log_ms']:6.2f}  ms to open the newest version's file list")
    print(f"{articles} articles of the sample encyclopedia, {COPIES} times; medians of {ROUNDS} rounds")
    print(f"  {bare_rate:8.0f} rows/s bare pyarrow, {our_rate:8.0f} rows/s ours, durable and committed")
    figures.append(
        Figure("our writing to bare pyarrow, rows/s", our_rate / bare_rate, "at least", WRITE_LIMIT)
    )
    say(figures[-1])
    print(f"  {size:6.0f}  bytes an article, all tables of articles")
    print(f"{ROWS} rows of items in files; medians of {ROUNDS} rounds")
    for files, (opening, bare, ours) in asked.items():
        print(f"  {files} files: {opening:6.1f} ms to open, count; {bare:6.1f} ms bare, {ours:6.1f} ms ours")
        figures.append(Figure(f"lake.sql to bare DuckDB, {files} files", ours / bare, "at most", SQL_LIMIT))
        say(figures[-1])
    return {
        "packages": {name: version(name) for name in ("duckdb", "pyarrow")},
        "log": log,
        "rows_a_second": {"bare": bare_rate, "ours": our_rate},
        "bytes_an_article": size,
        "open_ms": {str(files): opening for files, (opening, _, _) in asked.items()},
        "figures": figures,
    }
