"""A site's template, learned: modules are told apart, what near-equal articles share is theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extract import extract_article, extractor, learn_template

SITE = "https://example.org"
MODULES = """
<div class="m"><h3>Before you read</h3><p>Save this guide and show it to those who care for you.</p></div>
<div class="m"><h3>Medicine safety</h3><ul><li>Never share tablets</li><li>Keep the leaflet</li></ul></div>
<div class="m"><h3>Tests to discuss</h3><ul><li>Straight leg raise</li><li>Spine pictures</li></ul></div>
"""
MODULE_HEADINGS = {"Before you read", "Medicine safety", "Tests to discuss"}
DISC = {
    "Symptoms": ["Low back pain: worse when sitting", "Numb thigh: at the front", "Weak knee: on stairs"],
    "Causes": ["Wear: the disc dries out", "Heavy lifting: with a bent back", "Falls: onto the seat"],
    "Treatment": ["Rest: two days at most", "Walking: every day a little more", "Surgery: seldom needed"],
    "Prevention": ["Strong muscles: of back and belly", "Good lifting: from the knees"],
}
OTHERS = {
    "Asthma": {
        "Symptoms": ["Wheeze: when breathing out", "Cough: at night", "Tight chest: after running"],
        "Causes": ["Pollen: in spring", "Smoke: of any kind"],
        "Treatment": ["Inhaler: opens the airways", "Steroids: calm the lining"],
    },
    "Gout": {
        "Symptoms": ["Hot toe: red and swollen", "Fever: above 38", "Stiff ankle: for days"],
        "Causes": ["Uric acid: too much of it", "Beer: and other drinks"],
        "Treatment": ["Colchicine: within a day", "Ice: on the joint"],
    },
    "Migraine": {
        "Symptoms": ["Throbbing: on one side", "Nausea: with the pain", "Flashes: before it"],
        "Causes": ["Stress: and its end", "Red wine: in some"],
        "Treatment": ["Triptans: early on", "A dark room: and sleep"],
    },
    "Anemia": {
        "Symptoms": ["Tiredness: all day", "Pale skin: and lips", "Short breath: on stairs"],
        "Causes": ["Bleeding: heavy periods", "Little iron: in the food"],
        "Treatment": ["Iron: as tablets", "Red meat: and lentils"],
    },
    "Psoriasis": {
        "Symptoms": ["Plaques: on elbows", "Itch: at night", "Pitted nails: on some fingers"],
        "Causes": ["Genes: in the family", "Infections: of the throat"],
        "Treatment": ["Creams: twice a day", "Light: three times a week"],
    },
}


def page(name: str, sections: dict[str, list[str]]) -> tuple[bytes, str]:
    """A page of the site: its modules around one article."""
    written = "".join(
        f"<h2>{heading} of {name}</h2><ol>{''.join(f'<li>{entry}</li>' for entry in entries)}</ol>"
        for heading, entries in sections.items()
    )
    body = f"<h1>{name}</h1><p>{name} is a disease that many people have for years.</p>{written}"
    return (
        f"<title>{name} - Example</title><main>{body}{MODULES}</main>".encode(),
        f"{SITE}/{'-'.join(name.lower().split())}/",
    )


def discs(last: str | None = None) -> Iterator[tuple[bytes, str]]:
    """Near-duplicates: articles equal but for the level in their names, and for one entry of `last`."""
    for level in ("L2-L3", "L3-L4", "L4-L5", "L5-S1"):
        own = {"Types": [f"Mild {level} bulge: no nerve is touched", "Severe: a nerve is pressed"]}
        more = {last: [*DISC[last], f"Only at {level}: something else"]} if last else {}
        yield page(f"Disc bulge at {level}", {**own, **DISC, **more})


def others() -> Iterator[tuple[bytes, str]]:
    return (page(name, sections) for name, sections in OTHERS.items())


@pytest.mark.parametrize("last", [None, *DISC])
@pytest.mark.parametrize("alone", [True, False])
def test_near_duplicates_keep_their_entries(last: str | None, alone: bool) -> None:
    near = list(discs(last))
    template = learn_template("example.org", near if alone else [*near, *others()])
    own = {entry for entries in DISC.values() for entry in entries}
    for body, url in near:
        article = extract_article(body, url, template)
        assert own <= {item.text for item in article.items}, url
        if not alone:
            assert len(article.items) == 13 + (last is not None), url
            assert {m.heading for m in article.modules} == MODULE_HEADINGS, url
    assert alone or template is not None


@pytest.mark.parametrize("shared", DISC)
def test_siblings_may_share_a_single_section(shared: str) -> None:
    near = [
        page(
            f"Disc bulge at {level}",
            {head: DISC[head] if head == shared else [f"{level} {e}" for e in DISC[head]] for head in DISC},
        )
        for level in ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
    ]
    template = learn_template("example.org", [*near, *others()])
    for body, url in near:
        assert len(extract_article(body, url, template).items) == 11, url


def test_what_stands_on_every_page_is_the_template() -> None:
    pages = list(others())
    template = learn_template("example.org", pages)
    assert template is not None
    for body, url in pages:
        article = extract_article(body, url, template)
        assert len(article.items) == 7
        assert {m.heading for m in article.modules} == MODULE_HEADINGS


def test_a_page_that_breaks_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = list(others())
    whole = learn_template("example.org", pages)
    walk = extractor.walk
    monkeypatch.setattr(extractor, "walk", lambda page: walk(page) if "broken" not in page.html else 1 / 0)
    assert extract_article(b"<p>broken", None).status == "failed"
    assert whole is not None
    assert learn_template("example.org", [(b"<p>broken", None), *pages, (b"<p>broken", SITE)]) == whole
