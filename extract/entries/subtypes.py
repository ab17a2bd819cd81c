"""The kind of a treatment, where the page tells: by the heading above it, or by the entry's own name."""

from __future__ import annotations

from functools import lru_cache

from extract.article.draft import headings_above
from extract.cleaning import fold
from extract.data import load, whole_words
from extract.entries.entry import Entry

_SUBTYPES = {name: whole_words(patterns) for name, patterns in load("entries/subtypes.toml").items()}
MAX_NAME = 120  # characters of an entry without a name that are read


def subtype_of(entry: Entry) -> str | None:
    """The treatment's kind, by its own name first; None for other facets and where nothing tells."""
    if entry.facet != "treatment":
        return None
    name, section = (entry.term or entry.text)[:MAX_NAME], entry.section
    for text in (name, section.heading, *reversed(headings_above(section))):
        kind = _named(text)
        if kind is not None:
            return kind
    return None


@lru_cache(maxsize=8192)
def _named(text: str) -> str | None:
    folded = fold(text)
    for name, pattern in _SUBTYPES.items():
        if pattern.search(folded):
            return name
    return None
