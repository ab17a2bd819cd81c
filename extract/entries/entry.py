"""One entry of an enumeration: how its lines make a name and a description, and the path to them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from extract.article.draft import Draft
from extract.cleaning import fold, has_letter, marker_length
from extract.data import any_of, load, opening
from extract.entries.terms import split_entry
from extract.page.blocks import Block, Frame, Page
from extract.record import Facet, RejectReason, SplitBy

_DATA = load("entries/entry.toml")
_GROUP = re.compile(rf"(?:\w+ )*+{any_of(_DATA['group'])}")
_LABEL = opening(rf"{label}\b" for label in _DATA["label"])
_CAPTION = opening(rf"{words}\.? ?\d" for words in _DATA["caption"])
_LEADS_AWAY = opening(rf"{words}\b" for words in _DATA["leads_away"])
_CREDITS = opening(_DATA["credits"])
_POINTS_AWAY = opening(_DATA["points_away"])
_COUNTED = re.compile(r"(\d{1,2})(?:\s+|(?=.[^\WA-Z\d_]))(?=[^\W\da-z_])")  # "2 Rest", "2Rest", but not "3D"
MAX_NAME_BLANKS = 14  # of a first line that is no plain name
MIN_COUNTED = 3  # items of a list that may count themselves


@dataclass(slots=True, eq=False)
class Entry:
    """An entry while it is put together: whole blocks, in reading order, and how its name stands apart."""

    facet: Facet
    blocks: list[Block]
    section: Draft
    term: str | None
    description: str | None
    split_by: SplitBy
    marker: int  # characters of the first block's text that are a typed list marker
    parent: Entry | None = None

    @property
    def text(self) -> str:
        """What the entry says, line by line, without a typed list marker."""
        return "\n".join([b.text for b in self.blocks])[self.marker :]


@dataclass(slots=True)
class Found:
    """What the sections gave: their entries, and what they held that was taken for none."""

    entries: list[Entry] = field(default_factory=list)
    rejected: list[tuple[Facet, list[Block], RejectReason]] = field(default_factory=list)


def own_number(block: Block) -> int:
    """How many characters of an item's first line are its number in the list ("2 Rest"); mostly 0."""
    if not "0" < block.text[0] <= "9":
        return 0
    item, counted = block.frame.entry, _COUNTED.match(block.text)
    if counted is None or item is None or item.first != block.index or int(counted[1]) != item.nth:
        return 0
    return counted.end() if item.alike >= MIN_COUNTED else 0


def without_number(section: Draft, blocks: list[Block]) -> list[Block]:
    """The lines of an item of a section without the number that stands before them in an element of its own.

    It is the item's where the list counts: on from its first item, or to the next one.
    """
    first = blocks[0]
    number, item = _number_alone(first), first.frame.entry
    if number is None or item is None or item.parent is None or len(blocks) == 1:
        return blocks
    if not blocks[1].text[0].isupper() or blocks[1].frame.entry is not item:
        return blocks
    begins = item.nth == 1
    at, counted = (blocks[-1].index + 1, number + 1) if begins else (item.parent.first, number - item.nth + 1)
    n = bisect_left(section.blocks, at, key=attrgetter("index"))
    other = _number_alone(section.blocks[n]) if n < len(section.blocks) else None
    return blocks[1:] if other == counted else blocks


def _number_alone(block: Block) -> int | None:
    number = block.text.strip(" .)")
    return int(number) if len(number) <= 2 and number.isdecimal() else None


def make_entry(section: Draft, facet: Facet, blocks: list[Block]) -> Entry:
    """An entry of whole blocks: its name is the first line alone, a bold lead, or before a separator."""
    marker = marker_length(blocks[0].text)
    start = marker or own_number(blocks[0])
    text = blocks[0].text[start:]
    bold = max(0, blocks[0].bold - start)
    tail = "\n".join([b.text for b in blocks[1:]])
    if tail and _stands_alone(text, bold):
        split: SplitBy = "bold" if bold >= len(text.rstrip(" :")) else "line"
        return Entry(facet, blocks, section, text.strip().rstrip(":–—-").strip(), tail, split, marker)
    term, description, split = split_entry(text, bold)
    if term is None:
        description = None
    elif tail:
        description = f"{description}\n{tail}" if description else tail
    return Entry(facet, blocks, section, term, description, split, marker)


def _stands_alone(text: str, bold: int) -> bool:
    """A first line that is only a name, with its text on the lines below."""
    words = text.count(" ") + 1
    if bold >= len(text.rstrip(" :.")) and bold > 0:
        return words <= 14
    return words <= 9 and text[-1] not in ".!;," and ": " not in text


def path_to(blocks: list[Block], page: Page) -> str:
    """The shortest path to exactly these blocks: one element that holds them, else each paragraph's own."""
    first, end = blocks[0].index, blocks[-1].index + 1
    whole = end - first == len(blocks)  # nothing stands between them: no aside, no dialog
    frame: Frame | None = blocks[0].frame
    while whole and frame is not None and frame.first == first and frame.last <= end:
        if frame.last == end and page.holds_all(frame):
            return frame.path
        frame = frame.parent
    paths: list[str] = []
    for _, group in groupby(blocks, key=lambda b: b.run):
        lines = list(group)
        paths += [lines[0].run_path] if len(lines) == lines[0].lines else [b.path for b in lines]
    return " + ".join(paths)


def is_group(heading: str) -> bool:
    """A sub-heading that groups what follows ("Blood tests") and is no entry itself."""
    return _GROUP.fullmatch(fold(heading)) is not None


def is_label(text: str) -> bool:
    """A lead that opens a remark ("Note: …"), not an entry."""
    return _LABEL.match(text) is not None


def is_label_alone(heading: str) -> bool:
    """Such a lead that is all of a line ("Important:")."""
    lead = _LABEL.match(heading)
    return lead is not None and lead.end() >= len(heading.rstrip(" :!."))


def is_caption(heading: str) -> bool:
    """The number of a figure or a table ("Table 1."), which names no entry."""
    return _CAPTION.match(heading) is not None


def points_away(block: Block) -> bool:
    """A line that only says where to read more, by a link, or where something was taken from."""
    if _CREDITS.match(block.text):
        return True
    return bool(block.linked) and _POINTS_AWAY.match(block.text) is not None


def leads_away(text: str) -> bool:
    """The text of a link that leads away from the list ("Read more")."""
    return _LEADS_AWAY.match(text) is not None


def is_remark(block: Block) -> bool:
    """A short sentence of its own, with no link."""
    return block.text.count(" ") < MAX_NAME_BLANKS and block.text[-1] not in ":?" and not block.linked


def is_plain_name(block: Block) -> bool:
    """A name that opens with a word, with no link."""
    return is_name(block) and not block.linked and (block.text[0].isalnum() or block.text[0] in '“"(')


def is_name(block: Block) -> bool:
    """A few words that are no sentence."""
    text = block.text
    return text.count(" ") < 10 and text[-1] not in ".!;,:" and has_letter(text)
