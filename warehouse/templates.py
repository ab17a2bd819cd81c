"""Learned templates of sites: from a sample of a site's standing pages, kept as rows of table templates.

A template is learned once and kept, so that a crawl of tomorrow is read as that of today was; which pages it
is learned from depends on their addresses, never on the order in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.archive import BodyError, read_body
from extract import Template
from extract.addresses import digest, site_of
from warehouse.fold import AddressState, Reading

Learn = Callable[[str, Iterable[tuple[bytes, str]]], Template | None]

_SAMPLE_PAGES = 200


class Learner:
    """Learns templates from archived pages, from each sample once however often a commit is tried.

    Args:
        archive: Base name of an archive file to where it is.
        learn: What learns a site's template from its pages, each with its address; None: nothing recurs.
    """

    def __init__(self, archive: Mapping[str, Path], learn: Learn) -> None:
        self._archive = archive
        self._learn = learn
        self._learned: dict[tuple[Reading, ...], Template | None] = {}

    def learn(self, sites: Collection[str], states: Mapping[str, AddressState]) -> dict[str, Template]:
        """The templates of some sites, given what stands at all their addresses; not of sites without one."""
        samples = _samples(sites, states, self._archive)
        learned = {site: self._from(site, sample) for site, sample in sorted(samples.items())}
        return {site: template for site, template in learned.items() if template}

    def _from(self, site: str, sample: tuple[Reading, ...]) -> Template | None:
        if sample not in self._learned:
            self._learned[sample] = self._learn(site, self._bodies(sample))
        return self._learned[sample]

    def _bodies(self, sample: Iterable[Reading]) -> Iterator[tuple[bytes, str]]:
        for reading in sample:
            try:
                body = read_body(self._archive[reading.warc_file], reading.warc_offset, reading.warc_length)
            except BodyError:  # the page's own row will say so
                continue
            yield body, reading.url


def _samples(
    sites: Collection[str], states: Mapping[str, AddressState], archive: Collection[str]
) -> dict[str, tuple[Reading, ...]]:
    """The newest page at each address whose archive file is there; of many, those of the smallest digests."""
    pages: dict[str, list[tuple[str, Reading]]] = defaultdict(list)
    for address, state in states.items():
        site = site_of(address)
        if site and site in sites and state.readings and state.readings[-1].warc_file in archive:
            pages[site].append((digest(address), state.readings[-1]))
    return {
        site: tuple(reading for _, reading in sorted(found, key=lambda page: page[0])[:_SAMPLE_PAGES])
        for site, found in pages.items()
    }


def template_rows(template: Template) -> list[dict[str, Any]]:
    """A template as rows of table templates: one a block, first those known by their words."""
    blocks: Sequence[tuple[str, str | None]] = [
        *sorted(template.sections),
        *((heading, None) for heading in sorted(template.headings)),
    ]
    return [
        {
            "site": template.site,
            "template_version": template.version,
            "position": position,
            "heading": heading,
            "text_digest": text_digest,
            "sample_pages": template.pages,
        }
        for position, (heading, text_digest) in enumerate(blocks, 1)
    ]


def template_from_rows(rows: Sequence[Mapping[str, Any]]) -> Template:
    """The template that the rows of one site tell of."""
    return Template(
        site=rows[0]["site"],
        sections=frozenset((row["heading"], row["text_digest"]) for row in rows if row["text_digest"]),
        headings=frozenset(row["heading"] for row in rows if not row["text_digest"]),
        pages=rows[0]["sample_pages"],
    )
