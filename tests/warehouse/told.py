"""Pages that say in JSON what is to be read of them, and a site of them: many articles at little cost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from extract import Template
from extract.addresses import digest
from extract.record import Article, Item, Module, Section
from tests.warehouse.pages import Capture, extract, learn, page

Facets = dict[str, list[tuple[str, str | None]]]  # term and description, by facet

VERSIONS = {"extractor_version": "one", "vocabulary_version": "one"}
READER: Mapping[str, Any] = {"learn": learn, "versions": VERSIONS}

# Mean entries, and the share of articles that have any: what medical articles look like, roughly.
_USUAL = {
    "cause": (6, 0.95),
    "risk_factor": (5, 0.8),
    "symptom": (8, 1.0),
    "complication": (4, 0.6),
    "test": (5, 0.9),
    "treatment": (7, 0.95),
    "prevention": (4, 0.5),
    "prognosis": (2, 0.15),
}


@dataclass
class Told:
    """A page as it is told."""

    name: str
    facets: Facets
    kind: str = "condition"
    advice: list[str] = field(default_factory=list)  # the site's, under the treatments of every article
    noise: int = 0

    def body(self) -> bytes:
        """The page's bytes."""
        return json.dumps(self.__dict__).encode()


def read(body: bytes, url: str, template: Template | None = None) -> Article:
    """The record such a page tells of; every entry is a line of its text. A template tells advice apart."""
    told = json.loads(body)
    if not template:
        advice = [(line, None) for line in told["advice"]]
        told["facets"]["treatment"] = told["facets"].get("treatment", []) + advice
    article = extract(page(told["name"], (), kind=told["kind"]), url)
    text, sections, items = f"{article.definition}", [article.sections[0]], []
    for facet, entries in told["facets"].items():
        text += f"\n{facet}"
        at = len(text)
        number = len(sections) + 1
        sections.append(Section(number, facet, (), facet, "", at, at, f"body/h2[{number}]"))
        for position, (term, description) in enumerate(entries, 1):
            line = f"{term}: {description}" if description else term
            items.append(_item(article, facet, position, term, description, line, number, len(text) + 1))
            text += f"\n{line}"
    modules = (Module("advice", "Advice", tuple(told["advice"]), "body/div"),) if template else ()
    return replace(article, text=text, sections=tuple(sections), items=tuple(items), modules=modules)


def _item(
    article: Article,
    facet: Any,
    position: int,
    term: str,
    description: str | None,
    line: str,
    section: int,
    start: int,
) -> Item:
    return Item(
        item_id=digest(article.article_id, facet, str(position), line),
        facet=facet,
        position=position,
        term=term,
        description=description,
        text=line,
        term_key=term.lower(),
        split_by="separator" if description else "whole",
        section=section,
        parent=None,
        subtype=None,
        text_start=start,
        text_end=start + len(line),
        dom_path=f"body/ol[{section}]/li[{position}]",
    )


class Site:
    """A site that lives: its pages by path, and what editors do to them, by chance with a seed."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.pages: dict[str, Told] = {}
        for _ in range(articles):
            self.publish()

    def publish(self) -> str:
        """A new article; its path."""
        number = len(self.pages)
        told = Told(f"Disease {number}", {f: self._entries(f) for f in _USUAL})
        told.facets = {facet: entries for facet, entries in told.facets.items() if entries}
        if number % 12 == 7:
            told.kind = "drug"
        self.pages[f"/{number}"] = told
        return f"/{number}"

    def _entries(self, facet: str) -> list[tuple[str, str | None]]:
        mean, share = _USUAL[facet]
        if self.chance.random() >= share:
            return []
        return [self._entry(facet) for _ in range(max(1, round(self.chance.gauss(mean, mean / 3))))]

    def _entry(self, facet: str) -> tuple[str, str | None]:
        word = f"{facet} {self.chance.randrange(10_000)}"
        return word, "says more of it " * self.chance.randint(1, 4) if self.chance.random() < 0.8 else None

    def edit(self, path: str) -> None:
        """An editor adds an entry to a facet, takes one from it, or words one anew."""
        facets = self.pages[path].facets
        facet = self.chance.choice(list(facets))
        match self.chance.randrange(3):
            case 0:
                facets[facet].append(self._entry(facet))
            case 1 if len(facets[facet]) > 1:
                facets[facet].pop()
            case _:
                facets[facet][0] = self._entry(facet)

    def rewrite(self, path: str) -> None:
        """An editor writes the article anew."""
        told = self.pages[path]
        told.facets = {facet: entries for facet in _USUAL if (entries := self._entries(facet))}

    def captures(self, paths: Iterable[str], day: int) -> list[Capture]:
        """What the pages answer on a day; their bytes are never twice the same."""
        found = []
        for path in paths:
            self.pages[path].noise = self.chance.randrange(10**9)
            found.append(answer(path, day, self.pages[path].body()))
        return found


def answer(path: str, day: int, body: bytes = b"", status: int = 200) -> Capture:
    """What an address answers on a day of the year 2026, the 60th too."""
    capture = Capture(path, 1, body, status)
    time = datetime(2026, 1, 1) + timedelta(days=day)
    capture.exchange = replace(capture.exchange, fetched_at=f"{time.isoformat()}Z")
    return capture
