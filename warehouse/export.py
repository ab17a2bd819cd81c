"""A version of a lake as plain files in a folder, for programs that know nothing of lakes.

`manifest.json` is taken away first and written last: where there is one, the files it names are whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import UsageError
from warehouse import schema
from warehouse.jsonld import condition_document, mapping
from warehouse.lake import Lake
from warehouse.output import write_csv

Form = Literal["parquet", "jsonld", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)

_MANIFEST = "manifest.json"
_NOTICE = "NOTICE.txt"
_DICTIONARY = "data-dictionary.csv"
_ROWS_A_BATCH = 100_000
_ARTICLES_A_SLICE = 4_000
_SITES_NAMED = 5


def export(lake: Lake, folder: str | Path, form: Form = "parquet") -> dict[str, Any]:
    """Write a version into a folder, over an earlier export; what its manifest.json says.

    `parquet` and `csv` are one file a table, sorted; `jsonld` is conditions.jsonl, one schema.org document a
    line. NOTICE.txt says whose the content is, data-dictionary.csv what each column means. In CSV a text that
    a spreadsheet would take for a formula has an apostrophe before it.

    Args:
        lake: The version.
        folder: Made where there is none.
        form: How rows are written.

    Raises:
        UsageError: The folder cannot be made or is a file.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{target} cannot be made ({error.strerror}): name a folder to export to.") from None
    stale = _listed(target / _MANIFEST)
    (target / _MANIFEST).unlink(missing_ok=True)
    sources = _sources(lake)
    notice = _notice(sources)
    files = list(
        _documents(lake, target, notice) if form == "jsonld" else _tables(lake, target, form, notice)
    )
    with _whole(target / _NOTICE) as out:
        out.write(f"{notice}\n".encode())
    with _whole(target / _DICTIONARY) as out:
        _dictionary(out)
    for name in stale - {file["file"] for file in files}:
        (target / name).unlink(missing_ok=True)
    manifest = {
        "format": form,
        "schema_version": schema.schema_version(),
        "lake_version": lake.version,
        "committed_at": lake.status()["committed_at"],
        "notice": notice,
        "sources": sources,
        "data_dictionary": _DICTIONARY,
        "files": files,
    }
    if form == "jsonld":
        manifest |= _vocabulary(lake)
    with _whole(target / _MANIFEST) as out:
        out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def _listed(manifest: Path) -> set[str]:
    """The files in its own folder that an earlier manifest names."""
    if not manifest.exists():
        return set()
    try:
        names = {str(file["file"]) for file in json.loads(manifest.read_bytes())["files"]}
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{manifest} is not of an export: name another folder.") from None
    return {name for name in names if name == Path(name).name}


def _sources(lake: Lake) -> list[dict[str, Any]]:
    rows = lake.sql(
        "SELECT a.site, count(*), min(c.fetched_at), max(c.fetched_at) FROM articles a LEFT JOIN captures c "
        "ON c.warc_file = a.warc_file AND c.warc_offset = a.warc_offset GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [
        {
            "site": site,
            "articles": articles,
            "captured_from": first.isoformat() if first else None,
            "captured_to": last.isoformat() if last else None,
        }
        for site, articles, first, last in rows
    ]


def _notice(sources: list[dict[str, Any]]) -> str:
    sites = [source["site"] for source in sources]
    named = ", ".join(sites[:_SITES_NAMED]) + (", ..." if len(sites) > _SITES_NAMED else "")
    return (
        f"Source: {named or 'no site'}. The content belongs to its authors and publishers and stays under "
        f"their terms; this export grants no licence to it. Extracted by Nosograph. Not medical advice."
    )


def _tables(lake: Lake, target: Path, form: Form, notice: str) -> Iterator[dict[str, Any]]:
    slices = list(_slices(lake))
    for table in schema.tables().values():
        rows = pa.RecordBatchReader.from_batches(table.arrow, _batches(lake, table, slices))
        path = target / f"{table.name}.{form}"
        with _whole(path) as out:
            if form == "csv":
                count = write_csv(rows, out, formulas=False)
            else:
                count = _parquet(rows, {"notice": notice, "lake_version": str(lake.version)}, out)
        columns = [asdict(column) for column in table.columns.values()]
        yield {"table": table.name, **_facts(path), "rows": count, "columns": columns}


@dataclass(frozen=True, slots=True)
class _Slice:
    """Articles of one site, so many as memory always holds."""

    site: str
    first: str
    last: str


def _slices(lake: Lake, of: str = "articles") -> Iterator[_Slice]:
    ids = lake.sql(f"SELECT site, article_id FROM {of} ORDER BY ALL").fetchall()
    for site, rows in groupby(ids, key=itemgetter(0)):
        of_site = [article_id for _, article_id in rows]
        for start in range(0, len(of_site), _ARTICLES_A_SLICE):
            part = of_site[start : start + _ARTICLES_A_SLICE]
            yield _Slice(site, part[0], part[-1])


def _batches(lake: Lake, table: schema.Table, slices: Iterable[_Slice]) -> Iterator[pa.RecordBatch]:
    """All rows in order; those about articles a slice at a time, for sorting all would fill the memory."""
    by_article = table.kind == "content" and "article_id" in table.columns
    order = dict.fromkeys([*(["site"] if "site" in table.columns else []), *table.sort])
    for part in slices if by_article else [None]:
        where = "WHERE site = $site AND article_id BETWEEN $first AND $last" if part else ""
        query = f'FROM "{table.name}" {where} ORDER BY {", ".join(order)}'
        for batch in lake.sql(query, asdict(part) if part else None).to_arrow_reader(_ROWS_A_BATCH):
            yield batch.cast(table.arrow)


def _parquet(rows: pa.RecordBatchReader, about: Mapping[str, str], out: BinaryIO) -> int:
    count = 0
    with pq.ParquetWriter(out, rows.schema, compression="zstd", store_schema=False) as writer:
        for batch in rows:
            writer.write_batch(batch)
            count += batch.num_rows
        writer.add_key_value_metadata(about)
    return count


def _documents(lake: Lake, target: Path, notice: str) -> Iterator[dict[str, Any]]:
    path = target / "conditions.jsonl"
    count = 0
    with _whole(path) as out:
        for part in _slices(lake, "conditions"):
            items, citations = (_by_article(lake, table, part) for table in ("items", "citations"))
            for article_id, [article] in _by_article(lake, "conditions", part).items():
                document = condition_document(article, items[article_id], citations[article_id], notice)
                out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
                count += 1
    yield {**_facts(path), "rows": count}


def _by_article(lake: Lake, table: str, part: _Slice) -> Mapping[str, list[dict[str, Any]]]:
    order = {"items": "facet, position, item_id", "citations": "position"}.get(table, "article_id")
    where = "site = $site AND article_id BETWEEN $first AND $last"
    rows = lake.sql(f"FROM {table} WHERE {where} ORDER BY article_id, {order}", asdict(part))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_arrow_table().to_pylist():
        found[row["article_id"]].append(row)
    return found


def _vocabulary(lake: Lake) -> dict[str, Any]:
    """The vocabulary used, and what of the lake it has no words for."""
    counts = dict(
        lake.sql(
            "SELECT facet, count(*) FROM items SEMI JOIN conditions USING (site, article_id) GROUP BY 1"
        ).fetchall()
    )
    left_out = mapping()["left_out"]
    return {
        "vocabulary": mapping()["vocabulary"],
        "left_out": {
            facet: {"reason": reason, "entries": counts.get(facet, 0)} for facet, reason in left_out.items()
        },
    }


def _dictionary(out: BinaryIO) -> None:
    rows = schema.data_dictionary()
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    text.detach()


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256}


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that has its name only once it is written to the end and durable."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
