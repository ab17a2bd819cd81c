"""What a lake's files hold, read without the lake: every row of a version, and any words anywhere."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import warehouse
from warehouse.store import open_store


def stored_rows(lake: warehouse.Lake) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that has any, in an order of their own."""
    found: dict[str, list[dict[str, Any]]] = {}
    store = open_store(lake.location)
    for file in lake.files():
        data = store.read(file["path"].removeprefix(store.uri("")).lstrip("/"))
        found.setdefault(file["table"], []).extend(pq.read_table(BytesIO(data)).to_pylist())
    return {table: sorted(rows, key=str) for table, rows in found.items()}


def holding(root: Path, words: str) -> list[str]:
    """Files below a folder that hold some words, decompressed where they are Parquet or gzip."""
    return [p.name for p in sorted(root.rglob("*")) if p.is_file() and any(words in t for t in _texts(p))]


def _texts(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    if path.suffix == ".parquet":
        yield json.dumps(pq.read_table(path).to_pylist(), default=str)
    elif data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    yield data.decode("utf-8", "replace")
