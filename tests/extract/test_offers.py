"""Pages that tell of a disease but are about what is done, sold or listed for it, and their look-alikes."""

from __future__ import annotations

import pytest

from extract import extract_article

_SAID = {
    "Gout": "Gout is a painful disease of the joints.",
    "Lupus": "Lupus is a disease in which the body fights itself.",
    "Eczema": "Eczema is a common disease of the skin.",
}
_FELT = "<h2>Symptoms</h2><ul><li>Pain when walking</li><li>Fever at night</li></ul>"
_CAUSED = "<h2>Causes</h2><ul><li>Infection</li><li>An injury</li></ul>"
_TREATED = "<h2>Treatment</h2><ul><li>Rest</li><li>Antibiotics</li></ul>"
_SHORT = "<h3>Symptoms</h3><p>Pain and heat.</p><h3>Causes</h3><p>Crystals.</p><h3>Treatment</h3><p>Rest.</p>"


def kind(heading: str, body: str, head: str = "") -> str:
    """The kind of a page whose disease, the one its heading names, is said to be one."""
    said = next((text for name, text in _SAID.items() if name.casefold() in heading.casefold()), "")
    page = f"<head>{head}</head><body><main><h1>{heading}</h1><p>{said}</p>{body}</main></body>"
    return extract_article(page.encode(), None).kind


@pytest.mark.parametrize(
    "heading",
    [
        "Gout Clinic",
        "Online Eczema Service",
        "The Lupus Relief Bundle",
        "Gout Home Kit",
        "ICD-10 Codes for Gout",
        "Gout Masterclass",
    ],
)
def test_an_offer_for_a_disease_is_other(heading: str) -> None:
    assert kind(heading, f"<h2>What you get</h2><p>Six films.</p>{_FELT}") == "other"


@pytest.mark.parametrize(
    "heading",
    [
        "Gout Treatment in Oakton",
        "Gout Treatment Program",
        "Treating Gout at Oak Clinic",
        "Eczema Care",
        "Gout: What Our Clinic Offers",
        "Lupus, Explained by Our Services",
        "The Complete Guide to Gout",
    ],
)
def test_care_of_a_disease_is_of_the_condition(heading: str) -> None:
    assert kind(heading, f"{_FELT}{_CAUSED}{_TREATED}<h2>Fees</h2><p>A visit is $80.</p>") == "condition"


def test_a_product_with_one_clinical_heading_is_an_offer() -> None:
    claim = '<script type="application/ld+json">{"@type":"Product","name":"Pills"}</script>'
    prices = "<h2>Prices</h2><table><tr><td>Pills</td><td>$20</td></tr></table>"
    assert kind("Gout Treatment", f"{prices}{_CAUSED}", claim) == "other"
    assert kind("Gout Treatment", f"{prices}{_CAUSED}{_FELT}{_TREATED}", claim) == "condition"


@pytest.mark.parametrize(
    "heading",
    ["Category: Gout", "Tag: Lupus", "Posts tagged “gout”", "Articles about Lupus", "Gout Archives"],
)
def test_posts_on_a_disease_are_a_hub(heading: str) -> None:
    assert kind(heading, f"<h2><a href='/b'>More of it</a></h2>{_SHORT}") == "hub"


def test_a_heading_that_only_tags_its_name_is_of_the_condition() -> None:
    assert kind("Health topic: Gout", _SHORT) == "condition"
    assert kind("Category 2 lupus rash", _SHORT) == "condition"
    assert kind("Gout", _SHORT) == "condition"


def test_short_sections_that_lead_on_are_a_hub_though_they_map() -> None:
    facets = ("Symptoms", "Diagnosis", "Treatment", "Types", "Causes", "Risk factors", "Prevention")
    names = [f"{facet} of gout" for facet in facets]
    cards = "".join(
        f"<h3>{name}</h3><p>In short, for you.</p><p><a href='/{n}'>Go on</a></p>"
        for n, name in enumerate(names)
    )
    assert kind("Gout", cards) == "hub"
    inline = cards.replace("</p><p><a", " Or ask <a").replace("Go on</a>", "a nurse</a> at any time")
    assert kind("Gout", inline) == "condition"


def test_an_index_by_letters_names_no_topic() -> None:
    letters = "".join(
        f"<h2>{n[0]}</h2><ul><li><a href='/{n}'>{n}</a></li></ul>" for n in ("Cramps", "Sprains")
    )
    body = f"<h3>Gout</h3><p>Gout is a disease of the joints.</p>{letters}{_TREATED}{_CAUSED}"
    assert kind("Diseases and Conditions A to Z", body) == "hub"


def test_a_template_s_heading_over_an_article_makes_no_hub() -> None:
    said = "<p>Gout is a painful disease of the joints. Those with gout rest, for gout hurts.</p>"
    body = f"{said}{_FELT}{_TREATED}<p>Few have gout at a young age.</p>"
    assert kind("Services", body, "<title>Gout | Oak Clinic</title>") == "condition"


def test_a_class_of_diseases_is_a_hub_unless_it_is_said_to_be_one() -> None:
    listed = "<h2>How to report</h2><p>By post.</p><h2>Types of reports</h2><ul><li>A</li><li>B</li></ul>"
    causes = "<h2>Causes of outbreaks</h2><ul><li>Food</li><li>Water</li></ul>"
    assert kind("Reportable diseases: what to report and when", listed + causes) == "hub"
    said = "<p>Oak lung diseases are a group of illnesses of the airways.</p>"
    assert kind("Oak lung diseases: what to know", said + listed + causes) == "condition"


@pytest.mark.parametrize(
    ("heading", "of"),
    [
        ("Insertion of a gum drain", "procedure"),
        ("Surgery for gout", "procedure"),
        ("Gout joint repair", "procedure"),
        ("Gout: surgery or rest?", "condition"),
        ("Gout and joint repair", "condition"),
        ("Gout without joint repair", "condition"),
    ],
)
def test_what_is_done_for_a_disease_is_a_procedure(heading: str, of: str) -> None:
    assert kind(heading, _FELT + _CAUSED + "<h2>Risks</h2><ul><li>Scars</li><li>Heat</li></ul>") == of


@pytest.mark.parametrize("noun", ["devices", "garments", "thin tubes"])
def test_a_device_is_no_condition(noun: str) -> None:
    said = f"<p>Oak wraps are light {noun} that keep the foot bent.</p>"
    assert kind("Oak wraps", said + _TREATED + _CAUSED) == "procedure"


@pytest.mark.parametrize(
    ("heading", "of"),
    [
        ("Sore throat after surgery", "condition"),
        ("Gum infection after oak knee surgery", "condition"),
        ("Strain injury from walking", "condition"),
        ("Binge eating", "condition"),
        ("Sleep walking", "condition"),
        ("Mindful walking", "wellness"),
        ("Rest and walking", "wellness"),
        ("Sore throat surgery", "procedure"),
    ],
)
def test_what_comes_after_an_operation_is_a_condition(heading: str, of: str) -> None:
    assert kind(heading, _FELT + _TREATED) == of


_SPOKEN = (
    "<p>“It was a surprise,” said Lin Oko, a doctor. She said that more is to come, and told us when.</p>"
)


def test_two_signs_of_news_outweigh_a_disease_told_in_passing() -> None:
    claim = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>'
    heading = "New test spots lupus early, study finds"
    assert kind(heading, _SPOKEN + _FELT + _TREATED, claim) == "news"
    assert kind("Lupus: symptoms, causes and care", _FELT + _CAUSED + _TREATED, claim) == "condition"


def test_a_dateline_outweighs_a_disease_told_below_it() -> None:
    line = "<p>OAKTON, Texas, June 3, 2024 — A gene was found, the college says.</p>"
    assert kind("College team finds gout gene", line + _FELT) == "news"
    assert kind("Gout", line + _FELT + _TREATED + _CAUSED) == "condition"


def test_a_headline_is_no_name() -> None:
    body = _FELT + _TREATED
    heading = "Thumb prick test flags Oko disease many years early as a study finds in spring"
    assert kind(heading, body) == "news"
    assert kind("Oko disease", body) == "condition"


@pytest.mark.parametrize(
    ("heading", "of"),
    [
        ("How Coffee Affects Your Rest", "wellness"),
        ("Can Diet Help Your Skin?", "wellness"),
        ("Walking and Your Heart", "wellness"),
        ("Can Diet Help Gout?", "condition"),
        ("How Stress Affects Eczema", "condition"),
        ("Water Retention", "condition"),
    ],
)
def test_what_is_eaten_or_done_may_be_what_a_heading_is_about(heading: str, of: str) -> None:
    assert kind(heading, _CAUSED + _TREATED) == of


def test_a_title_as_a_heading_is_no_clinical_one() -> None:
    listed = "<ul><li>To cut the time until a patient is seen</li><li>To find what others miss</li></ul>"
    more = "<p>The tool is read by a nurse at the door, and it says who should see a doctor first.</p>" * 8
    title = "The Management of Sore Throat in an Urgent Setting With the Help of Oaksoft"
    assert kind("Sore Throat", f"{more}<h2>{title}</h2>{listed}{more}") == "other"
    assert kind("Sore Throat", f"{more}<h2>Management of Sore Throat</h2>{listed}{more}") == "condition"


@pytest.mark.parametrize(
    ("heading", "of"),
    [
        ("Tips for Living With Gout", "wellness"),
        ("Lupus Exercises", "wellness"),
        ("Healthy Foods for Gout", "wellness"),
        ("Gout: Foods to Avoid", "condition"),
        ("Foods and Gout", "condition"),
        ("Gout: Symptoms, Treatment and Tips", "condition"),
    ],
)
def test_advice_on_a_disease_is_wellness(heading: str, of: str) -> None:
    walks = "".join(f"<h2>{n}. Walk</h2><p>Walk each day for a few minutes.</p>" for n in range(1, 5))
    kept = "<h2>Prevention</h2><ul><li>Wear shoes</li><li>Keep warm</li></ul>"
    body = walks + kept + "<h2>Treatment</h2><p>See a doctor.</p>" if of == "wellness" else _FELT + _TREATED
    assert kind(heading, body) == of


_GOUT = "<p>Gout is a painful disease of the joints, and many people have it at some time.</p>"


@pytest.mark.parametrize(
    ("heading", "headings", "of"),
    [
        ("Rum and gout among sailors", ("Methods", "Results", "Funding"), "other"),
        ("Gout cooling cream", ("Product description", "Shipping and returns", "Customer reviews"), "other"),
        ("An evening on gout", ("Date and time", "Speakers", "Register"), "other"),
        ("Oak Labs asks for its gout pill", ("For immediate release", "Media contact"), "news"),
    ],
)
def test_headings_of_studies_shops_events_and_releases(
    heading: str, headings: tuple[str, ...], of: str
) -> None:
    beside = "".join(f"<h2>{h}</h2><p>It is told here in a line or two.</p>" for h in headings)
    assert kind(heading, _GOUT + beside + _CAUSED) == of
    assert kind("Gout", _GOUT + _FELT + _CAUSED + _TREATED + beside) == "condition"


def test_a_clinic_s_own_page_with_a_slogan_is_of_no_condition() -> None:
    treats = "<h2>Conditions we treat</h2><ul><li>Gout</li><li>Lupus</li></ul>"
    says = "<h2>What our patients say</h2><p>They were kind.</p>"
    body = f"{treats}<h2>Our treatments</h2><ul><li>Laser</li><li>Baths</li></ul>{says}"
    assert kind("Live pain free again", body) != "condition"


def test_somebody_s_own_story_is_other() -> None:
    lines = (
        f"<p>In {month} I was told again, and my mother held me while I cried.</p>"
        for month in ("March", "April", "May", "June", "July")
    )
    story = "".join(lines) + "<h2>Symptoms</h2><p>I had a rash.</p>"
    assert kind("What lupus taught me", story) == "other"
    assert kind("Living with lupus", story + _CAUSED + _TREATED) == "condition"
    assert (
        kind(
            "Lupus",
            "<p>“Can I have it?” is what most ask who come to us for the first time.</p>" + _FELT + _TREATED,
        )
        == "condition"
    )


def test_a_page_of_one_clinical_heading_with_a_headline_is_news() -> None:
    assert kind("Oakton clinic earns award for gout care", _GOUT + _FELT) == "news"
    assert kind("Four coffees a day cut gout by half, say scientists", _GOUT + _FELT) == "news"
    assert kind("Coffee may play a part in gout, new research suggests", _GOUT + _FELT) == "news"
    assert kind("Notes on gout care", _GOUT + _FELT) == "condition"


@pytest.mark.parametrize(
    ("heading", "title", "of"),
    [
        ("Dr. Lin Oko", "Dr. Lin Oko - Consultant Rheumatologist in Oakton", "other"),
        ("Rheumatologist", "Rheumatologist in Oakton", "other"),
        ("Dr. Oko Treats Gout", "Gout | Oak Clinic", "condition"),
        ("Cracked heels in Rockville, MD", "Cracked heels", "condition"),
    ],
)
def test_a_doctor_is_no_condition(heading: str, title: str, of: str) -> None:
    seen = "<p>Ask a rheumatologist when a joint hurts. A rheumatologist cares for joints.</p>"
    assert kind(heading, seen + _FELT + _TREATED, f"<title>{title}</title>") == of


def test_standing_headings_of_a_test_tell_of_it() -> None:
    asked = "".join(
        f"<h2>{question}</h2><ul><li>It is told</li><li>in two lines</li></ul>"
        for question in (
            "What are some common uses of the procedure?",
            "What does the equipment look like?",
            "How does the procedure work?",
            "Who interprets the results and how do I get them?",
            "What are the limitations of bone density scans?",
        )
    )
    said = "<p>A bone density scan uses low doses of X-rays to measure how strong bones are.</p>"
    assert kind("Bone Density Scan", said + asked) == "test"


def test_an_operation_on_one_is_an_operation_on_several() -> None:
    said = "<p>Kidney stones can be cleared with light. We treat kidney stones each day.</p>"
    body = f"{said}<h2>The right treatment for every stone</h2><ul><li>Light</li><li>Water</li></ul>"
    assert kind("Laser Kidney Stone Removal: Home in a Day", body) == "procedure"
    assert kind("Kidney Stones: Home in a Day", body) == "condition"
