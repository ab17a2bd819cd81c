"""Cards: sibling elements of one make that are an entry each, or hold one."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from extract.cleaning import has_letter
from extract.entries.entry import MAX_NAME_BLANKS, Entry, is_name, is_plain_name, is_remark
from extract.page.blocks import Block, Frame

MAX_CARD = 5  # lines of a card
MIN_COLUMN = 4  # lines of a paragraph that is a list
MAX_LABEL_BLANKS = 4  # of a label inside one
MAX_SHARED = 200  # lines of one that may be labels
MIN_TEXT_BLANKS = 3  # of what is said of a name with a colon

_COUNTS = re.compile(r"(?:step|day|week|month|phase|tip|no\.?|number) \d{1,2}[.:]?", re.IGNORECASE)
_CARD_TAGS = frozenset({"div", "section", "article", "a", "span", "details", "figure", "td", "tr"})


def find_cards(blocks: list[Block]) -> list[list[Block]]:
    """Sibling elements of one make: at least two short lines with their text below, or three short lines.

    Where there are none, those that the first of them holds, and others of its make.
    """
    if len(blocks) < 3:
        return []
    cells = cells_of(blocks)
    if _are_lines(cells):
        return [[line] for line in blocks]
    cells = _columns(cells) or cells
    found = _alike(cells)
    if not found and len({(cell.tag, cell.tokens) for cell, _ in cells}) > 1:
        found = _alike(_inner(cells))
    if found:
        return found
    within: list[list[Block]] = []
    make: tuple[str, str] | None = None
    for cell, held in cells:
        may_hold = (cell.tag in _CARD_TAGS or cell.tag == "table") and 2 < len(held) < len(blocks)
        if may_hold and make in (None, (cell.tag, cell.tokens)) and (inner := find_cards(held)):
            within += inner
            make = cell.tag, cell.tokens
    return within


def _alike(cells: list[tuple[Frame, list[Block]]]) -> list[list[Block]]:
    """The entries that cells of one make are, or hold."""
    makes: dict[tuple[str, str], list[list[Block]]] = {}
    drawn: Counter[tuple[str, str]] = Counter()  # cards with an icon or a number before their text
    for cell, held in cells:
        if cell.tag in _CARD_TAGS:
            numbered = len(held) > 1 and not has_letter(held[0].text)  # a step's number, set apart
            make = (cell.tag, cell.tokens)
            makes.setdefault(make, []).append(held[numbered:])
            drawn[make] += numbered
    for group in map(_without_badges, sorted(makes.values(), key=len, reverse=True)):
        if len(group) > 1 and any(len(g) > MAX_CARD for g in group) and _share_labels(group):
            return [g for g in group if len(g) > 1]
        paired = [g for g in group if 2 <= len(g) <= MAX_CARD and _is_named(g)]
        if not _are_adjacent(group):
            paired = [g for g in paired if not _are_peers(g)]
        if len(paired) >= 2 and len(paired) >= 0.7 * len(group):
            return [g for g in group if 2 <= len(g) <= MAX_CARD and g[0].text.count(" ") < MAX_NAME_BLANKS]
        single = [g for g in group if _is_single(g)]
        if len(single) >= 3:
            named = [g for g in group if _is_single(g) or _is_list(g)]
            if len(named) >= 0.8 * len(group):
                return [[b] for g in named for b in g]
    for (tag, worn), group in makes.items():  # short sentences, each in a row or an element styled for it
        if len(group) > 2 and drawn[tag, worn] == len(group) and all(len(g) == 1 for g in group):
            return group
        row = worn or tag == "tr" or group[0][0].frame.attributes.get("role") == "listitem"
        if row and len(group) >= 3 and all(len(g) == 1 and is_remark(g[0]) for g in group):
            return group
    return []


def _without_badges(cards: list[list[Block]]) -> list[list[Block]]:
    """Cards without a first line that several share ("Strong evidence") or that counts them ("Step 2")."""
    if len(cards) < 2 or not all(len(card) > 2 and is_name(card[1]) for card in cards):
        return cards
    badges = [card[0].text for card in cards]
    shared = len(set(badges)) < len(cards) and len({card[1].text for card in cards}) == len(cards)
    return [card[1:] for card in cards] if shared or all(map(_COUNTS.fullmatch, badges)) else cards


def _is_named(card: list[Block]) -> bool:
    """Its first line is a name, or one with a colon before a text."""
    name = card[0].text
    if name[-1] == ":" and len(card) == 2:
        return name.count(" ") < MAX_LABEL_BLANKS and card[1].text.count(" ") >= MIN_TEXT_BLANKS
    return is_name(card[0]) or _is_bold(card[0])


def _are_adjacent(cards: list[list[Block]]) -> bool:
    return any(one[-1].index + 1 == other[0].index for one, other in pairwise(cards))


def _are_peers(card: list[Block]) -> bool:
    """Three or more lines that are elements of one class: a list, of which no line names the others."""
    makes = {(b.frame.tag, b.frame.tokens) for b in card}
    return len(card) > 2 and len(makes) == 1 and card[0].frame.tokens != "" and not _is_bold(card[0])


def _is_single(card: list[Block]) -> bool:
    return len(card) == 1 and is_name(card[0]) and card[0].linked < 0.8 * len(card[0].text)


def _is_list(card: list[Block]) -> bool:
    """A line that introduces, and names."""
    return len(card) > 2 and card[0].text[-1] == ":" and all(map(is_plain_name, card[1:]))


def _share_labels(cards: list[list[Block]]) -> bool:
    """Longer cards with the same short lines in each ("Uses", "Cost"), which part what they say of a name."""
    if not all(is_name(card[0]) or _is_bold(card[0]) for card in cards):
        return False
    said: Counter[str] = Counter()
    for card in cards:
        said.update(
            {b.text for b in card[1:MAX_SHARED] if b.text.count(" ") < MAX_LABEL_BLANKS and is_name(b)}
        )
    return sum(2 * n > len(cards) and n > 1 for n in said.values()) > 1


def cells_of(blocks: list[Block]) -> list[tuple[Frame, list[Block]]]:
    """The children of the innermost element around all the blocks, each with its blocks in reading order."""
    around: Frame | None = blocks[0].frame
    for block in blocks:
        frame: Frame | None = block.frame
        while frame is not around and frame is not None and around is not None:
            if frame.depth > around.depth:
                frame = frame.parent
            else:
                around = around.parent
    cells: list[tuple[Frame, list[Block]]] = []
    for block in blocks:
        cell = block.frame
        if cell is around:
            continue
        while cell.parent is not around and cell.parent is not None:
            cell = cell.parent
        if cells and cells[-1][0] is cell:
            cells[-1][1].append(block)
        else:
            cells.append((cell, [block]))
    return cells


def _are_lines(cells: list[tuple[Frame, list[Block]]]) -> bool:
    """Columns of names that are the lines of a paragraph each, and more than a card has."""
    return len(cells) > 1 and all(
        len(held) >= MIN_COLUMN and held[0].run == held[-1].run and all(map(is_plain_name, held))
        for _, held in cells
    )


def _columns(cells: list[tuple[Frame, list[Block]]]) -> list[tuple[Frame, list[Block]]]:
    """Lists side by side: the elements they hold, a name each, all of one make; else nothing."""
    if len(cells) < 2 or any(len(held) < 3 for _, held in cells):
        return []
    lines = [line for _, held in cells for line in cells_of(held)]
    makes = {(frame.tag, frame.tokens) for frame, _ in lines}
    return lines if len(makes) == 1 and all(_is_single(held) for _, held in lines) else []


def _inner(cells: list[tuple[Frame, list[Block]]]) -> list[tuple[Frame, list[Block]]]:
    """Columns of several widths: what each holds, where that is one element in all of them."""
    held: list[tuple[Frame, list[Block]]] = []
    for cell, blocks in cells:
        frame = blocks[0].frame
        while frame is not cell and frame.parent is not cell and frame.parent is not None:
            frame = frame.parent
        if frame is cell or frame.last <= blocks[-1].index:
            return cells
        held.append((frame, blocks))
    return held


def name_card(entry: Entry) -> None:
    """A card is named by its first line, whatever that line looks like."""
    if len(entry.blocks) > 1 and entry.split_by != "bold":
        entry.term = entry.blocks[0].text[entry.marker :].rstrip(":").strip()
        entry.description = "\n".join(b.text for b in entry.blocks[1:])
        entry.split_by = "heading"


def _is_bold(block: Block) -> bool:
    return block.bold >= len(block.text) and block.text.count(" ") < MAX_NAME_BLANKS
