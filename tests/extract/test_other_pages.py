"""Pages as other sites' templates make them, each with one difficulty of its own."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.record import Article

_RUNNING = (
    "<p>Most people with it feel well again after some weeks, though it can come back, and a few of them "
    "need care for longer than a month. A nurse or a doctor can say what fits you and your own life.</p>"
)


def read(heading: str, body: str, title: str | None = None) -> Article:
    """The record of a page with a main heading and a body."""
    page = f"<html lang='en'><head><title>{title or heading}</title></head><body>{body}</body></html>"
    return extract_article(page.replace("HEADING", f"<h1>{heading}</h1>").encode(), None)


def terms(article: Article, facet: str) -> list[str | None]:
    """The names of a facet's entries, in order."""
    return [item.term for item in article.items if item.facet == facet]


def texts(article: Article, facet: str) -> list[str]:
    """The texts of a facet's entries, in order."""
    return [item.text for item in article.items if item.facet == facet]


@pytest.mark.parametrize(
    "name", ["Opioid overdose", "Lumbar puncture headache", "High triglyceride levels", "Food poisoning"]
)
def test_a_condition_named_after_a_drug_or_a_test_stays_a_condition(name: str) -> None:
    article = read(
        name,
        f"HEADING<p>{name} is a condition that can be mild or severe.</p>{_RUNNING}"
        f"<h2>Treatment</h2><ul><li>Rest in bed</li><li>Fluids</li></ul>{_RUNNING}",
    )
    assert article.kind == "condition"


@pytest.mark.parametrize(
    ("heading", "opening", "kind"),
    [
        ("Cataract removal surgery", "is a procedure that replaces the lens of the eye.", "procedure"),
        ("DASH diet: foods to eat", "is an eating plan for people with high blood pressure.", "wellness"),
    ],
)
def test_what_a_page_says_its_topic_is_decides(heading: str, opening: str, kind: str) -> None:
    name = heading.partition(":")[0]
    listed = f"<h2>Foods to avoid</h2><ul><li>Salt</li><li>Ham</li></ul>{_RUNNING}"
    article = read(heading, f"HEADING<p>{name} {opening}</p>{_RUNNING}{listed}")
    assert article.kind == kind


def test_a_main_heading_that_leads_home_is_the_sites_name() -> None:
    article = read(
        "<a href='https://joints.example/'>Joint News</a>",
        "HEADING<h2><a href='/gout/'>Gout: Causes and Symptoms</a></h2><p>Gout is a form of arthritis.</p>"
        "<h3>Symptoms</h3><ul><li>A swollen toe</li><li>Redness</li></ul>",
        title="Gout: Causes and Symptoms - Joint News",
    )
    assert article.title == "Gout: Causes and Symptoms"
    assert article.condition == "Gout"


_ROWS = (
    "<table><tr><td><b>Symptoms</b></td><td><ul><li>Wheeze</li><li>Cough</li></ul></td></tr>"
    "<tr><td><b>Triggers</b></td><td>Pollen<br>Cold air<br>Smoke</td></tr>"
    "<tr><td><b>Treatment</b></td><td><ol><li>Inhaler</li><li>Tablets</li></ol></td></tr></table>"
)


def test_a_table_whose_rows_are_sections() -> None:
    article = read("Asthma", f"HEADING<p>Asthma is a disease of the airways.</p>{_ROWS}{_RUNNING}")
    assert terms(article, "symptom") == ["Wheeze", "Cough"]
    assert terms(article, "cause") == ["Pollen", "Cold air", "Smoke"]
    assert terms(article, "treatment") == ["Inhaler", "Tablets"]


def test_a_table_beside_the_sections_sums_them_up() -> None:
    article = read("Asthma", f"HEADING{_ROWS}{_RUNNING}<h2>Symptoms</h2><ul><li>Chest tightness</li></ul>")
    assert terms(article, "symptom") == ["Chest tightness"]


def test_marks_that_office_programs_leave_are_typed_markers() -> None:
    article = read(
        "Scabies",
        "HEADING<h2>Treatment</h2><p>\uf0b7 Apply the cream at night.</p><p>\uf0b7 Wash it off.</p>"
        "<h2>Prevention</h2><p>o Wash bedding in hot water.</p><p>o Keep clothes in a bag.</p>",
    )
    assert texts(article, "treatment") == ["Apply the cream at night.", "Wash it off."]
    assert texts(article, "prevention") == ["Wash bedding in hot water.", "Keep clothes in a bag."]


def test_bold_leads_under_a_sub_heading_are_entries() -> None:
    article = read(
        "Heel pain",
        "HEADING<h2>Treatment</h2><h3>Surgical Treatment</h3><p>Surgery is seldom needed.</p>"
        "<p><b>Release.</b> The band is cut.</p><p><b>Lengthening.</b> The calf muscle is made longer.</p>",
    )
    assert terms(article, "treatment") == ["Release", "Lengthening"]


def test_what_follows_the_sources_is_no_part_of_the_section_before_them() -> None:
    article = read(
        "Roseola",
        f"HEADING<h2>Symptoms</h2><ul><li>Fever</li></ul><h2>Outlook</h2>{_RUNNING}<h3>Bibliography</h3>"
        "<p>JOURNALS<br>Doe J. Roseola in infants. 2016;232:431.<br>Roe A. Herpesviruses. 2018;3:12.</p>"
        "<h3>Books about the skin</h3><ul><li>A colour atlas</li></ul>",
    )
    assert [item.facet for item in article.items] == ["symptom"]
    assert [reference.text[:4] for reference in article.references] == ["Doe ", "Roe "]


@pytest.mark.parametrize(
    ("heading", "condition"),
    [
        ("What to Know About Asthma", "Asthma"),
        ("Getting to Know Asthma", "Asthma"),
        ("10 Early Warning Signs of Asthma", "Asthma"),
        ("How Is Asthma Treated?", "Asthma"),
        ("Patient education: Asthma (The Basics)", "Asthma"),
        ("Asthma Treatment Options", "Asthma"),
        ("Asthma (for Parents)", "Asthma"),
        ("Deep Vein Thrombosis (DVT) Symptoms, Causes, and Care", "Deep Vein Thrombosis (DVT)"),
        ("Asthma in Adults", "Asthma in Adults"),
    ],
)
def test_a_name_loses_what_guides_put_around_it(heading: str, condition: str) -> None:
    assert read(heading, f"HEADING{_RUNNING}").condition == condition


def test_without_a_main_heading_the_text_tells_the_sites_name_from_the_topics() -> None:
    article = read(
        "", f"<p>Glaucoma is a disease of the optic nerve.</p>{_RUNNING}", "Eye Institute | Glaucoma"
    )
    assert article.condition == "Glaucoma"


@pytest.mark.parametrize(
    "said",
    [
        "Asthma affects the airways in the lungs, and they swell.",
        "In asthma, the airways swell so that air cannot pass.",
        "If you have asthma, your airways can become sore and swollen.",
        "Asthma – a chronic disease of the airways, in which they can narrow.",
        "Asthma is a disease of the lungs.",
    ],
)
def test_a_paragraph_may_define_its_topic_in_other_words(said: str) -> None:
    opening = "<p>Do you wheeze when you run up the stairs at home?</p>"
    article = read(
        "Asthma", f"HEADING{opening}<p>{said}</p><h2>Symptoms</h2><ul><li>Cough</li></ul>{_RUNNING}"
    )
    assert article.definition == said


def test_an_answer_defines_without_naming_its_topic() -> None:
    answer = "A long-term disease of the lungs in which the airways swell."
    article = read("Asthma", f"HEADING{_RUNNING}<h2>What is asthma?</h2><p>{answer}</p>{_RUNNING}")
    assert article.definition == answer


_NAMES = ["Shortness of breath", "Chest tightness", "A cough at night"]
_TIPS = ["Avoid dust and smoke.", "Get a flu shot each autumn.", "Keep a record of your peak flow."]


@pytest.mark.parametrize(
    "listing",
    [
        "".join(f"<p>{name}</p>" for name in _NAMES),
        "<table>" + "".join(f"<tr><td>{name}</td></tr>" for name in _NAMES) + "</table>",
        "<div><div class='tip'>" + "</div><div class='tip'>".join(_TIPS) + "</div></div>",
        "<p>" + "<br>".join(_TIPS) + "</p>",
    ],
)
def test_a_list_without_marks(listing: str) -> None:
    article = read("Asthma", f"HEADING{_RUNNING}<h2>Treatment</h2>{listing}<h2>Outlook</h2>{_RUNNING}")
    assert texts(article, "treatment") in (_NAMES, _TIPS)


def test_two_short_paragraphs_are_no_list() -> None:
    article = read("Asthma", f"HEADING<h2>Treatment</h2><p>Inhalers</p><p>Tablets</p>{_RUNNING}")
    assert texts(article, "treatment") == []


_CITED = [
    "Doe J. Asthma in adults. 2016;150:12.",
    "Roe A. Airways. https://lungs.example/book",
    "Poe B. Wheezing. 2019;3:45.",
]


@pytest.mark.parametrize(
    "listing",
    [
        "<p>SOURCES:</p>" + "".join(f"<p>{cited}</p>" for cited in _CITED),
        "<p><b>References:</b><br>" + "<br>".join(_CITED) + "</p>",
        "".join(f"<p>[{number}] {cited}</p>" for number, cited in enumerate(_CITED, 1)),
    ],
)
def test_source_lists_without_a_heading_by_tag(listing: str) -> None:
    sections = f"<h2>Symptoms</h2><ul><li>Cough</li></ul><h2>Treatment</h2>{_RUNNING}"
    article = read("Asthma", f"HEADING{sections}{listing}<h2>Related articles</h2><p>Bronchitis</p>")
    assert [
        reference.text.removeprefix(f"[{reference.position}] ") for reference in article.references
    ] == _CITED
    assert len(article.items) == 1


def test_sources_in_a_foot_may_be_links_alone() -> None:
    links = "".join(
        f"<li><a href='https://{host}/asthma'>{host}</a></li>" for host in ("lungs.example", "air.test")
    )
    foot = f"<footer><h4>References</h4><ul>{links}</ul></footer>"
    article = read("Asthma", f"<main>HEADING{_RUNNING}<h2>Treatment</h2>{_RUNNING}</main>{foot}")
    assert len(article.references) == 2


@pytest.mark.parametrize(
    "around",
    [
        "<h3>Why choose our lung center?</h3><ul><li>Top doctors</li><li>New building</li></ul>",
        "<h3>Get health tips in your inbox</h3><ul><li>Weekly</li><li>Free</li></ul>",
        "<h3>Insurance we accept</h3><ul><li>Plan one</li><li>Plan two</li></ul>",
        "<h3>Upcoming events</h3><ul><li>Asthma walk</li><li>Lung day</li></ul>",
        "<h3>Downloads</h3><ul><li>Asthma plan (PDF)</li><li>Peak flow chart (PDF)</li></ul>",
        "<h4>Filed under</h4><ul><li>Lungs</li><li>Allergy</li></ul>",
        "<p>Previous: Bronchitis</p><p>Next: Croup</p>",
        "<div class='author'><h4>Ann Lee</h4><p>Ann writes about health for several sites.</p></div>",
    ],
)
def test_what_a_site_adds_below_the_last_section_is_no_entry(around: str) -> None:
    listed = "<h2>Treatment</h2><ul><li>Inhaled steroids</li><li>Rescue inhaler</li></ul>"
    article = read("Asthma", f"HEADING{_RUNNING}<h2>Symptoms</h2><ul><li>Cough</li></ul>{listed}{around}")
    assert texts(article, "treatment") == ["Inhaled steroids", "Rescue inhaler"]


def test_a_heading_of_a_panel_beside_the_article_is_not_its_title() -> None:
    paragraphs = "".join(
        f"<p>Asthma is a disease of the airways, as line {n} says of it.</p>" for n in range(8)
    )
    page = (
        f"<title>Asthma</title><table><tr><td><h2>Asthma</h2>{paragraphs}"
        "<p><b>Symptoms</b></p><ul><li>Wheeze at night</li><li>Cough</li></ul></td>"
        "<td><h1>Contact Information</h1><p>651-555-0173</p></td></tr></table>"
    )
    article = extract_article(page.encode(), None)
    assert article.title == "Asthma"
    assert [(item.facet, item.text) for item in article.items] == [
        ("symptom", "Wheeze at night"),
        ("symptom", "Cough"),
    ]


def test_a_page_headed_by_a_facet_alone_names_no_disease() -> None:
    page = (
        "<title>Symptoms</title><h1>Symptoms</h1><p>Gout has few symptoms, and they come in attacks.</p>"
        "<ul><li>Pain in the big toe</li><li>Fever</li></ul>"
    )
    article = extract_article(page.encode(), None)
    assert article.condition is None
    assert [(item.facet, item.text) for item in article.items] == [
        ("symptom", "Pain in the big toe"),
        ("symptom", "Fever"),
    ]
