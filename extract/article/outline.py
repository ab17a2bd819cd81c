"""Blocks to sections: headings cut the article, and each section gets its facet, its role and its parent."""

from __future__ import annotations

import re
from collections import Counter

from extract.article.boxes import aside_around, box_around
from extract.article.draft import Draft
from extract.article.headings import kicker
from extract.article.levels import NUMBERED
from extract.article.looks import OF, generic, level_by_class, look_of, settle_looks
from extract.article.numbering import MIN_SENTENCE, counts_on, numbered_runs
from extract.article.run_in import run_in_headings
from extract.article.siblings import (
    OF_KINDS,
    kinds_below,
    mark_labels,
    mark_panels_that_ask,
    settle_cards,
    subtitle,
)
from extract.article.whole import whole_heading
from extract.cleaning import fold, marker_length
from extract.data import any_of, load
from extract.page.blocks import HEADINGS, LOOK_LEVEL, MINOR_LEVEL, Block, Frame
from extract.vocabulary import Reading, facets_named, read_heading

_DATA = load("article/outline.toml")
_OWN_MATTER = re.compile(any_of(_DATA["own_matter"]))
_CITES = re.compile(r"\b(?:19|20)\d\d\b|://|\bwww\.")  # a line that cites something
_INFORMS = re.compile(any_of(_DATA["informs"]))
_KEEPS_TO_ITSELF = re.compile(any_of(_DATA["keeps_to_itself"]))
_CAUTIONS = re.compile(any_of(_DATA["cautions"]))
_ARTICLES = re.compile(any_of(_DATA["articles"]))
_PROMOTES = re.compile(any_of(_DATA["promotes"]))
_ICONS = " +−–-▼▾▸►›»«‹^⌄✕×|•"  # around a heading's text: folded panels, anchors
_PANELS = frozenset({"details", "dialog"})
_ASKS = re.compile(r"(?:what|how|who|when|which|where)\b", re.I)  # so an article's title asks
_DESCRIBED = ("anatomy", "pathophysiology")
# Facets that whole pages are about.
_OF_A_PAGE = frozenset(
    "type cause risk_factor symptom complication treatment prevention when_to_see_doctor".split()
)


def outline(
    blocks: list[Block],
    topic: tuple[str, ...],
    title: Block | None,
    page_blocks: list[Block],
    tabs: dict[int, tuple[str, int]],
) -> list[Draft]:
    """Cut blocks into sections and give each its facet and path. Blocks of one heading's lines are joined.

    `blocks` are the article's, of `page_blocks`; `tabs` holds by `id` of block the name and the level of the
    panel that begins with it.
    """
    level_by_class(blocks, topic)
    sections = [Draft("", 0, [])]
    run_in = run_in_headings(blocks, topic)
    box: Frame | None = None  # the one that is open
    around: Draft | None = None  # the section that it stands in
    tagged: Draft | None = None  # the last section with a heading by tag
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if 0 < sections[-1].level < LOOK_LEVEL:
            tagged = sections[-1]
        if box is not None and block.index >= box.last:
            box = None
            if not block.level:
                sections.append(Draft("", 0, [], resumes=around))
        if not block.level:
            if run_in and id(block) in run_in:
                level = HEADINGS.get(block.frame.tag, LOOK_LEVEL)
                sections.append(Draft(run_in[id(block)], level, [block]))
            elif tabs and id(block) in tabs:
                sections.append(Draft(*tabs[id(block)], [block]))
            else:
                sections[-1].blocks.append(block)
            i += 1
            continue
        head = [block]
        label = kicker(page_blocks, block)
        last = sections[-1]
        held = label is not None and last.blocks[-1:] == [label]
        if held and (last.head or not last.level or len(last.blocks) > 1):
            last.blocks.pop()
        else:
            label = None
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
        if "continued" in text.lower() and fold(text) == "continued":
            continue
        sections.append(Draft(text, block.level, [], head=head, kicker=[label] if label else []))
        if box is None and (box := box_around(block)) is not None:
            sections[-1].box = box
            around = tagged
            if block.frame.tag == "caption":  # of a table of the site's own
                sections[-1].module = "_".join(fold(text).split()[:4])
        elif box is None and read_heading(text, topic).role == "aside":
            before = last.resumes or last
            if before.head and (box := aside_around(block, before.head[0], page_blocks)) is not None:
                sections[-1].aside = box
                around = before
    boxes = Counter(_place(s.box) for s in sections if s.box)
    for section in sections:
        if section.box and boxes[_place(section.box)] > 2:
            section.box = None  # several side by side are cards
    _assign(sections, topic, title)
    mark_panels_that_ask(sections, topic)
    return sections


def _place(box: Frame) -> tuple[int, str]:
    return id(box.parent), box.tokens


def _assign(sections: list[Draft], topic: tuple[str, ...], title: Block | None) -> None:
    open_sections: list[Draft] = []
    readings: dict[int, Reading] = {}  # by `id` of section
    folds: list[tuple[Frame, list[Draft]]] = []  # the panels around, with the sections open before each
    sources: Draft | None = None  # the last source list, where it cites something
    kinds = kinds_below(sections, topic)
    silent = settle_looks(sections, title, topic)  # headings, by `id`, whose words say no facet
    silent.add(id(subtitle(sections, title, topic)))
    own_numbers, counting = numbered_runs(sections, topic)
    labels = Counter(fold(s.kicker[0].text) for s in sections if s.kicker)  # one used twice is a category's
    for at, section in enumerate(sections):
        if not section.level:
            if section.resumes is not None:
                section.parent = section.resumes
                section.facet, section.role = section.resumes.facet, section.resumes.role
            continue
        first = (section.head or section.blocks)[0]
        while folds and first.index >= folds[-1][0].last:
            open_sections = folds.pop()[1]
        panel = section.box or section.aside or _panel(first.frame)
        if panel is not None and not any(panel is around for around, _ in folds):
            folds.append((panel, open_sections.copy()))
        text = section.heading
        marker = marker_length(text)
        section.numbered = bool(NUMBERED.match(text))
        section.question = text.rstrip().endswith("?")
        is_title = title is not None and section.head and section.head[0] is title
        above = _label_above(sections[max(0, at - 2) : at])
        told = not is_title and id(section) not in silent
        reading = _read(section, text[marker:], above, topic) if told else Reading()
        alone = bool(section.kicker) and labels[fold(section.kicker[0].text)] == 1
        if reading.facet and alone and _label_heads(section, text[marker:], reading, topic):
            section.heading = section.kicker[0].text  # the label heads it, and the slogan is a second line
            section.head, section.kicker = [*section.kicker, *section.head], []
        if reading.facet and title is not None and fold(text) == fold(title.text):
            reading = Reading()  # the title again
        level = section.level
        counts = section.numbered and not reading.role and id(section) not in own_numbers
        sure = id(section) in counting
        if counts and counts_on(section, reading, open_sections, readings, sure=sure):
            level = section.level = level + 1 if level < LOOK_LEVEL else MINOR_LEVEL
        asked = section.question and not reading.role
        below = False  # the FAQ above has had questions at a lesser level than its heading's
        last = open_sections[-1] if open_sections else None
        if (
            level == LOOK_LEVEL
            and last is not None
            and last.level == level
            and last.own == reading.facet
            and last.own in OF_KINDS
            and not section.question
            and not generic(text)
        ):
            level = section.level = MINOR_LEVEL  # "Physical Therapy" after "Treatment", both by look
        while open_sections and open_sections[-1].level >= level:
            if id(section) in kinds and open_sections[-1].level == level:
                level = section.level = level + 1 if level < LOOK_LEVEL else MINOR_LEVEL
                break
            if asked and not below and open_sections[-1].own == "faq" and open_sections[-1].level == level:
                level = section.level = level + 1  # the questions of a FAQ at the level of its heading
                break
            closing = open_sections.pop()
            below = closing.question and bool(closing.head) and closing.head[0].level == closing.level
            if below and level == LOOK_LEVEL and section.head:
                below = look_of(closing.head[0]) != look_of(section.head[0])
        parent = open_sections[-1] if open_sections else None
        if is_title:
            parent = None
            open_sections.clear()
        section.parent = parent
        readings[id(section)] = reading
        _map(section, reading, parent, topic)
        if section.role == "references":
            sources = section if any(_CITES.search(b.text) for b in section.blocks) else None
        elif (
            sources is not None
            and sources.parent is parent
            and sources.level == level
            and section.own is None
            and section.facet is not None
        ):
            section.facet, section.role = None, "aside"  # after the sources the article has ended
        if not is_title:
            open_sections.append(section)
    _title_facet(sections, topic, title, readings, own_numbers)
    mark_labels(sections, topic)
    settle_cards(sections, topic)


def _title_facet(
    sections: list[Draft],
    topic: tuple[str, ...],
    title: Block | None,
    readings: dict[int, Reading],
    own_numbers: set[int],
) -> None:
    """Of a page about one facet of its topic ("Symptoms of gout") all stands under what the title says.

    Such a page has no heading that names the facet as such, and next to none for others, but for those that
    count its entries; `own_numbers` holds the `id`s of those that count the article's parts. "Treatment" in a
    title is what a practice offers, unless most headings below name kinds of it.
    """
    at = next((n for n, s in enumerate(sections) if s.head and s.head[0] is title), None)
    if at is None or not (topic or whole_heading(sections[at].heading, topic)):
        return
    page = sections[at]
    named = facets_named(page.heading, topic)
    asked = page.heading.endswith("?") and not _ASKS.match(page.heading)  # in a forum
    if asked or page.heading.endswith(".") or len(named) != 1 or named[0] not in _OF_A_PAGE:
        return
    [facet] = named
    said = [s for s in sections if s.own and (not s.numbered or id(s) in own_numbers)]
    same = [s.heading for s in said if s.own == facet]
    others = {s.own for s in said} - {facet, "faq", "when_to_see_doctor"}
    if len(others) > 1 or any(OF.search(fold(h)) or generic(h) for h in same):
        return
    if facet == "treatment" and 2 * len(same) < sum(bool(s.head) for s in sections[at + 1 :]):
        return
    page.own = page.facet = facet
    for section in sections[at + 1 :]:
        reading = readings.get(id(section))
        if reading is not None and section.role is None:
            section.own = section.facet = None
            _map(section, reading, section.parent or page, topic)
            if fold(section.heading) == fold(page.heading):
                section.own = section.facet
        elif section.resumes is not None:
            section.facet, section.role = section.resumes.facet, section.resumes.role


def _panel(frame: Frame) -> Frame | None:
    """The innermost panel around that a page folds away or shows by a tab: what it opens ends with it."""
    around: Frame | None = frame
    while around is not None:
        if around.tag in _PANELS or (around.attributes and around.attributes.get("role") == "tabpanel"):
            return around
        around = around.parent
    return None


def _label_above(before: list[Draft]) -> str:
    """The heading by look alone right above that holds nothing; one of several is a tab's name, no label."""
    empty = [s.level >= LOOK_LEVEL and bool(s.head) and not s.blocks for s in before]
    return before[-1].heading if empty[-1:] == [True] and sum(empty) == 1 else ""


def _read(section: Draft, text: str, above: str, topic: tuple[str, ...]) -> Reading:
    """What a section's heading says; where it says nothing, the facet that the label `above` it says."""
    reading = read_heading(text, topic)
    introduces = section.blocks and section.blocks[0].frame.entry is not None
    if reading.facet and text.endswith(".") and not introduces and (blanks := text.count(" ")) > MIN_SENTENCE:
        # A sentence in a heading's element says something of its own.
        most = (3 if _ASKS.match(text) else 2) * MIN_SENTENCE  # "What we look for in an exam." is none
        reading = Reading() if blanks > most else Reading(reading.facet)
    if reading.facet is None and reading.role is None and section.level < LOOK_LEVEL:
        said = section.kicker[0].text if section.kicker else above
        said = said[marker_length(said) :]
        label = read_heading(said, topic)
        if label.facet is not None and label.strong and whole_heading(said, topic):
            return label
    return reading


def _label_heads(section: Draft, text: str, reading: Reading, topic: tuple[str, ...]) -> bool:
    """The facet is the label's, or it says no more than that where the heading says it by the way."""
    if not read_heading(text, topic).facet:
        return True
    label = section.kicker[0].text
    label = label[marker_length(label) :]
    plain = read_heading(label, topic).facet == reading.facet and whole_heading(label, topic, most=0) > 0
    return plain and not whole_heading(text, topic)


def _map(section: Draft, reading: Reading, parent: Draft | None, topic: tuple[str, ...]) -> None:
    above = parent.facet if parent else None
    if above in _DESCRIBED and reading.facet not in (None, *_DESCRIBED):
        above = None  # no part of a body or of its workings
    closed = parent.role if parent else None
    if (
        above is not None
        and section.numbered
        and not section.question
        and reading.role in ("aside", "definition")
    ):
        reading = Reading()  # an entry may begin with any word
    if reading.role == "aside" and _INFORMS.fullmatch(fold(section.heading)) and _tells(section):
        reading = Reading()
    section.role = reading.role
    # A label among the sources, or a heading over some of them.
    listed = closed == "references" and (section.level >= LOOK_LEVEL or _cites(section))
    shut = closed in ("references", "aside", "disclaimer")
    if listed or (shut and (not reading.strong or _leads_away(section) or _advertises(parent, section))):
        section.role = closed if listed else section.role or closed
        return
    if above == "faq" and (section.question or not reading.strong):
        section.facet = above
        return
    if _within_itself(parent) or (above == "treatment" and _CAUTIONS.fullmatch(fold(section.heading))):
        return
    if reading.facet is None:
        if reading.role is None and not _is_neutral(section.heading, parent):
            section.facet = above
        elif reading.role == "definition" and section.question and above not in (None, "faq"):
            section.facet = None
        return
    same = reading.facet == above
    asked = section.question and reading.facet in facets_named(section.heading, topic)
    if above is not None and section.numbered and not section.question:
        section.facet = above  # "3. Surgery" under a heading is an entry of it
    elif (
        same
        and (
            not (reading.strong or asked)
            or (above in OF_KINDS and not section.question and not generic(section.heading))
        )
    ) or (above is not None and not same and not reading.strong):
        section.facet = above
    else:
        section.own = section.facet = reading.facet


def _within_itself(parent: Draft | None) -> bool:
    """Below a heading of which nothing is said of the disease: a visit to a doctor, or one patient's case."""
    while parent is not None:
        if not parent.facet and _KEEPS_TO_ITSELF.match(fold(parent.heading)):
            return True
        parent = parent.parent
    return False


def _tells(section: Draft) -> bool:
    """Its own text runs on; it does not list links."""
    return any(len(b.text) > 120 and b.linked * 4 < len(b.text) for b in section.blocks[:3])


def _cites(section: Draft) -> bool:
    """Most of its lines cite something."""
    return sum(_CITES.search(b.text) is not None for b in section.blocks) * 2 > len(section.blocks)


def _leads_away(section: Draft) -> bool:
    """Its heading is a link to another page, as that of a related article is."""
    return bool(section.head) and all(
        b.linked >= 0.9 * len(b.text) and not b.links[0][0].startswith("#") for b in section.head
    )


def _advertises(parent: Draft | None, section: Draft) -> bool:
    """A heading that praises the site's owner or lists other articles; those below it say no facet.

    What follows the element of a section that it opens is not below it.
    """
    first = (section.head or section.blocks)[0].index
    while parent is not None and parent.role == "aside":
        heading = fold(parent.heading)
        around = parent.head[0].frame.nearest("section") if parent.head else None
        if around is not None and around.first == parent.head[0].index and around.last <= first:
            return False
        if _PROMOTES.match(heading) or _ARTICLES.search(heading):
            return True
        parent = parent.parent
    return False


def _is_neutral(heading: str, parent: Draft | None) -> bool:
    """A heading that says nothing inherits, unless it opens a matter of its own."""
    folded = fold(heading)
    own = _OWN_MATTER.match(folded) or _KEEPS_TO_ITSELF.match(folded)
    return parent is not None and own is not None
