"""Headings that run in: bold leads that open a paragraph and say a facet ("Prevention: Eat less fat.")."""

from __future__ import annotations

from extract.article.whole import says_no_more, whole_heading
from extract.page.blocks import HEADINGS, Block, in_data_row, is_listed
from extract.record import Facet
from extract.vocabulary import read_heading

_PARTS = (":", " -", " –", " —", "- ", "– ", "— ")  # between such a lead and its text
MIN_RUN = 3  # leads below one heading
MAX_LEAD = 40  # characters of plain words that may be one


def _turns_to(lead: str, above: str, topic: tuple[str, ...]) -> bool:
    """It names another facet than the heading above, and nothing else ("Clinical features")."""
    said = read_heading(lead, topic)
    other = said.strong and lead[0].isupper() and said.facet != read_heading(above, topic).facet
    return other and says_no_more(lead, topic)


def run_in_headings(blocks: list[Block], topic: tuple[str, ...]) -> dict[int, str]:
    """Bold leads that say a facet and open its paragraph ("Prevention: Eat less fat."), by `id` of block.

    Of a page with leads of one facet only those in a heading's element, and the one lead of its element:
    beside others it may be an entry's name.
    """
    found: dict[int, str] = {}
    sure: dict[int, str] = {}
    facets: dict[int, Facet] = {}
    leads: dict[int, list[Block]] = {}  # by `id` of the element that holds them
    runs: list[tuple[str, list[int]]] = [("", [])]  # each heading with the `id`s of the leads below it
    for block in blocks:
        if block.level:
            runs.append((block.text, []))
        if not block.bold or block.level:
            continue
        lead = block.text[: block.bold].strip()
        if not 0 < len(lead) < len(block.text) - 1 or block.frame.nearest("li", "dl"):
            continue
        if in_data_row(block.frame):
            continue
        if lead.endswith(_PARTS) or block.text[block.bold :].lstrip().startswith(_PARTS):
            holder = block.frame if block.lines > 1 else block.frame.parent
            leads.setdefault(id(holder), []).append(block)
            runs[-1][1].append(id(block))
            heading = lead.rstrip(" :-–—")
            if heading and (whole_heading(heading, topic) or _turns_to(heading, runs[-1][0], topic)):
                found[id(block)] = heading
                if block.frame.tag in HEADINGS:
                    sure[id(block)] = heading
                if facet := read_heading(heading, topic).facet:
                    facets[id(block)] = facet
    told: set[Facet] = set()  # by headings above leads that name the same
    for above, run in runs:
        said = [key for key in run if key in facets]
        if not said or len(run) < MIN_RUN:
            continue
        of = read_heading(above, topic).facet
        few = len(said) == 1 or MIN_RUN * len(said) <= len(run)
        for key in said:  # by its words it stands above those beside it
            if facets[key] == of or (few and not says_no_more(found[key], topic)):
                if len(said) > 1:
                    told.add(facets[key])
                del found[key], facets[key]
                sure.pop(key, None)
    if len(told.union(facets.values())) >= 2:
        return found
    alone = (id(held[0]) for held in leads.values() if len(held) == 1)
    return sure | {key: found[key] for key in alone if key in facets} | _plain_leads(blocks, topic)


def _plain_leads(blocks: list[Block], topic: tuple[str, ...]) -> dict[int, str]:
    """Plain words with a colon that open a paragraph and say a facet, by `id` of block.

    With the headings they say several, and each but one.
    """
    found: dict[int, str] = {}
    told: list[Facet] = []
    headed: set[Facet | None] = set()
    for block in blocks:
        if block.level:
            headed.add(read_heading(block.text, topic).facet)
            continue
        lead, colon, _ = block.text[:MAX_LEAD].partition(": ")
        if not colon or block.bold or is_listed(block.frame) or not whole_heading(lead, topic, most=0):
            continue
        if facet := read_heading(lead, topic).facet:
            found[id(block)] = lead
            told.append(facet)
    several = len(told) > 1 and len(headed.union(told) - {None}) >= MIN_RUN
    return found if several and len(set(told)) == len(told) and headed.isdisjoint(told) else {}
