"""What is checked of any record, whatever page it is of: its entries stand in the page, and none is lost.

The walk that counts a page's list items, definitions and rows is over lxml and shares nothing with the
extractor's own.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import get_args

import lxml.html
from lxml.html import HtmlElement

from extract import Article, extract_article
from extract.page.grounding import Grounds, PathError
from extract.record import FACETS, KINDS, MISSING_REASONS, REJECT_REASONS, SplitBy, Status
from tests.markup import without_tooltips

ENTRY_TAGS = ("li", "dt", "dd", "tr")
_UNSEEN = frozenset("script style noscript template select textarea svg math iframe title option".split())
_AROUND = frozenset({"nav", "footer", "aside"})
_AROUND_CLASS = re.compile(r"\b(?:tags?|share|related|comments?|footer|nav|sidebar)\b")
_COMMENTS = re.compile(r"(?:browser|reader)?comments|leavea(?:reply|comment)")
_LISTED = frozenset({"a", "li", "ul", "ol", "nav"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def fold(text: str | None) -> str:
    """White space folded: of an entry on several lines, the lines joined."""
    return " ".join((text or "").split())


def ungrounded(article: Article, body: bytes) -> list[str]:
    """Say of every entry and source whose place in the text or in the page does not hold its words."""
    grounds = Grounds(body)
    wrong: list[str] = []
    for item in article.items:
        if article.text[item.text_start : item.text_end] != item.text:
            wrong.append(
                f"{item.facet} {item.position}: text[{item.text_start}:{item.text_end}] is not its text"
            )
        if (at := _text_at(grounds, item.dom_path)) != item.text:
            wrong.append(f"{item.facet} {item.position} at {item.dom_path}: {at!r} is not {item.text!r}")
    for reference in article.references:
        if (at := _text_at(grounds, reference.dom_path)) != reference.text:
            wrong.append(
                f"source {reference.position} at {reference.dom_path}: {at!r} is not {reference.text!r}"
            )
    return wrong


def misplaced_sections(article: Article) -> list[str]:
    """Name the sections whose offsets do not hold their text."""
    return [
        f"section {section.position}: {section.heading}"
        for section in article.sections
        if article.text[section.text_start : section.text_end] != section.text
    ]


def _text_at(grounds: Grounds, dom_path: str) -> str:
    try:
        return grounds.text_at(dom_path)
    except PathError as error:
        return f"<{error}>"


def ill_formed(article: Article) -> list[str]:
    """Say what of a record contradicts itself or stands in no closed list."""
    wrong: list[str] = []
    if article.kind not in KINDS or article.status not in get_args(Status):
        wrong.append(f"{article.kind}, {article.status}")
    if (article.error is None) != (article.status == "ok"):
        wrong.append(f"{article.status}: {article.error}")
    closed = {*(i.facet for i in article.items), *(r.facet for r in article.rejected), *article.missing}
    closed |= {s.facet for s in article.sections if s.facet}
    if not closed <= set(FACETS):
        wrong.append(f"facets {closed - set(FACETS)}")
    if reasons := {r.reason for r in article.rejected} - set(REJECT_REASONS):
        wrong.append(f"rejected for {reasons}")
    if unknown := set(article.missing.values()) - set(MISSING_REASONS):
        wrong.append(f"missing for {unknown}")
    if split := {i.split_by for i in article.items} - set(get_args(SplitBy)):
        wrong.append(f"split by {split}")
    ids = [item.item_id for item in article.items]
    if len(set(ids)) != len(ids):
        wrong.append("two entries share an item_id")
    facets = {item.facet for item in article.items}
    for facet in facets:
        positions = [item.position for item in article.items if item.facet == facet]
        if positions != list(range(1, len(positions) + 1)):
            wrong.append(f"{facet}: positions {positions}")
        if facet in article.missing:
            wrong.append(f"{facet} is said to be missing")
    for item in article.items:
        if item.parent is not None and item.parent not in ids[: ids.index(item.item_id)]:
            wrong.append(f"{item.facet} {item.position}: its parent does not stand before it")
        if not 1 <= item.section <= len(article.sections):
            wrong.append(f"{item.facet} {item.position}: no section {item.section}")
        if not item.text.strip():
            wrong.append(f"{item.facet} {item.position}: no text")
        if item.description is not None and item.term is None:
            wrong.append(f"{item.facet} {item.position}: a description of nothing")
    if [s.position for s in article.sections] != list(range(1, len(article.sections) + 1)):
        wrong.append("sections are not numbered from 1")
    return wrong


# --- conserved -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """How many pieces of list items, definitions and rows mapped sections have, and those lost."""

    pieces: int
    lost: tuple[str, ...]


def count_entries(article: Article, body: bytes) -> Counted:
    """Look up in the record what list items, definitions and rows say between a mapped heading and the next.

    The headings are those of the record's sections; mapped are those with a facet. The main content is the
    smallest element that holds them all, up to the readers' comments and without navigation, footers and the
    like. A piece is what an element says between the entries inside it. It is covered when an entry, a
    rejection, a module, a source or a link holds its beginning, or is a part of it (a row that lays out the
    page), or where they hold all that the cells of a row say.
    """
    root = _parse(body)
    order = [e for e in root.iter() if isinstance(e.tag, str)] if root is not None else []
    headings = _place_headings(article, order)
    mapped = {id(element) for element, facet in headings if facet}
    if not mapped:
        return Counted(0, ())
    ends = {id(element) for element, _ in headings} | {id(e) for e in order if e.tag in _HEADINGS}
    known = _known_texts(article)
    pieces = 0
    lost: list[str] = []
    inside = False
    for element in _smallest_around([element for element, _ in headings]).iter():
        if isinstance(element.tag, str) and _COMMENTS.fullmatch(key(element.text or "")):
            break  # the article has ended
        if id(element) in ends:
            inside = id(element) in mapped
        elif inside and element.tag in ENTRY_TAGS and not _is_apart(element, ends):
            for piece in _pieces(element):
                pieces += 1
                if not _covered(key(_TYPED.sub("", piece)), known) and not _lists(element, known):
                    lost.append(f"<{element.tag}> {fold(piece)[:70]}")
    return Counted(pieces, tuple(lost))


_TYPED = re.compile(r"^\s*\(?\d{1,2}(?:[.)]\s+|(?=[A-Z]))")  # a marker, which an entry leaves out


def read_kept(page: str) -> Article:
    """The record of a page, which keeps the promises."""
    body = page.encode()
    article = extract_article(body, None)
    assert not ungrounded(article, body) + ill_formed(article)
    assert not count_entries(article, body).lost
    return article


def key(text: str) -> str:
    """Letters and digits alone, case folded."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _covered(piece: str, known: list[str]) -> bool:
    # Pasted citation names follow a sentence's end: the beginning tells.
    return any(piece[:24] in text or (len(text) > 12 and text in piece) for text in known)


def _lists(row: HtmlElement, known: list[str]) -> bool:
    """A table row whose cells hold entries of their own, a line each, beside the numbers of these."""
    said = [text for text in row.itertext() if key(text) and not re.fullmatch(r"\s*\d{1,2}[.)]\s*", text)]
    return row.tag == "tr" and all(_covered(key(text), known) for text in said)


def _parse(body: bytes) -> HtmlElement | None:
    encoding = "utf-16" if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8"
    source = without_tooltips(body.decode(encoding, "replace")).replace("\0", "")
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    return lxml.html.document_fromstring(source) if source.strip() else None


def _known_texts(article: Article) -> list[str]:
    texts = [item.text for item in article.items]
    texts += [rejected.text for rejected in article.rejected]
    texts += [reference.text for reference in article.references]
    texts += [link.text for link in article.links]
    for module in article.modules:
        texts += [module.heading or "", *module.entries, " ".join(module.entries)]
    return list(map(key, texts))


def _place_headings(article: Article, order: list[HtmlElement]) -> list[tuple[HtmlElement, bool]]:
    """The element of each section's heading, in page order, and whether the heading maps to a facet."""
    words = [key("".join(e.itertext())) if len(e) < 8 and e.tag not in _LISTED else "" for e in order]
    placed: list[tuple[HtmlElement, bool]] = []
    at = 0
    said = [key(section.heading) for section in article.sections]
    for number, (section, wanted) in enumerate(zip(article.sections, said, strict=True)):
        same = [i for i in range(at, len(order)) if wanted and words[i] == wanted]
        # A list of contents says what headings say; a heading tag says it is one, where there are enough.
        tagged = [i for i in same if order[i].tag in _HEADINGS]
        found = next(iter(tagged if len(tagged) >= said[number:].count(wanted) else same), None)
        if found is not None:
            placed.append((order[found], section.facet is not None))
            at = found + 1
    return placed


def _smallest_around(elements: list[HtmlElement]) -> HtmlElement:
    chains = [[*reversed(list(e.iterancestors())), e] for e in elements]
    depth = 0
    while all(len(c) > depth + 1 for c in chains) and len({id(c[depth]) for c in chains}) == 1:
        depth += 1
    same = len({id(c[depth]) for c in chains}) == 1
    return chains[0][depth if same else depth - 1]


def _is_apart(element: HtmlElement, headings: set[int]) -> bool:
    """Not shown, in navigation or the like, around a form, or around a heading and so in several sections."""
    return any(id(e) in headings or e.tag == "form" for e in element.iter()) or any(
        e.tag in _UNSEEN
        or e.tag in _AROUND
        or _AROUND_CLASS.search(f"{e.get('class')} {e.get('id')}".lower())
        for e in (element, *element.iterancestors())
        if e.tag not in ("body", "html")
    )


def _pieces(element: HtmlElement) -> list[str]:
    """What an element says, cut where another entry stands inside it."""
    pieces = [""]

    def read(part: HtmlElement) -> None:
        pieces[-1] += f" {part.text or ''}"
        for child in part:
            if child.tag in ENTRY_TAGS:
                pieces.append("")
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                read(child)
            pieces[-1] += f" {child.tail or ''}"

    read(element)
    if _is_counted(element):
        pieces[0] = _COUNT.sub("", pieces[0])
    pieces = [re.sub(r"\[\d{1,2}\]", "", piece) for piece in pieces]  # a mark that points at a source
    return [piece for piece in pieces if key(piece)]


_COUNT = re.compile(r"^\s*(\d{1,2})\s+(?=[^\W\d])")


def _is_counted(element: HtmlElement) -> bool:
    """It begins with its number in the list: one more or one less than the item beside it."""

    def number(item: HtmlElement | None) -> int | None:
        found = _COUNT.match(" ".join(item.itertext())) if item is not None else None
        return int(found[1]) if found else None

    own = number(element)
    beside = (next(element.itersiblings(element.tag, preceding=before), None) for before in (False, True))
    return own is not None and any(n is not None and abs(n - own) == 1 for n in map(number, beside))
