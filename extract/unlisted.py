"""Enumerations without a list: marked lines, bold leads, "Term: text" lines, cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from extract.blocks import Block, Frame
from extract.cleaning import has_letter, marker_length
from extract.draft import Draft
from extract.entry import Entry, is_contact, is_label, make_entry
from extract.terms import split_entry

MAX_NAME_BLANKS = 14  # of a card's first line that is no plain name
MAX_LED_BLANKS = 30  # of a paragraph that is an entry by what stands before it
MIN_LINES = 4  # of a paragraph of marked lines with names between them
MIN_SENTENCE_BLANKS = 10  # of a sentence among marked lines
MAX_CARD = 5  # lines of a card
MAX_LABEL_BLANKS = 4  # of a label inside one
MAX_PARTED = 200  # blocks of a section whose lists part its bold leads

_CARD_TAGS = frozenset({"div", "section", "article", "a", "span", "details", "figure", "td", "tr"})


def find_unlisted(section: Draft, blocks: list[Block]) -> list[Entry]:
    """The entries among paragraphs of a section with a facet; those of the surest kind that is there."""
    if section.facet is None:
        return []
    for finder in (_marked, _cards, bold_leads, _separated, _led_in, _short_lines) if len(blocks) > 1 else ():
        groups = finder(blocks)
        if groups:
            entries = [make_entry(section, section.facet, group) for group in groups]
            if finder is _cards:
                for entry in entries:
                    _name_card(entry)
            return entries
    return [make_entry(section, section.facet, group) for group in _parted_leads(section, blocks)]


def _parted_leads(section: Draft, blocks: list[Block]) -> list[list[Block]]:
    """Bold leads among these blocks, at least two with those beyond the section's lists and tables."""
    if len(section.blocks) > MAX_PARTED or not any(0 < b.bold < len(b.text) for b in blocks):
        return []
    running = [b for b in section.blocks if b.frame.entry is None and b.frame.row is None]
    return [group for group in bold_leads(running) if group[0] in blocks and _is_closed(group[0])]


def _name_card(entry: Entry) -> None:
    """A card is named by its first line, whatever that line looks like."""
    if len(entry.blocks) > 1 and entry.split_by != "bold":
        entry.term = entry.blocks[0].text[entry.marker :].rstrip(":").strip()
        entry.description = "\n".join(b.text for b in entry.blocks[1:])
        entry.split_by = "heading"


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
            return not block.text.endswith(":")
        alone = text.count(" ") < 12 and text[-1] not in ".!;" and first.run != block.run
        return alone and len(group) < 6 and not block.text.rstrip().endswith(":") and first.lines == 1

    named = _names_between(blocks)
    groups = _grouped(blocks, lambda b: marker_length(b.text) > 0 or b.index in named, joins)
    if len(groups) < 2:
        return []
    for group in groups:  # of lines in one paragraph, what follows a full sentence is no part of the entry
        while len(group) > 1 and group[-1].run != group[0].run and group[-1].text.endswith(":"):
            group.pop()
    marked = [g for g in groups if g[0].index not in named]
    running = [g for g in marked if len(g) > 1 and g[1].run == g[0].run and _is_closed_line(g[0], g[1])]
    if 4 * len(running) <= len(marked):
        for group in running:  # where nearly each is one line, a sentence after one is the paragraph's
            del group[1:]
    last = groups[-1]
    if len(groups) > 2 and all(len(g) == 1 for g in groups[:-1]) and groups[-2][0].run == last[0].run:
        del last[1:]  # where each is one line, what follows the last is the paragraph's
    return groups


def _is_closed_line(block: Block, after: Block) -> bool:
    """It ends in a full stop, and the next begins a sentence of some length."""
    return block.text[-1] == "." and after.text[0].isupper() and after.text.count(" ") >= MIN_SENTENCE_BLANKS


def _names_between(blocks: list[Block]) -> set[int]:
    """Of lines among marked ones those that open with a bold name of their own, at least two; by `index`.

    The first stands before the marked lines: it is no part of one ("Dose: …").
    """
    names: dict[str, int] = {}
    marked: set[int] = set()
    for block in blocks:
        if block.lines < MIN_LINES:
            continue
        if marker_length(block.text):
            marked.add(block.run)
        elif _opens_bold(block) and _is_closed(block):
            lead = block.text[: block.bold]
            if lead in names or (not names and block.run in marked):
                return set()
            names[lead] = block.index
    return set(names.values()) if len(names) > 1 and marked else set()


def _opens_bold(block: Block) -> bool:
    """It opens with a bold name, and goes on."""
    if not 0 < block.bold < len(block.text.rstrip(" :.")):
        return False
    lead = block.text[: block.bold].strip()
    return lead.count(" ") < 12 and not is_label(lead) and has_letter(lead) and not lead.endswith("?")


def bold_leads(blocks: list[Block]) -> list[list[Block]]:
    """Paragraphs that open with a bold name."""
    if len(blocks) < 2:
        return []

    def joins(group: list[Block], block: Block) -> bool:
        return block.run == group[0].run and block.lines > 1

    groups = _grouped(blocks, _opens_bold, joins)
    if len(groups) < 2:
        return []
    most = len(groups) * 2 >= len({b.run for b in blocks})  # the section is made of such paragraphs
    if sum(_is_closed(g[0]) for g in groups) * 2 < len(groups) and not most:
        groups = [g for g in groups if _is_closed(g[0])]
    return groups if len(groups) >= 2 else []


def _is_closed(block: Block) -> bool:
    """Its bold lead ends in a mark: it is a name, and no words stressed in a sentence."""
    lead, rest = block.text[: block.bold].rstrip(), block.text[block.bold :].lstrip()
    return lead.endswith((":", ".", "–", "—", "-")) or rest.startswith((":", "–", "—", "-"))


def _separated(blocks: list[Block]) -> list[list[Block]]:
    """Runs of at least three "Term: text" or "Term – text" lines, or of two where there is nothing else."""
    groups: list[list[Block]] = []
    streak: list[list[Block]] = []
    for block in blocks:
        term, description, split_by = split_entry(block.text)
        if split_by == "separator" and term and description and not is_label(term) and term.count(" ") < 9:
            streak.append([block])
            continue
        if len(streak) >= 3:
            groups += streak
        streak = []
    if len(streak) >= 3 or len(streak) == len(blocks) == 2:
        groups += streak
    return groups


def _led_in(blocks: list[Block]) -> list[list[Block]]:
    """Short paragraphs of one make, at least three, below a line that ends in a colon or beside icons."""
    if len(blocks) < 3:
        return []
    groups: list[list[Block]] = []
    lead: Block | None = None
    streak: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and _may_be_led(block) and (not streak or _of_one_make(streak[0], block)):
            streak.append(block)
            continue
        if _is_led(lead, streak):
            groups += [[b] for b in streak]
        streak = []
        if block is not None and _may_be_led(block):
            lead, streak = None, [block]
        else:
            lead = block if block is not None and block.text.endswith(":") else None
    return groups


def _may_be_led(block: Block) -> bool:
    return (
        block.lines == 1
        and block.frame.tag in ("p", "div")
        and block.text.count(" ") < MAX_LED_BLANKS
        and block.text[-1] not in ":?"
        and not block.linked
        and has_letter(block.text)
    )


def _of_one_make(one: Block, other: Block) -> bool:
    first, second = one.frame, other.frame
    return (first.parent, first.tag, first.tokens) == (second.parent, second.tag, second.tokens)


def _is_led(lead: Block | None, streak: list[Block]) -> bool:
    """Set apart from running text: by an icon each, or below a lead by their class or as short sentences."""
    if len(streak) < 3:
        return False
    frame = streak[0].frame
    if frame.parent is not None and frame.parent.counts.get("i", 0) >= len(streak):
        return True
    if lead is None or lead.frame.parent is not frame.parent:
        return False
    styled = frame.tokens and frame.tokens != lead.frame.tokens
    return bool(styled) or all(b.frame.counts.get("i") == 1 or _is_remark(b) for b in streak)


def _short_lines(blocks: list[Block]) -> list[list[Block]]:
    """Lines of one paragraph parted by <br>, at least three: short ones, or short sentences alone."""
    if len(blocks) < 3:
        return []
    groups: list[list[Block]] = []
    by_run: dict[int, list[Block]] = {}
    for block in blocks:
        if block.lines >= 3:
            by_run.setdefault(block.run, []).append(block)
    for lines in by_run.values():
        if any(is_contact(b.text) for b in lines):
            continue
        if lines[0].text.rstrip().endswith(":"):
            lines = lines[1:]
        short = [b for b in lines if b.text.count(" ") < 10 and not b.text.rstrip().endswith((".", ":"))]
        if len(short) >= 3 and len(short) >= 0.8 * len(lines):
            groups += [[b] for b in short]
        elif len(lines) >= 3 and all(map(_is_remark, lines)):
            groups += [[b] for b in lines]
    return groups or _short_paragraphs(blocks)


def _short_paragraphs(blocks: list[Block]) -> list[list[Block]]:
    """Paragraphs one after the other, at least three, all short and none a sentence: a list without marks."""
    groups: list[list[Block]] = []
    streak: list[Block] = []
    for block in [*blocks, None]:
        if (
            block is not None
            and block.lines == 1
            and block.frame.tag in ("p", "div")
            and _is_plain_name(block)
        ):
            streak.append(block)
            continue
        if len(streak) >= 3:
            groups += [[b] for b in streak]
        streak = []
    return groups


def _cards(blocks: list[Block]) -> list[list[Block]]:
    """Sibling elements of one make: at least two short lines with their text below, or three short lines."""
    if len(blocks) < 3:
        return []
    cells = _cells(blocks)
    cells = _columns(cells) or cells
    found = _alike(cells)
    if not found and len({(cell.tag, cell.tokens) for cell, _ in cells}) > 1:
        found = _alike(_inner(cells))
    if found:
        return found
    for cell, held in cells:
        if cell.tag in _CARD_TAGS and len(held) > 2 and len(held) < len(blocks):
            inner = _cards(held)
            if inner:
                return inner
    return []


def _alike(cells: list[tuple[Frame, list[Block]]]) -> list[list[Block]]:
    """The entries that cells of one make are, or hold."""
    makes: dict[tuple[str, str], list[list[Block]]] = {}
    for cell, held in cells:
        if cell.tag in _CARD_TAGS:
            numbered = len(held) > 1 and not has_letter(held[0].text)  # a step's number, set apart
            makes.setdefault((cell.tag, cell.tokens), []).append(held[numbered:])
    for group in sorted(makes.values(), key=len, reverse=True):
        if len(group) > 1 and any(len(g) > MAX_CARD for g in group) and _share_labels(group):
            return [g for g in group if len(g) > 1]
        paired = [g for g in group if 2 <= len(g) <= MAX_CARD and (_is_name(g[0]) or _is_bold(g[0]))]
        if len(paired) >= 2 and len(paired) >= 0.7 * len(group):
            return [g for g in group if 2 <= len(g) <= MAX_CARD and g[0].text.count(" ") < MAX_NAME_BLANKS]
        single = [g for g in group if _is_single(g)]
        if len(single) >= 3:
            named = [g for g in group if _is_single(g) or _is_list(g)]
            if len(named) >= 0.8 * len(group):
                return [[b] for g in named for b in g]
    for (tag, worn), group in makes.items():  # short sentences, each in a row or an element styled for it
        row = worn or tag == "tr" or group[0][0].frame.attributes.get("role") == "listitem"
        if row and len(group) >= 3 and all(len(g) == 1 and _is_remark(g[0]) for g in group):
            return group
    return []


def _is_single(card: list[Block]) -> bool:
    return len(card) == 1 and _is_name(card[0]) and card[0].linked < 0.8 * len(card[0].text)


def _is_list(card: list[Block]) -> bool:
    """A line that introduces, and names."""
    return len(card) > 2 and card[0].text[-1] == ":" and all(map(_is_plain_name, card[1:]))


def _share_labels(cards: list[list[Block]]) -> bool:
    """Longer cards with the same short lines in each ("Uses", "Cost"), which part what they say of a name."""
    if not all(_is_name(card[0]) or _is_bold(card[0]) for card in cards):
        return False
    said: Counter[str] = Counter()
    for card in cards:
        said.update(
            {b.text for b in card[1:MAX_PARTED] if b.text.count(" ") < MAX_LABEL_BLANKS and _is_name(b)}
        )
    return sum(2 * n > len(cards) and n > 1 for n in said.values()) > 1


def _cells(blocks: list[Block]) -> list[tuple[Frame, list[Block]]]:
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


def _columns(cells: list[tuple[Frame, list[Block]]]) -> list[tuple[Frame, list[Block]]]:
    """Lists side by side: the elements they hold, a name each, all of one make; else nothing."""
    if len(cells) < 2 or any(len(held) < 3 for _, held in cells):
        return []
    lines = [line for _, held in cells for line in _cells(held)]
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


def _is_bold(block: Block) -> bool:
    return block.bold >= len(block.text) and block.text.count(" ") < MAX_NAME_BLANKS


def _is_remark(block: Block) -> bool:
    """A short sentence of its own, with no link."""
    return block.text.count(" ") < MAX_NAME_BLANKS and block.text[-1] not in ":?" and not block.linked


def _is_plain_name(block: Block) -> bool:
    return _is_name(block) and not block.linked and (block.text[0].isalnum() or block.text[0] in '“"(')


def _is_name(block: Block) -> bool:
    text = block.text
    return text.count(" ") < 10 and text[-1] not in ".!;,:" and has_letter(text)
