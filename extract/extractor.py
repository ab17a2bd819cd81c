"""The flow of extraction, top to bottom: bytes, blocks, sections, entries, record."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from extract.addresses import article_address, digest, normalize, parse_http, resolve, site_of
from extract.blocks import Block, Page, walk
from extract.cleaning import fold, marker_length
from extract.content import main_frame, mark_chrome
from extract.entries import Entry, Found, _item_of, find_entries
from extract.kind import judge_kind
from extract.modules import mark_modules, modules_of
from extract.names import condition_name, find_aliases, find_definition, find_people_and_dates, topic_names
from extract.outline import Draft, heading_levels, outline
from extract.record import (
    FACETS,
    SCHEMA_VERSION,
    Article,
    Facet,
    Item,
    Link,
    MissingReason,
    Rejected,
    RejectReason,
    Section,
    Status,
)
from extract.references import find_references
from extract.source import decode, glossary, repair
from extract.structured import read_structured
from extract.subtypes import subtype_of
from extract.template import SectionKey, Template, learn, section_key
from extract.terms import term_key
from extract.vocabulary import read_heading, vocabulary_version

MAX_BODY = 8 * 1024 * 1024  # bytes, checked before the parse


def extract_article(body: bytes, url: str | None, template: Template | None = None) -> Article:
    """Read one page.

    Args:
        body: the page's bytes, content encodings removed.
        url: the address it came from, or None.
        template: the site's learned template, where there is one.

    Returns:
        The record. A page never raises: what cannot be read has `status` "failed" and says why in `error`.
    """
    if len(body) > MAX_BODY:
        return _failed(body, url, template, f"the page has {len(body)} bytes, more than {MAX_BODY}")
    try:
        return _extract(body, url, template)
    except Exception as error:  # the promise: a page never raises
        return _failed(body, url, template, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Digests of what decides a record: the room's code, and its data files."""
    code = hashlib.blake2b(digest_size=6)
    for file in sorted(_files(resources.files("extract")), key=lambda f: str(f)):
        if file.name.endswith((".py", ".toml")) and file.name != "vocabulary.toml":
            code.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return {"extractor_version": code.hexdigest(), "vocabulary_version": vocabulary_version()}


def _files(folder: Any) -> Iterable[Any]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _failed(body: bytes, url: str | None, template: Template | None, error: str) -> Article:
    address = normalize(url) if url and parse_http(url) else None
    return Article(
        **_identity(body, url, address),
        **_versions(template),
        status="failed",
        error=error,
        language=None,
        kind="other",
        kind_evidence=(),
        condition=None,
        title=None,
        aliases=(),
        definition=None,
        conclusion=None,
        disclaimer=None,
        authors=(),
        reviewers=(),
        published_at=None,
        modified_at=None,
        categories=(),
        text="",
        sections=(),
        items=(),
        references=(),
        glossary=(),
        modules=(),
        links=(),
        structured={},
        rejected=(),
        missing=dict.fromkeys(FACETS, "failed"),
    )


def _versions(template: Template | None) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "template_version": template.version if template else None,
        **versions(),
    }


def _identity(body: bytes, url: str | None, canonical: str | None) -> dict[str, Any]:
    known = canonical or url
    identity = (
        digest("address", article_address(known))
        if known
        else hashlib.blake2b(body, digest_size=10).hexdigest()
    )
    return {"url": url, "canonical_url": canonical, "article_id": identity, "site": site_of(known)}


def _canonical(url: str | None, structured: dict[str, Any]) -> str | None:
    """The page's own link when absolute and of the same site, else the address it came from, else null."""
    said = structured.get("links", {}).get("canonical")
    if said and parse_http(said) and (url is None or site_of(said) == site_of(url)):
        return normalize(said)
    return normalize(url) if url and parse_http(url) else None


def _extract(body: bytes, url: str | None, template: Template | None) -> Article:
    html, taken = repair(decode(body))
    page = walk(html)
    structured = read_structured(html)
    canonical = _canonical(url, structured)
    identity = _identity(body, url, canonical)
    content = _content(page, identity["site"])
    sections, topic = content.sections, content.topic
    mark_modules(sections, identity["site"], topic, template)
    references, sources = find_references(sections, page.blocks, canonical)
    _drop_sources(sections, sources)
    found = find_entries(sections, topic)
    blocks = [b for s in sections if not s.module and s.role != "aside" for b in (*s.head, *s.blocks)]
    blocks = sorted({id(b): b for b in (*blocks, *content.sources(sources))}.values(), key=lambda b: b.index)
    blocks, repeated = _once(blocks)
    entries = [e for e in found.entries if not any(id(b) in repeated for b in e.blocks)]
    for entry in found.entries:
        if any(id(b) in repeated for b in entry.blocks):
            found.rejected.append((entry.facet, entry.blocks, "duplicate"))
    text, spans = _text(blocks)
    items, duplicates = _items(entries, identity["article_id"], spans, sections, page)
    for facet, dropped in duplicates:
        found.rejected.append((facet, dropped, "duplicate"))
    definition, _ = find_definition(sections, content.names)
    covered = {id(b) for e in found.entries for b in e.blocks} | set(sources)
    rejected = _rejected(found, content, covered, page)
    judged = judge_kind(
        url=canonical,
        title=f"{content.heading or ''} {page.title or ''}",
        condition=content.condition,
        sections=sections,
        entries=entries,
        blocks=blocks,
        all_blocks=page.blocks,
        structured=structured,
        definition=definition,
    )
    status: Status = "ok"
    error = None
    if page.truncated:
        status, error = "partial", f"the walk stopped at the limit of {page.truncated}"
    elif not text:
        status, error = "partial", "no article text found"
    language = page.language.split("-")[0].split("_")[0].lower() if page.language else None
    return Article(
        **identity,
        **_versions(template),
        status=status,
        error=error,
        language=language,
        kind=judged.kind,
        kind_evidence=judged.evidence,
        condition=content.condition,
        title=content.heading or page.title,
        aliases=find_aliases(content.condition, definition, sections),
        definition=definition,
        conclusion=_said_under(sections, "conclusion"),
        disclaimer=_disclaimer(sections),
        **find_people_and_dates(page, structured),
        categories=_categories(page, structured),
        text=text,
        sections=_sections(sections, spans),
        items=items,
        references=references,
        glossary=glossary(html, taken),
        modules=modules_of(sections),
        links=_links(page, sections, canonical),
        structured=structured,
        rejected=rejected,
        missing=_missing(sections, items, found),
    )


class _Content:
    """The article's part of a page: its title, its topic's names, its sections."""

    def __init__(self, page: Page, site: str | None) -> None:
        mark_chrome(page)
        title = _title_block(page)
        self.heading = _joined(title, page) if title else None
        self.condition = condition_name(self.heading, page.title, site, _used_text(page, title))
        self.topic = topic_names(self.condition, page.title)
        self.names = self.topic
        heading_levels(page.blocks, self.topic)
        mapped = [
            bool(b.level)
            and b is not title
            and read_heading(b.text[marker_length(b.text) :], self.topic).strong
            for b in page.blocks
        ]
        frame = self.frame = main_frame(page, mapped)
        inside = [b for b in page.blocks[frame.first : frame.last] if not b.chrome]
        if title is not None and title.index < frame.first:
            inside = [b for b in page.blocks[title.index : frame.first] if not b.chrome] + inside
        elif title is not None:
            inside = [b for b in inside if b.index >= title.index]
        inside = _until_end(inside)
        self.blocks = inside
        self.sections = outline(inside, self.topic, title)
        _cut_asides(self.sections)

    def sources(self, used: frozenset[int]) -> list[Block]:
        """The blocks the references were read from."""
        return [b for b in self.blocks if id(b) in used]


def _content(page: Page, site: str | None) -> _Content:
    return _Content(page, site)


def _title_block(page: Page) -> Block | None:
    """The main heading: the first h1 outside chrome that says something, else the first h2 the title begins with."""
    said = fold(page.title or "")
    ones = [
        b
        for b in page.blocks
        if any(f.tag == "h1" for f in b.frame.ancestors()[:3]) and any(c.isalpha() for c in b.text)
    ]
    inside = [b for b in ones if not b.chrome] or [b for b in ones if b.chrome == "header"] or ones
    named = [b for b in inside if said and fold(b.text) and fold(b.text) in said]
    if named:
        return named[0]
    if inside:
        return inside[0]
    for block in page.blocks:
        key = fold(block.text)
        if (
            key
            and not block.chrome
            and block.text.count(" ") < 14
            and (said.startswith(key) or (len(key) > 3 and key == said))
            and (block.bold or block.size or block.frame.tag in ("h2", "h3", "h4"))
        ):
            return block
    return None


def _until_end(blocks: list[Block]) -> list[Block]:
    """Cut what follows the page's comments or a call to comment, unless headings of the article follow."""
    for i, block in enumerate(blocks):
        ends = block.level and read_heading(block.text).role == "aside" and _COMMENTS.match(fold(block.text))
        if ends and not any(b.level and read_heading(b.text).strong for b in blocks[i:]):
            return blocks[:i]
    return blocks


_COMMENTS = re.compile(
    r"(?:\d+ )?(?:browser |leave a |post a |reader )?(?:comments?|reply|replies|responses?|discussion)\b"
)


def _used_text(page: Page, title: Block | None) -> str:
    """The page's running text, folded, for seeing which words it uses."""
    said = [b.text for b in page.blocks if b is not title and not b.chrome and len(b.text) > 40]
    return f" {fold(' '.join(said)[:60_000])}"


def _joined(title: Block, page: Page) -> str:
    return " ".join(b.text for b in page.blocks if b.run == title.run)


def _cut_asides(sections: list[Draft]) -> None:
    """An aside that stands before the article ends with its first running paragraph."""
    first = next((i for i, s in enumerate(sections) if s.own), len(sections))
    for i, section in enumerate(sections):
        if section.role != "aside" or i > first:
            continue
        for k, block in enumerate(section.blocks):
            if len(block.text) > 120 and block.linked * 2 < len(block.text):
                rest = section.blocks[k:]
                del section.blocks[k:]
                sections.insert(i + 1, Draft("", 0, rest))
                break


def _drop_sources(sections: list[Draft], used: frozenset[int]) -> None:
    for section in sections:
        if used:
            section.blocks = [b for b in section.blocks if id(b) not in used]


def _once(blocks: list[Block]) -> tuple[list[Block], set[int]]:
    """Each longer text once: pages repeat paragraphs for other screens; what stands thrice is no article's."""
    seen: set[str] = {t for t, n in Counter(b.text for b in blocks).items() if n > 2 and len(t) >= 60}
    kept: list[Block] = []
    repeated: set[int] = set()
    for block in blocks:
        if len(block.text) >= 60:
            if block.text in seen:
                repeated.add(id(block))
                continue
            seen.add(block.text)
        kept.append(block)
    return kept, repeated


def _text(blocks: list[Block]) -> tuple[str, dict[int, tuple[int, int]]]:
    spans: dict[int, tuple[int, int]] = {}
    parts: list[str] = []
    at = 0
    for block in blocks:
        spans[id(block)] = (at, at + len(block.text))
        parts.append(block.text)
        at += len(block.text) + 1
    return "\n".join(parts), spans


def _items(
    entries: list[Entry],
    article_id: str,
    spans: dict[int, tuple[int, int]],
    sections: list[Draft],
    page: Page,
) -> tuple[tuple[Item, ...], list[tuple[Facet, list[Block]]]]:
    numbers = {id(s): n for n, s in enumerate(_shown(sections), 1)}
    items: list[Item] = []
    ids: dict[int, str] = {}
    ordinals: dict[tuple[str, str], int] = {}
    positions: dict[str, int] = {}
    duplicates: list[tuple[Facet, list[Block]]] = []
    for entry in entries:
        start = spans[id(entry.blocks[0])][0] + entry.marker
        end = spans[id(entry.blocks[-1])][1]
        text = "\n".join(b.text for b in entry.blocks)[entry.marker :]
        key = fold(text) or text
        ordinal = ordinals.get((entry.facet, key), 0)
        parent = ids.get(id(entry.parent)) if entry.parent is not None else None
        if (
            ordinal
            and any(i.facet == entry.facet and fold(i.text) == key and i.parent == parent for i in items)
            and not entry.description
        ):
            duplicates.append((entry.facet, entry.blocks))
            continue
        ordinals[entry.facet, key] = ordinal + 1
        ids[id(entry)] = digest("item", article_id, entry.facet, key, str(ordinal))
        positions[entry.facet] = positions.get(entry.facet, 0) + 1
        items.append(
            Item(
                item_id=ids[id(entry)],
                facet=entry.facet,
                position=positions[entry.facet],
                term=entry.term,
                description=entry.description,
                text=text,
                term_key=term_key(entry.term) if entry.term else None,
                split_by=entry.split_by,
                section=numbers[id(entry.section)],
                parent=parent,
                subtype=subtype_of(
                    entry.facet, entry.term or text, (*_headings_above(entry.section), entry.section.heading)
                ),
                text_start=start,
                text_end=end,
                dom_path=_path(entry.blocks, page),
            )
        )
    return tuple(items), duplicates


def _path(blocks: list[Block], page: Page) -> str:
    """The shortest path to exactly these blocks: one element that holds them, else each block's own."""
    first, last = blocks[0], blocks[-1]
    for frame in first.frame.ancestors():
        if frame.first == first.index and frame.last == last.index + 1:
            return frame.path
        if frame.first < first.index or frame.last > last.index + 1:
            break
    runs: list[str] = []
    i = 0
    while i < len(blocks):
        block = blocks[i]
        same = [b for b in blocks[i:] if b.run == block.run]
        if block.lines > 1 and len(same) == block.lines:
            runs.append(block.path.rsplit("~", 1)[0])
            i += len(same)
        else:
            runs.append(block.path)
            i += 1
    return " + ".join(runs)


def _shown(sections: list[Draft]) -> list[Draft]:
    return [s for s in sections if not s.module and s.role != "aside" and (s.heading or s.blocks)]


def _sections(sections: list[Draft], spans: dict[int, tuple[int, int]]) -> tuple[Section, ...]:
    shown: list[Section] = []
    for number, section in enumerate(_shown(sections), 1):
        blocks = [b for b in section.blocks if id(b) in spans]
        if blocks:
            start, end = spans[id(blocks[0])][0], spans[id(blocks[-1])][1]
        else:
            start = end = (
                spans[id(section.head[-1])][1] if section.head and id(section.head[-1]) in spans else 0
            )
        lead = section.head or blocks
        shown.append(
            Section(
                position=number,
                heading=section.heading,
                path=_headings_above(section),
                facet=section.own,
                text="\n".join(b.text for b in blocks),
                text_start=start,
                text_end=end,
                dom_path=lead[0].path if lead else "",
            )
        )
    return tuple(shown)


def _headings_above(section: Draft) -> tuple[str, ...]:
    above: list[str] = []
    parent = section.parent
    while parent is not None:
        if parent.heading and not parent.module:
            above.append(parent.heading)
        parent = parent.parent
    return tuple(reversed(above))


def _rejected(found: Found, content: _Content, covered: set[int], page: Page) -> tuple[Rejected, ...]:
    """What was refused, and every list item, definition or row of a facet section that nothing else covers."""
    rejected = [
        Rejected(facet, "\n".join(b.text for b in blocks), reason, _path(blocks, page))
        for facet, blocks, reason in found.rejected
        if blocks
    ]
    covered = covered | {id(b) for _, blocks, _ in found.rejected for b in blocks}
    ranges = _facet_ranges(content)
    at = 0
    for frame in sorted((f for f in page.frames if f.tag in _ENTRY_TAGS), key=lambda f: (f.first, f.depth)):
        while at < len(ranges) and ranges[at][1] <= frame.first:
            at += 1
        if at == len(ranges):
            break
        start, _, facet = ranges[at]
        if frame.first < start or not content.frame.first <= frame.first <= content.frame.last:
            continue
        held = page.blocks[frame.first : frame.last]
        if any(id(b) in covered for b in held):
            continue
        reason: RejectReason = "layout"
        if not held:
            reason = "empty"
        elif any(b.chrome or b.linked for b in held):
            reason = "navigation"
        rejected.append(Rejected(facet, "\n".join(b.text for b in held), reason, frame.path))
        covered |= {id(b) for b in held}
    return tuple(rejected)


_ENTRY_TAGS = frozenset({"li", "dt", "dd", "tr"})


def _facet_ranges(content: _Content) -> list[tuple[int, int, Facet]]:
    """(first block, first block after, facet) of every section with a facet, in page order."""
    heads = [s for s in content.sections if s.head or s.blocks]
    starts = [(s.head or s.blocks)[0].index for s in heads]
    ends = [*starts[1:], content.frame.last][: len(starts)]
    return sorted((start, end, s.facet) for s, start, end in zip(heads, starts, ends, strict=True) if s.facet)


def _said_under(sections: list[Draft], role: str) -> str | None:
    for section in reversed(sections):
        if section.role == role and not section.module:
            said = [b.text for b in section.blocks if not b.text.casefold().startswith("disclaimer")]
            if said:
                return "\n".join(said)
    return None


def _disclaimer(sections: list[Draft]) -> str | None:
    for section in sections:
        if section.module:
            continue
        if section.role == "disclaimer" and section.blocks:
            return "\n".join(b.text for b in section.blocks)
        for block in section.blocks:
            head = block.text[:60].casefold()
            if head.startswith(("disclaimer", "medical disclaimer", "legal disclaimer")):
                return block.text
    return None


def _categories(page: Page, structured: dict[str, Any]) -> tuple[str, ...]:
    """Breadcrumbs and declared sections, outermost first, without the page itself."""
    said: list[str] = []
    for block in page.blocks:
        if block.chrome and "crumb" in block.chrome:
            said += [t for _, t in block.links if t]
    meta = structured.get("meta", {})
    said += [meta[k] for k in ("article:section",) if k in meta]
    kept: dict[str, str] = {}
    for name in said:
        if fold(name) not in ("home", ""):
            kept.setdefault(fold(name), name)
    return tuple(kept.values())


def _links(page: Page, sections: list[Draft], base: str | None) -> tuple[Link, ...]:
    site = site_of(base)
    seen: set[str] = set()
    links: list[Link] = []

    def add(role: str, href: str, text: str) -> None:
        target = resolve(base, href)
        if target is None or href.startswith("#"):
            return
        url = normalize(target)
        if url in seen or url == base or (site and site_of(url) != site) or not text:
            return
        seen.add(url)
        links.append(Link(role, url, text))  # type: ignore[arg-type]

    for section in sections:
        if section.role == "references":
            continue
        for block in (*section.head, *section.blocks):
            for href, text in block.links:
                add("related", href, text)
    for block in page.blocks:
        if block.chrome and ("crumb" in block.chrome or block.chrome in ("nav", "links", "navigation")):
            for href, text in block.links:
                add("index" if len(text) < 40 else "related", href, text)
    return tuple(links[:500])


def _missing(sections: list[Draft], items: tuple[Item, ...], found: Found) -> dict[str, MissingReason]:
    have = {i.facet for i in items}
    own = {s.facet for s in sections if s.facet}
    refused = {f for f, _, _ in found.rejected}
    unmapped = any(
        s.level
        and s.facet is None
        and not s.role
        and not s.module
        and any(_item_of(b, "li") for b in s.blocks)
        for s in sections
    )
    in_modules = {read_heading(s.heading).facet for s in sections if s.module}
    missing: dict[str, MissingReason] = {}
    for facet in FACETS:
        if facet in have:
            continue
        if facet in refused:
            missing[facet] = "all_rejected"
        elif facet in own:
            missing[facet] = "prose_only"
        elif facet in in_modules:
            missing[facet] = "only_in_modules"
        elif unmapped:
            missing[facet] = "heading_unmapped"
        else:
            missing[facet] = "not_on_page"
    return missing


def learn_template(site: str, pages: Iterable[tuple[bytes, str | None]]) -> Template | None:
    """Learn a site's template from a sample of its pages, given as (body, address); None where nothing recurs.

    The result depends on the set of pages alone, not on their order. A page that cannot be read is passed over.
    """
    sample: list[tuple[str, list[SectionKey]]] = []
    for body, url in pages:
        if len(body) > MAX_BODY:
            continue
        html, _ = repair(decode(body))
        content = _content(walk(html), site)
        canonical = _canonical(url, read_structured(html))
        identity = fold(content.condition or "") or str(_identity(body, url, canonical)["article_id"])
        sample.append((identity, [section_key(s, content.topic) for s in content.sections]))
    return learn(site, sample)
