"""The flow of extraction, top to bottom: bytes, blocks, sections, entries, record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from extract.addresses import article_address, digest, normalize, parse_http, site_of
from extract.article.content import find_content
from extract.article.draft import Draft
from extract.article.modules import mark_modules, modules_of
from extract.article.template import SectionKey, Template, learn, section_key
from extract.cleaning import fold
from extract.entries.assembly import (
    drop_repeated,
    find_missing,
    join_text,
    make_items,
    make_rejected,
    make_sections,
)
from extract.entries.entries import find_entries
from extract.facts.aliases import find_aliases
from extract.facts.definition import find_definition
from extract.facts.kind import judge_kind
from extract.facts.links import find_categories, find_links
from extract.facts.people import find_byline
from extract.page.blocks import Block, Page
from extract.page.source import glossary, read_source
from extract.page.structured import read_structured
from extract.page.walk import walk
from extract.record import FACETS, SCHEMA_VERSION, Article, Status
from extract.references.references import find_references
from extract.vocabulary import vocabulary_version

_DISCLAIMER = re.compile(r"(?:medical |legal )?disclaimer\b(\s*[:.–—-]\s*|$)?", re.I)
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


def _extract(body: bytes, url: str | None, template: Template | None) -> Article:
    source = read_source(body)
    page = walk(source)
    structured = read_structured(page.tree)
    canonical = _canonical(url, structured)
    identity = _identity(body, url, canonical)
    content = find_content(page, identity["site"])
    sections = content.sections
    mark_modules(sections, identity["site"], content.topic, template, page.blocks)
    references, sources = find_references(sections, page, canonical)
    for section in sections:
        section.blocks = [b for b in section.blocks if id(b) not in sources]
    found = find_entries(sections, content.topic)
    text = join_text(_article_blocks(sections) + [b for b in content.blocks if id(b) in sources])
    drop_repeated(found, text)
    items = make_items(found, identity["article_id"], text, sections, page)
    definition = find_definition(sections, content.topic)
    judged = judge_kind(
        url=canonical,
        heading=content.heading,
        title=page.title,
        condition=content.condition,
        sections=sections,
        entries=found.entries,
        blocks=text.blocks,
        all_blocks=page.blocks,
        structured=structured,
        definition=definition,
    )
    status, error = _status(page, text.text)
    return Article(
        **identity,
        **_versions(template),
        status=status,
        error=error,
        language=page.language.split("-")[0].split("_")[0].lower() if page.language else None,
        kind=judged.kind,
        kind_evidence=judged.evidence,
        condition=content.condition,
        title=content.heading or page.title,
        aliases=find_aliases(content.condition, definition, sections),
        definition=definition,
        conclusion=_conclusion(sections),
        disclaimer=_disclaimer(sections),
        **find_byline(page, structured, sources)._asdict(),
        categories=find_categories(page, structured),
        text=text.text,
        sections=make_sections(sections, text),
        items=items,
        references=references,
        glossary=glossary(source.html, source.taken),
        modules=modules_of(sections),
        links=find_links(page, sections, canonical),
        structured=structured,
        rejected=make_rejected(found, content, sources, page),
        missing=find_missing(sections, items, found),
    )


def _status(page: Page, text: str) -> tuple[Status, str | None]:
    if page.truncated:
        return "partial", f"the walk stopped at the limit of {page.truncated}"
    return ("ok", None) if text else ("partial", "no article text found")


def _article_blocks(sections: list[Draft]) -> list[Block]:
    """The blocks of the sections that are neither the site's modules nor asides."""
    kept = [s for s in sections if not s.module and s.role != "aside"]
    return [b for s in kept for b in (*s.kicker, *s.head, *s.blocks)]


def _conclusion(sections: list[Draft]) -> str | None:
    """What stands under the last heading that concludes, without a disclaimer."""
    for section in reversed(sections):
        if section.role == "conclusion" and not section.module:
            said = [b.text for b in section.blocks if not b.text.casefold().startswith("disclaimer")]
            if said:
                return "\n".join(said)
    return None


def _disclaimer(sections: list[Draft]) -> str | None:
    """What stands under a disclaimer's heading, or the paragraph that begins as one, without its label."""
    for section in sections:
        if section.module:
            continue
        if section.role == "disclaimer" and section.blocks and section.heading:
            return "\n".join(b.text for b in section.blocks)
        for number, block in enumerate(section.blocks, 1):
            label = _DISCLAIMER.match(block.text)
            if label:
                said = block.text if label[1] is None else block.text[label.end() :]
                return said or next((after.text for after in section.blocks[number:]), None)
        if section.role == "disclaimer" and section.blocks:
            return "\n".join(b.text for b in section.blocks)
    return None


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


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Digests of what decides a record: the room's code, and its data files."""
    code = hashlib.blake2b(digest_size=6)
    for file in sorted(_files(resources.files("extract")), key=lambda f: str(f)):
        if file.name.endswith((".py", ".toml")) and file.name != "vocabulary.toml":
            code.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return {"extractor_version": code.hexdigest(), "vocabulary_version": vocabulary_version()}


def _files(folder: Traversable) -> Iterable[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def learn_template(site: str, pages: Iterable[tuple[bytes, str | None]]) -> Template | None:
    """Learn a site's template from a sample of its pages, (body, address) each; None where nothing recurs.

    The result depends on the set of pages alone, not on their order. A page that cannot be read, or is above
    `MAX_BODY`, is passed over: its record is what says so.
    """
    sample: list[tuple[str, list[SectionKey]]] = []
    for body, url in pages:
        if len(body) <= MAX_BODY:
            with suppress(Exception):
                sample.append(_sections_of(site, body, url))
    return learn(site, sample)


def _sections_of(site: str, body: bytes, url: str | None) -> tuple[str, list[SectionKey]]:
    """A page's article, by its name, and what its sections are compared by."""
    page = walk(read_source(body))
    content = find_content(page, site)
    canonical = _canonical(url, read_structured(page.tree))
    identity = fold(content.condition or "") or str(_identity(body, url, canonical)["article_id"])
    return identity, [section_key(s, content.topic) for s in content.sections]
