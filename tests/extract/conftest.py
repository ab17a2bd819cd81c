"""The pages the extractor is tried on: the sample encyclopedia, and others where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract import Article, Template, extract_article, learn_template
from nosograph.demo.site import Site, build_site

URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def site() -> Site:
    return build_site(URL)


@pytest.fixture(scope="session")
def template(site: Site) -> Template:
    """The sample site's template, learned from all its articles."""
    pages = [(site.pages[a.path].body, f"{URL}{a.path}") for a in site.articles.values()]
    learned = learn_template("127.0.0.1", pages)
    assert learned is not None
    return learned


@pytest.fixture(scope="session")
def records(site: Site, template: Template) -> dict[str, Article]:
    """The record of every sample article's own page, by slug."""
    return {
        slug: extract_article(site.pages[article.path].body, f"{URL}{article.path}", template)
        for slug, article in site.articles.items()
    }


@pytest.fixture(scope="session")
def bench() -> Path:
    """The folder of hand-labelled third-party pages; they are no part of the project."""
    folder = os.environ.get("NOSOGRAPH_BENCH")
    if not folder:
        pytest.skip(
            "NOSOGRAPH_BENCH is not set: it names the folder of hand-labelled pages (labels/, pages/)"
        )
    return Path(folder)


@pytest.fixture(scope="session")
def seed(bench: Path) -> Path:
    """The folder of the first page known in full, beside the labelled pages."""
    folder = bench.parent / "seed"
    if not (folder / "facial-nerve-atrophy.html").is_file():
        pytest.skip(f"NOSOGRAPH_BENCH is set, but {folder} has no facial-nerve-atrophy.html")
    return folder
