"""Tables, columns and views, loaded from columns.toml and views.toml: their only reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

import pyarrow as pa

from extract import record

_TYPES: Mapping[str, tuple[pa.DataType, str]] = {
    "string": (pa.string(), "VARCHAR"),
    "bool": (pa.bool_(), "BOOLEAN"),
    "int32": (pa.int32(), "INTEGER"),
    "int64": (pa.int64(), "BIGINT"),
    "double": (pa.float64(), "DOUBLE"),
    # Naive and in UTC: DuckDB reads a time with a zone only where pytz is installed.
    "timestamp": (pa.timestamp("us"), "TIMESTAMP"),
    "list<string>": (pa.list_(pa.string()), "VARCHAR[]"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type's name in columns.toml, what it means, and the schema_version it came with."""

    name: str
    type: str
    null: bool
    unit: str | None
    meaning: str
    provenance: bool
    since: int

    @property
    def sql_type(self) -> str:
        """The column's type in DuckDB."""
        return _TYPES[self.type][1]

    @property
    def comment(self) -> str:
        """Meaning and unit, as shown in the database and the data dictionary."""
        return f"{self.meaning} ({self.unit})" if self.unit else self.meaning


@dataclass(frozen=True, slots=True)
class Table:
    """One table: content (exactly a version's rows) or event (only grows)."""

    name: str
    kind: Literal["content", "event"]
    meaning: str
    sort: tuple[str, ...]
    columns: Mapping[str, Column]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, in column order."""
        return pa.schema(
            [pa.field(c.name, _TYPES[c.type][0], nullable=c.null) for c in self.columns.values()]
        )


@dataclass(frozen=True, slots=True)
class View:
    """A named query over the tables, and the tables its columns' comments come from."""

    name: str
    meaning: str
    sql: str
    of: tuple[str, ...]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("warehouse").joinpath(name).read_text(encoding="utf-8"))


def _column(name: str, raw: Mapping[str, Any]) -> Column:
    return Column(
        name=name,
        type=raw["type"],
        null=raw.get("null", False),
        unit=raw.get("unit"),
        meaning=raw["meaning"],
        provenance=raw.get("provenance", False),
        since=raw.get("since", 1),
    )


@cache
def tables() -> Mapping[str, Table]:
    """Every table of the lake by name, in the order of columns.toml."""
    raw = _load("columns.toml")
    return {
        name: Table(
            name=name,
            kind=t["kind"],
            meaning=t["meaning"],
            sort=tuple(t["sort"]),
            columns={
                c: _column(c, raw["shared"][c] if spec == "shared" else spec)
                for c, spec in t["columns"].items()
            },
        )
        for name, t in raw["tables"].items()
    }


@cache
def schema_version() -> int:
    """Version of the tables' columns; grows when one is added."""
    return int(_load("columns.toml")["schema_version"])


@cache
def views() -> Mapping[str, View]:
    """Every view by name; a view may use those before it."""
    raw = _load("views.toml")
    template = raw["facet_view"]
    specs = dict(raw["views"])
    for name, facet in raw["facets"].items():
        specs[name] = {**template, **{k: template[k].format(facet=facet) for k in ("meaning", "sql")}}
    return {n: View(n, v["meaning"], v["sql"].strip(), tuple(v["of"])) for n, v in specs.items()}


def content_tables() -> tuple[str, ...]:
    """Names of the tables that hold exactly a version's current rows."""
    return tuple(t.name for t in tables().values() if t.kind == "content")


def closed_lists() -> Mapping[str, tuple[str, ...]]:
    """The values that columns of closed lists may have, by the list's name."""
    lists = {
        "facet": record.Facet,
        "kind": record.Kind,
        "status": record.Status,
        "split_by": record.SplitBy,
        "reason": record.RejectReason,
        "id_type": record.IdType,
        "role": record.LinkRole,
    }
    return {name: get_args(values) for name, values in lists.items()}


def comment_of(column: str, of: tuple[str, ...]) -> str | None:
    """Comment of a view's column: that of the first of its tables that has a column of the name."""
    return next((tables()[t].columns[column].comment for t in of if column in tables()[t].columns), None)


def data_dictionary() -> list[dict[str, Any]]:
    """One row a column of every table: table, column, type, unit, nullable, meaning."""
    return [
        {
            "table": t.name,
            "column": c.name,
            "type": c.type,
            "unit": c.unit,
            "nullable": c.null,
            "meaning": c.meaning,
        }
        for t in tables().values()
        for c in t.columns.values()
    ]
