"""How long a page takes to read: ours against a bare parse and against peers.

Pages are those of the folder `NOSOGRAPH_BENCH` names (its `pages/`), else the sample encyclopedia's. Each
contender reads all pages; rounds alternate between them and the medians are compared, so that a machine that
slows down slows all of them.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from selectolax.lexbor import LexborHTMLParser

from extract import extract_article
from extract.page.grounding import Grounds
from nosograph.demo.site import build_site
from tests.bench.figure import Figure, say

ROUNDS = 7
_PACKAGES = ("selectolax", "trafilatura", "resiliparse")

Reader = Callable[[bytes], object]


def sample_pages() -> tuple[str, list[bytes]]:
    """The pages to read, and where they are from."""
    folder = os.environ.get("NOSOGRAPH_BENCH")
    if folder:
        return folder, [path.read_bytes() for path in sorted(Path(folder, "pages").glob("*.html"))]
    site = build_site("http://127.0.0.1:8000")
    return "sample encyclopedia", [
        page.body for _, page in sorted(site.pages.items()) if b"<html" in page.body
    ]


def parse(body: bytes) -> object:
    """The limit: a bare parse."""
    return LexborHTMLParser(body).body


def extract(body: bytes) -> object:
    """Ours, without the check."""
    return extract_article(body, None)


def extract_and_ground(body: bytes) -> object:
    """Ours, with every entry read back by its path."""
    article = extract_article(body, None)
    grounds = Grounds(body)
    return [grounds.text_at(item.dom_path) for item in article.items]


def trafilatura_text(body: bytes) -> object:
    """A peer: main content in recall mode."""
    from trafilatura import extract as main_text

    return main_text(body, favor_recall=True)


def trafilatura_record(body: bytes) -> object:
    """The same peer, with title, authors, dates and links, which our records have."""
    from trafilatura import bare_extraction

    return bare_extraction(body, favor_recall=True, with_metadata=True, include_links=True)


def resiliparse_text(body: bytes) -> object:
    """A peer: main-content text."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return extract_plain_text(HTMLTree.parse(body.decode("utf-8", "replace")), main_content=True)


READERS: tuple[Reader, ...] = (
    parse,
    extract,
    extract_and_ground,
    resiliparse_text,
    trafilatura_text,
    trafilatura_record,
)
# (figure, numerator, denominator, whether the ratio is to be at most or at least its limit, the limit)
FIGURES: tuple[tuple[str, Reader, Reader, Literal["at most", "at least"], float], ...] = (
    ("extraction, grounding included, to a bare parse", extract_and_ground, parse, "at most", 6.0),
    ("extraction to resiliparse's main-content text", extract, resiliparse_text, "at most", 2.0),
    ("trafilatura's text to extraction", trafilatura_text, extract, "at least", 5.0),
    ("trafilatura's record to extraction", trafilatura_record, extract, "at least", 5.0),
)


def seconds(reader: Reader, bodies: Sequence[bytes]) -> float:
    """Processor time to read all pages once: whatever else the machine does."""
    start = time.process_time()
    for body in bodies:
        reader(body)
    return time.process_time() - start


def measure() -> dict[str, Any]:
    """Measure and print; the results by name."""
    source, bodies = sample_pages()
    for reader in READERS:
        seconds(reader, bodies[:5])
    gc.collect()
    gc.freeze()  # what the contenders have loaded is none of a page's garbage
    times: dict[Reader, list[float]] = {reader: [] for reader in READERS}
    for _ in range(ROUNDS):
        for reader in READERS:
            times[reader].append(seconds(reader, bodies))
    medians = {reader: statistics.median(taken) for reader, taken in times.items()}
    print(
        f"{len(bodies)} pages of {source}, {sum(map(len, bodies)) / 1e6:.1f} MB; medians of {ROUNDS} rounds"
    )
    for reader, taken in medians.items():
        print(f"  {reader.__name__:<22} {1000 * taken / len(bodies):8.2f} ms a page")
    figures = [
        Figure(name, medians[above] / medians[below], sense, limit)
        for name, above, below, sense, limit in FIGURES
    ]
    for figure in figures:
        say(figure)
    return {
        "packages": {name: version(name) for name in _PACKAGES},
        "pages": source,
        "milliseconds_a_page": {r.__name__: 1000 * t / len(bodies) for r, t in medians.items()},
        "figures": figures,
    }
