"""What kind of page it is."""

from __future__ import annotations

import pytest

from extract import Article, extract_article
from extract.facts.predicate import said_to_be

_RUNNING = "<p>It is seen at every age, and most people who rest well get better within a few weeks.</p>"


def read(heading: str, body: str, title: str | None = None, url: str | None = None) -> Article:
    head = f"<title>{title}</title>" if title else ""
    return extract_article(f"{head}<body><h1>{heading}</h1>{body}</body>".encode(), url)


_TREATED = "<h2>Treatment</h2><ul><li>Rest in bed</li><li>Stretching</li></ul>"
_FELT = "<h2>Symptoms</h2><ul><li>Stiffness</li><li>Swelling</li></ul>"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Shoulder Pain Without Surgery", "condition"),
        ("Shoulder Pain, an Alternative to Surgery", "condition"),
        ("Shoulder Ligament Reconstruction", "procedure"),
        ("Shoulder Pain Support Group", "other"),
        ("Shoulder Stretching Exercises", "wellness"),
        ("Ear Drainage", "condition"),
        ("Low Blood Sugar", "condition"),
        ("High Potassium Levels", "condition"),
        ("Potassium Levels", "test"),
        ("High Blood Pressure During Pregnancy", "condition"),
    ],
)
def test_the_end_of_a_name_tells_a_kind_unless_denied(heading: str, kind: str) -> None:
    assert read(heading, f"{_RUNNING}{_FELT}{_TREATED}{_RUNNING}").kind == kind


def test_a_short_page_that_defines_a_disease_is_of_a_condition() -> None:
    said = "<p>Bursitis is when a small sac beside a joint is sore and swollen.</p>"
    body = f"<h2>What is bursitis?</h2>{said}{_RUNNING * 8}"
    assert (
        read("Bursitis", body + "<h2>How we treat it</h2><p>With rest, ice and time.</p>").kind == "condition"
    )
    assert read("Bursitis", body, url="https://joints.example/").kind != "hub"


def test_a_page_read_from_a_file_is_no_front_page() -> None:
    assert "the site's front page" not in read("Joint News", _RUNNING).kind_evidence


def test_short_sections_are_teasers_only_where_they_lead_on() -> None:
    names = ["Rest", "Ice", "Stretching", "Strapping", "Warmth", "Patience"]
    cards = [f"<h3>{name}</h3><p>{name} helps many people with a stiff shoulder.</p>" for name in names]
    said = "<p>Stiff shoulder is a condition in which the joint moves less and less.</p>"
    page = (
        f"<h2>What is stiff shoulder?</h2>{said}<h2>Treatment</h2>{{}}<p><a href='/book'>Book a visit</a></p>"
    )
    assert read("Stiff shoulder", page.format("".join(cards))).kind == "condition"


@pytest.mark.parametrize("heading", ["Conditions We Treat", "Conditions", "Diseases and Conditions"])
def test_a_heading_of_hub_words_alone_names_no_topic(heading: str) -> None:
    links = "".join(f"<li><a href='/{n}'>Joint surgery {n}</a></li>" for n in range(12))
    assert read(heading, f"<ul>{links}</ul>", title=f"{heading} - Oak Joint Surgery").kind == "hub"


def test_what_is_said_of_the_topic_ends_with_its_sentence() -> None:
    said = "<p>Gum lifts may be called for if the gums are a cause of infection.</p>"
    more = "<p>Gum lifts are often thought to be unpleasant. However, the pain is over within a day.</p>"
    article = read("Gum lifts", f"{said}{more}{_TREATED}{_RUNNING}")
    assert "the topic is said to be a condition" not in article.kind_evidence


def test_what_the_topic_is_treated_with_is_not_what_it_is() -> None:
    said = "<p>Cold sores are small blisters around the lips.</p>"
    more = "<p>Early cold sores are often managed with rest, fluids and medicines.</p>"
    assert read("Cold sores", f"{said}{more}{_FELT}{_TREATED}").kind == "condition"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Oakine is a lasting disease of the joints", "condition"),
        ("Oakine is a type of long and painful inflammation of a tendon", "condition"),
        ("Oakine is a medicine for infections", "drug"),
        ("Oakine is used to relieve pain and inflammation", "drug"),
        ("Oakine is a hormone disorder", "condition"),
        ("Oakine is the removal of an infected tooth", "procedure"),
        ("Oakine is a scan for tumours", "test"),
        ("Oakine is the body's extreme response to a wound", "condition"),
        ("Oakine is a root that eases pain", None),
        ("Treatment of oakine is a surgical procedure", None),
        ("Oakine symptoms are a reaction to medicines", None),
        ("Oakine is an old name for gout — today a treatment is at hand", None),
        ("Oakine is a general term for a group of disorders of the skin", "condition"),
        ("Oakine is a type of depression that comes in winter", "condition"),
        ("Oakine is caused by a mite that lives in old rope", "condition"),
        ("Oakine is an anaesthetic that vets use", "drug"),
        ("Oakine refers to the everyday chores and outdoor conditions of sailors", None),
        ("Oakine is the habits and problems of sailors", None),
        ("Oakine is a normal response to long days at sea", None),
    ],
)
def test_the_noun_after_is_tells_what_the_topic_is(said: str, kind: str | None) -> None:
    told = said_to_be(["oakine"], [f"{said}. It is a drug."])
    assert (told.kind if told else None) == kind


@pytest.mark.parametrize(
    ("heading", "title", "kind"),
    [
        ("Life After Elbow Surgery", None, "procedure"),
        ("Move freely again", "Bursitis Surgery in Springfield | Oak Joints", "procedure"),
        ("Bursitis Guidelines Reviewed", None, "other"),
        ("Bursitis outbreak: what we know", None, "news"),
        ("What does your oak acid result mean?", None, "test"),
    ],
)
def test_words_of_a_title_tell_a_kind(heading: str, title: str | None, kind: str) -> None:
    said = "<p>Bursitis is when a small sac beside a joint is sore, and bursitis may last.</p>"
    assert read(heading, f"{said}{_RUNNING * 5}{_TREATED}", title).kind == kind


def test_a_topic_is_known_by_its_singular_its_short_name_and_before_for() -> None:
    assert said_to_be(["bunnels"], ["A bunnel is a small disorder of the toe."]) == ("condition", True)
    assert said_to_be(["oak talk oct", "oak talk", "oct"], ["OCT is a therapy for sailors."]) is not None
    assert said_to_be(["oak spots"], ["Not all oak spots are serious, you should have a scan."]) is None
    told = said_to_be(["oakine for scurvy"], ["Oakine is a medicine that sailors carry."])
    assert told == ("drug", True)


def test_a_page_without_clinical_headings_is_of_a_condition_only_where_that_is_sure() -> None:
    page = "<p>{} {} and it may last for years.</p>" + _RUNNING * 6 + "<h2>At night</h2>" + _RUNNING * 6
    assert read("Scabies", page.format("Scabies", "is spread by touch,")).kind == "condition"
    assert read("Sea Routine", page.format("Sea routine", "refers to daily conditions,")).kind != "condition"
    assert read("Sea Routine", page.format("Sea routine", "is a loss of sleep,")).kind != "condition"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ('{"@type":"MedicalWebPage","about":{"@type":"Drug"}}', "drug"),
        ('{"@type":"WebSite","about":[{"@type":"Drug"}]}', "other"),
        ('{"@type":"WebPage","publisher":{"@type":"Hospital","makesOffer":{"@type":"Drug"}}}', "other"),
        ('{"@type":"MedicalTest","usesDevice":{"@type":"Drug"}}', "test"),
    ],
)
def test_only_claims_about_the_topic_speak_for_a_kind(claim: str, kind: str) -> None:
    ld = f'<script type="application/ld+json">{claim}</script>'
    assert read("Oakine", ld + _RUNNING * 12).kind == kind


def test_the_same_word_in_heading_and_title_is_no_operation() -> None:
    article = read(
        "Gastroscopy", "<p>Gastroscopy is an examination of the stomach.</p>" + _RUNNING * 8, "Gastroscopy"
    )
    assert article.kind == "test"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Kelpformin", "drug"),
        ("Kelpography", "other"),
        ("Cystography", "test"),
        ("Shoulder Immunotherapy", "procedure"),
        ("Sleep Hygiene", "wellness"),
        ("Bowel Resection", "procedure"),
        ("Press Releases", "news"),
        ("Our Services", "hub"),
    ],
)
def test_names_end_in_words_of_a_kind(heading: str, kind: str) -> None:
    assert read(heading, _RUNNING * 12).kind == kind


def test_lists_of_links_under_clinical_headings_lead_on() -> None:
    cards = "".join(
        f"<div><h3><a href='/{n}'>Oak way {n}</a></h3><p>How oak way {n} works.</p></div>" for n in range(4)
    )
    page = f"<h2>Symptoms</h2>{cards}<h2>Tests</h2>{cards}<h2>Treatment</h2>{cards}"
    assert read("Joint disease", page).kind == "hub"
    assert read("Joint disease", page.replace("href", "id")).kind == "condition"


def test_headings_that_are_links_lead_on_though_the_topic_is_defined() -> None:
    said = "<p>Scurvy is a disease of sailors on long voyages.</p>"
    names = ["Ten fruits", "Voyages with scurvy", "Tests you may need", "Medicines explained", "Sleep at sea"]
    cards = "".join(f"<h3><a href='/{n}'>{name}</a></h3><p>More of it.</p>" for n, name in enumerate(names))
    assert read("Scurvy", said + cards).kind == "hub"
    assert read("Scurvy", said + cards.replace("href", "id")).kind == "condition"


def test_what_is_surely_an_illness_is_medical_in_any_words() -> None:
    walked = "<p>Sailors of old spoke of it at table and sang of it on deck, from harbour to harbour.</p>" * 9
    assert (
        read("Landlag", f"<p>Landlag is a disease of sailors on long voyages.</p>{walked}").kind
        == "condition"
    )
    assert (
        read("Landlag", f"<p>Landlag is a song of sailors on long voyages.</p>{walked}").kind != "condition"
    )


def test_links_with_a_paragraph_each_lead_on() -> None:
    names = ["Bursitis", "Gout", "Sprains", "Whiplash", "Bunions", "Cramps"]
    panel = (
        "<div><div><a href='/{0}'>{0}</a></div><div>{0} may hurt for weeks, and rest helps most.</div></div>"
    )
    assert read("Sore joints", "".join(map(panel.format, names))).kind == "hub"
    assert read("Sore joints", "".join(panel.format(n).replace("href", "id") for n in names)).kind != "hub"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Mumps Vaccination Service in Springfield", "procedure"),
        ("Mumps immunisation", "procedure"),
        ("Mumps Screening: Book Today", "test"),
        ("Mumps Diagnostic Criteria", "test"),
        ("Mumps Products", "hub"),
        ("Mumps and Vaccination", "condition"),
        ("Mumps: Vaccination, Symptoms and Treatment", "condition"),
    ],
)
def test_a_heading_of_what_is_given_for_a_disease_is_not_of_the_disease(heading: str, kind: str) -> None:
    said = "<p>Mumps is an infection of the glands below the ears, and mumps spreads by the air.</p>"
    more = "<p>Most people with mumps are well again within two weeks, and few have mumps twice.</p>"
    body = f"<h2>What is mumps?</h2>{said}{more}<h2>Symptoms</h2><ul><li>Swelling</li><li>Fever</li></ul>"
    assert read(heading, body).kind == kind


@pytest.mark.parametrize("heading", ["World Mumps Day is on May 2", "May is Mumps Awareness Month"])
def test_a_day_held_for_a_disease_is_news(heading: str) -> None:
    said = "<p>Mumps is an infection of the glands below the ears, and mumps spreads by the air.</p>"
    more = "<p>On this day we think of mumps, and of all who have fought mumps over the years.</p>"
    assert read(heading, said + more).kind == "news"
    assert read(heading, f"{said}{more}{_FELT}{_TREATED}").kind == "condition"


@pytest.mark.parametrize(
    ("heading", "line", "kind"),
    [
        ("Stiff Joints", "Symptoms of stiff joints include:", "condition"),
        ("Stiff Joints", "Most people wake up slow. The causes of stiff joints are:", "condition"),
        ("Bursitis", "Common symptoms include:", "condition"),
        ("Morning Walks", "Symptoms of stiff joints include:", "other"),
        ("Stiff Joints", "What we like about this place:", "other"),
    ],
)
def test_a_list_introduced_as_a_disease_has_it_counts_as_a_heading(
    heading: str, line: str, kind: str
) -> None:
    listed = "<ul><li>Slow mornings</li><li>Sore hands</li><li>Cold feet</li></ul>"
    assert read(heading, f"{_RUNNING * 8}<p>{line}</p>{listed}{_RUNNING}").kind == kind


@pytest.mark.parametrize(("heading", "kind"), [("Bursitis", "condition"), ("Morning Walks", "non_medical")])
def test_prose_that_defines_a_disease_is_of_a_condition(heading: str, kind: str) -> None:
    told = f"<p>{heading} may affect anyone who kneels, digs or throws for a living.</p>"
    ages = (
        f"<p>At {n}, most of those who rest well are better within a few weeks of it, at home or away.</p>"
        for n in range(9)
    )
    assert read(heading, f"{told}{''.join(ages)}").kind == kind


_SORE = "<h2>Symptoms</h2><ul><li>Sore hands</li><li>Cold feet</li></ul>"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Neurology", "hub"),
        ("Foot and Ankle", "hub"),
        ("Vein Center", "hub"),
        ("Family Medicine", "hub"),
        ("Women’s Health", "hub"),
        ("Pain Management", "hub"),
        ("Cold Air Therapy", "procedure"),
        ("May Is Bursitis Awareness Month", "news"),
        ("Lin Oko, MD", "other"),
        ("Dr. Lin Oko", "other"),
        ("Back Pain in Rockville, MD", "condition"),
        ("Foot and Ankle Arthritis", "condition"),
        ("Bursitis", "condition"),
    ],
)
def test_a_field_a_person_or_a_part_of_the_body_is_no_disease(heading: str, kind: str) -> None:
    told = f"<p>{heading} is what most of those ask for who come to us for the first time.</p>"
    assert read(heading, f"{told}{_SORE}{_RUNNING * 8}").kind == kind


def test_one_of_many_sections_alike_is_not_the_topic() -> None:
    ills = ("Bursitis", "Stiff neck", "Tennis elbow", "Sore knees", "Cold hands")
    told = "".join(f"<h3>{n}</h3><p>{n} is a disease that may be a sign of more to come.</p>" for n in ills)
    page = f"<h2>Know the warning signs.</h2>{told}{_RUNNING}"
    assert extract_article(page.encode(), None).kind == "hub"


def test_a_few_lines_of_a_disease_are_of_a_condition() -> None:
    said = "<p>Bursitis is swelling of the small cushions beside a joint. It goes by itself.</p>"
    assert read("Bursitis", said).kind == "condition"


@pytest.mark.parametrize(
    ("line", "news"),
    [
        ("OAKTON, Texas, June 3, 2024 — Bursitis is a disease that a new drug may ease.", True),
        ("OAKTON (Oak Wire) - Bursitis is a disease that a new drug may ease.", True),
        ("OAKTON, June 3, 2024 /Oak Wire/ -- Bursitis is a disease that a new drug may ease.", True),
        ("BURSITIS - a disease that rest may ease.", False),
        ("COVID 19 - a disease that rest may ease.", False),
        ("BURSITIS (Sore Joint Sacs) - a disease that rest may ease.", False),
    ],
)
def test_a_dateline_needs_more_than_a_word_in_capitals(line: str, *, news: bool) -> None:
    read_as = read("Bursitis Drug Wins", f"<p>{line}</p>")
    assert ("a dateline" in read_as.kind_evidence) == news


def test_what_happens_when_a_drug_is_taken_is_no_drug() -> None:
    said = "<p>A codeine overdose happens when someone takes too much of an opioid drug.</p>"
    assert read("Codeine Overdose", f"{said}{_SORE}{_RUNNING}").kind == "condition"


@pytest.mark.parametrize(
    "heading", ["Bursitis Survey", "Run for Bursitis", "Bursitis Lawyers", "Episode 4: Bursitis"]
)
def test_a_title_may_say_that_a_page_is_for_something_else(heading: str) -> None:
    said = "<p>Bursitis is a condition in which a small sac beside a joint is swollen.</p>"
    assert read(heading, said + _RUNNING).kind == "other"


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>Generic name:</b> quinalor</p><h3>What is quinalor (Belora)?</h3><p>It lowers pressure.</p>",
        "<h3>What are the possible side effects of quinalor (Belora)?</h3><ul><li>a cough</li></ul>"
        "<h3>How should I take quinalor (Belora)?</h3><p>With water.</p>",
        "<h3>Why is this medication prescribed?</h3><p>For pain.</p>"
        "<h3>What should I do if I forget a dose?</h3><p>Skip it.</p>",
    ],
)
def test_questions_about_a_medicine_tell_its_page(body: str) -> None:
    other = "<h3>What other drugs will affect quinalor (Belora)?</h3><ul><li>lithium</li><li>salt</li></ul>"
    assert read("Belora", body + other).kind == "drug"


def test_what_is_eaten_or_done_and_what_a_slogan_promises_is_no_condition() -> None:
    listed = "<h2>Types of fiber</h2><ul><li>soluble</li><li>not</li></ul>"
    signs = "<h2>Signs you need more</h2><ul><li>constipation</li><li>hunger</li></ul>"
    assert read("Fiber", f"<p>Fiber is in many foods.</p>{listed}{signs}").kind == "wellness"
    risks = "<h2>Risks of sitting</h2><ul><li>stroke</li></ul><h2>When to see a doctor</h2><p>In pain.</p>"
    prevented = "<h2>Prevention</h2><ul><li>take the stairs</li><li>stand up</li></ul>"
    assert read("Step up to a healthier heart", _RUNNING + prevented + risks).kind == "wellness"
    assert read("Iron Deficiency", f"<p>It is a lack of iron.</p>{_FELT}{_TREATED}").kind == "condition"


def test_a_lack_of_what_is_eaten_is_a_condition() -> None:
    sources = "<h2>Sources of iron</h2><ul><li>lentils</li><li>spinach</li></ul>"
    need = "<h2>How much iron do you need?</h2><p>As much as the body loses.</p>"
    page = f"<p>It is a lack of iron.</p><h2>Symptoms</h2><ul><li>pallor</li></ul>{sources}{need}"
    assert read("Iron Deficiency", page).kind == "condition"


@pytest.mark.parametrize(
    "heading", ["Aloe Vera", "Oakwood Vinegar", "Eating for a strong heart", "Growing Older"]
)
def test_a_remedy_and_a_way_of_living_are_no_conditions(heading: str) -> None:
    risks = "<h2>Risks</h2><ul><li>rash</li><li>cramps</li></ul>"
    kept = "<h2>Prevention</h2><ul><li>walks</li><li>sleep</li></ul>"
    assert read(heading, f"<p>It is good for many.</p>{risks}{kept}").kind == "wellness"
    assert read("Eating Disorders", f"<p>They are illnesses.</p>{_FELT}{_TREATED}").kind == "condition"


def test_a_plan_for_a_study_is_no_condition() -> None:
    parts = (
        "Research question",
        "Hypothesis",
        "Proposed study design",
        "Data collection approach",
        "Proposed analysis",
    )
    body = "".join(f"<h2>{part}</h2>{_RUNNING}" for part in parts)
    assert read("Risk factors for goutweed rash in two towns", body).kind == "other"


def test_a_tool_that_estimates_is_no_condition() -> None:
    assert (
        read("Shoulder Pain Cause Estimator", f"{_RUNNING}{_FELT}<h2>Causes</h2>{_RUNNING}").kind == "other"
    )
