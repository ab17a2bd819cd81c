"""Small pages, real WARC files of them, and a small extractor: what the tests of the lake are fed with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.archive import Exchange, Revisit, Writer, payload_digest
from extract import Template
from extract.addresses import article_address, digest, site_of
from extract.record import Article, GlossaryEntry, Item, Link, Module, Reference, Rejected, Section

VERSIONS = {"extractor_version": "one", "vocabulary_version": "one"}
HOST = "http://example.org"


def page(
    name: str = "Gout",
    causes: Iterable[str] = ("Urate", "Diet"),
    *,
    canonical: str = "",
    noise: str = "",
    kind: str = "condition",
    about: str = "swells the joints",
) -> bytes:
    """A page the extractor below reads: a title, a definition, a list of causes."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    entries = "".join(f"<li>{cause}</li>" for cause in causes)
    return (
        f"<html><head><title>{name}</title>{link}<meta name=kind content={kind}></head><body><!--{noise}-->"
        f"<p>{name} {about}.</p><h2>Causes</h2><ol>{entries}</ol></body></html>"
    ).encode()


def extract(body: bytes, url: str, template: Template | None = None) -> Article:
    """Read such a page into a full record, with something in every part of it; templates are none of its."""
    html = body.decode()
    name = _first(r"<title>(.*?)</title>", html)
    canonical = _first(r'rel="canonical" href="(.*?)"', html) or url
    definition = _first(r"<p>(.*?)</p>", html) or ""
    entries = re.findall(r"<li>(.*?)</li>", html)
    article_id = digest(article_address(canonical))
    text = "\n".join([definition, "Causes", *entries]) if name else ""
    starts, at = [], len(definition) + 1 + len("Causes") + 1
    for entry in entries:
        starts.append(at)
        at += len(entry) + 1
    items = tuple(
        Item(
            item_id=digest(article_id, "cause", entry),
            facet="cause",
            position=n,
            term=entry,
            description=None,
            text=entry,
            term_key=entry.split()[0].lower(),
            split_by="whole",
            section=2,
            parent=None,
            subtype=None,
            text_start=start,
            text_end=start + len(entry),
            dom_path=f"body/ol/li[{n}]",
        )
        for n, (entry, start) in enumerate(zip(entries, starts, strict=True), 1)
    )
    return Article(
        schema_version=1,
        extractor_version="one",
        vocabulary_version="one",
        template_version=None,
        status="ok" if name else "failed",
        error=None if name else "no title",
        url=url,
        canonical_url=canonical,
        article_id=article_id,
        site=site_of(url),
        language="en",
        kind=_first(r"name=kind content=(\w+)", html) or "other",  # type: ignore[arg-type]
        kind_evidence=("meta",),
        condition=name,
        title=name,
        aliases=(f"{name} disease",) if name else (),
        definition=definition or None,
        conclusion=None,
        disclaimer=None,
        authors=("A. Author",),
        reviewers=(),
        published_at="2026-01-02",
        modified_at=None,
        categories=("joints",),
        text=text,
        sections=(
            Section(1, "", (), None, definition, 0, len(definition), "body/p"),
            Section(2, "Causes", (), "cause", "", len(text), len(text), "body/h2"),
        )
        if name
        else (),
        items=items,
        references=(
            Reference(1, "PubMed", "https://pubmed.ncbi.nlm.nih.gov/1/", None, "pmid", "1", (), "body/ol[2]"),
        ),
        glossary=(GlossaryEntry("urate", "bn", "লবণ।"),),
        modules=(Module("faq", "FAQ", ("Is this advice?",), "body/div"),),
        links=(Link("related", f"{HOST}/other", "Other"),),
        structured={"@type": "MedicalWebPage", "name": name},
        rejected=(Rejected("cause", "Share", "navigation", "body/ol/li"),),
        missing={"symptom": "not_on_page"},
    )


def learn(site: str, pages: Iterable[tuple[bytes, str]]) -> Template | None:
    """Nothing recurs on such pages."""
    return None


# What `warehouse.ingest` reads such pages with.
READER: Mapping[str, Any] = {"extract": extract, "learn": learn, "versions": VERSIONS}


def _first(pattern: str, html: str) -> str | None:
    found = re.search(pattern, html)
    return found[1] if found else None


class Capture:
    """One answer to be archived; `day` is the day of January 2026 it came on."""

    def __init__(
        self,
        path: str,
        day: int,
        body: bytes = b"",
        status: int = 200,
        *,
        revisit: bytes | None = None,
        location: str | None = None,
        mime: str = "text/html; charset=utf-8",
    ) -> None:
        headers = [("Content-Type", mime)] + ([("Location", location)] if location else [])
        self.exchange = Exchange(
            url=path if "://" in path else HOST + path,
            fetched_at=f"2026-01-{day:02d}T00:00:00Z",
            status=status,
            headers=tuple(headers),
            body=body,
        )
        self.revisit = None
        if revisit is not None:
            profile: Any = "server-not-modified" if status == 304 else "identical-payload-digest"
            self.revisit = Revisit(
                profile, self.exchange.url, self.exchange.fetched_at, payload_digest(revisit)
            )


def warc(folder: Path, name: str, *captures: Capture) -> Path:
    """A sealed WARC file of some answers."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder / f"{name}.warc.gz", {"software": "tests"})
    for capture in captures:
        writer.append(capture.exchange, capture.revisit)
    return writer.seal(folder)


def request(seq: int, path: str, verdict: str = "stored", **more: Any) -> Mapping[str, Any]:
    """A row of a crawl's ledger."""
    return {
        "crawl_id": "c1",
        "seq": seq,
        "url": HOST + path,
        "requested_at": "2026-01-01T00:00:00Z",
        "site": "x",
        "role": "article",
        "verdict": verdict,
        "status": 200,
        "bytes": 10,
        "attempt": 1,
        **more,
    }
