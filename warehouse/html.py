"""What the lake's objects look like in a notebook; whatever a page said is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]], more: int = 0) -> str:
    """An HTML table; numbers stand on the right, None is empty.

    Args:
        caption: What it shows.
        columns: Headings.
        rows: Values, as many as columns.
        more: How many rows are not shown.
    """
    head = "".join(f"<th style='text-align:left'>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    rest = f"<p>… and {more:,} more</p>" if more else ""
    return f"<p>{escape(caption)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def source(caption: str, text: str) -> str:
    """A caption and a text as it stands."""
    return f"<p>{escape(caption)}</p><pre style='white-space:pre-wrap'>{escape(text)}</pre>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"<td style='text-align:right'>{value:,}</td>"
    return f"<td style='text-align:left'>{escape(str(value)) if value is not None else ''}</td>"
