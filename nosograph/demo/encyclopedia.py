"""How the encyclopedia looks: the site's own settings, and each article's skin, blemishes and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from extract.record import Facet
from nosograph.demo.articles import HERE, SampleDataError, Text, read_toml
from nosograph.demo.glossary import State

Skin = Literal["current", "older", "builder"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An author-year citation in brackets that belongs to the text of one entry (position from 1)."""

    facet: Facet
    position: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one article is shown and where it is found; the keys are explained at the top of the data file."""

    skin: Skin
    published: date
    modified: date
    headings: Literal["h2", "h3", "bold", "div", "span"] = "h2"
    lists: Literal["ol", "ul"] = "ol"
    bold_terms: bool = False
    tooltips: State = "none"
    split: tuple[Facet, ...] = ()
    typography: tuple[str, ...] = ()
    spacers: bool = False
    advice: str = "general"
    banner: bool = False
    chips: bool = False
    accordion: Facet | None = None
    citation: Citation | None = None
    messy_references: bool = False
    bangla_note: str | None = None
    address: str | None = None
    older_twin: bool = False
    short_link: int | None = None
    short_link_redirects: bool = False
    listed: bool = True
    fails_once: bool = False

    def path(self, text: Text) -> str:
        """The article's own address on the site, below `/resources/`."""
        return f"/resources/rx-{text.category}-a-z/{self.address or text.slug}/"

    def twin_path(self, text: Text) -> str:
        """The address of the article under the older template."""
        return f"/rxharun/rx-{text.category}-a-z/{self.address or text.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encyclopedia:
    """What encyclopedia.toml says: settings of the whole site, and one `Look` an article, by slug."""

    name: str
    tagline: str
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    disclaimer: str
    banner: str
    bangla_placeholder: str
    chips: tuple[str, ...]
    dead_link: str
    private: Mapping[str, str]
    looks: Mapping[str, Look]

    def byline(self, text: Text) -> tuple[str, str]:
        """Who wrote and who reviewed an article: the names take turns by the length of the title."""
        turn = len(text.title)
        return self.authors[turn % len(self.authors)], self.reviewers[turn % len(self.reviewers)]


def load_encyclopedia() -> Encyclopedia:
    """Read encyclopedia.toml; raises SampleDataError naming the article whose keys cannot be used."""
    path = HERE / "encyclopedia.toml"
    raw = read_toml(path)
    looks = {}
    for slug, keys in raw.pop("articles").items():
        try:
            looks[slug] = _look(keys)
        except TypeError as error:
            raise SampleDataError(f"{path}: article {slug}: {error}") from error
    return Encyclopedia(**{key: _frozen(value) for key, value in raw.items()}, looks=looks)


def _look(keys: Mapping[str, Any]) -> Look:
    plain = {key: _frozen(value) for key, value in keys.items() if key != "citation"}
    citation = Citation(**keys["citation"]) if "citation" in keys else None
    return Look(**plain, citation=citation)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
