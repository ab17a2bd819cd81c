"""Sections to entries: what a reader sees as one entry of an enumeration, in whatever mark-up it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extract.blocks import Block, Frame, is_data_row
from extract.cleaning import fold, marker_length
from extract.outline import Draft
from extract.record import Facet, RejectReason, SplitBy
from extract.terms import split_entry
from extract.vocabulary import read_introduction

MAX_ENTRIES = 4000
_CARD_TAGS = frozenset({"div", "section", "article", "a", "span", "details", "figure", "td"})


@dataclass(slots=True, eq=False)
class Entry:
    """An entry while it is put together: whole blocks, in reading order, and how its name stands apart."""

    facet: Facet
    blocks: list[Block]
    section: Draft
    parent: Entry | None = None
    term: str | None = None
    description: str | None = None
    split_by: SplitBy = "none"
    subtype_hint: str = ""
    marker: int = 0  # characters of the first block's text that are a typed list marker


@dataclass(slots=True)
class Found:
    """What a section gave: its entries, and what it held that was taken for none."""

    entries: list[Entry] = field(default_factory=list)
    rejected: list[tuple[Facet, list[Block], RejectReason]] = field(default_factory=list)


def find_entries(sections: list[Draft], topic: tuple[str, ...]) -> Found:
    """Find the entries of every section that has a facet, and of lists introduced as one elsewhere."""
    found = Found()
    layout = _layout_items(sections)
    for section in sections:
        if section.module or section.role in ("references", "aside", "disclaimer"):
            continue
        before = len(found.entries)
        head = _heading_entry(section)
        if head is not None:
            found.entries.append(head)
        if section.facet == "faq":
            _questions(section, head, found)
        else:
            _body(section, head, topic, layout, found)
        if len(found.entries) > MAX_ENTRIES:
            for entry in found.entries[MAX_ENTRIES:]:
                found.rejected.append((entry.facet, entry.blocks, "over_limit"))
            del found.entries[max(MAX_ENTRIES, before - before) :]
    return found


def _layout_items(sections: list[Draft]) -> frozenset[int]:
    """List items, rows and cells that hold headings: they lay out the page and are no entries."""
    held: set[int] = set()
    for section in sections:
        for block in section.head:
            for frame in block.frame.ancestors():
                if frame.tag in ("li", "tr", "td", "dd", "dl", "ul", "ol", "table"):
                    held.add(id(frame))
    return frozenset(held)


# Sub-headings that group what follows and are no entry themselves.
_GROUP = re.compile(
    r"(?:\w+ )*(?:tests?|exams?|examinations?|studies|investigations|medications?|medicines?|drugs|options|treatments?|therapies|surger(?:y|ies)|procedures|remedies|supplements|measures|changes|modifications|"
    r"symptoms?|signs|causes|factors|triggers|complications|effects|types|care|steps|tips|strategies|interventions|approach(?:es)?|lifestyle|diet|adults|children|women|men|infants|babies|cases|others?|overview|introduction|general|diagnosis|prevention|exercises|devices|foods|plan)"
)


def _heading_entry(section: Draft) -> Entry | None:
    """The entry a sub-heading makes with its paragraphs, or None where it merely groups or asks."""
    if section.facet is None or not section.head or section.role:
        return None
    if section.own is not None:
        return _lead(section, _prose(section), "heading") if section.label else None
    if section.facet == "faq":
        return (
            _lead(section, _prose(section, everything=True), "heading")
            if _asks(section.heading) or section.level >= 3
            else None
        )
    if section.question:
        return None
    prose = _prose(section)
    listed = len(prose) < len(section.blocks)
    if not prose and (listed or not section.numbered):
        if not listed or _GROUP.fullmatch(fold(section.heading)) or section.heading.rstrip().endswith(":"):
            return None
    if listed and _GROUP.fullmatch(fold(re.sub(r"\([^)]*\)", "", section.heading))):
        return None
    return _lead(section, prose, "heading")


def _asks(text: str) -> bool:
    return "?" in text


def _lead(section: Draft, prose: list[Block], split_by: SplitBy) -> Entry:
    assert section.facet is not None
    text = section.heading
    marker = marker_length(section.head[0].text)
    term = text[marker:].strip().rstrip(":").strip()
    if section.label:
        term = term.partition(":")[2].strip()
    description = "\n".join(b.text for b in prose) or None
    return Entry(
        section.facet,
        [*section.head, *prose],
        section,
        None,
        term or None,
        description,
        split_by,
        marker=marker,
    )


def _prose(section: Draft, everything: bool = False) -> list[Block]:
    """The section's own running text: blocks up to its first list or table."""
    taken: list[Block] = []
    for block in section.blocks:
        if not everything and (
            _item_of(block, "li") or _item_of(block, "dt", "dd") or marker_length(block.text)
        ):
            break
        taken.append(block)
    return taken


def _item_of(block: Block, *tags: str) -> Frame | None:
    frame: Frame | None = block.frame
    while frame is not None:
        if frame.tag in tags:
            return frame
        frame = frame.parent
    return None


# ---------------------------------------------------------------------------------------------- the body


def _body(
    section: Draft, head: Entry | None, topic: tuple[str, ...], layout: frozenset[int], found: Found
) -> None:
    owned = set(map(id, head.blocks)) if head else set()
    facet = section.facet
    introduction: Block | None = None
    open_items: dict[int, Entry] = {}
    for kind, blocks in _units(section.blocks, layout):
        first = blocks[0]
        if kind == "prose":
            made = _from_prose(section, [b for b in blocks if id(b) not in owned] if facet else [], found)
            rest = [b for b in blocks if id(b) not in made]
            if rest:
                introduction = rest[-1]
                if not owned or id(rest[-1]) not in owned:
                    facet = section.facet
            continue
        if (
            introduction is not None
            and introduction.text.rstrip().endswith((":", "…", "...", "include", "if"))
            and kind in ("li", "lines", "dl")
        ):
            facet = _introduced(introduction.text, section.facet, topic)
            introduction = None
        if facet is None:
            continue
        if kind == "li":
            _list_item(section, facet, blocks, head, open_items, found)
        elif kind == "dl":
            _definition(section, facet, blocks, found)
        elif kind == "row":
            _row(section, facet, blocks, found)
        elif first:
            found.entries.append(_entry(section, facet, blocks))


# Under a heading that maps, a list may still be introduced as these; a diagnosis lists signs and stays one.
_MAY_TURN_TO: dict[Facet, tuple[Facet, ...]] = {
    "symptom": ("when_to_see_doctor", "complication", "cause", "risk_factor"),
    "cause": ("when_to_see_doctor", "risk_factor", "complication"),
    "complication": ("when_to_see_doctor", "risk_factor"),
    "type": ("when_to_see_doctor", "complication", "symptom", "cause", "risk_factor"),
    "treatment": ("when_to_see_doctor", "prevention"),
    "prevention": ("when_to_see_doctor",),
}


def _introduced(sentence: str, facet: Facet | None, topic: tuple[str, ...]) -> Facet | None:
    """The facet of a list by the sentence before it, which must speak outright where a heading has spoken."""
    if facet is None:
        return read_introduction(sentence, topic)
    allowed = _MAY_TURN_TO.get(facet, ())
    said = read_introduction(sentence, topic, outright=True)
    if said is None and facet in ("symptom", "cause", "complication", "type"):
        loose = read_introduction(sentence, topic)
        said = loose if loose == "when_to_see_doctor" else None
    return said if said in allowed else facet


def _units(blocks: list[Block], layout: frozenset[int]) -> Iterator[tuple[str, list[Block]]]:
    """Cut a section's blocks into units: one list item's own blocks, a definition, a table row, or prose between."""
    i = 0
    while i < len(blocks):
        block = blocks[i]
        item = _unit_frame(block, layout)
        if item is None:
            j = i
            while j < len(blocks) and _unit_frame(blocks[j], layout) is None:
                j += 1
            yield "prose", blocks[i:j]
            i = j
            continue
        j = i
        if item.tag == "dt":
            while j < len(blocks) and _unit_frame(blocks[j], layout) is item:
                j += 1
            while j < len(blocks):
                frame = _unit_frame(blocks[j], layout)
                if frame is None or (frame.tag != "dd" and _item_of(blocks[j], "dd") is None):
                    break
                j += 1
            yield "dl", blocks[i:j]
        else:
            while j < len(blocks) and _unit_frame(blocks[j], layout) is item:
                j += 1
            yield ("row" if item.tag == "tr" else "dl" if item.tag == "dd" else "li"), blocks[i:j]
        i = j


def _unit_frame(block: Block, layout: frozenset[int]) -> Frame | None:
    """The innermost list item, definition or data row around a block."""
    frame: Frame | None = block.frame
    while frame is not None:
        if frame.tag in ("li", "dt", "dd") and id(frame) not in layout:
            return frame
        if frame.tag == "tr" and id(frame) not in layout and is_data_row(frame):
            return frame
        frame = frame.parent
    return None


def _list_item(
    section: Draft,
    facet: Facet,
    blocks: list[Block],
    head: Entry | None,
    open_items: dict[int, Entry],
    found: Found,
) -> None:
    item = _item_of(blocks[0], "li")
    assert item is not None
    if id(item) in open_items:  # what follows a nested list inside the same item
        found.rejected.append((facet, blocks, "tail_of_parent"))
        return
    text = " ".join(b.text for b in blocks)
    if _is_navigation(blocks, text):
        found.rejected.append((facet, blocks, "navigation"))
        return
    if not any(c.isalnum() for c in text):
        found.rejected.append((facet, blocks, "empty"))
        return
    entry = _entry(section, facet, blocks)
    outer = item.parent
    while outer is not None and outer.tag != "li":
        outer = outer.parent
    entry.parent = open_items.get(id(outer)) if outer is not None else None
    if entry.parent is not None and entry.parent.term is None and len(entry.parent.blocks) == 1:
        _name_group(entry.parent)
    if entry.parent is None and head is not None and head.facet == facet:
        entry.parent = head
    open_items[id(item)] = entry
    found.entries.append(entry)


def _name_group(entry: Entry) -> None:
    """An entry with entries of its own is named by its line, where that is short ("By severity")."""
    text = entry.blocks[0].text[entry.marker :].rstrip(" :")
    if text.count(" ") < 8 and text[-1] not in ".!?;":
        entry.term, entry.split_by = text, "whole"


_GO = re.compile(
    r"^(?:read more|learn more|see (?:also|more|all)|view (?:all|more)|click here|back to|more about|find (?:out more|a)|related|next|previous|top)\b",
    re.I,
)


def _is_navigation(blocks: list[Block], text: str) -> bool:
    linked = sum(b.linked for b in blocks)
    return linked >= 0.9 * len(text) and (bool(_GO.match(text)) or text.endswith("?") or text.count(" ") > 12)


def _entry(section: Draft, facet: Facet, blocks: list[Block]) -> Entry:
    """An entry of whole blocks: its name is the first line alone, a bold lead, or before a separator."""
    first = blocks[0]
    marker = marker_length(first.text)
    text = first.text[marker:]
    bold = max(0, first.bold - marker)
    rest = blocks[1:]
    if rest and _stands_alone(text, bold):
        term: str | None = text.strip().rstrip(":–—-").strip()
        split = "bold" if bold >= len(text.rstrip(" :")) else "line"
        return Entry(
            facet,
            blocks,
            section,
            None,
            term,
            "\n".join(b.text for b in rest),
            "line" if split == "line" else "bold",
            marker=marker,
        )
    term, description, split_by = split_entry(text, bold)
    tail = "\n".join(b.text for b in rest)
    if tail:
        description = f"{description}\n{tail}" if description else tail
    if term is None:
        description = None
    return Entry(facet, blocks, section, None, term, description, split_by, marker=marker)


def _stands_alone(text: str, bold: int) -> bool:
    """A first line that is only a name, with its text on the lines below."""
    words = text.count(" ") + 1
    if bold >= len(text.rstrip(" :.")) and bold > 0:
        return words <= 14
    return words <= 9 and text[-1] not in ".!;," and ": " not in text


def _definition(section: Draft, facet: Facet, blocks: list[Block], found: Found) -> None:
    names = [b for b in blocks if _item_of(b, "dt")]
    rest = [b for b in blocks if not _item_of(b, "dt")]
    if not names:
        found.entries.append(_entry(section, facet, blocks))
        return
    marker = marker_length(names[0].text)
    term = " ".join(b.text for b in names)[marker:].rstrip(" :–—-")
    description = "\n".join(b.text for b in rest) or None
    found.entries.append(Entry(facet, blocks, section, None, term, description, "dt", marker=marker))


def _row(section: Draft, facet: Facet, blocks: list[Block], found: Found) -> None:
    row = _item_of(blocks[0], "tr")
    assert row is not None
    cells: dict[int, list[Block]] = {}
    header = True
    for block in blocks:
        cell = _item_of(block, "td", "th")
        cells.setdefault(id(cell), []).append(block)
        header = header and cell is not None and (cell.tag == "th" or block.bold >= len(block.text))
    thead = any(f.tag == "thead" for f in row.ancestors())
    texts = ["\n".join(b.text for b in cell) for cell in cells.values()]
    if thead or (
        header and (row.nth == 1 or row.counts.get("td", 0) == 0) and all(len(t) < 60 for t in texts)
    ):
        found.rejected.append((facet, blocks, "header_row"))
        return
    if len(texts) == 1:
        found.entries.append(_entry(section, facet, blocks))
        return
    marker = marker_length(texts[0])
    term = texts[0][marker:].strip()
    if term.isdigit() and len(texts) > 2:
        term = texts[1]
    if len(term.split()) > 14:
        found.entries.append(Entry(facet, blocks, section, None, None, None, "none", marker=marker))
        return
    found.entries.append(
        Entry(facet, blocks, section, None, term.rstrip(":"), "\n".join(texts[1:]), "cell", marker=marker)
    )


# --------------------------------------------------------------------------------- enumerations without a list


def _from_prose(section: Draft, blocks: list[Block], found: Found) -> set[int]:
    """Entries among paragraphs: marked lines, bold leads, "Term: text" lines, cards. Returns the blocks used."""
    facet = section.facet
    if facet is None or not blocks:
        return set()
    for finder in (_marked, _cards, _bold_leads, _separated, _short_lines):
        groups = finder(blocks)
        if groups:
            for group in groups:
                entry = _entry(section, facet, group)
                if finder is _cards and len(group) > 1 and entry.split_by not in ("bold",):
                    marker = entry.marker
                    entry.term = group[0].text[marker:].rstrip(":").strip()
                    entry.description = "\n".join(b.text for b in group[1:])
                    entry.split_by = "heading"
                found.entries.append(entry)
            return {id(b) for group in groups for b in group}
    return set()


def _grouped(
    blocks: list[Block], starts: Callable[[Block], bool], joins: Callable[[list[Block], Block], bool]
) -> list[list[Block]]:
    groups: list[list[Block]] = []
    open_group: list[Block] | None = None
    for block in blocks:
        if starts(block):
            open_group = [block]
            groups.append(open_group)
        elif open_group is not None and joins(open_group, block):
            open_group.append(block)
        else:
            open_group = None
    return groups


def _marked(blocks: list[Block]) -> list[list[Block]]:
    """Typed markers: "1. …" lines or paragraphs, at least two; a short one takes the text below it."""

    def joins(group: list[Block], block: Block) -> bool:
        first = group[0]
        text = first.text[marker_length(first.text) :]
        if block.run == first.run:
            return True
        alone = text.count(" ") < 12 and text[-1] not in ".!;" and first.run != block.run
        return alone and len(group) < 6 and not block.text.rstrip().endswith(":") and first.lines == 1

    groups = _grouped(blocks, lambda b: marker_length(b.text) > 0, joins)
    if len(groups) < 2:
        return []
    for group in groups:  # of lines in one paragraph, what follows a full sentence is no part of the entry
        while len(group) > 1 and group[-1].run != group[0].run and group[-1].text.endswith(":"):
            group.pop()
    return groups


_LABEL = re.compile(
    r"^(?:note|important|disclaimer|warning|tips?|remember|caution|quick summary|summary|bottom line|pro tip|fact|key (?:point|takeaway|fact)s?|did you know|source|reviewed by|written by|by|last (?:updated|reviewed)|updated|author|in short|in summary|conclusion|medical disclaimer|example|please note|editor.s note|read more|also read|see also|related|figure|table|photo|image|credit|q|a|answer|question)\b",
    re.I,
)


def _bold_leads(blocks: list[Block]) -> list[list[Block]]:
    """Paragraphs that open with a bold name."""

    def starts(block: Block) -> bool:
        if not 0 < block.bold < len(block.text.rstrip(" :.")):
            return False
        lead = block.text[: block.bold].strip()
        return (
            lead.count(" ") < 12
            and not _LABEL.match(lead)
            and any(c.isalpha() for c in lead)
            and not lead.endswith("?")
        )

    def certain(block: Block) -> bool:
        lead = block.text[: block.bold].rstrip()
        return lead.endswith((":", ".", "–", "—", "-")) or block.text[block.bold :].lstrip().startswith(
            (":", "–", "—", "-")
        )

    groups = _grouped(blocks, starts, lambda g, b: b.run == g[0].run and b.lines > 1 and not starts(b))
    most = len(groups) * 2 >= len({b.run for b in blocks})  # the section is made of such paragraphs
    if sum(certain(g[0]) for g in groups) * 2 < len(groups) and not most:
        groups = [g for g in groups if certain(g[0])]
    return groups if len(groups) >= 2 else []


def _separated(blocks: list[Block]) -> list[list[Block]]:
    """Runs of at least three "Term: text" or "Term – text" lines."""
    groups: list[list[Block]] = []
    streak: list[list[Block]] = []
    for block in blocks:
        term, description, split_by = split_entry(block.text)
        if (
            split_by == "separator"
            and term
            and description
            and not _LABEL.match(term)
            and term.count(" ") < 9
        ):
            streak.append([block])
            continue
        if len(streak) >= 3:
            groups += streak
        streak = []
    if len(streak) >= 3:
        groups += streak
    return groups


def _short_lines(blocks: list[Block]) -> list[list[Block]]:
    """Lines of one paragraph parted by <br>, at least three, all short and none a sentence."""
    groups: list[list[Block]] = []
    by_run: dict[int, list[Block]] = {}
    for block in blocks:
        if block.lines >= 3:
            by_run.setdefault(block.run, []).append(block)
    for lines in by_run.values():
        if lines[0].text.rstrip().endswith(":"):
            lines = lines[1:]
        short = [b for b in lines if b.text.count(" ") < 10 and not b.text.rstrip().endswith((".", ":"))]
        if len(short) >= 3 and len(short) >= 0.8 * len(lines):
            groups += [[b] for b in short]
    return groups


def _cards(blocks: list[Block]) -> list[list[Block]]:
    """Sibling elements of one make, at least two, each a short line with its text below, or three short lines."""
    chains = [b.frame.ancestors()[::-1] for b in blocks]
    depth = 0
    while all(len(c) > depth for c in chains) and len({id(c[depth]) for c in chains}) == 1:
        depth += 1
    cells: list[tuple[Frame, list[Block]]] = []
    for block, chain in zip(blocks, chains, strict=True):
        if len(chain) <= depth:
            continue
        cell = chain[depth]
        if cells and cells[-1][0] is cell:
            cells[-1][1].append(block)
        else:
            cells.append((cell, [block]))
    makes: dict[tuple[str, str], list[list[Block]]] = {}
    for cell, held in cells:
        if cell.tag in _CARD_TAGS:
            makes.setdefault((cell.tag, cell.tokens), []).append(held)
    for group in sorted(makes.values(), key=len, reverse=True):
        paired = [g for g in group if 2 <= len(g) <= 5 and _is_name(g[0])]
        if len(paired) >= 2 and len(paired) >= 0.7 * len(group):
            return paired
        single = [g for g in group if len(g) == 1 and _is_name(g[0]) and g[0].linked < 0.8 * len(g[0].text)]
        if len(single) >= 3 and len(single) >= 0.8 * len(group):
            return single
    for cell, held in cells:
        if cell.tag in _CARD_TAGS and len(held) > 2 and len(held) < len(blocks):
            inner = _cards(held)
            if inner:
                return inner
    return []


def _is_name(block: Block) -> bool:
    text = block.text
    return text.count(" ") < 10 and text[-1] not in ".!;,:" and any(c.isalpha() for c in text)


# ------------------------------------------------------------------------------------------------- questions


def _questions(section: Draft, head: Entry | None, found: Found) -> None:
    """A FAQ's own blocks: a line that asks opens an entry, what follows answers it."""
    if head is not None:
        return
    assert section.facet is not None
    groups: list[list[Block]] = []
    for block in section.blocks:
        text = block.text
        cut = text.find("?")
        asks = 0 < cut < 250 and (
            cut >= len(text) - 2
            or (block.bold and cut <= block.bold + 1)
            or bool(re.match(r"^Q\d{0,2}\s?[:.]", text))
        )
        own_cell = not (groups and _same_item(groups[-1][-1], block))
        if asks and own_cell:
            groups.append([block])
        elif groups:
            groups[-1].append(block)
    for group in groups:
        first = group[0]
        marker = marker_length(first.text)
        text = first.text[marker:]
        cut = text.find("?") + 1
        answer = [text[cut:].strip(), *(b.text for b in group[1:])]
        found.entries.append(
            Entry(
                "faq",
                group,
                section,
                None,
                text[:cut],
                "\n".join(a for a in answer if a) or None,
                "line",
                marker=marker,
            )
        )


def _same_item(before: Block, block: Block) -> bool:
    item = _item_of(block, "li")
    return item is not None and _item_of(before, "li") is item and before.run == block.run
