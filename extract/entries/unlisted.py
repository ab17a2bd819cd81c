"""Enumerations without a list: marked lines, bold leads, "Term: text" lines, cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise, takewhile
from operator import attrgetter

from extract.article.contact import is_contact, is_doctor, says_how_to_reach
from extract.article.draft import Draft
from extract.cleaning import has_letter, marker_length
from extract.entries.cards import find_cards, name_card
from extract.entries.entry import (
    Entry,
    is_label,
    is_plain_name,
    is_remark,
    make_entry,
)
from extract.entries.terms import split_entry
from extract.page.blocks import Block
from extract.record import Facet

MAX_LED_BLANKS = 30  # of a paragraph that is an entry by what stands before it
MIN_LINES = 4  # of a paragraph of marked lines with names between them
MIN_SENTENCE_BLANKS = 10  # of a sentence among marked lines
MIN_LEAD_BLANKS = 3  # of a line that introduces those below it
MOSTLY_SHORT = 0.8  # of the lines of a list
MAX_REACH_BLANKS = 8  # of a line that tells how to reach someone and no more
MAX_PARTED = 200  # blocks of a section whose lists part its bold leads


def find_unlisted(section: Draft, facet: Facet, blocks: list[Block]) -> list[Entry]:
    """The entries of a facet among paragraphs of a section; those of the surest kind that is there."""
    for finder in _FINDERS if len(blocks) > 1 else ():
        # A heading may introduce lines, and is no entry itself.
        groups = finder([*section.head, *blocks] if finder is _lines_below else blocks)
        if groups:
            entries = [make_entry(section, facet, group) for group in groups if not _is_address(group[0])]
            if finder is find_cards:
                for entry in entries:
                    name_card(entry)
            return entries
    return [make_entry(section, facet, group) for group in _parted_leads(section, blocks)]


def _is_address(line: Block) -> bool:
    """A doctor's name, or a short line of an address."""
    text = line.text
    if is_doctor(text) or says_how_to_reach(text):
        return True
    named = 0 < line.bold < len(text) and text[-1] == "."  # "Quit smoking. Call (555) 555-0100."
    return not named and text.count(" ") < MAX_REACH_BLANKS and is_contact(text)


def _parted_leads(section: Draft, blocks: list[Block]) -> list[list[Block]]:
    """Bold leads among these blocks, at least two with those beyond the section's lists and tables."""
    if len(section.blocks) > MAX_PARTED or not any(0 < b.bold < len(b.text) for b in blocks):
        return []
    running = [b for b in section.blocks if b.frame.entry is None and b.frame.row is None]
    return [group for group in bold_leads(running) if group[0] in blocks and _is_closed(group[0])]


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
        return alone and len(group) < 6 and block.text[-1] not in ":?" and first.lines == 1

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
    goes_on = len(last) > 1 and last[1].text[0].islower()
    if (
        all(len(g) == 1 for g in groups[:-1])
        and (len(groups) > 2 or last[0].run != last[-1].run)
        and not goes_on
    ):
        del last[1:]  # where each is one line, what follows the last is no part of it
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


def led_groups(blocks: list[Block]) -> list[list[Block]]:
    """The marked lines or bold leads that these blocks begin with, up to what is none of them."""
    for finder in (_marked, bold_leads):
        groups = finder(blocks) if len(blocks) > 1 else []
        if groups and groups[0][0] is blocks[0]:
            gaps = (n for n, (a, b) in enumerate(pairwise(groups), 1) if a[-1].index + 1 != b[0].index)
            return groups[: next(gaps, len(groups))]
    return []


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
        groups += [[b] for b in _led(lead, streak)]
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


def _led(lead: Block | None, streak: list[Block]) -> list[Block]:
    """Those set apart from running text: by an icon each, or below a lead by class or as short sentences."""
    if len(streak) < 3:
        return []
    frame = streak[0].frame
    if frame.parent is not None and frame.parent.counts.get("i", 0) >= len(streak):
        return streak
    if lead is None or lead.frame.parent is not frame.parent:
        return []
    if frame.tokens and frame.tokens != lead.frame.tokens:
        return streak
    short = list(takewhile(lambda b: b.frame.counts.get("i") == 1 or is_remark(b), streak))
    return short if len(short) > 2 else []


def _lines_below(blocks: list[Block]) -> list[list[Block]]:
    return [[line] for _, lines in introduced_lines(blocks) for line in lines]


def introduced_lines(blocks: list[Block]) -> Iterator[tuple[Block, list[Block]]]:
    """Lines of one paragraph, parted by <br>, below one that introduces them: at least three of one kind.

    What introduces them is a line of the paragraph or stands right before it.
    """
    for lines in _paragraphs(blocks):
        leads = [n for n, b in enumerate(lines) if b.text[-1] == ":"]
        for lead, end in pairwise([*leads, len(lines)]):
            says = lines[lead].text.count(" ") >= MIN_LEAD_BLANKS
            if alike := _of_one_kind(lines[lead + 1 : end], says):
                yield lines[lead], alike


def _paragraphs(blocks: list[Block]) -> Iterator[list[Block]]:
    """The lines of each paragraph of three or more, after one that introduces them, but for addresses."""
    above: Block | None = None
    for _, run in groupby(blocks, key=attrgetter("run")):
        lines = list(run)
        last = lines[-1]
        if len(lines) >= 3 and not any(is_contact(b.text) for b in lines):
            leads = above is not None and above.text[-1] == ":" and above.index + 1 == lines[0].index
            yield [above, *lines] if above is not None and leads else lines
        above = last


def _of_one_kind(lines: list[Block], introduced: bool) -> list[Block]:
    """Lines below a label, up to the last that is of the kind most are of; or none.

    Below a sentence (`introduced`) they may be of any length: all sentences, or none.
    """
    kinds = [(_is_short, MOSTLY_SHORT), (_is_split, 0.5), (is_remark, 1.0)]
    if introduced:
        kinds += [(_is_sentence, 1.0), (_is_unclosed, 1.0)]
    for is_kind, share in kinds if len(lines) > 2 else ():
        kind = list(map(is_kind, lines))
        if sum(kind) >= max(3, share * len(lines)):
            return lines[: len(lines) - kind[::-1].index(True)]
    return []


def _is_short(line: Block) -> bool:
    return line.text.count(" ") < 10 and line.text[-1] not in ".:"


def _is_split(line: Block) -> bool:
    term, description, split_by = split_entry(line.text)
    return split_by == "separator" and bool(term and description) and not is_label(term or "")


def _is_sentence(line: Block) -> bool:
    return line.text[0].isupper() and line.text[-1] == "."


def _is_unclosed(line: Block) -> bool:
    return line.text[0].isupper() and (line.text[-1].isalnum() or line.text[-1] == ")")


def _goes_on(line: Block) -> bool:
    """It goes on with the sentence of the line before."""
    return line.text[0].islower() and line.text.count(" ") >= MIN_LEAD_BLANKS


def _short_lines(blocks: list[Block]) -> list[list[Block]]:
    """Lines of one paragraph parted by <br>, at least three: short ones, or short sentences alone."""
    groups: list[list[Block]] = []
    for lines in _paragraphs(blocks):
        listed = _of_short_lines(lines)
        short = [listed] if listed else [list(r) for is_short, r in groupby(lines, key=_is_short) if is_short]
        streaks = [run for run in short if len(run) > 2 and not any(map(_goes_on, run))]
        if streaks:
            groups += [[b] for run in streaks for b in run]
        elif all(is_remark(b) and not b.text[0].islower() for b in lines):
            groups += [[b] for b in lines]
    return groups or _short_paragraphs(blocks)


def _of_short_lines(lines: list[Block]) -> list[Block]:
    """Lines from the first short one to the last, where nearly all are short and none ends a sentence."""
    short = list(map(_is_short, lines))
    if not any(short):
        return []
    listed = lines[short.index(True) : len(lines) - short[::-1].index(True)]
    many = sum(short) >= MOSTLY_SHORT * len(listed)
    return listed if many and all(b.text[-1] not in ".:" for b in listed) else []


def _short_paragraphs(blocks: list[Block]) -> list[list[Block]]:
    """Paragraphs one after the other, at least three, all short and none a sentence: a list without marks."""
    groups: list[list[Block]] = []
    streak: list[Block] = []
    for block in [*blocks, None]:
        if (
            block is not None
            and block.lines == 1
            and block.frame.tag in ("p", "div")
            and is_plain_name(block)
        ):
            streak.append(block)
            continue
        if len(streak) >= 3:
            groups += [[b] for b in streak]
        streak = []
    return groups


_FINDERS = (_marked, find_cards, bold_leads, _lines_below, _separated, _led_in, _short_lines)
