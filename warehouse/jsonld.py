"""Conditions as schema.org's MedicalCondition; jsonld.toml says which facet is which property."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

Row = Mapping[str, Any]


@cache
def mapping() -> Mapping[str, Any]:
    """What jsonld.toml says: context, vocabulary, facets, left_out."""
    return tomllib.loads(resources.files("warehouse").joinpath("jsonld.toml").read_text(encoding="utf-8"))


def condition_document(
    article: Row, items: Iterable[Row], citations: Iterable[Row], notice: str
) -> dict[str, Any]:
    """One condition as a JSON-LD document; what the page does not say is left out.

    Args:
        article: Its row of table articles.
        items: Its rows of table items, in order.
        citations: Its rows of table citations, in order.
        notice: Whose the content is.
    """
    said: dict[str, list[Any]] = {}
    facets = mapping()["facets"]
    for item in items:
        if facet := facets.get(item["facet"]):
            said.setdefault(facet["property"], []).append(_value(item, facet))
    return _filled(
        {
            "@context": mapping()["context"],
            "@type": "MedicalCondition",
            "identifier": article["article_id"],
            "url": article["canonical_url"] or article["url"],
            "name": article["condition"],
            "alternateName": article["aliases"],
            "description": article["definition"],
            **said,
            "mainEntityOfPage": _filled(
                {
                    "@type": "MedicalWebPage",
                    "url": article["url"],
                    "name": article["title"],
                    "inLanguage": article["language"],
                    "datePublished": article["published_at"],
                    "dateModified": article["modified_at"],
                    "author": [{"@type": "Person", "name": name} for name in article["authors"]],
                    "reviewedBy": [{"@type": "Person", "name": name} for name in article["reviewers"]],
                    "citation": [
                        _filled({"@type": "CreativeWork", "name": c["text"], "url": c["url"]})
                        for c in citations
                    ],
                    "copyrightNotice": notice,
                }
            ),
        }
    )


def _value(item: Row, facet: Mapping[str, Any]) -> Any:
    kind = facet.get("subtypes", {}).get(item["subtype"], facet.get("type"))
    if kind is None:
        return item["text"]
    name = item["term"] or item["text"]
    said = {"@type": kind, "identifier": item["item_id"], "name": name}
    if kind == "Question":
        answer = item["description"]
        return said | ({"acceptedAnswer": {"@type": "Answer", "text": answer}} if answer else {})
    return _filled({**said, "description": item["description"]})


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
