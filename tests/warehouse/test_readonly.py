"""User SQL: reads the lake's tables and views, writes nothing, and reaches no other file."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import warehouse
from warehouse import QueryError

REFUSED = """
COPY articles TO '{out}'
COPY (SELECT 1) TO '{out}' (use_tmp_file false)
EXPORT DATABASE '{out}'
IMPORT DATABASE '{folder}'
ATTACH '{out}' AS other
ATTACH '{lake}/x.duckdb' (READ_ONLY)
ATTACH ':memory:' AS other
DETACH memory
USE main
CREATE TABLE x AS SELECT 1
CREATE OR REPLACE VIEW articles AS SELECT 1
CREATE MACRO secret() AS TABLE FROM read_text('{secret}')
CREATE SECRET s (TYPE s3, KEY_ID 'x')
DROP VIEW articles
ALTER VIEW articles RENAME TO other
COMMENT ON VIEW articles IS 'x'
INSERT INTO articles SELECT * FROM articles
UPDATE articles SET title = ''
DELETE FROM articles
MERGE INTO articles USING articles a ON true WHEN MATCHED THEN DELETE
TRUNCATE articles
PRAGMA database_list
PRAGMA enable_profiling
SET enable_external_access = true
SET lock_configuration = false
SET allowed_paths = ['{secret}']
SET VARIABLE x = 1
RESET allowed_paths
INSTALL httpfs
LOAD httpfs
LOAD '{folder}/x.duckdb_extension'
UPDATE EXTENSIONS
CALL pragma_version()
CALL enable_logging(storage = 'file', storage_path = '{out}')
PREPARE x AS SELECT 1
EXECUTE x
EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'
BEGIN
CHECKPOINT
VACUUM
SELECT 1; SELECT 2
SELECT 1; COPY (SELECT 1) TO '{out}'

-- nothing
SELEC 1
SELECT nothing FROM articles
WITH x AS (COPY (SELECT 1) TO '{out}') FROM x
WITH x AS (COPY (SELECT 1) TO '{out}' (use_tmp_file false)) FROM x
WITH x AS (COPY (SELECT 1) TO '{own}' (use_tmp_file false)) FROM x
WITH x AS (COPY (SELECT 1) TO '{own}' (use_tmp_file false)) SELECT 1 UNION ALL SELECT 2
WITH a AS (SELECT 1), x AS (COPY (FROM a) TO '{own}' (use_tmp_file false)) VALUES (1)
FROM (WITH x AS (COPY (SELECT 1) TO '{own}' (use_tmp_file false)) FROM x)
FROM json_execute_serialized_sql(json_serialize_sql('WITH x AS (COPY (SELECT 1) TO ''{own}'') FROM x'))
FROM query('WITH x AS (COPY (SELECT 1) TO ''{own}'' (use_tmp_file false)) FROM x')
WITH x AS (INSERT INTO articles SELECT * FROM articles RETURNING *) FROM x
WITH x AS (UPDATE articles SET title = '' RETURNING *) FROM x
WITH x AS (DELETE FROM articles RETURNING *) FROM x
WITH x AS (FROM read_json('{secret}')) FROM x
SELECT (SELECT content FROM read_text('{secret}'))
SELECT * FROM articles, LATERAL read_text('{secret}')
FROM read_csv('{secret}')
FROM Read_CSV_Auto('{secret}')
FROM read_text('{secret}')
FROM system.main.read_text('{secret}')
FROM read_text(['{secret}'])
FROM read_text('file:{secret}')
FROM read_text('file://{secret}')
FROM read_blob('{secret}')
FROM read_json('{secret}')
FROM read_duckdb('{secret}')
FROM read_text('{link}')
FROM read_text('/dev/stdin')
FROM read_text('/proc/self/environ')
FROM '{secret}'
FROM "{secret}"
FROM 'secret.csv'
FROM '{link}'
FROM glob('{folder}/*')
FROM glob('{spill}/../*')
FROM sniff_csv('{secret}')
FROM read_text('{lake}/log/*.json')
FROM read_parquet('{lake}/data/*/*/*.parquet')
FROM read_text('{own}/../../../../../secret.csv')
FROM read_text('{spill}/../{name}')
FROM '{own}/../../../../../secret.csv'
FROM parquet_metadata('{own}')
FROM parquet_schema('{secret}')
FROM parquet_kv_metadata('{secret}')
FROM read_csv('http://127.0.0.1:9/x')
FROM read_parquet('s3://bucket/x.parquet')
FROM 's3://bucket/x.parquet'
FROM 'https://127.0.0.1:9/x.csv'
FROM query('COPY (SELECT 1) TO ''{out}''')
FROM query('FROM read_text(''{secret}'')')
FROM query_table('{secret}')
FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{secret}'')'))
FROM enable_logging(storage = 'file', storage_path = '{out}')
FROM enable_profiling(save_location = '{out}')
FROM checkpoint()
FROM which_secret('s3://bucket/x', 's3')
FROM duckdb_secrets()
SELECT getenv('HOME')
FROM frame
FROM python_map_function(frame)
FROM pandas_scan(1)
FROM arrow_scan(1, 2, 3)
""".strip("\n").split("\n")

ANSWERED = """
SELECT 1;
TABLE articles
VALUES (1)
SHOW TABLES
DESCRIBE articles
SUMMARIZE items
FROM items SELECT facet, count(*) GROUP BY ALL
SELECT unnest([1, 2])
FROM range(3) r(n), unnest([1, 2])
FROM json_each('{{"a": 1}}')
FROM histogram(items, facet)
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) FROM t
WITH x AS MATERIALIZED (FROM items) SELECT count(*) FROM x UNION ALL SELECT 1
PIVOT items ON facet IN ('cause', 'symptom') USING count(*) GROUP BY site
UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b
FROM duckdb_columns() WHERE NOT internal
FROM information_schema.tables
SELECT * FROM items TABLESAMPLE 10 ROWS
""".strip("\n").split("\n")


@pytest.fixture(scope="module")
def root(encyclopedia: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of its own, with a secret beside it and a link to that inside."""
    folder = tmp_path_factory.mktemp("readonly")
    shutil.copytree(encyclopedia, folder / "lake")
    (folder / "secret.csv").write_text("a,b\n1,2\n")
    (folder / "lake" / "data" / "link.csv").symlink_to(folder / "secret.csv")
    return folder / "lake"


@pytest.fixture(scope="module")
def lake(root: Path) -> warehouse.Lake:
    return warehouse.open(root)


def stands(root: Path) -> dict[str, str]:
    files = (path for path in root.parent.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def before(root: Path, lake: warehouse.Lake) -> dict[str, str]:
    assert lake.tables["articles"]
    return stands(root)


def named(query: str, root: Path, lake: warehouse.Lake) -> str:
    [(spill,)] = lake.sql("SELECT value FROM duckdb_settings() WHERE name = 'temp_directory'").fetchall()
    own = next(file["path"] for file in lake.files() if file["table"] == "glossary")
    return query.format(
        out=root.parent / "out", secret=root.parent / "secret.csv", folder=root.parent, lake=root, own=own,
        link=root / "data" / "link.csv", spill=spill, name=root.parent.name,
    )  # fmt: skip


@pytest.mark.parametrize("query", REFUSED)
def test_refused(query: str, root: Path, lake: warehouse.Lake, before: dict[str, str]) -> None:
    frame = pd.DataFrame({"a": [1]})  # a variable is no table
    assert len(frame) == 1
    with pytest.raises((QueryError, duckdb.Error)):
        lake.sql(named(query, root, lake)).fetchall()
    assert stands(root) == before


@pytest.mark.parametrize("query", ANSWERED)
def test_answered(query: str, root: Path, lake: warehouse.Lake) -> None:
    assert lake.sql(named(query, root, lake)).fetchall()


def test_a_path_as_parameter_is_no_way_around(root: Path, lake: warehouse.Lake) -> None:
    with pytest.raises((QueryError, duckdb.Error)):
        lake.sql("FROM read_text($path)", {"path": str(root.parent / "secret.csv")}).fetchall()


def test_every_function_duckdb_has_that_reads_files_is_refused(lake: warehouse.Lake) -> None:
    """Whatever functions the installed DuckDB has: those that are not known to be harmless are refused."""
    names = lake.sql(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type LIKE 'table%'"
    ).fetchall()
    allowed = set()
    for (name,) in names:
        try:
            lake.sql(f"FROM {name}('x')")
        except QueryError as error:
            if "cannot use the table function" in str(error):
                continue
        allowed.add(name)
    assert len(names) > 80
    assert not {name for name in allowed if "read" in name or "scan" in name or "file" in name}
    assert len(allowed) < 25


def test_two_answers_are_read_side_by_side(lake: warehouse.Lake) -> None:
    one = lake.sql("FROM items").to_arrow_reader(10)
    first = one.read_next_batch()
    other = lake.sql("FROM items").to_arrow_reader(10)
    assert other.read_next_batch().equals(first)
    assert first.num_rows + sum(batch.num_rows for batch in one) == lake.tables["items"]


def test_a_refused_query_says_what_to_do(lake: warehouse.Lake) -> None:
    for query in ("DROP VIEW articles", "WITH x AS (DELETE FROM articles RETURNING *) FROM x"):
        with pytest.raises(QueryError, match="one SELECT at a time"):
            lake.sql(query)
    with pytest.raises(QueryError, match="read_csv: they read its tables and views"):
        lake.sql("FROM read_csv('x')")
    with pytest.raises(QueryError, match="nothing"):
        lake.sql("SELECT nothing FROM articles")
