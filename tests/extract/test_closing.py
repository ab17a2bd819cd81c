"""Paragraphs that end a part of the article and say nothing of it."""

from __future__ import annotations

import re

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
        ("Source: Leaf House leaflet on balms", False),
        ("If you liked this page please share it with your friends.", False),
        ("You may also like <a href='/b'>our guide to balms</a>.", False),
        ("If it itches, please let us know.", False),
        ("The care of leaves is our passion!", False),
        ("For more on balms, read <a href='/b'>the garden's own page</a>.", False),
        ("Put here just for general information about leaves.", False),
        ("Tired of it? Book an appointment or ring the bell to begin.", False),
        ("12 Garden Road, Oakville", False),
        ("Not sure it is a rash? Book a leaf check with one of our gardeners.", False),
        ("Dr. Ada Fern, MD", False),
        ("<a href='/f'>Schedule with Dr. Fern</a>", False),
        ("Ada Fern is a freelance writer in Oakville.", False),
        ("Leaf news in your inbox: sign up here.", False),
        ("This article first appeared in the Leaf Times.", False),
        ("Image by Oak Fern via the Leaf House", False),
        ("Request an appointment at Leaf House, Oakville. It is quick.", False),
        ("We may earn a commission from links.", False),
        ("Find out more about <a href='/b'>balms</a>", False),
        ("Your Leaf House team is here to help with the itch.", False),
        ("Ready to schedule? Ring the bell by the door.", False),
        ("Get a free look at the leaf from our top gardeners.", False),
        ("Still itching? Talk to our leaf experts and feel better soon.", False),
        ("Dr. Fern has treated more than 3,000 leaves.", False),
        ("Don't let the itch hold you back. The Leaf House is near.", False),
        ("(This story has been sourced from an agency.)", False),
        ("You may also like the page on balms.", False),
        ("Book your leaf test at home for just $5!", False),
        ("Ph: 555-0100, Oakville", False),
        ("Useful links:", False),
        ("*This balm has not been evaluated by the FDA.", False),
        ("Call your doctor today if it spreads.", True),
        ("Do not hesitate to call your doctor if it spreads.", True),
        ("Schedule a visit with your dentist if the gums bleed as well.", True),
        ("You may find that balm stains the guide of your nail.", True),
        ("The source of the itch is treated first.", True),
        ("Doctors also use:", True),
        ("Dr. Fern says that rest is the best balm.", True),
        ("<a href='/s'>Soap of the leaf</a>", True),
        ("Find out more about your balm before you use it.", True),
        ("Request an appointment with your doctor for a second balm.", True),
        ("Talk to your doctor about our common plants.", True),
        ("Doctors have treated it with more than 20 balms.", True),
        ("Book an appointment with your doctor if nothing helps.", True),
        ("For more severe itch, see the garden doctor.", True),
        ("More information on balms is hard to come by.", True),
        ("A balm adapted from an old recipe soothes it.", True),
    ],
)
def test_what_ends_a_part_and_says_nothing_of_it(last: str, kept: bool) -> None:
    article = read(f"<h2>Treatment</h2><p>A balm soothes it.</p><p>{last}</p><h2>Outlook</h2><p>Good.</p>")
    [treatment] = (s for s in article.sections if s.facet == "treatment")
    said = re.sub("<[^>]*>", "", last)
    assert (said in treatment.text) is kept
    assert said in article.text


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


@pytest.mark.parametrize("tag", ["<figcaption>", "<p class='photo-caption'>"])
def test_a_caption_at_either_end_is_none_of_the_facet(tag: str) -> None:
    caption, said = f"{tag}A leaf with spots</{tag[1:].split()[0].strip('>')}>", "<p>It itches.</p>"
    for parts in (caption + said, said + caption):
        article = read(f"<h2>Symptoms</h2>{parts}<h2>Outlook</h2><p>Good.</p>")
        assert [s.text for s in article.sections if s.facet == "symptom"] == ["It itches."]
        assert "A leaf with spots" in article.text
    gallery = f"<h2>Symptoms</h2>{caption}<h3>At night</h3>{said}"
    assert "" in [s.text for s in read(gallery).sections if s.facet == "symptom"]


@pytest.mark.parametrize(
    ("heading", "facet"), [("Visit us for treatment", None), ("Treatment of gardener's itch", "treatment")]
)
def test_a_heading_that_calls_over_a_call_names_no_facet(heading: str, facet: str | None) -> None:
    call = "<p>Does it itch? Visit Dr. Fern in Oakville for care. It is never too late.</p>"
    article = read(f"<h2>Symptoms</h2><p>It itches.</p><h2>{heading}</h2>{call}<h2>Outlook</h2><p>Good.</p>")
    assert [s.facet for s in article.sections if s.heading == heading] == [facet]
