"""Blocks to sections: which blocks are headings, at which level, and what each section is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.blocks import HEADINGS, Block, Frame, is_data_row
from extract.cleaning import fold, marker_length
from extract.record import Facet
from extract.vocabulary import Reading, Role, read_heading

LOOK_LEVEL = 7  # a heading by look alone: bold, styled, or by its very words
MINOR_LEVEL = 8  # the same, saying nothing: it stands under whatever stands before it
MAX_WORDS = 25

_STYLED = re.compile(
    r"heading|headline|(?<![a-z])title|subtitle|sub-?head|sub-?title|section-?name|accordion-?(?:button|header|label|toggle)|(?<![a-z])question|toggle|"
    r"(?<![a-z0-9])h[1-6](?![a-z0-9])|tab-?(?:title|label)|faq-?q|card-?(?:header|name)|(?<![a-z])step-?name"
)
_NOT_STYLED = re.compile(
    r"has-|container|wrapper|page-?title|site-?title|entry-?content|title-?bar|content-?title-?wrap"
)
_SENTENCE_END = re.compile(r"[.;,!]$")
_ICONS = " +−–-▼▾▸►›»«‹^⌄✕×|•"
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s", re.I)


@dataclass(slots=True)
class Draft:
    """A section while it is put together; `facet` is inherited where `own` is None."""

    heading: str
    level: int
    blocks: list[Block]
    head: list[Block] = field(default_factory=list)
    own: Facet | None = None
    facet: Facet | None = None
    role: Role | None = None
    parent: Draft | None = None
    numbered: bool = False
    question: bool = False
    module: str | None = None
    label: bool = False  # "Trigger: Stress", one of several with that label: heading and entry at once


def heading_levels(blocks: list[Block], topic: tuple[str, ...]) -> None:
    """Set `level` on every block that is a heading: 1 to 6 by tag, 7 and 8 by look; 0 elsewhere.

    Where a page uses heading tags for its facets, a bold line that ends in a colon introduces a list.
    """
    for i, block in enumerate(blocks):
        block.level = _level(block, blocks, i, topic)
    tagged = sum(
        1 for b in blocks if 0 < b.level < LOOK_LEVEL and not b.chrome and read_heading(b.text, topic).strong
    )
    for block in blocks:
        if block.level == LOOK_LEVEL and (fold_out := _in_frame(block, "summary")) is not None:
            panel = fold_out.parent
            inner = (
                [b.level for b in blocks[block.index + 1 : panel.last] if 0 < b.level < LOOK_LEVEL]
                if panel
                else []
            )
            block.level = max(1, min(inner) - 1) if inner else LOOK_LEVEL
    if tagged >= 2:
        for block in blocks:
            if (
                block.level >= LOOK_LEVEL
                and block.text.endswith(":")
                and _in(block, ("summary", "button"), 2) is None
            ):
                block.level = 0


def _tag_level(block: Block) -> int:
    frame = block.frame
    for _ in range(3):
        level = HEADINGS.get(frame.tag)
        if level:
            return level
        if frame.attributes.get("role") == "heading":
            said = frame.attributes.get("aria-level") or ""
            return min(int(said), 6) if said.isdigit() and int(said) > 0 else 3
        if frame.parent is None or frame.tag in ("li", "td", "body"):
            return 0
        frame = frame.parent
    return 0


def _in_frame(block: Block, tag: str) -> Frame | None:
    return next((f for f in block.frame.ancestors()[:5] if f.tag == tag), None)


def _in(block: Block, tags: tuple[str, ...], depth: int = 8) -> str | None:
    frame = block.frame
    for _ in range(depth):
        if frame.tag in tags:
            return frame.tag
        if frame.parent is None:
            return None
        frame = frame.parent
    return None


def _level(block: Block, blocks: list[Block], i: int, topic: tuple[str, ...]) -> int:
    text = block.text
    words = text.count(" ") + 1
    if words > MAX_WORDS + 10 * text.endswith("?") or not any(c.isalpha() for c in text):
        return 0
    level = _tag_level(block)
    inside = _in(block, ("li", "dt", "dd"))
    if level:
        if inside == "li":
            # An entry with a heading of its own stays an entry; a tab or an accordion made of a list does not.
            reading = read_heading(text, topic)
            return level if reading.strong or reading.role else 0
        return level
    tag = block.frame.tag
    if tag in ("summary", "legend"):
        return LOOK_LEVEL if words <= 20 else 0
    row = _in_frame(block, "tr")
    cell = tag in ("td", "th") and (row is None or is_data_row(row))
    if inside or cell or tag in ("caption", "figcaption", "label") or words > 16 + 10 * text.endswith("?"):
        return LOOK_LEVEL if tag == "dt" and _names_sections(block, blocks, topic) else 0
    if row is not None and is_data_row(row):
        return 0
    linked = block.linked >= 0.8 * len(text)
    bold = block.bold >= len(text.rstrip(" :.-–—*?")) and block.bold > 0
    ends = bool(_SENTENCE_END.search(text)) and not _NUMBERED.match(text)
    look = (
        f"{block.frame.tokens} {block.inline}"
        if block.frame.tag in ("div", "p", "button", "header")
        else block.inline
    )
    styled = bool(_STYLED.search(look)) and not _NOT_STYLED.search(look)
    if tag == "button":
        return (
            MINOR_LEVEL
            if words >= 2 and i + 1 < len(blocks) and len(blocks[i + 1].text) > 40
            else _whole_word_heading(block, topic)
        )
    big = block.size >= 4 and words <= 14
    underlined = block.inline.split() == ["u"] and words <= 10
    if (bold or styled or big or underlined) and not linked and not (ends and (bold or words > 6)):
        if block.lines > 1 and _bold_neighbours(block, blocks, i):
            return 0
        reading = read_heading(text, topic)
        return LOOK_LEVEL if (reading.facet and reading.strong) or reading.role else MINOR_LEVEL
    return 0 if linked else _whole_word_heading(block, topic)


def _names_sections(block: Block, blocks: list[Block], topic: tuple[str, ...]) -> bool:
    """The terms of this definition list are headings of several facets: it lays out the article."""
    held = block.frame.parent
    if held is None:
        return False
    terms = [b for b in blocks[held.first : held.last] if b.frame.tag == "dt"]
    facets = {read_heading(b.text, topic).facet for b in terms if _whole_word_heading(b, topic)}
    return len(facets) >= 3


def _bold_neighbours(block: Block, blocks: list[Block], i: int) -> bool:
    """All lines of the paragraph are bold: an address or a slogan, no headings."""
    lines = [b for b in blocks[max(0, i - block.lines) : i + block.lines] if b.run == block.run]
    return len(lines) > 1 and all(b.bold >= len(b.text) for b in lines)


def _whole_word_heading(block: Block, topic: tuple[str, ...]) -> int:
    """A short line alone in its element that says exactly what a heading says ("Symptoms", "Causes of X:")."""
    text = block.text
    words = text.count(" ") + 1
    if words > 6 or text[-1] in ".,;!" or (not text[0].isupper() and not text[0].isdigit()):
        return 0
    reading = read_heading(text, topic)
    if reading.role in ("references", "definition", "conclusion") and words <= 3:
        return LOOK_LEVEL
    if not (reading.facet and reading.strong):
        return 0
    extra = words - sum(
        1 for w in fold(text).split() if w in _FACET_WORDS or w == "x" or any(w in t for t in topic)
    )
    return LOOK_LEVEL if extra <= 1 else 0


_FACET_WORDS = frozenset(
    "symptoms symptom signs and of the causes cause risk factors treatment treatments diagnosis prevention complications prognosis outlook types when to see a doctor tests test "
    "diagnostic faq faqs epidemiology management therapy for common possible main is are what how in for".split()
)


def outline(blocks: list[Block], topic: tuple[str, ...], title: Block | None) -> list[Draft]:
    """Cut blocks into sections and give each its facet and path. Blocks of one heading's lines are joined."""
    sections = [Draft("", 0, [])]
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if not block.level:
            sections[-1].blocks.append(block)
            i += 1
            continue
        head = [block]
        while (
            i + 1 < len(blocks)
            and blocks[i + 1].run == block.run
            and blocks[i + 1].level == block.level
            and block.level < LOOK_LEVEL
        ):
            i += 1
            head.append(blocks[i])
        i += 1
        text = " ".join(b.text for b in head).strip(_ICONS) or head[0].text
        if fold(text) == "continued":
            continue
        sections.append(Draft(text, block.level, [], head=head))
    _assign(sections, topic, title)
    return sections


def _assign(sections: list[Draft], topic: tuple[str, ...], title: Block | None) -> None:
    open_sections: list[Draft] = []
    for section in sections:
        if not section.level:
            continue
        text = section.heading
        marker = marker_length(text)
        section.numbered = bool(_NUMBERED.match(text))
        section.question = text.rstrip().endswith("?")
        is_title = title is not None and section.head and section.head[0] is title
        reading = Reading() if is_title else read_heading(text[marker:], topic)
        level = section.level
        if (
            section.numbered
            and not reading.strong
            and not reading.role
            and open_sections
            and open_sections[-1].level == level
            and not open_sections[-1].numbered
        ):
            level = section.level = level + 1 if level < LOOK_LEVEL else MINOR_LEVEL
        asked = section.question and not reading.role
        last = open_sections[-1] if open_sections else None
        if (
            level == LOOK_LEVEL
            and last is not None
            and last.level == level
            and last.own == reading.facet
            and last.own in _GROUPED
            and not section.question
            and not _generic(text)
        ):
            level = section.level = MINOR_LEVEL  # "Physical Therapy" after "Treatment", both by look
        while open_sections and open_sections[-1].level >= level:
            if asked and open_sections[-1].own == "faq" and open_sections[-1].level == level:
                level = section.level = level + 1  # the questions of a FAQ at the level of its heading
                break
            open_sections.pop()
        parent = open_sections[-1] if open_sections else None
        if is_title:
            parent = None
            open_sections.clear()
        section.parent = parent
        _map(section, reading, parent)
        if not is_title:
            open_sections.append(section)
    _label(sections, topic)


def _label(sections: list[Draft], topic: tuple[str, ...]) -> None:
    """Mark headings that name their facet and one entry of it, where at least two share the label."""
    labels: dict[str, list[Draft]] = {}
    for section in sections:
        before, colon, after = section.heading.partition(":")
        if (
            colon
            and after.strip()
            and section.own
            and before.count(" ") < 3
            and read_heading(before, topic).facet == section.own
        ):
            labels.setdefault(fold(before), []).append(section)
    for group in labels.values():
        if len(group) > 1:
            for section in group:
                section.label = True


_GROUPED = frozenset({"test", "treatment", "prevention"})


def _map(section: Draft, reading: Reading, parent: Draft | None) -> None:
    above = parent.facet if parent else None
    closed = parent.role if parent else None
    if (
        above is not None
        and section.numbered
        and not section.question
        and reading.role in ("aside", "definition")
    ):
        reading = Reading()  # an entry may begin with any word
    section.role = reading.role
    if closed in ("references", "aside", "disclaimer") and not reading.strong:
        section.role = section.role or closed
        return
    if above == "faq" and (section.question or not reading.strong):
        section.facet = above
        return
    if reading.facet is None:
        if reading.role is None and not _is_neutral(section.heading, parent):
            section.facet = above
        elif reading.role == "definition" and section.question and above not in (None, "faq"):
            section.facet = None
        return
    same = reading.facet == above
    if above is not None and section.numbered and not section.question:
        section.facet = above  # "3. Surgery" under a heading is an entry of it
    elif (same and (
        not reading.strong or (above in _GROUPED and not section.question and not _generic(section.heading))
    )) or (above is not None and not reading.strong):
        section.facet = above
    else:
        section.own = section.facet = reading.facet


def _generic(heading: str, topic: tuple[str, ...] = ()) -> bool:
    """A heading that names the facet as such ("Treatment Options"), not one kind of it ("Drug treatment")."""
    folded = fold(heading)
    if re.search(r"\b(?:for|of)\b", folded):
        return True
    return all(w in _PLAIN_WORDS for w in folded.split())


_PLAIN_WORDS = frozenset(
    "treatment treatments therapy therapies test tests testing diagnosis diagnostic prevention preventive management managing care options strategies methods approaches tips measures plan "
    "common available standard conventional general main other additional and how is are it the to your your treated diagnosed prevented steps".split()
)


def _is_neutral(heading: str, parent: Draft | None) -> bool:
    """A heading that says nothing inherits, unless it opens a matter of its own."""
    folded = fold(heading)
    return bool(_OWN_MATTER.match(folded)) and parent is not None


_OWN_MATTER = re.compile(
    r"(?:side effects?|living with|questions? to|ask your|clinical trials?|research|find a|about the|more information|support groups?|cost|what is|what are the (?:benefits|side)|how is .* different|key benefits|what are the key benefits)"
)
