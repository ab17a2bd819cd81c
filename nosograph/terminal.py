"""How commands speak: tables and progress bars on a terminal, plain lines elsewhere, JSON where asked for.

Answers go to standard output, progress and remarks to standard error.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from shutil import get_terminal_size
from typing import Any, ParamSpec

import duckdb
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from warehouse.output import write

Tell = Callable[[int, int, str], None]
P = ParamSpec("P")

_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\n")})
_UNLIMITED = 10_000
_SECONDS_A_LINE = 10.0


def say(line: str = "") -> None:
    """Write a line of the answer; what pages say must not steer a terminal."""
    print(line.translate(_CONTROLS))


def remark(line: str) -> None:
    """Write a line that is no part of the answer."""
    print(line, file=sys.stderr)


def say_json(value: Any) -> None:
    """Write one JSON document; times are ISO 8601."""
    print(json_text(value))


def json_text(value: Any) -> str:
    """A value as a JSON document; times are ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def width() -> int | None:
    """Columns of the terminal; None where the answer goes elsewhere, and may be as wide as it gets."""
    return get_terminal_size().columns if sys.stdout.isatty() else None


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows under headings; numbers stand on the right, None is empty."""
    cells = [["" if value is None else value for value in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        numeric = bool(cells) and all(isinstance(row[place], int | float) for row in cells)
        table.add_column(_one_line(name), justify="right" if numeric else "left")
    for row in cells:
        table.add_row(*map(_one_line, row))
    console = Console(width=width() or _UNLIMITED, color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        if line.strip():
            say(line.rstrip())


def _one_line(value: object) -> Text:
    # Set on cells, not on columns: rich narrows columns that may wrap, widest first, and other ones alike.
    return Text(" ".join(str(value).split()), no_wrap=True, overflow="ellipsis")


def say_answer(relation: duckdb.DuckDBPyRelation) -> None:
    """Write all rows of an answer as a table."""
    sys.stdout.flush()
    write(relation, "table", sys.stdout.buffer, width=width())


def counts(numbers: dict[str, int]) -> str:
    """Counts in one line: `95 stored, 4 read`."""
    return ", ".join(f"{number:,} {name}" for name, number in numbers.items())


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """A time for people: `40 s`, `5 min`, `2 h 10 min`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60:,} h {minutes % 60} min"


def size(number: float) -> str:
    """A number of bytes for people, in powers of 1000."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """Show how far something is: call what this gives with what is done, the whole, and a note."""
    if not sys.stderr.isatty():
        yield _now_and_then(lambda *facts: remark(_line(label, *facts)))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(label, total=None, note="")
        yield lambda done, whole, note: bars.update(task, completed=done, total=whole, note=note)


def _line(label: str, done: int, whole: int, note: str) -> str:
    return "; ".join(filter(None, (f"{label}: {done:,} of {whole:,}", note)))


def json_progress(label: str) -> Callable[[dict[str, Any]], None]:
    """Tell programs how far something is: one JSON object a line."""
    return _now_and_then(lambda facts: remark(json.dumps({label: facts})))


def _now_and_then(write: Callable[P, None]) -> Callable[P, None]:
    told = time.monotonic()

    def tell(*facts: P.args, **named: P.kwargs) -> None:
        nonlocal told
        if time.monotonic() - told >= _SECONDS_A_LINE:
            told = time.monotonic()
            write(*facts, **named)

    return tell
