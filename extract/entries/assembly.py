"""Sections and entries to the record's rows: items, sections, what was refused, what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from extract.addresses import digest
from extract.article.content import Content
from extract.article.draft import Draft, headings_above
from extract.cleaning import fold
from extract.entries.entry import Entry, Found, path_to
from extract.entries.subtypes import subtype_of
from extract.entries.terms import term_key
from extract.page.blocks import Block, Page
from extract.record import FACETS, Facet, Item, MissingReason, Rejected, RejectReason, Section
from extract.vocabulary import read_heading

MIN_REPEATED = 60  # characters from which on a text that stands again is a repetition
MAX_ABOVE = 40  # lines above one of the same paragraph, of which one may introduce it

_ENTRY_TAGS = frozenset({"li", "dt", "dd", "tr"})


@dataclass(frozen=True, slots=True)
class Text:
    """The article's text: its blocks in reading order, and where each stands, by `id` of block."""

    text: str
    blocks: list[Block]
    spans: dict[int, tuple[int, int]]


def join_text(blocks: list[Block]) -> Text:
    """Put the blocks in order, each once, and each longer text once.

    Pages repeat paragraphs for other screens, and what stands thrice or more is no article's.
    """
    ordered = sorted(dict.fromkeys(blocks), key=attrgetter("index"))
    counts = Counter([b.text for b in ordered if len(b.text) >= MIN_REPEATED])
    seen = {text for text, n in counts.items() if n > 2}
    kept: list[Block] = []
    spans: dict[int, tuple[int, int]] = {}
    at = 0
    for block in ordered:
        said = block.text
        end = at + len(said)
        if end - at >= MIN_REPEATED:
            if said in seen:
                continue
            seen.add(said)
        kept.append(block)
        spans[id(block)] = (at, end)
        at = end + 1
    return Text("\n".join([b.text for b in kept]), kept, spans)


def drop_repeated(found: Found, text: Text) -> None:
    """Move entries to the rejected whose text stands in the article already.

    Of one that begins and goes on with more than that, only such lines. An entry ends where something else
    stands between its lines in the article's text: a source list.
    """
    kept: list[Entry] = []
    for entry in found.entries:
        own = [b for b in entry.blocks if id(b) in text.spans]
        repeated = [b for b in entry.blocks if id(b) not in text.spans]
        if repeated and (own[:1] != entry.blocks[:1] or all(len(b.text) < MIN_REPEATED for b in own)):
            found.rejected.append((entry.facet, entry.blocks, "duplicate"))
            continue
        if repeated:
            found.rejected.append((entry.facet, repeated, "duplicate"))
            _leave_out(repeated, entry)
            entry.blocks = own
        if len(entry.blocks) > 1:
            _end_at_gap(entry, found, text)
        kept.append(entry)
    found.entries = kept


def _leave_out(repeated: list[Block], entry: Entry) -> None:
    """Take lines that are repeated, from the last on, out of the description, whose lines they are."""
    left = Counter(b.text for b in repeated)
    lines: list[str] = []
    for line in reversed((entry.description or "").split("\n")):
        if left[line]:
            left[line] -= 1
        else:
            lines.append(line)
    entry.description = "\n".join(reversed(lines)) or None


def _end_at_gap(entry: Entry, found: Found, text: Text) -> None:
    """Move the lines of an entry that do not follow on its others in the text to the rejected."""
    spans = [text.spans[id(b)] for b in entry.blocks]
    gaps = (n for n, (a, b) in enumerate(pairwise(spans), 1) if a[1] + 1 != b[0])
    end = next(gaps, len(spans))
    if end < len(spans):
        tail = entry.blocks[end:]
        found.rejected.append((entry.facet, tail, "tail_of_parent"))
        entry.blocks = entry.blocks[:end]
        if entry.description:
            said = "\n".join(b.text for b in tail)
            entry.description = entry.description.removesuffix(said).rstrip("\n") or None


def make_items(
    found: Found, article_id: str, text: Text, sections: list[Draft], page: Page
) -> tuple[Item, ...]:
    """The entries as items; one that only repeats another goes to the rejected."""
    numbers = {id(s): n for n, s in enumerate(_shown(sections), 1)}
    items: list[Item] = []
    ids: dict[int, str] = {}
    ordinals: defaultdict[tuple[Facet, str], int] = defaultdict(int)
    positions: defaultdict[Facet, int] = defaultdict(int)
    taken: set[tuple[Facet, str, str | None, str]] = set()
    for entry in found.entries:
        said = entry.text
        key = fold(said)
        parent = ids.get(id(entry.parent)) if entry.parent is not None else None
        repeated = (entry.facet, key, parent, _listed_under(entry, page))
        if repeated in taken and not entry.description:
            found.rejected.append((entry.facet, entry.blocks, "duplicate"))
            continue
        if key:
            taken.add(repeated)
        key = key or said
        number = str(ordinals[entry.facet, key])
        ids[id(entry)] = item_id = digest("item", article_id, entry.facet, key, number)
        ordinals[entry.facet, key] += 1
        positions[entry.facet] += 1
        items.append(
            Item(
                item_id=item_id,
                facet=entry.facet,
                position=positions[entry.facet],
                term=entry.term,
                description=entry.description,
                text=said,
                term_key=term_key(entry.term) if entry.term else None,
                split_by=entry.split_by,
                section=numbers[id(entry.section)],
                parent=parent,
                subtype=subtype_of(entry),
                text_start=text.spans[id(entry.blocks[0])][0] + entry.marker,
                text_end=text.spans[id(entry.blocks[-1])][1],
                dom_path=path_to(entry.blocks, page),
            )
        )
    return tuple(items)


def _listed_under(entry: Entry, page: Page) -> str:
    """What a list item's list holds, by the line that introduces it or the heading; "" for other entries.

    Of a line among others of a paragraph, by the line above it that introduces.
    """
    first = entry.blocks[0]
    frame = first.frame
    item = frame.nearest("li") if frame.entry is not None else None
    if item is None or item.parent is None:
        if first.lines < 3:
            return ""
        above = page.blocks[max(first.index - min(first.line - 1, MAX_ABOVE), 0) : first.index]
        return next((b.text for b in reversed(above) if b.text.endswith(":")), "")
    before = page.blocks[item.parent.first - 1].text if item.parent.first else ""
    return before if before.endswith(":") else entry.section.heading


def _shown(sections: list[Draft]) -> list[Draft]:
    """The sections that are the article's."""
    return [s for s in sections if not s.module and s.role != "aside" and (s.heading or s.blocks)]


def make_sections(sections: list[Draft], text: Text) -> tuple[Section, ...]:
    """The article's sections, with what of them stands in the text."""
    return tuple(_section(number, section, text) for number, section in enumerate(_shown(sections), 1))


def _section(position: int, section: Draft, text: Text) -> Section:
    blocks = [b for b in section.blocks if id(b) in text.spans]
    lead = section.head or blocks
    if blocks:
        start, end = text.spans[id(blocks[0])][0], text.spans[id(blocks[-1])][1]
    else:
        start = end = text.spans.get(id(section.head[-1]), (0, 0))[1] if section.head else 0
    return Section(
        position=position,
        heading=section.heading,
        path=headings_above(section),
        facet=section.own,
        text=text.text[start:end],  # with the sources that stand between its lines, where there are some
        text_start=start,
        text_end=end,
        dom_path=lead[0].path if lead else "",
    )


def make_rejected(
    found: Found, content: Content, sources: frozenset[int], page: Page
) -> tuple[Rejected, ...]:
    """What was refused, and every list item, definition or row of a facet section that nothing else covers.

    `sources` holds the `id`s of the blocks that references were read from.
    """
    rejected = [
        Rejected(facet, "\n".join(b.text for b in blocks), reason, path_to(blocks, page))
        for facet, blocks, reason in found.rejected
    ]
    ranges = _facet_ranges(content)
    if not ranges:
        return tuple(rejected)
    covered = {id(b) for e in found.entries for b in e.blocks} | sources
    covered |= {id(b) for _, blocks, _ in found.rejected for b in blocks}
    begin, end = ranges[0][0], max(after for _, after, _ in ranges)
    entries = [f for f in page.frames if f.tag in _ENTRY_TAGS and begin <= f.first <= end]
    at = 0
    for frame in sorted(entries, key=lambda f: (f.first, f.last > f.first, f.depth)):
        before = frame.first - (frame.last == frame.first)  # what is empty stands behind the block before it
        while at < len(ranges) and ranges[at][1] <= before:
            at += 1
        if at == len(ranges):
            break
        start, _, facet = ranges[at]
        if before < start or not content.frame.first <= before < content.frame.last:
            continue
        held = page.blocks[frame.first : frame.last]
        if not covered.isdisjoint(map(id, held)) or not (held or content.frame in frame.ancestors()):
            continue
        reason: RejectReason = "layout"
        if not held:
            reason = "empty"
        elif any(b.chrome or b.linked for b in held):
            reason = "navigation"
        rejected.append(Rejected(facet, "\n".join(b.text for b in held), reason, frame.path))
        covered.update(map(id, held))
    return tuple(rejected)


def _facet_ranges(content: Content) -> list[tuple[int, int, Facet]]:
    """(first block, first block after, facet) of every section with a facet, in page order."""
    heads = [s for s in content.sections if s.head or (s.blocks and s.facet)]
    starts = [(s.head or s.blocks)[0].index for s in heads]
    ends = [*starts[1:], content.frame.last][: len(starts)]
    return sorted((start, end, s.facet) for s, start, end in zip(heads, starts, ends, strict=True) if s.facet)


def find_missing(sections: list[Draft], items: tuple[Item, ...], found: Found) -> dict[str, MissingReason]:
    """Why each facet without items has none."""
    have = {i.facet for i in items}
    refused = {facet for facet, _, _ in found.rejected}
    mapped = {s.facet for s in sections if s.facet}
    in_modules = {read_heading(s.heading).facet for s in sections if s.module}
    unmapped = any(_lists_unmapped(s) for s in sections)
    missing: dict[str, MissingReason] = {}
    for facet in FACETS:
        if facet in have:
            continue
        if facet in refused:
            missing[facet] = "all_rejected"
        elif facet in mapped:
            missing[facet] = "prose_only"
        elif facet in in_modules:
            missing[facet] = "only_in_modules"
        else:
            missing[facet] = "heading_unmapped" if unmapped else "not_on_page"
    return missing


def _lists_unmapped(section: Draft) -> bool:
    """A section with a list under a heading that says nothing the vocabulary knows."""
    known = section.facet or section.role or section.module
    return (
        section.level > 0
        and not known
        and any(b.frame.entry and b.frame.nearest("li") for b in section.blocks)
    )
