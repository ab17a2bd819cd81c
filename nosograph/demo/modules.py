"""The site's template blocks around an article, filled in for one page from modules.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nosograph.demo.articles import HERE, Text, read_toml


@dataclass(frozen=True, slots=True)
class Card:
    """A small box: a title with a sentence, or a link with its address in `to`."""

    title: str
    text: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a module; `kind` says how the template draws it."""

    kind: str
    heading: str
    text: str
    entries: tuple[str, ...]
    cards: tuple[Card, ...]

    def texts(self) -> Iterator[str]:
        """Every text a reader sees in the block, in order."""
        cards = (part for card in self.cards for part in (card.title, card.text))
        yield from (text for text in (self.heading, self.text, *self.entries, *cards) if text)


@dataclass(frozen=True, slots=True)
class Module:
    """A template block as one page shows it; `place` is "before" or "after" the article."""

    name: str
    place: str
    eyebrow: str
    heading: str
    blocks: tuple[Block, ...]

    def texts(self) -> tuple[str, ...]:
        """Every text a reader sees in the module, in order."""
        own = tuple(text for text in (self.eyebrow, self.heading) if text)
        return own + tuple(text for block in self.blocks for text in block.texts())


def cut(text: str, words: int) -> str:
    """The first words of a text as the site's widgets cut it, with dots where anything was left off."""
    every = text.split()
    return text if len(every) <= words else " ".join(every[:words]) + "..."


def page_modules(
    text: Text, *, advice: str, bangla_note: str, links: Mapping[str, str]
) -> tuple[Module, ...]:
    """The modules of an article's page in page order.

    Args:
        text: the article as printed.
        advice: which variant of the modules that have variants is shown.
        bangla_note: the patient note in Bangla, or the editor's placeholder.
        links: the addresses `lite` and `short` of this page.
    """
    opening = " ".join(text.definition)
    values = {
        "title": text.title,
        "note": cut(opening, 45),
        "summary": cut(opening, 65),
        "bangla_note": bangla_note,
        **links,
    }
    headings = [section.heading for section in text.sections[:4]]
    return tuple(
        _module(raw, values, headings) for raw in _template() if raw.get("variant", advice) == advice
    )


@cache
def _template() -> list[dict[str, Any]]:
    modules: list[dict[str, Any]] = read_toml(HERE / "modules.toml")["module"]
    return modules


def _module(raw: Mapping[str, Any], values: Mapping[str, str], headings: Iterable[str]) -> Module:
    return Module(
        name=raw["name"],
        place=raw["place"],
        eyebrow=raw.get("eyebrow", ""),
        heading=raw.get("heading", "").format_map(values),
        blocks=tuple(_block(block, values, headings) for block in raw["block"]),
    )


def _block(raw: Mapping[str, Any], values: Mapping[str, str], headings: Iterable[str]) -> Block:
    kind, text, entries = raw["kind"], raw.get("text", ""), raw.get("entries", ())
    if kind == "headings":
        kind, entries, text = "list", [text.format(heading=heading) for heading in headings], ""
    links = (Card(link["text"], to=link["to"].format_map(values)) for link in raw.get("links", ()))
    return Block(
        kind=kind,
        heading=raw.get("heading", ""),
        text=text.format_map(values),
        entries=tuple(entries),
        cards=(*(Card(card["title"], card["text"]) for card in raw.get("cards", ())), *links),
    )
