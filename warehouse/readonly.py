"""What of SQL a lake answers: one SELECT that cannot write, nor name a function that reaches files.

DuckDB's own lock (`catalog.lock`) keeps queries to the version's files. It does not keep them from writing
there: a CTE may hold a COPY, DuckDB takes such a statement for a SELECT, and the lake's files are the very
paths the lock admits. So a query's parse tree is looked at before it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from warehouse.errors import QueryError

# Every other node of a query (COPY, INSERT, UPDATE, DELETE, MERGE) writes.
_READING = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})

# Table functions that make rows of their arguments or tell of the database. Others read files, or run a text
# as SQL that nobody looked at: query, json_execute_serialized_sql.
_FUNCTIONS = frozenset(
    """
    generate_series histogram histogram_values json_each json_tree pragma_table_info pragma_version range
    repeat repeat_row summary unnest
    duckdb_columns duckdb_databases duckdb_functions duckdb_keywords duckdb_schemas duckdb_settings
    duckdb_tables duckdb_types duckdb_views
    """.split()
)

_ONE_SELECT = "A lake answers one SELECT at a time, and nothing else: it is read-only."


def check_reads(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """See that a query is one SELECT that only reads.

    Raises:
        QueryError: It is not, or it cannot be parsed.
    """
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError(_ONE_SELECT)
        [(text,)] = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()
    except ValueError:  # a statement so new that the Python package has no name for its type
        raise QueryError(_ONE_SELECT) from None
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be read: {error}") from None
    tree = json.loads(text)
    if tree["error"]:
        raise QueryError(f"{_ONE_SELECT} ({tree['error_message']})")
    for node in _nodes(tree["statements"]):
        kind = str(node.get("type", ""))
        if kind.endswith("_NODE") and kind not in _READING:
            raise QueryError(_ONE_SELECT)
        if kind == "TABLE_FUNCTION" and (name := node["function"]["function_name"].lower()) not in _FUNCTIONS:
            raise QueryError(
                f"A lake's queries cannot use the table function {name}: they read its tables and views."
            )


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a parse tree; without recursion, for queries are nested as deep as one likes."""
    left = [tree]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
