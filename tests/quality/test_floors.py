"""Extraction keeps the quality it has reached: every measure against its floor."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from extract import extract_article, learn_template, to_dict
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle
from nosograph.demo.site import build_site
from nosograph.evaluate import evaluate, measure

URL = "http://127.0.0.1:8000"
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


def missed(measures: Mapping[str, float], limits: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """The measures on the wrong side of their limit. Every measure has one: a new one needs a floor too."""
    assert measures.keys() == limits["floor"].keys() | limits["ceiling"].keys()
    low = {n: f"{measures[n]:.4f} < {least}" for n, least in limits["floor"].items() if measures[n] < least}
    high = {n: f"{measures[n]:.4f} > {most}" for n, most in limits["ceiling"].items() if measures[n] > most}
    return low | high


def label(article: SampleArticle) -> dict[str, Any]:
    """What a careful reader would note of a sample article, as a label file says it."""
    said = expected(article, URL)
    facets: dict[str, dict[str, list[Any]]] = {}
    for section in said["sections"]:
        facets.setdefault(section["facet"], {"headings": [], "items": []})["headings"].append(
            section["heading"]
        )
    for facet, entries in said["items"].items():
        facets[facet]["items"] = [{"lead": " ".join(e["text"].split()), "term": e["term"]} for e in entries]
    own = {entry["lead"] for facet in facets.values() for entry in facet["items"]}
    own |= set(said["definition"].split("\n"))
    return {
        "kind": said["kind"],
        "condition": said["condition"],
        "definition": said["definition"].split("\n")[0],
        "facets": facets,
        "references": said["references"],
        # The longer lines of the site's modules that the article does not have itself.
        "noise": [
            text
            for module in said["modules"]
            for text in module["texts"]
            if len(text) > 40 and not any(text in each or each.startswith(text[:40]) for each in own)
        ],
    }


def test_labelled_pages_stay_above_the_floor() -> None:
    folder = os.environ.get("NOSOGRAPH_BENCH")
    if not folder:
        pytest.skip(
            "NOSOGRAPH_BENCH is not set: it names the folder of hand-labelled pages (labels/, pages/)"
        )
    report = evaluate(Path(folder) / "labels", Path(folder) / "pages")
    assert missed(report.measures, FLOORS["labelled"]) == {}


def test_the_sample_encyclopedia_is_read_without_a_fault() -> None:
    site = build_site(URL)
    pages = {slug: (site.pages[a.path].body, f"{URL}{a.path}") for slug, a in site.articles.items()}
    template = learn_template("127.0.0.1", pages.values())
    records = {slug: to_dict(extract_article(body, url, template)) for slug, (body, url) in pages.items()}
    labels = {slug: label(article) for slug, article in site.articles.items()}
    report = measure(labels, records)
    assert report.ratios["items"].wanted > 1800
    assert sum(len(each["noise"]) for each in labels.values()) > 500
    faults = {p.page: [p.missed, p.invented, p.condition, p.definition, p.leaked] for p in report.pages}
    assert {page: found for page, found in faults.items() if any(found)} == {}
    assert missed(report.measures, FLOORS["sample"]) == {}
