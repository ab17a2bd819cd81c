"""The room's data files, and the patterns made of their lists. Each file names its one owner in code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read one of the room's TOML files."""
    return tomllib.loads(resources.files("extract").joinpath(name).read_text("utf-8"))


def words(text: str) -> frozenset[str]:
    """A list of words written as one string, parted by white space."""
    return frozenset(text.split())


def any_of(patterns: Iterable[str]) -> str:
    """One regular expression that matches what any of these does, the first of them first."""
    return f"(?:{'|'.join(patterns)})"


def by_letter(patterns: Iterable[str]) -> list[str]:
    """Patterns that match what these do, joined by first letter or "^": a text is tried with a few.

    None has a choice outside brackets. Which of several that match goes first may change.
    """
    joined: dict[str, list[str]] = {}
    for pattern in patterns:
        certain = pattern[0] == "^" or (pattern[0].isalnum() and not pattern.startswith(("?", "*", "{"), 1))
        letter = pattern[0] if certain else ""
        joined.setdefault(letter, []).append(pattern.removeprefix(letter))
    return [f"{letter}(?:{'|'.join(rests)})" for letter, rests in joined.items()]


def whole_words(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """Any of these patterns as whole words, anywhere in a text."""
    return re.compile(rf"\b{any_of(patterns)}\b", flags)


def opening(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of these patterns at the beginning of a text, whatever its case."""
    return re.compile(rf"^{any_of(patterns)}", re.I)
