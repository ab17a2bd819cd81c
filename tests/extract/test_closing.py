"""Paragraphs that end a part of the article and say nothing of it."""

from __future__ import annotations

import pytest

from tests.extract.test_outline import read


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("For further information call the garden office at (555) 555-0100.", False),
        ("Adapted from a leaflet of the Leaf House.", False),
        ("Continue reading for tips of our readers!", False),
        (
            "Does your skin itch? Call our office in Oakville today. We would love to help!",
            False,
        ),
        ("Call your doctor today if it spreads.", True),
        ("More information on balms is hard to come by.", True),
        ("A balm adapted from an old recipe soothes it.", True),
    ],
)
def test_what_ends_a_part_and_says_nothing_of_it(last: str, kept: bool) -> None:
    article = read(f"<h2>Treatment</h2><p>A balm soothes it.</p><p>{last}</p><h2>Outlook</h2><p>Good.</p>")
    [treatment] = (s for s in article.sections if s.facet == "treatment")
    assert (last in treatment.text) is kept
    assert last in article.text


def test_a_call_may_be_advice_on_when_to_come() -> None:
    last = "It may spread over night. If it does, call our office today."
    article = read(f"<h2>When to see a doctor</h2><p>{last}</p>")
    assert article.sections[-1].text == last


def test_the_one_paragraph_of_an_entry_is_its_text() -> None:
    entry = "<h3>Balm</h3><p>For more information on balms see the garden's own page.</p>"
    article = read(f"<h2>Treatment</h2>{entry}<h3>Oil</h3><p>It soothes.</p>")
    assert [item.term for item in article.items] == ["Balm", "Oil"]


def test_what_looks_like_the_entry_before_is_one() -> None:
    led = "<p><b>Drink water.</b> It helps.</p><p><b>Rest.</b> So does this.</p>"
    led += "<p><b>Schedule a yearly visit.</b> Somebody looks at the leaves.</p>"
    lines = "<p>Drink water</p><p>Rest often</p><p>Keep moving</p><p>Make an annual appointment</p>"
    for parts, count in ((led, 3), (lines, 4)):
        article = read(f"<h2>Prevention</h2>{parts}<h2>Outlook</h2><p>Good.</p>")
        assert sum(item.facet == "prevention" for item in article.items) == count
