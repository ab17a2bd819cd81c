"""What a heading says: a facet, a part the page plays, or nothing."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.cleaning import fold
from extract.vocabulary import read_heading
from tests.extract.test_outline import headings, read, said

TYPE_2 = (fold("Type 2 Diabetes"),)
MIGRAINE = (fold("Migraine"),)
STRESS = (fold("Stress fracture"),)
RESISTANT = (fold("Treatment-resistant depression"),)


@pytest.mark.parametrize(
    ("heading", "facet"),
    [
        ("Symptoms", "symptom"),
        ("SYMPTOMS:", "symptom"),
        ("Our treatment approach", "treatment"),
        ("Who are at the risk of developing migraine ?", "risk_factor"),
        ("Lifestyle factors", "risk_factor"),
        ("Lifestyle changes", "treatment"),
        ("How is migraine passed on to children?", "cause"),
        ("How does acupuncture help with migraine?", "treatment"),
        ("Who it affects", "risk_factor"),
        ("At what age does migraine occur ?", "epidemiology"),
        ("Need help now?", "when_to_see_doctor"),
        ("Habits that make migraine more likely", "risk_factor"),
        ("Health implications", "complication"),
        ("Questions about the treatment of migraine", "faq"),
        ("Get help now", "when_to_see_doctor"),
        ("1. Symptoms of migraine", "symptom"),
        ("Signs & Symptoms", "symptom"),
        ("Signs and symptoms", "symptom"),
        ("Clinical features", "symptom"),
        ("What are the symptoms?", "symptom"),
        ("What does migraine feel like?", "symptom"),
        ("How to relieve the symptoms of migraine", "treatment"),
        ("Treating the symptoms", "treatment"),
        ("Causes", "cause"),
        ("Cause", "cause"),
        ("Causes and risk factors", "cause"),
        ("What causes migraine?", "cause"),
        ("Triggers", "cause"),
        ("Etiology", "cause"),
        ("Aetiology", "cause"),
        ("Why does migraine happen?", "cause"),
        ("Is migraine contagious?", "cause"),
        ("Risk Factors", "risk_factor"),
        ("Who is at risk?", "risk_factor"),
        ("Who gets migraine?", "risk_factor"),
        ("Complications", "complication"),
        ("What happens if it is left untreated?", "complication"),
        ("How does migraine affect the body?", "complication"),
        ("Diagnosis", "test"),
        ("Diagnostic Tests", "test"),
        ("How is migraine diagnosed?", "test"),
        ("Tests and exams", "test"),
        ("Screening", "test"),
        ("Investigations", "test"),
        ("Treatment", "treatment"),
        ("Treatments: Non-Pharmacological:", "treatment"),
        ("Treatment & Management", "treatment"),
        ("How is migraine treated?", "treatment"),
        ("Home remedies", "treatment"),
        ("Medications", "treatment"),
        ("Surgery", "treatment"),
        ("How do I get rid of migraine?", "treatment"),
        ("Prevention", "prevention"),
        ("How can I prevent migraine?", "prevention"),
        ("Lowering your risk", "prevention"),
        ("Do’s and Don’ts", "prevention"),
        ("Dos & Don'ts", "prevention"),
        ("What happens if migraine isn’t treated?", "complication"),
        ("Hallmark features", "symptom"),
        ("Are you having any of these?", "symptom"),
        ("Precipitants of migraine", "cause"),
        ("Exacerbating factors", "cause"),
        ("Contributors to migraine", "cause"),
        ("Why have I got migraine?", "cause"),
        ("Who is mainly affected?", "risk_factor"),
        ("Effects on the body", "complication"),
        ("Emotional impact", "complication"),
        ("What can migraine lead to?", "complication"),
        ("Problems caused by migraine", "complication"),
        ("The dangers of ignoring migraine", "complication"),
        ("Serology", "test"),
        ("Labs and imaging", "test"),
        ("Ultrasound", "test"),
        ("Confirming migraine", "test"),
        ("Dos:", "treatment"),
        ("Don’ts:", "treatment"),
        ("Nursing care", "treatment"),
        ("What are my options?", "treatment"),
        ("Homeopathy for migraine", "treatment"),
        ("Ways to feel better", "treatment"),
        ("Avoiding known triggers", "prevention"),
        ("How to keep migraine from coming back", "prevention"),
        ("Immunisation", "prevention"),
        ("Symptoms you should never ignore", "when_to_see_doctor"),
        ("Do I need to see a specialist?", "when_to_see_doctor"),
        ("Recurrence", "prognosis"),
        ("Does migraine come back?", "prognosis"),
        ("Geographic distribution", "epidemiology"),
        ("Questions you might have", "faq"),
        ("Most asked questions", "faq"),
        ("Spectrum of migraine", "type"),
        ("What to do if you’re worried", "when_to_see_doctor"),
        ("When to See a Doctor", "when_to_see_doctor"),
        ("When should I call my doctor?", "when_to_see_doctor"),
        ("Red flags", "when_to_see_doctor"),
        ("Seek emergency care", "when_to_see_doctor"),
        ("Prognosis", "prognosis"),
        ("Outlook for people with migraine", "prognosis"),
        ("How long does migraine last?", "prognosis"),
        ("Life expectancy", "prognosis"),
        ("Epidemiology", "epidemiology"),
        ("How common is migraine?", "epidemiology"),
        ("Incidence and prevalence", "epidemiology"),
        ("Types", "type"),
        ("Types of Migraine:", "type"),
        ("Classification", "type"),
        ("Stages", "type"),
        ("Frequently Asked Questions", "faq"),
        ("FAQs about migraine", "faq"),
        ("Anatomy of the nerve", "anatomy"),
        ("Pathophysiology", "pathophysiology"),
        ("Recognizing migraine", "symptom"),
        ("Signs to look out for", "symptom"),
        ("What to watch for", "symptom"),
        ("How does migraine present?", "symptom"),
        ("Why do I have migraine?", "cause"),
        ("Types of treatment", "treatment"),
        ("Other types of complications", "complication"),
        ("How is migraine assessed?", "test"),
        ("What the first appointment will involve", "test"),
        ("Recommended exercises", "treatment"),
        ("What to do right now", "treatment"),
        ("Most recent treatments", "treatment"),
        ("Should I be tested?", "test"),
        ("How it feels", "symptom"),
        ("Sound familiar?", "symptom"),
        ("Do any of these apply to you?", "symptom"),
        ("What patients often notice", "symptom"),
        ("Common culprits", "cause"),
        ("What can cause migraine?", "cause"),
        ("What happens without treatment?", "complication"),
        ("Finding out if you have migraine", "test"),
        ("How your doctor checks for migraine", "test"),
        ("What can help?", "treatment"),
        ("Your options", "treatment"),
        ("Keeping migraine away", "prevention"),
        ("Stopping migraine before it starts", "prevention"),
        ("Looking for signs of migraine", "symptom"),
        ("When is it urgent?", "when_to_see_doctor"),
        ("When do I need a doctor?", "when_to_see_doctor"),
        ("Healing time", "prognosis"),
        ("Facts & figures", "epidemiology"),
        ("Questions & answers", "faq"),
        ("Questions people often ask", "faq"),
        ("Clinical characteristics", "symptom"),
        ("How do people get infected?", "cause"),
        ("Inheritance pattern", "cause"),
        ("Who can develop migraine?", "risk_factor"),
        ("What makes migraine more likely?", "risk_factor"),
        ("What other problems can migraine cause?", "complication"),
        ("Can migraine cause other problems?", "complication"),
        ("How serious is migraine?", "complication"),
        ("How can my healthcare provider tell if I have migraine?", "test"),
        ("Radiographic features", "test"),
        ("Things you can try", "treatment"),
        ("Things you can do to prevent migraine", "prevention"),
        ("What should I do?", "treatment"),
        ("Follow-up", "treatment"),
        ("How to stop migraine coming back", "prevention"),
        ("Contact your GP if", "when_to_see_doctor"),
        ("Make an appointment to see your doctor if:", "when_to_see_doctor"),
        ("Call your child's doctor if", "when_to_see_doctor"),
        ("Go to A&E if", "when_to_see_doctor"),
        ("What to expect", "prognosis"),
        ("Migraine by the numbers", "epidemiology"),
        ("Q&A", "faq"),
    ],
)
def test_a_heading_maps_to_its_facet(heading: str, facet: str) -> None:
    assert read_heading(heading, MIGRAINE).facet == facet


@pytest.mark.parametrize(
    ("heading", "topic", "facet"),
    [
        ("Type 2 Diabetes Complications", TYPE_2, "complication"),
        ("Type 2 diabetes symptoms", TYPE_2, "symptom"),
        ("Type 2 Diabetes: Causes", TYPE_2, "cause"),
        ("Stress fracture treatment", STRESS, "treatment"),
        ("What is Type 2 Diabetes?", TYPE_2, None),
        ("Type 2 Diabetes", TYPE_2, None),
        ("Type 2 Diabetes", (), None),
        ("Treatment-resistant depression", RESISTANT, None),
        ("Treatment-resistant depression", (), "treatment"),
    ],
)
def test_the_topics_own_words_say_nothing(heading: str, topic: tuple[str, ...], facet: str | None) -> None:
    assert read_heading(heading, topic).facet == facet


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "–",
        "Migraine",
        "Side effects",
        "Can migraine cause nausea?",
        "Before taking it, tell your doctor if you have:",
        "Questions to ask your doctor",
        "Living with migraine",
        "In the kitchen",
        "A short history",
        "Support groups",
        "Clinical trials",
        "Symptoms, Causes, Treatment",
        "Disorders our surgeons often treat",
        "Reasons patients come to us",
        "See if you are a candidate for surgery",
        "When is surgery needed?",
        "Emergency preparedness",
        "Where to get care and support",
        "Tried and tested",
        "Why early treatment matters",
        "Living well with migraine",
        "Difficult-to-treat migraine",
        "Diabetes type 1",
        "Migraine, Signs and Symptoms, Diagnosis, Treatment",
        " ".join(["Treatment"] + ["word"] * 40),
        "How long does the surgery take?",
        "How much does treatment cost?",
        "Cost of treatment in town",
        "Diagnostic facilities",
        "Treatment success stories",
        "Emergency services",
        "Why our treatment is different",
        "What sets our treatment apart",
        "Book a free assessment",
        "Start your treatment",
        "Find relief today",
        "Blog categories",
        "Risk calculator",
        "Looking for a clinic?",
        "No-risk consultation",
        "The importance of early treatment",
        "Home visits",
        "Well-screened porches",
        "Differential diagnosis",
        "Conditions that mimic migraine",
    ],
)
def test_these_map_to_no_facet(heading: str) -> None:
    assert read_heading(heading, MIGRAINE).facet is None


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("References", "references"),
        ("Sources", "references"),
        ("Bibliography", "references"),
        ("What is migraine?", "definition"),
        ("What’s migraine?", "definition"),
        ("What’s next", "aside"),
        ("Need help choosing a plan?", "aside"),
        ("Get care now", "aside"),
        ("Ready for treatment?", "aside"),
        ("Book your yearly eye evaluation", "aside"),
        ("Our treatments", None),
        ("Early diagnosis is important", None),
        ("Myth: Migraine can be treated with salt", None),
        ("Editor's picks", "aside"),
        ("Don’t miss", "aside"),
        ("Definition", "definition"),
        ("Overview", "definition"),
        ("Conclusion", "conclusion"),
        ("Disclaimer", "disclaimer"),
        ("Other names", "alias"),
        ("Related articles", "aside"),
        ("About the author", "aside"),
        ("Leave a Reply", "aside"),
        ("Contact us today", "aside"),
        ("Useful links", "aside"),
        ("Where to find more information", "aside"),
        ("Reference list", "references"),
        ("Selected readings", "references"),
    ],
)
def test_some_headings_say_what_part_of_the_page_follows(heading: str, role: str | None) -> None:
    reading = read_heading(heading, MIGRAINE)
    assert (reading.role, reading.facet) == (role, None)


@pytest.mark.parametrize("heading", ["Medications", "By severity", "Exams"])
def test_a_part_of_a_facet_maps_only_weakly(heading: str) -> None:
    reading = read_heading(heading, MIGRAINE)
    assert reading.facet is not None
    assert not reading.strong


@pytest.mark.parametrize("heading", ["Treatment", "What causes migraine?", "Types of migraine", "Red flags"])
def test_a_facets_own_name_maps_strongly(heading: str) -> None:
    assert read_heading(heading, MIGRAINE).strong


def test_questions_of_a_faq_do_not_make_bold_labels_introductions() -> None:
    listed = "<p><b>{0}:</b></p><p>Some are told apart, and this is one.</p><ul><li>{1}</li></ul>"
    bold = listed.format("Causes", "Salt") + listed.format("Types of migraine", "With aura")
    asked = "".join(
        f"<h3>{q}</h3><p>Ask a doctor.</p>" for q in ("Can it be cured?", "What are the symptoms?")
    )
    opening = "<h1>Migraine</h1><p>Migraine is a disease with attacks of headache on one side.</p>"
    article = extract_article(f"{opening}{bold}<h2>FAQ</h2>{asked}".encode(), None)
    assert [(i.facet, i.text) for i in article.items][:2] == [("cause", "Salt"), ("type", "With aura")]


def test_a_name_among_others_of_its_look_is_no_heading() -> None:
    names = ["Steroids", "Inhaled therapy", "Breathing exercises"]
    chips = "".join(f'<div class="chip">{name}</div>' for name in names)
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f"<h2>Treatment</h2><div>{chips}</div>"
    )
    assert [item.text for item in extract_article(page.encode(), None).items] == names


def test_the_caption_of_a_table_of_the_pages_own_sets_it_apart() -> None:
    article = read(
        "<h2>Treatment</h2><ul><li>Balm</li></ul><table><caption>Drugs mentioned in this article</caption>"
        "<tr><th>Name</th><th>Brand</th></tr><tr><td>sapicillin</td><td>SAPEX</td></tr></table>"
        "<ul><li>Oil</li></ul>"
    )
    assert said(article) == [("treatment", "Balm"), ("treatment", "Oil")]


def test_a_class_may_number_a_heading() -> None:
    article = read(
        "<div class=header1>Treatment</div><div class=header2>Garden balm</div><p>It soothes the skin.</p>"
    )
    assert said(article) == [("treatment", "Garden balm")]


def leads(*heads: str) -> str:
    return "".join(f"<p><b>{head}:</b> It is told at the gate.</p>" for head in heads)


@pytest.mark.parametrize(
    ("above", "lead", "entry"),
    [
        ("Treatment", "Treatment of the cause", True),
        ("Causes", "Sap treatment", True),
        ("Causes", "Treatment", False),
    ],
)
def test_a_lead_among_others_that_say_nothing_is_one_of_them(above: str, lead: str, entry: bool) -> None:
    rest = f"<h2>More</h2>{leads('Symptoms', 'Diagnosis')}"
    article = read(f"<h2>{above}</h2>{leads('Balm', lead, 'Oil')}{rest}")
    assert ((lead, None) in headings(article) or (lead, "treatment") in headings(article)) is not entry
    assert ([item.term for item in article.items][:3] == ["Balm", lead, "Oil"]) is entry


def test_a_plain_name_that_opens_one_of_several_cards_is_no_heading() -> None:
    names = ("Ultrasound", "Blood tests", "Skin scraping")
    cards = "".join(
        f"<div class='it'><span class='n'>{name}</span><span class='t'>It shows what is there.</span></div>"
        for name in names
    )
    article = read(f"<h2>Diagnosis</h2><div class='all'>{cards}</div>")
    assert [item.term for item in article.items] == list(names)


def test_a_line_that_leads_on_from_a_heading_is_no_heading() -> None:
    article = read(
        "<h2>Overview</h2><p>It itches.</p><h2>Surgery</h2><p>It may cause:</p><ul><li>A scar</li></ul>"
    )
    assert "It may cause:" not in [s.heading for s in article.sections]


def test_an_address_is_no_heading_whatever_words_it_has() -> None:
    link = "https://www.example.org/goutweed/symptoms-and-treatment"
    article = read(f"<b>Causes</b><br>The sap.<br><br><b>References</b><br>1. {link}<br>2. {link}-again")
    assert headings(article)[-1] == ("References", None)
    assert len(article.references) == 2


def test_a_heading_never_closed_holds_what_it_heads() -> None:
    article = read(
        "<h2>Treatment<p>Most need little.</p><ul><li>Cold water</li></ul><h2>Causes</h2><p>Sap.</p>"
    )
    assert said(article) == [("treatment", "Cold water")]


@pytest.mark.parametrize(
    ("line", "facet"),
    [
        ("How can goutweed rash be prevented?", "prevention"),
        ("How can I protect myself from it?", "prevention"),
        ("How do doctors in the north country treat it with oils?", None),
        ("How can goutweed rash be prevented", None),
    ],
)
def test_a_plain_line_that_asks_for_a_facet_heads_what_follows(line: str, facet: str | None) -> None:
    article = read(f"<div>It is seen everywhere.</div><div>{line}</div><div>Keep off the leaves.</div>")
    assert [f for _, f in headings(article) if f] == ([facet] if facet else [])
