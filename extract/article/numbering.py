"""Numbered headings: which number the article's own parts, and which count on under the heading above."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.article.headings import NUMBERED, whole_heading
from extract.cleaning import marker_length
from extract.vocabulary import Reading, read_heading

MIN_PARTS = 3  # facets and questions of headings that number an article
MIN_SENTENCE = 3  # blanks of a heading that is a sentence

_NUMBER = re.compile(r"(?:step )?\(?(\d{1,2})", re.I)


def numbers_of_the_article(sections: list[Draft], topic: tuple[str, ...]) -> set[int]:
    """Headings that number the article's own parts, by `id`: a run of them asks or says several facets."""
    found: set[int] = set()
    run: list[Draft] = []
    for section in [*sections, Draft("", 1, [])]:
        level = section.level
        if not level or (run and level > run[0].level):
            continue
        numbered = NUMBERED.match(section.heading) is not None
        if run and not (numbered and level == run[0].level):
            texts = [s.heading[marker_length(s.heading) :] for s in run]
            said = {read_heading(t, topic).facet for t in texts if whole_heading(t, topic)}
            if len(said) + sum(t.endswith("?") for t in texts) >= MIN_PARTS:
                found.update(map(id, run))
            run = []
        if numbered:
            run.append(section)
    return found


def counts_on(section: Draft, reading: Reading, around: list[Draft], readings: dict[int, Reading]) -> bool:
    """A numbered heading that stands under one of its own level without a number: "1. Rest", "2. Treat …".

    Where it names a facet by itself, only as the next of those, or as a sentence.
    """
    at = next((n for n, s in enumerate(around) if s.level == section.level), None)
    if at is None or around[at].numbered:
        return False
    above = around[at]
    before = around[at + 1] if at + 1 < len(around) else None
    if before is not None and not before.numbered:
        return False
    if not reading.strong:
        weak = above.own is not None and not readings[id(above)].strong
        return not weak and (before is None or above.facet is not None)
    if above.facet is None or section.question:
        return False
    if before is None:
        sentence = section.heading.endswith(".") and section.heading.count(" ") > MIN_SENTENCE
        return sentence or reading.facet == above.facet
    one, other = _NUMBER.match(before.heading), _NUMBER.match(section.heading)
    return one is not None and other is not None and int(other[1]) == int(one[1]) + 1
