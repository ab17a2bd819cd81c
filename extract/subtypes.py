"""The kind of a treatment, where the page tells: by the heading above it, or by the entry's own name."""

from __future__ import annotations

from functools import lru_cache

from extract.cleaning import fold
from extract.data import load, whole_words
from extract.record import Facet

_SUBTYPES = {name: whole_words(patterns) for name, patterns in load("subtypes.toml").items()}


def subtype_of(facet: Facet, term: str, headings: tuple[str, ...]) -> str | None:
    """The treatment's kind, by its own name first; None for other facets and where nothing tells."""
    if facet != "treatment":
        return None
    said = (_named(text) for text in (term[:120], *reversed(headings)))
    return next((name for name in said if name), None)


@lru_cache(maxsize=8192)
def _named(text: str) -> str | None:
    folded = fold(text)
    return next((name for name, pattern in _SUBTYPES.items() if pattern.search(folded)), None)
