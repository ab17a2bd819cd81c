"""The editions: the first one is the articles as written, a later one changes them in ways its file names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypedDict

from extract.errors import UsageError
from extract.record import Facet
from nosograph.demo.articles import HERE, Entry, Section, Text, read_toml

FIRST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one article.

    `add` puts an entry at a position of a facet (all positions from 1), `reword` gives the entry there
    another text, `remove` takes it away, `move` takes it to the position `to`; `define` replaces a
    defining paragraph.
    """

    article: str
    action: Literal["add", "reword", "remove", "move", "define"]
    position: int
    facet: Facet | None = None
    term: str = ""
    text: str = ""
    to: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition's file: the articles it adds, withdraws and changes, and the day it came out."""

    number: int
    published: date
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[Change, ...]


class Changes(TypedDict):
    """An edition against the one before it: slugs, and for the changed ones what was done to them."""

    changed: dict[str, tuple[Change, ...]]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def load_editions() -> tuple[Edition, ...]:
    """Read the later editions in order; raises SampleDataError."""
    editions = []
    for path in sorted((HERE / "editions").glob("*.toml"), key=lambda path: int(path.stem)):
        raw = read_toml(path)
        editions.append(
            Edition(
                number=raw["edition"],
                published=raw["date"],
                new=tuple(raw["new"]),
                gone=tuple(raw["gone"]),
                changes=tuple(Change(**change) for change in raw["change"]),
            )
        )
    return tuple(editions)


def check_edition(number: int, editions: Iterable[Edition]) -> None:
    """Raise UsageError where there is no edition of that number."""
    known = [FIRST, *(edition.number for edition in editions)]
    if number not in known:
        names = " or ".join(map(str, known))
        raise UsageError(f"the sample encyclopedia has no edition {number}: choose {names}")


def changes(edition: int) -> Changes:
    """Say what an edition changed against the one before; the first edition changed nothing."""
    editions = load_editions()
    check_edition(edition, editions)
    for later in editions:
        if later.number == edition:
            changed: dict[str, tuple[Change, ...]] = {}
            for change in later.changes:
                changed[change.article] = (*changed.get(change.article, ()), change)
            return Changes(changed=changed, gone=later.gone, new=later.new)
    return Changes(changed={}, gone=(), new=())


def apply(texts: Mapping[str, Text], edition: Edition) -> dict[str, Text]:
    """Make an edition's changes to the texts; new and gone articles are the caller's to add and take."""
    changed = dict(texts)
    for change in edition.changes:
        changed[change.article] = _changed(changed[change.article], change)
    return changed


def _changed(text: Text, change: Change) -> Text:
    at = change.position - 1
    if change.action == "define":
        paragraphs = (*text.definition[:at], change.text, *text.definition[at + 1 :])
        return replace(text, definition=paragraphs)
    sections = tuple(
        _changed_section(section, change) if section.facet == change.facet else section
        for section in text.sections
    )
    return replace(text, sections=sections)


def _changed_section(section: Section, change: Change) -> Section:
    entries, at = list(section.entries), change.position - 1
    if change.action == "add":
        entries.insert(at, Entry(change.term, change.text))
    elif change.action == "reword":
        entries[at] = replace(entries[at], text=change.text)
    elif change.action == "remove":
        del entries[at]
    else:
        entries.insert(change.to - 1, entries.pop(at))
    return replace(section, entries=tuple(entries))
