"""A site's template learned from a sample of its pages, kept as a small artefact with a version.

A section that says the same under the same heading on several articles is the template's: articles of
different diseases share entries, never a whole section word for word. A heading that maps to no facet and
recurs on most pages is the template's too where its lines recur ("Key takeaways" lists each page's own
headings). This is the recurring-block idea of site-level boilerplate removal (Bar-Yossef and Rajagopalan,
"Template detection via data mining", WWW 2002), with the section as the unit.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extract.article.draft import Draft
from extract.cleaning import fold
from extract.vocabulary import fold_topic

MIN_PAGES = 3  # fewer pages say nothing of a template
MIN_SHARE = 0.5  # of the articles that carry the template, for a heading whose text varies
NEARLY_ALL = 0.75  # of the clinical sections of two articles: they are near-duplicates of each other
ALIKE = 0.5  # of the words of two articles' names: they are siblings
_TITLE = "x"  # a heading that is the topic alone: the article's own title


@dataclass(frozen=True, slots=True)
class SectionKey:
    """What a section is compared by: its heading, its text, and its lines, folded with the topic as "x"."""

    heading: str
    text: str
    lines: tuple[str, ...]
    mapped: bool


def section_key(section: Draft, topic: tuple[str, ...]) -> SectionKey:
    """The comparable form of a section."""
    lines = tuple(fold_topic(fold(b.text), topic) for b in section.blocks)
    return SectionKey(
        fold_topic(fold(section.heading), topic), _digest(lines), lines, section.own is not None
    )


def _digest(lines: tuple[str, ...]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Template:
    """What recurs on a site: sections word for word, and headings whose lines recur."""

    site: str
    sections: frozenset[tuple[str, str]]  # folded heading, digest of the folded text
    headings: frozenset[str]
    pages: int

    @property
    def version(self) -> str:
        """Digest of what the template says."""
        return hashlib.blake2b(self.to_json().encode(), digest_size=6).hexdigest()

    def module(self, key: SectionKey) -> str | None:
        """The name of the module a section is, or None where it is the article's."""
        if (key.heading, key.text) in self.sections or (key.heading in self.headings and not key.mapped):
            return "_".join(key.heading.split()[:4]) or "unnamed"
        return None

    def to_json(self) -> str:
        """The artefact, in a fixed order."""
        data = {
            "site": self.site,
            "pages": self.pages,
            "sections": sorted(map(list, self.sections)),
            "headings": sorted(self.headings),
        }
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Template:
        """Read an artefact back; raises ValueError where it is none."""
        data = json.loads(text)
        try:
            return cls(
                data["site"],
                frozenset((h, d) for h, d in data["sections"]),
                frozenset(data["headings"]),
                data["pages"],
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no template artefact: {error}") from error


def _without_near_duplicates(articles: dict[str, list[SectionKey]]) -> dict[str, list[SectionKey]]:
    """Articles that share nearly all clinical sections word for word ("disc X at L2-L3", "… L4") count once.

    What they share is theirs, not the template's.
    """
    clinical = {
        a: {(k.heading, k.text) for k in keys if k.mapped and k.lines} for a, keys in articles.items()
    }
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    kept: dict[str, list[SectionKey]] = {}
    for article, keys in articles.items():
        shared = Counter(other for key in clinical[article] for other in holders[key])
        twin = any(
            n >= MIN_PAGES and n > NEARLY_ALL * min(len(clinical[article]), len(clinical[other]))
            for other, n in shared.items()
        )
        if not twin:
            kept[article] = keys
            for key in clinical[article]:
                holders[key].append(article)
    return kept


def _of_unlike_names(articles: list[str]) -> bool:
    """At least MIN_PAGES of these articles have names unlike each other: siblings may share a section."""
    kept: list[frozenset[str]] = []
    for article in articles:
        name = _name_words(article)
        if not any(len(name & other) >= ALIKE * len(name | other) > 0 for other in kept):
            kept.append(name)
            if len(kept) == MIN_PAGES:
                return True
    return False


@lru_cache(maxsize=4096)
def _name_words(article: str) -> frozenset[str]:
    """The words of a folded name without levels and numbers ("disc bulge at l2 l3", "type 2 diabetes")."""
    return frozenset(w for w in article.split() if not any(c.isdigit() for c in w))


def learn(site: str, pages: Iterable[tuple[str, list[SectionKey]]]) -> Template | None:
    """Learn a site's template from (article identity, section keys) of a sample; None where nothing recurs.

    Several pages of one article count once. The result does not depend on the order of the pages.
    """
    by_article: dict[str, list[SectionKey]] = {}
    for identity, keys in sorted(pages, key=lambda p: p[0]):
        by_article.setdefault(identity, [k for k in keys if k.heading != _TITLE])
    by_article = _without_near_duplicates(by_article)
    if len(by_article) < MIN_PAGES:
        return None
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article, keys in by_article.items():
        for key in {(k.heading, k.text) for k in keys if k.lines}:
            same[key].append(article)
    sections = {key for key, articles in same.items() if _of_unlike_names(articles)}
    # Shares are of the pages that have the template: a site also has plain ones, indexes and older layouts.
    carriers = [
        keys
        for keys in by_article.values()
        if len({(k.heading, k.text) for k in keys} & sections) >= MIN_PAGES
    ]
    holders: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for keys in carriers:
        for heading in {k.heading for k in keys if k.heading}:
            holders[heading] += 1
            held = [k for k in keys if k.heading == heading]
            unmapped[heading] += all(not k.mapped for k in held)
            lines[heading].update({line for k in held for line in k.lines})
    headings = set()
    for heading, n in holders.items():
        if n < max(MIN_PAGES, MIN_SHARE * len(carriers)) or unmapped[heading] < n:
            continue
        total = sum(lines[heading].values())
        recurring = sum(c for c in lines[heading].values() if c >= MIN_PAGES)
        if not total or recurring >= 0.6 * total:
            headings.add(heading)
    if not sections and not headings:
        return None
    return Template(site, frozenset(sections), frozenset(headings), len(by_article))
