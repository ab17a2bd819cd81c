"""The kind of a treatment, where the page tells: by the heading above it, or by the entry's own name."""

from __future__ import annotations

from functools import lru_cache

from extract.cleaning import fold
from extract.data import load, whole_words

_SUBTYPES = {name: whole_words(patterns) for name, patterns in load("subtypes.toml").items()}


def subtype_of(term: str, headings: tuple[str, ...]) -> str | None:
    """A treatment's kind, by its own name first, then by the headings above it; None where nothing tells."""
    said = (_named(text) for text in (term[:120], *reversed(headings)))
    return next((name for name in said if name), None)


@lru_cache(maxsize=8192)
def _named(text: str) -> str | None:
    folded = fold(text)
    return next((name for name, pattern in _SUBTYPES.items() if pattern.search(folded)), None)
