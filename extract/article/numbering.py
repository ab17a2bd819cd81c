"""Numbered headings: which number the article's own parts, and which count on under the heading above."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.article.levels import NUMBERED
from extract.article.whole import whole_heading
from extract.cleaning import marker_length
from extract.page.blocks import LOOK_LEVEL
from extract.vocabulary import Reading, read_heading

MIN_PARTS = 3  # facets and questions of headings that number an article
MANY = 4  # times as many headings of a run count as say something
MIN_SENTENCE = 3  # blanks of a heading that is a sentence

_NUMBER = re.compile(r"(?:step )?\(?(\d{1,2})", re.I)


def numbered_runs(sections: list[Draft], topic: tuple[str, ...]) -> tuple[set[int], set[int]]:
    """Headings that number the article's own parts and those that count entries, by `id`.

    A run of the first asks or says several facets; of the second, a longer one, next to none says any.
    """
    parts: set[int] = set()
    entries: set[int] = set()
    run: list[Draft] = []
    for section in [*sections, Draft("", 1, [])]:
        numbered = NUMBERED.match(section.heading) is not None
        level = min(section.level, LOOK_LEVEL) if numbered else section.level
        if not level or (run and level > run[0].level):
            continue
        if run and not (numbered and level == min(run[0].level, LOOK_LEVEL)):
            texts = [s.heading[marker_length(s.heading) :] for s in run]
            said = [read_heading(t, topic).facet for t in texts if whole_heading(t, topic)]
            asked = sum(t.endswith("?") for t in texts)
            if len(set(said)) + asked >= MIN_PARTS:
                parts.update(map(id, run))
            elif len(run) >= MANY * (len(said) + asked + 1):
                entries.update(map(id, run))
            run = []
        if numbered:
            run.append(section)
    return parts, entries


def counts_on(
    section: Draft, reading: Reading, around: list[Draft], readings: dict[int, Reading], *, sure: bool
) -> bool:
    """A numbered heading that stands under one of its own level without a number: "1. Rest", "2. Treat …".

    Where it names a facet by itself, only as the next of those, or as a sentence, or where it is `sure` to
    count entries.
    """
    at = next((n for n, s in enumerate(around) if s.level == section.level), None)
    if at is None or around[at].numbered:
        return False
    above = around[at]
    before = around[at + 1] if at + 1 < len(around) else None
    if before is not None and not before.numbered:
        return False
    if not reading.strong or sure:
        weak = above.own is not None and not readings[id(above)].strong
        return not weak and (before is None or above.facet is not None)
    if above.facet is None or section.question:
        return False
    if before is None:
        sentence = section.heading.endswith(".") and section.heading.count(" ") > MIN_SENTENCE
        return sentence or reading.facet == above.facet
    one, other = _NUMBER.match(before.heading), _NUMBER.match(section.heading)
    return one is not None and other is not None and int(other[1]) == int(one[1]) + 1
