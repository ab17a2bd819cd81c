"""The record: what is said of one page, and the closed lists its fields draw from.

Everything here is plain data. Field by field meaning stands in docs/design.md; the same names are the
columns of the tables. Offsets count Unicode code points of `Article.text`, 0-based and half-open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args

SCHEMA_VERSION = 1

Facet = Literal[
    "type",
    "cause",
    "risk_factor",
    "symptom",
    "complication",
    "test",
    "treatment",
    "prevention",
    "when_to_see_doctor",
    "prognosis",
    "epidemiology",
    "faq",
    "anatomy",
    "pathophysiology",
]
Status = Literal["ok", "partial", "failed"]
Kind = Literal[
    "condition",
    "drug",
    "test",
    "procedure",
    "anatomy",
    "news",
    "hub",
    "wellness",
    "non_medical",
    "other",
]
SplitBy = Literal["separator", "bold", "dt", "heading", "line", "cell", "whole", "none"]
RejectReason = Literal[
    "empty", "header_row", "layout", "navigation", "duplicate", "module", "tail_of_parent", "over_limit"
]
MissingReason = Literal[
    "not_on_page", "prose_only", "heading_unmapped", "all_rejected", "only_in_modules", "failed"
]
IdType = Literal["pmid", "pmcid", "nbk", "doi", "nct", "isbn"]
LinkRole = Literal["related", "index"]

FACETS: tuple[Facet, ...] = get_args(Facet)
KINDS: tuple[Kind, ...] = get_args(Kind)
REJECT_REASONS: tuple[RejectReason, ...] = get_args(RejectReason)
MISSING_REASONS: tuple[MissingReason, ...] = get_args(MissingReason)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks up to the next heading of any level; heading is "" before the first one."""

    position: int
    heading: str
    path: tuple[str, ...]
    facet: Facet | None
    text: str
    text_start: int
    text_end: int
    dom_path: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a facet: a bullet, a row, a run-in lead with its text, a sub-heading with its own."""

    item_id: str
    facet: Facet
    position: int
    term: str | None
    description: str | None
    text: str
    term_key: str | None
    split_by: SplitBy
    section: int
    parent: str | None
    subtype: str | None
    text_start: int
    text_end: int
    dom_path: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the article's own source list."""

    position: int
    text: str
    url: str | None
    canonical_url: str | None
    id_type: IdType | None
    id: str | None
    notes: tuple[str, ...]
    dom_path: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A tooltip of the site: the word and what the site says it means, one row a language."""

    term: str
    language: str
    definition: str


@dataclass(frozen=True, slots=True)
class Module:
    """A block of the site's template around or inside the article."""

    name: str
    heading: str | None
    entries: tuple[str, ...]
    dom_path: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the article to another one (related) or to a list of articles (index)."""

    role: LinkRole
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """What stood in a facet section and was not taken as an entry, and why."""

    facet: Facet
    text: str
    reason: RejectReason
    dom_path: str


@dataclass(frozen=True, slots=True)
class Article:
    """All that is said of one page. A page never raises: see `status` and `error`."""

    schema_version: int
    extractor_version: str
    vocabulary_version: str
    template_version: str | None
    status: Status
    error: str | None
    url: str | None
    canonical_url: str | None
    article_id: str
    site: str | None
    language: str | None
    kind: Kind
    kind_evidence: tuple[str, ...]
    condition: str | None
    title: str | None
    aliases: tuple[str, ...]
    definition: str | None
    conclusion: str | None
    disclaimer: str | None
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    published_at: str | None
    modified_at: str | None
    categories: tuple[str, ...]
    text: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    references: tuple[Reference, ...]
    glossary: tuple[GlossaryEntry, ...]
    modules: tuple[Module, ...]
    links: tuple[Link, ...]
    structured: Mapping[str, Any]
    rejected: tuple[Rejected, ...]
    missing: Mapping[str, MissingReason]


def to_dict(value: Any) -> Any:
    """Turn a record, or any part of it, into JSON-ready values; tuples become lists, field order is kept."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_dict(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {k: to_dict(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [to_dict(v) for v in value]
    return value
