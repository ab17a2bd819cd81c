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
        ("Get a free look at the leaf from our top experts.", False),
        ("Still itching? Talk to our leaf experts and feel better soon.", False),
        ("Dr. Fern has treated more than 3,000 leaves.", False),
        ("Don't let the itch hold you back. The Leaf House is near.", False),
        ("(This story has been sourced from an agency.)", False),
        ("You may also like the page on balms.", False),
        ("Book your leaf test at home for just $5!", False),
        ("Ph: 555-0100, Oakville", False),
        ("Useful links:", False),
        ("*This balm has not been evaluated by the FDA.", False),
        ("Sources: Leaf House, 2020", False),
        ("This page is not a substitute for the advice of a doctor.", False),
        ("Rub it in? Use the symptom checker and find out.", False),
        ("Itchy leaf? Send it to us in the post.", False),
        ("20 November 2024", False),
        ("Sources: beans, eggs and leaves are rich in it.", True),
        ("Take a balm at night, as our bodies do not store it.", True),
        ("Book an appointment with an expert in leaves to learn the rubs.", True),
        ("Schedule a screening colonoscopy at age 45.", True),
        ("Do not hesitate to contact emergency services.", True),
        ("Don't let the balm dry or the dressing control the flow.", True),
        ("See Dr. Fern's rule: cool the leaf for an hour.", True),
        ("Balms of herbs have not been evaluated by the FDA, so ask first.", True),
        ("Soap is not a substitute for treatment by a doctor, but soothes.", True),
        ("Your own doctor will be happy to answer what you ask.", True),
        ("More than 20 years of experience show that balm is safe.", True),
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


@pytest.mark.parametrize(
    "line", ["300 mg of St John's wort", "8 hours of sleep before a long drive", "Dr Fern's splint"]
)
@pytest.mark.parametrize("last", [True, False])
def test_a_line_of_a_list_is_no_address(line: str, last: bool) -> None:
    lines = ["Drink water", "Rest often", line] if last else [line, "Drink water", "Rest often"]
    for parts in ("".join(f"<p>{said}</p>" for said in lines), f"<p>{'<br>'.join(lines)}</p>"):
        article = read(f"<h2>Treatment</h2>{parts}<h2>Outlook</h2><p>Good.</p>")
        found = [item.text for item in article.items if item.facet == "treatment"]
        assert found == lines


def test_a_bold_lead_names_an_entry_that_tells_whom_to_call() -> None:
    parts = "<p><b>Rest.</b> Sleep more.</p><p><b>Quit smoking.</b> Call the line at (555) 555-0100.</p>"
    article = read(f"<h2>Treatment</h2>{parts}<h2>Outlook</h2><p>Good.</p>")
    assert [item.term for item in article.items] == ["Rest", "Quit smoking"]


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
