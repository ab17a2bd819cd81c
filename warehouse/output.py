"""Answers to a query, written as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Literal, get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.errors import QueryError

Format = Literal["table", "csv", "json", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

_ROWS_A_BATCH = 10_000
_WIDEST_CELL = 60
_NARROWEST_CELL = 6
_PADDING = 2
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_LIMIT = 10_000
# What pages say must not steer a terminal: control characters of ASCII and Latin-1.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])


def write(
    relation: duckdb.DuckDBPyRelation,
    form: Format,
    out: BinaryIO,
    *,
    width: int | None = None,
) -> int:
    """Write all rows of a relation; their number.

    CSV is RFC 4180 with a header and LF line ends, JSON an array of one object a row; both are UTF-8, with
    times in ISO 8601 and lists as JSON.

    Args:
        relation: The answer.
        form: How to write it.
        out: Where to; it is not closed.
        width: The terminal's width in columns, for a table; None: as wide as it gets.

    Raises:
        QueryError: DuckDB fails while it answers.
    """
    try:
        batches = relation.to_arrow_reader(_ROWS_A_BATCH)
        match form:
            case "table":
                return _table(batches, out, width)
            case "csv":
                return write_csv(batches, out)
            case "json":
                return _json(batches, out)
            case "parquet":
                return _parquet(batches, out)
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be answered: {error}") from None


def _rows(batches: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _inert(value: Any) -> str:
    """The cell, so that no spreadsheet takes a text for a formula (OWASP, CSV injection)."""
    cell = _cell(value)
    return f"'{cell}" if isinstance(value, str) and cell.startswith(_STARTS_FORMULA) else cell


def write_csv(batches: pa.RecordBatchReader, out: BinaryIO, *, formulas: bool = True) -> int:
    """Write rows as CSV, a batch at a time, in the form `write` has; their number.

    Args:
        batches: The rows.
        out: Where to; it is not closed.
        formulas: Leave texts as they are; else those a spreadsheet would run get an apostrophe in front.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(batches.schema.names)
    count = 0
    for row in _rows(batches):
        writer.writerow([_cell(value) if formulas else _inert(value) for value in row])
        count += 1
    text.detach()
    return count


def _json(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    names = batches.schema.names
    count = 0
    out.write(b"[")
    for row in _rows(batches):
        values = dict(zip(names, map(_plain, row), strict=True))
        out.write((b",\n " if count else b"\n ") + json.dumps(values, ensure_ascii=False).encode())
        count += 1
    out.write(b"\n]\n" if count else b"]\n")
    return count


def _parquet(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    count = 0
    with pq.ParquetWriter(out, batches.schema, compression="zstd", store_schema=False) as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _table(batches: pa.RecordBatchReader, out: BinaryIO, width: int | None) -> int:
    names = [_one_line(name) for name in batches.schema.names]
    rows = [[_one_line(_cell(value)) for value in row] for row in _rows(batches)]
    widths = [max(map(len, cells)) for cells in zip(names, *rows, strict=True)]
    least = sum(min(widest, _NARROWEST_CELL) + _PADDING for widest in widths)
    if width and least > width:
        lines = _records(names, rows, width)
    else:
        numeric = [pa.types.is_integer(c.type) or pa.types.is_floating(c.type) for c in batches.schema]
        lines = _grid(names, rows, numeric, width)
    lines.append("(1 row)" if len(rows) == 1 else f"({len(rows)} rows)")
    out.write("".join(f"{line}\n" for line in lines).encode())
    return len(rows)


def _grid(
    names: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int | None
) -> list[str]:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, is_number in zip(names, numeric, strict=True):
        table.add_column(_cut(name), justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*map(_cut, row))
    text = io.StringIO()
    Console(file=text, width=width or _NO_LIMIT, color_system=None).print(table)
    return [line.rstrip() for line in text.getvalue().splitlines() if line.strip()]


def _records(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """One line a value, for more columns than stand side by side on the terminal."""
    indent = max(map(len, names), default=0)
    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(f"-- row {number}")
        for name, cell in zip(names, row, strict=True):
            line = f"{name:<{indent}}  {cell}".rstrip()
            lines.append(line if len(line) <= width else line[: width - 1] + "…")
    return lines


def _cut(line: str) -> Text:
    # Set on cells, not on columns: rich narrows columns that may wrap, widest first, and drops other ones.
    return Text(line, no_wrap=True, overflow="ellipsis")


def _one_line(cell: str) -> str:
    line = " ".join(cell.split()).translate(_CONTROLS)
    return line if len(line) <= _WIDEST_CELL else line[: _WIDEST_CELL - 1] + "…"
