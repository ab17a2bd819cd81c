"""What sites print between the parts of an article and amid them: boxes, calls, lists of links."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.markup import Doc, Entries, Heading, page

INTERRUPTIONS: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_MARK = "<!--here-->"


def _between_sections(doc: Doc, head: Heading, entries: Entries, piece: str) -> bytes:
    first, *others = page(doc, lambda words: _MARK + head(words), entries).decode().split(_MARK)
    return (first + piece.join(others)).encode()


def _above_entries(doc: Doc, head: Heading, entries: Entries, piece: str) -> bytes:
    return page(doc, head, lambda section: f"{piece}\n{entries(section)}")


def _below_entries(doc: Doc, head: Heading, entries: Entries, piece: str) -> bytes:
    return page(doc, head, lambda section: f"{entries(section)}\n{piece}")


PLACES: dict[str, Callable[[Doc, Heading, Entries, str], bytes]] = {
    "between_sections": _between_sections,
    "above_entries": _above_entries,
    "below_entries": _below_entries,
}


def lines_of(piece: str) -> list[str]:
    """What a piece of a page says, but for single words, each element's text apart."""
    texts = (" ".join(text.split()) for text in re.split(r"<[^>]*>", piece))
    return [text for text in texts if " " in text]
