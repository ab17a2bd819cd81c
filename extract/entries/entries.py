"""Sections to entries: what a reader sees as one entry of an enumeration, in whatever mark-up it stands."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.article.closing import captions
from extract.article.contact import says_how_to_reach
from extract.article.draft import Draft
from extract.article.whole import whole_heading
from extract.cleaning import marker_length
from extract.entries.entry import (
    Entry,
    Found,
    is_caption,
    is_group,
    is_label_alone,
    make_entry,
    points_away,
)
from extract.entries.introductions import introduced_as, introduces
from extract.entries.listed import Unit, definition, list_item, units
from extract.entries.questions import find_answer, find_questions
from extract.entries.tables import Table, read_table, table_row
from extract.entries.unlisted import bold_leads, find_unlisted, introduced_lines, led_groups
from extract.page.blocks import Block, Frame, is_listed
from extract.record import Facet
from extract.vocabulary import read_heading, read_introduction

MAX_ENTRIES = 4000  # of a page
MAX_LABEL_BLANKS = 7  # of a line that only introduces the list after it

_BRACKETS = re.compile(r"\([^)]*\)")
_CONTINUES = re.compile(
    r"\b(?:can|could|may|might|will|often|sometimes) also (?:includ|be\b|have\b|occur|appear|show)"
)
_IN_LIST = re.compile(r"/(?:li|dd)\[")  # in a path: of a list that lays out the article
_LISTING_TAGS = frozenset({"li", "tr", "td", "dd", "dl", "ul", "ol", "table"})


def find_entries(sections: list[Draft], topic: tuple[str, ...]) -> Found:
    """Find the entries of every section that has a facet, and of lists introduced as one elsewhere."""
    found = Found()
    layout = _layout_frames(sections)
    groups, names = _side_by_side(sections)
    for section in sections:
        if section.module or section.role in ("references", "aside", "disclaimer"):
            continue
        head = _heading_entry(section, names, topic) if id(section) not in groups else None
        if head is not None:
            found.entries.append(head)
        if section.facet != "faq":
            _body(section, head, topic, layout, found)
        else:
            found.entries += find_questions(section, set(head.blocks) if head else ())
    found.rejected += [(e.facet, e.blocks, "over_limit") for e in found.entries[MAX_ENTRIES:]]
    del found.entries[MAX_ENTRIES:]
    return found


def _layout_frames(sections: list[Draft]) -> set[Frame]:
    """List items, rows and cells that hold headings: they lay out the page and are no entries."""
    around: set[Frame] = set()
    for section in sections:
        for block in section.head:
            frame: Frame | None = block.frame
            while frame is not None and frame not in around:
                around.add(frame)
                frame = frame.parent
    return {frame for frame in around if frame.tag in _LISTING_TAGS}


def _side_by_side(sections: list[Draft]) -> tuple[set[int], set[int]]:
    """Sub-headings side by side that say together what they are, by `id`: groups, and names alone.

    Groups hold a list each and no text of their own: they part one list. Kinds are described by such lists;
    their names are entries. Names are three or more that hold nothing: cards with a picture.
    """
    siblings: dict[tuple[int, int], list[Draft]] = {}
    above = {id(section.parent) for section in sections}
    for section in sections:
        if section.facet is not None and section.facet != "faq":
            siblings.setdefault((id(section.parent), section.level), []).append(section)
    groups: set[int] = set()
    names: set[int] = set()
    for held in siblings.values():
        parts = [
            s
            for s in held
            if s.own is None and s.facet != "type" and not s.numbered and s.blocks and not _said(_prose(s))
        ]
        if len(parts) > 1 and 2 * len(parts) > len(held):
            groups.update(map(id, parts))
        empty = [s for s in held if s.own is None and not s.blocks and id(s) not in above]
        bare = [s for s in empty if not is_group(s.heading)]
        if len(bare) > 2 and 2 * len(bare) > len(held):
            names.update(map(id, bare))
    return groups, names


def _said(prose: list[Block]) -> list[Block]:
    """Running text without lines that only introduce the list after them."""
    return [b for b in prose if not b.text.endswith(":") or b.text.count(" ") > MAX_LABEL_BLANKS]


def _heading_entry(section: Draft, names: set[int], topic: tuple[str, ...]) -> Entry | None:
    """The entry a sub-heading makes with its paragraphs, or None where it merely groups or asks.

    `names` holds the `id`s of those that are entries without any.
    """
    if section.facet is None or not section.head or section.box:
        return None
    if is_caption(section.heading) or is_label_alone(section.heading):
        return None
    if section.role and not (section.facet == "faq" and section.question):
        return None
    if section.own is not None:
        return _lead(section, section.facet, _prose(section)) if section.label else None
    if section.facet == "faq":
        inside = section.parent is not None and section.parent.question  # a label in an answer
        asks = "?" in section.heading or (section.level >= 3 and not inside)
        return _lead(section, "faq", _until_contact(find_answer(section))) if asks else None
    if section.question:
        return None
    prose = _prose(section)
    listed = len(prose) < len(section.blocks)  # entries of its own follow
    if not prose and not listed and not section.numbered and id(section) not in names:
        return None
    # A list describes a kind, and what a heading counts.
    counted = section.facet == "type" or section.numbered
    names_kind = counted and not is_group(section.heading)
    if not prose and listed and not (names_kind and not section.heading.rstrip().endswith(":")):
        return None
    if listed and not counted and len(prose) == 1 and _introduces_list(prose[0], section.blocks[1]):
        return None
    if listed and is_group(_BRACKETS.sub("", section.heading)):
        return None
    return _lead(section, section.facet, prose)


def _introduces_list(line: Block, first: Block) -> bool:
    """It only introduces the list that begins after it: by its colon, or as a line of the same paragraph."""
    return line.text.endswith(":") or (line.run == first.run and line.text[-1] not in ".!?")


def _until_contact(answer: list[Block]) -> list[Block]:
    """An answer without the lines at its end that tell how to reach a practice."""
    end = len(answer)
    while end and says_how_to_reach(answer[end - 1].text):
        end -= 1
    return answer[:end]


def _lead(section: Draft, facet: Facet, prose: list[Block]) -> Entry:
    """An entry named by its section's heading; of "Trigger: Stress" the name is what follows the label."""
    marker = marker_length(section.head[0].text)
    term = section.heading[marker_length(section.heading) :].strip().rstrip(":").strip()
    if section.label:
        term = term.partition(":")[2].strip()
    description = "\n".join([b.text for b in prose]) or None
    blocks = [*section.head, *prose]
    return Entry(facet, blocks, section, term or None, description, "heading", marker)


def _prose(section: Draft) -> list[Block]:
    """The section's own running text: its blocks up to the first entry in whatever mark-up."""
    blocks = section.blocks
    begin = next((i for i, b in enumerate(blocks) if _begins_entry(b)), len(blocks))
    if 0 < begin == len(blocks) - 1 and not is_listed(blocks[begin].frame):
        begin += 1  # one marked line at the end signs what stands before it
    prose = blocks[:begin]
    while prose and prose[-1].frame.tag == "caption":
        prose.pop()  # it names the table that follows
    led = bold_leads(prose)
    return prose[: prose.index(led[0][0])] if led else prose


def _begins_entry(block: Block) -> bool:
    return is_listed(block.frame) or marker_length(block.text) > 0


def _body(
    section: Draft, head: Entry | None, topic: tuple[str, ...], layout: set[Frame], found: Found
) -> None:
    """Add the entries of a section's blocks; those of `head`, its heading's entry, are taken already."""
    owned = set(head.blocks) if head else set()
    facet = section.facet
    introduction: Block | None = None
    open_items: dict[int, Entry] = {}
    tables: dict[int, Table] = {}
    labels: dict[int, Facet] = {}
    listed: Facet | None = None  # what the last list was introduced as
    parted = list(units(section.blocks, layout))
    for n, (kind, blocks) in enumerate(parted, 1):
        if kind == "prose":
            made = _unlisted(section, [b for b in blocks if b not in owned], topic)
            found.entries += made
            if facet is not None:
                taken = {b for entry in made for b in entry.blocks}
                blocks = [b for b in blocks if b not in taken] if taken else blocks
                if told := [b for b in blocks if _is_laid_out(section, b)]:
                    found.rejected.append((facet, told, "layout"))
            introduction = parted[n - 1][1][-1]
            if introduction not in owned:
                facet = section.facet
            continue
        table = _table_of(parted, n - 1, tables, topic)
        listing = table is None or table.side_by_side or table.marked
        if introduction is not None and listing:
            if introduces(introduction.text):
                said = introduced_as(introduction.text, section.facet, topic, section.heading)
                if said is None and listed is not None and _CONTINUES.search(introduction.text):
                    said = listed
                facet = listed = said
            introduction = None
        if kind == "li" and facet is not None and _opens_its_list(blocks, topic):
            found.rejected.append((facet, blocks, "layout"))
            facet = introduced_as(blocks[0].text, facet, topic, section.heading) or facet
            continue
        of, labels_list = facet, False
        if table is not None:
            of = (table.facet if section.own is None else None) or facet
        elif kind == "li":
            of, labels_list = _under_label(blocks, parted[n : n + 1], facet, labels, topic)
        if of is None:
            continue
        if labels_list:
            found.rejected.append((of, blocks, "layout"))
            continue
        if points_away(blocks[0]):
            found.rejected.append((of, blocks, "navigation"))
        elif kind == "li" and _lists_lines(blocks) and (said := _label_says(blocks[0], of, topic)):
            found.rejected.append((of, blocks[:1], "layout"))
            found.entries += [make_entry(section, said, [line]) for line in blocks[1:]]
        elif kind == "li":
            list_item(section, of, blocks, head, open_items, found)
        elif kind == "dl":
            found.entries.append(definition(section, of, blocks))
        elif table is not None:
            table_row(section, of, blocks, table, found)


def _is_laid_out(section: Draft, block: Block) -> bool:
    """Running text in what else holds entries: a list that lays out the article, a row below the heading."""
    row = block.frame.row
    below = row is not None and bool(section.head) and row.first > section.head[0].index
    return below or _IN_LIST.search(block.frame.path) is not None


def _table_of(parted: list[Unit], at: int, tables: dict[int, Table], topic: tuple[str, ...]) -> Table | None:
    """The table that a unit is a row of; `tables` holds those read so far, by `id` of element."""
    kind, blocks = parted[at]
    if kind != "row":
        return None
    around = id(blocks[0].frame.nearest("table"))
    if around not in tables:
        tables[around] = read_table(parted, at, topic)
    return tables[around]


def _unlisted(section: Draft, blocks: list[Block], topic: tuple[str, ...]) -> list[Entry]:
    """The entries among paragraphs, of the facet that a line above introduces or else of the section's."""
    if section.facet is None:
        return _introduced(section, blocks, topic)
    found = find_unlisted(section, section.facet, [b for b in blocks if not captions(b)])
    begun = {id(entry.blocks[0]): entry for entry in found}
    taken = {id(b) for entry in found for b in entry.blocks}
    said: Facet | None = section.facet
    kept: list[Entry] = []
    for block in blocks if found else ():
        if id(block) not in taken:
            said = section.facet
            if block.text[-1] == ":":
                said = introduced_as(block.text, section.facet, topic, section.heading)
        elif said is not None and (entry := begun.get(id(block))) is not None:
            entry.facet = said
            kept.append(entry)
    return kept


def _introduced(section: Draft, blocks: list[Block], topic: tuple[str, ...]) -> list[Entry]:
    """The entries among paragraphs below a line that says what they are, by a colon or as a question."""
    leads = [n for n, b in enumerate(blocks) if b.text[-1] in ":?" or introduces(b.text)]
    lines = {id(lead): below for lead, below in introduced_lines(blocks)} if leads else {}
    entries: list[Entry] = []
    for n, end in pairwise([*leads, len(blocks)]):
        lead = blocks[n]
        if lead.text[-1] == "?":
            said = _asked(lead, topic)
        else:
            said = introduced_as(lead.text, None, topic)
            if said is None and n and lead.text.count(" ") <= MAX_LABEL_BLANKS:
                said = _asked(blocks[n - 1], topic)  # "What are the signs?", "One or more of:"
        if said is not None:
            groups = [[line] for line in lines.get(id(lead), ())] or led_groups(blocks[n + 1 : end])
            entries += [make_entry(section, said, group) for group in groups]
    return entries


def _asked(line: Block, topic: tuple[str, ...]) -> Facet | None:
    """The facet that a question asks for."""
    reading = read_heading(line.text, topic) if line.text[-1] == "?" else None
    return reading.facet if reading is not None and reading.strong else None


def _opens_its_list(blocks: list[Block], topic: tuple[str, ...]) -> bool:
    """The first item of a list is the sentence that introduces the others."""
    line = blocks[0]
    item = line.frame.entry
    if line.text[-1] != ":" or item is None or item.tag != "li" or item.nth > 1:
        return False
    alone = len(blocks) == 1 and item.last == line.index + 1
    return alone and item.alike > 2 and read_introduction(line.text, topic) is not None


def _under_label(
    blocks: list[Block],
    after: list[Unit],
    facet: Facet | None,
    labels: dict[int, Facet],
    topic: tuple[str, ...],
) -> tuple[Facet | None, bool]:
    """The facet of a list item, and whether it only says what the list inside it is ("Causes:").

    A sentence that introduces the list ("To prevent a flare at work:") is an entry of it. `after` holds the
    unit after the item's own lines; `labels` what items said so far, by `id` of their element or of the list.
    """
    first, last = blocks[0], blocks[-1]
    item = first.frame.nearest("li")
    if item is None:
        return facet, False
    if id(item) in labels:
        return labels[id(item)], True  # what follows its list
    outer = item.parent
    while labels and outer is not None:
        if id(outer) in labels:
            return labels[id(outer)], False
        outer = outer.parent
    if last.text[-1] != ":" and (facet is not None or last.linked):
        return facet, False
    held = item if item.last > last.index + 1 else _list_behind(item, after)
    said = _label_says(first, facet, topic) if held is not None and len(blocks) == 1 else None
    if said is None or held is None:
        return facet, False
    labels[id(held)] = said
    return said, facet is None or whole_heading(first.text.rstrip(" :"), topic) > 0


def _list_behind(item: Frame, after: list[Unit]) -> Frame | None:
    """The list that stands behind an item, straight in the item's list, where it belongs inside it."""
    for kind, blocks in after:
        inner = blocks[0].frame.nearest("li") if kind == "li" else None
        if inner is not None and inner.parent is not None and inner.parent.parent is item.parent:
            return inner.parent
    return None


def _lists_lines(blocks: list[Block]) -> bool:
    """The lines of an item after its first, at least two, all have markers."""
    return len(blocks) > 2 and all(marker_length(b.text) for b in blocks[1:])


def _label_says(line: Block, facet: Facet | None, topic: tuple[str, ...]) -> Facet | None:
    """The facet, other than `facet`, that a short line with a colon says, or without where there is none."""
    text = line.text
    if text.count(" ") > MAX_LABEL_BLANKS:
        return None
    if text[-1] != ":":
        return read_heading(text, topic).facet if facet is None and whole_heading(text, topic) else None
    said = introduced_as(text, facet, topic)
    if said is None and line.bold >= len(text) - 1:
        said = read_heading(text, topic).facet
    return said if said != facet else None
