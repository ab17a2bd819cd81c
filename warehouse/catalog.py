"""A DuckDB connection over a list of Parquet files: one view a table, named and described by columns.toml."""

from __future__ import annotations

import tempfile
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import schema
from warehouse.errors import LakeError
from warehouse.log import File, Snapshot
from warehouse.store import Store

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # Nothing is fetched from the network, and no Python variable is taken for a table.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
# What queries of a commit may take, in the process that leads it and in its workers.
_LEADER_MEMORY, _WORKER_MEMORY = "96MB", "2GB"


def connect(store: Store, database: str | Path = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database, in memory where no file is named, that can read the store's files."""
    # A large sort may need disk: in the system's folder for that, not where the user happens to stand.
    spill = Path(tempfile.gettempdir()) / f"nosograph-duckdb-{uuid.uuid4().hex}"
    connection = duckdb.connect(database, config=_CONFIG | {"temp_directory": str(spill)})
    with suppress(duckdb.InvalidInputException):  # in Jupyter without ipywidgets there is no bar to put off
        connection.execute("SET enable_progress_bar = false")
    if store.folder is None:
        try:
            from warehouse.remote import RemoteFiles
        except ImportError:
            raise LakeError(f"Reading {store.root} needs the package fsspec: pip install fsspec") from None
        scheme = store.root.partition("://")[0]
        connection.register_filesystem(RemoteFiles(scheme))
    return connection


def bound(connection: duckdb.DuckDBPyConnection, memory: str = _WORKER_MEMORY) -> None:
    """Hold a connection to so much memory: what a large run needs beyond it spills to disk."""
    connection.execute(f"SET memory_limit = '{memory}'")


def tables(store: Store, base: Snapshot, *names: str) -> duckdb.DuckDBPyConnection:
    """A connection with some of a version's tables, for use in a `with` block."""
    connection = connect(store)
    bound(connection, _LEADER_MEMORY)
    define_tables(connection, store, [file for name in names for file in base.of(name)])
    return connection


def define_tables(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    files: Iterable[File],
    into: str = "main",
    names: Collection[str] | None = None,
) -> None:
    """Make a view over its files for every table of the lake or those named, empty where it has none."""
    by_table: Mapping[str, Mapping[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(files):
        by_table[file.table][file.schema_version].append(store.uri(file.path))
    for table in schema.tables().values():
        if names is not None and table.name not in names:
            continue
        parts = [_rows_of(table, version, uris) for version, uris in sorted(by_table[table.name].items())]
        query = " UNION ALL ".join(parts) or f"{_columns(table, 0)} WHERE false"
        connection.execute(f'CREATE VIEW "{into}"."{table.name}" AS {query}')


def _rows_of(table: schema.Table, version: int, uris: Iterable[str]) -> str:
    """The rows of files of one schema version; columns that came later are null in them."""
    return f"{_columns(table, version)} FROM read_parquet([{', '.join(map(_text, uris))}])"


def _columns(table: schema.Table, version: int) -> str:
    there = (
        f'"{c.name}"' if c.since <= version else f'NULL::{c.sql_type} AS "{c.name}"'
        for c in table.columns.values()
    )
    return f"SELECT {', '.join(there)}"


def define_closed_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a table `closed_lists` (list, value) of the values that columns of closed lists may have."""
    rows = [{"list": name, "value": value} for name, of in schema.closed_lists().items() for value in of]
    _define_texts(connection, "closed_lists", rows, "list", "value")


def define_changed(connection: duckdb.DuckDBPyConnection, changed: Iterable[tuple[str, str]]) -> None:
    """Make a table `changed` of the site and article_id of the given articles."""
    rows = [{"site": site, "article_id": article_id} for site, article_id in sorted(changed)]
    _define_texts(connection, "changed", rows, "site", "article_id")


def _define_texts(
    connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, str]], *columns: str
) -> None:
    given = pa.Table.from_pylist(rows, schema=pa.schema([(column, pa.string()) for column in columns]))
    connection.register("given", given)
    connection.execute(f"CREATE TABLE {name} AS FROM given")
    connection.unregister("given")


def define_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views of views.toml over the tables of schema main, and comment on all of them."""
    statements: list[str] = []
    for view in schema.views().values():
        connection.execute(f'CREATE VIEW "{view.name}" AS {view.sql}')
        statements.append(f'COMMENT ON VIEW "{view.name}" IS {_text(view.meaning)}')
    for table in schema.tables().values():
        statements.append(f'COMMENT ON VIEW "{table.name}" IS {_text(table.meaning)}')
    origin = {t: (t,) for t in schema.tables()} | {v.name: v.of for v in schema.views().values()}
    for name, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main'"
    ).fetchall():
        comment = schema.comment_of(column, origin[name])
        if comment:
            statements.append(f'COMMENT ON COLUMN "{name}"."{column}" IS {_text(comment)}')
    connection.execute(";".join(statements))


def lock(connection: duckdb.DuckDBPyConnection, store: Store, files: Iterable[File]) -> None:
    """Let the connection read these files and nothing else, for good."""
    paths = ", ".join(_text(store.uri(file.path)) for file in files)
    connection.execute(f"SET allowed_paths = [{paths}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
