"""The articles as their authors wrote them: one TOML file an article, read into plain data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from extract.errors import NosographError
from extract.record import FACETS, Facet

HERE = Path(__file__).parent

SHAPES = (
    "colon",
    "dash",
    "two_lines",
    "bold_lines",
    "subheadings",
    "br_lines",
    "sentence",
    "subject",
    "short",
    "nested",
    "prose",
)


class SampleDataError(NosographError):
    """A data file of the sample encyclopedia is broken; the message names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: its name (may be ""), what is said of it (may be ""), entries below it."""

    term: str
    text: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries, written in one of `SHAPES`; a prose section has paragraphs instead."""

    facet: Facet
    heading: str
    shape: str
    intro: str
    entries: tuple[Entry, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says, without a word on how it is shown. `slug` is the name of its file."""

    slug: str
    title: str
    category: str
    aliases: tuple[str, ...]
    definition: tuple[str, ...]
    sections: tuple[Section, ...]
    conclusion: str
    references: tuple[str, ...]


def read_toml(path: Path) -> dict[str, Any]:
    """Read a data file; raises SampleDataError naming it."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SampleDataError(f"{path}: {error}") from error


def load_texts(folder: Path = HERE / "articles") -> dict[str, Text]:
    """Read every article file, keyed by slug, in the order of the slugs; raises SampleDataError."""
    return {path.stem: load_text(path) for path in sorted(folder.glob("*.toml"))}


def load_text(path: Path) -> Text:
    """Read one article file; raises SampleDataError naming the file and what is wrong in it."""
    raw = read_toml(path)
    try:
        return Text(
            slug=path.stem,
            title=raw["title"],
            category=raw["category"],
            aliases=tuple(raw.get("aliases", ())),
            definition=tuple(raw["definition"]),
            sections=tuple(_section(section) for section in raw["section"]),
            conclusion=raw["conclusion"],
            references=tuple(raw["references"]),
        )
    except KeyError as error:
        raise SampleDataError(f"{path}: the key {error} is missing") from error
    except ValueError as error:
        raise SampleDataError(f"{path}: {error}") from error


def _section(raw: Mapping[str, Any]) -> Section:
    heading, facet, shape = raw["heading"], raw["facet"], raw["shape"]
    if facet not in get_args(Facet):
        raise ValueError(f"section {heading!r}: facet {facet!r} is none of {', '.join(FACETS)}")
    if shape not in SHAPES:
        raise ValueError(f"section {heading!r}: shape {shape!r} is none of {', '.join(SHAPES)}")
    if ("paragraphs" if shape == "prose" else "entries") not in raw:
        raise ValueError(f"section {heading!r}: a section of shape {shape!r} has nothing in it")
    return Section(
        facet=facet,
        heading=heading,
        shape=shape,
        intro=raw.get("intro", ""),
        entries=tuple(_entry(entry) for entry in raw.get("entries", ())),
        paragraphs=tuple(raw.get("paragraphs", ())),
    )


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(raw["term"], raw["text"], tuple(_entry(entry) for entry in raw.get("entries", ())))
