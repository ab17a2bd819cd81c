"""Where an entry's name ends, and which names are one."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.entries.terms import split_entry, term_key


@pytest.mark.parametrize(
    ("text", "term", "description"),
    [
        ("Fatigue: tiredness that sleep does not mend", "Fatigue", "tiredness that sleep does not mend"),
        ("HIV/AIDS: the virus harms nerves", "HIV/AIDS", "the virus harms nerves"),
        ("MRI or CT Scan: pictures of the inside", "MRI or CT Scan", "pictures of the inside"),
        ("Eggs, milk, and nuts: common in children", "Eggs, milk, and nuts", "common in children"),
        ("Count (CBC: basic): a small sample", "Count (CBC: basic)", "a small sample"),
        ("L5–S1 disc: the lowest one", "L5–S1 disc", "the lowest one"),
        ("X-ray: a quick picture", "X-ray", "a quick picture"),
        ("Vitamin B12: for the nerves", "Vitamin B12", "for the nerves"),
        ("Stage 2: spread to the lymph nodes", "Stage 2", "spread to the lymph nodes"),
        ("Type 2: the body resists insulin", "Type 2", "the body resists insulin"),
        ("Guillain-Barré syndrome: nerves go bare", "Guillain-Barré syndrome", "nerves go bare"),
        ("Rest – lie down in a dark room", "Rest", "lie down in a dark room"),
        ("Rest — lie down in a dark room", "Rest", "lie down in a dark room"),
        ("Rest - lie down in a dark room", "Rest", "lie down in a dark room"),
        ("Post-viral cough – lasts for weeks", "Post-viral cough", "lasts for weeks"),
        ("Heat： warm packs", "Heat", "warm packs"),
        ("Heat*: warm packs", "Heat", "warm packs"),
        ("Dose: one tablet at 8:30 and one at 20:30", "Dose", "one tablet at 8:30 and one at 20:30"),
        ("Early signs: fever: mild, then high", "Early signs", "fever: mild, then high"),
        ("Ice packs. Leave them on for ten minutes", "Ice packs", "Leave them on for ten minutes"),
        ("Dry cough, often at night", "Dry cough", "often at night"),
        ("Lytic – and/or sclerotic lesions – in bone", "Lytic – and/or sclerotic lesions", "in bone"),
    ],
)  # fmt: skip
def test_a_name_ends_at_its_separator(text: str, term: str, description: str) -> None:
    assert split_entry(text) == (term, description, "separator")


@pytest.mark.parametrize(
    "text",
    [
        "Take one tablet at 8:30 in the morning with water.",
        "The nerve can be hurt in many ways.",
        "You should rest until the pain has gone.",
        "Avoid bright light, loud noise and strong smells.",
        "Strengthens the back",
        "Swelling is common and goes away by itself.",
        "See https://example.org/a for what else helps you here.",
        "Many people feel better within days. Some need longer: up to a month.",
        "Mix it in a ratio of 2:1 and let it stand for a while.",
        "Being a smoker. Smoke harms the airways.",
        "Rest your ankle. It heals by itself.",
        "Early care – on the first day – is what helps most of all.",
        "Replace worn shoes",
        "Lift loads with care.",
        "Smoke harms the lungs",
        "Warm packs ease the pain",
        "Iron gives stools a dark look",
        "Continue for a month",
        "Bend the knee",
        "Stretch slowly",
        "No vaccine exists",
        "2 litres of water",
        "500 mg twice daily",
        "500mg twice daily",
        "Exercise (30 minutes) lowers sugar",
        "Fever – high or low – doubles the need for water",
        "Pain that spreads from the back to the leg and does not stop at night or at rest",
    ],
)
def test_a_sentence_has_no_name(text: str) -> None:
    assert split_entry(text)[:2] == (None, None)
    assert split_entry(text)[2] == "none"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Fatigue", "Fatigue"),
        ("HIV/AIDS", "HIV/AIDS"),
        ("High blood pressure", "High blood pressure"),
        ("Shortness of breath", "Shortness of breath"),
        ("Physical therapy (twice a week)", "Physical therapy"),
        ("Loss of taste", "Loss of taste"),
        ("L5–S1", "L5–S1"),
        ("Heartburn (dyspepsia)", "Heartburn (dyspepsia)"),
        ("Salty foods (crisps, olives)", "Salty foods"),
        ("Geophagia (a craving for earth, clay or chalk)4", "Geophagia"),
        ("Icterus (skin that turns yellow with bile", "Icterus"),
        ("Low sugar (<70 mg/dL)", "Low sugar"),
        ("A limp that comes and goes", "A limp that comes and goes"),
        ("Moving the arm", "Moving the arm"),
        ("Inability to move the arm", "Inability to move the arm"),
        ("Drops to relieve itching", "Drops to relieve itching"),
        ("Ache around the eyes", "Ache around the eyes"),
        ("Vitamin a deficiency", "Vitamin a deficiency"),
        ("Night sweats;", "Night sweats"),
        ("Night sweats, and", "Night sweats"),
        ("Chills or", "Chills"),
        ("Hair loss*", "Hair loss"),
        ("24-hour urine", "24-hour urine"),
        ("3D scan", "3D scan"),
    ],
)
def test_a_short_entry_is_its_own_name(text: str, term: str) -> None:
    found, _, split_by = split_entry(text)
    assert (found, split_by) == (term, "whole")


@pytest.mark.parametrize(
    ("text", "bold", "term", "description"),
    [
        ("Fatigue tiredness all day long", "Fatigue", "Fatigue", "tiredness all day long"),
        ("Fatigue: tiredness all day long", "Fatigue:", "Fatigue", "tiredness all day long"),
        ("Fatigue. Tiredness all day long", "Fatigue.", "Fatigue", "Tiredness all day long"),
        ("Fatigue – tiredness all day long", "Fatigue –", "Fatigue", "tiredness all day long"),
        ("What helps? Rest and water.", "What helps?", "What helps?", "Rest and water."),
        ("Type 1: mild It heals alone", "Type 1: mild", "Type 1", "mild It heals alone"),
    ],
)
def test_a_bold_lead_is_the_name(text: str, bold: str, term: str, description: str) -> None:
    assert text.startswith(bold)
    assert split_entry(text, len(bold)) == (term, description, "bold")


def test_bold_for_emphasis_is_no_name() -> None:
    assert split_entry("Never stop the medicine on your own.", len("Never"))[0] is None


def test_bold_letters_that_make_a_word_to_remember_are_no_names() -> None:
    assert split_entry("Swelling of the ankle", len("S")) == ("Swelling of the ankle", None, "whole")
    assert split_entry("Elevation: on a pillow", len("E")) == ("Elevation", "on a pillow", "separator")


@pytest.mark.parametrize("text", ["", "   ", ":", "–", "...", "1."])
def test_nothing_has_no_name(text: str) -> None:
    term, description, _ = split_entry(text)
    assert (term, description) == (None, None)


@pytest.mark.parametrize("text", ["Fatigue: ", "Fatigue:", " Fatigue : ", "Fatigue,", "Fatigue;"])
def test_an_empty_description_is_none(text: str) -> None:
    term, description, _ = split_entry(text)
    assert (term, description) == ("Fatigue", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diarrhoea", "diarrhea"),
        ("Anaemia", "Anemia"),
        ("Oedema", "edema"),
        ("Haemorrhage", "hemorrhages"),
        ("Tumour", "Tumors"),
        ("Oesophagitis", "Esophagitis"),
        ("Paediatric asthma", "Pediatric Asthma"),
        ("Headaches", "headache"),
        ("Allergies", "Allergy"),
        ("Biopsies", "biopsy"),
        ("Rashes", "rash"),
        ("X-rays", "x ray"),
        ("Fever (high)", "Fever"),
        ("The flu", "Flu"),
        ("Post-viral cough", "post viral cough"),
        ("Bell’s palsy", "Bell's palsy"),
        ("Crohn\u2019s disease", "Crohn's disease"),
        ("L5–S1", "L5-S1"),
        ("NA\u00cfVE", "na\u00efve"),
        ("Weight\u00a0loss", "weight  loss"),
        ("Shortness of breath", "Breathlessness"),
        ("High blood pressure", "Hypertension"),
        ("Tiredness", "Fatigue"),
        ("ﬁbrosis", "fibrosis"),
    ],
)
def test_equal_names_meet(one: str, other: str) -> None:
    assert term_key(one) == term_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Type 1 diabetes", "Type 2 diabetes"),
        ("Hypertension", "Hypotension"),
        ("Left arm", "Right arm"),
        ("Vitamin B1", "Vitamin B12"),
        ("Fever", "Fear"),
        ("L4–L5", "L5–S1"),
        ("Hyperthyroidism", "Hypothyroidism"),
        ("Weight gain", "Weight loss"),
    ],
)
def test_other_names_do_not_meet(one: str, other: str) -> None:
    assert term_key(one) != term_key(other)


@pytest.mark.parametrize(
    "term",
    ["Diabetes", "Herpes", "Rabies", "Scabies", "Caries", "Arthritis", "Stress", "Lupus", "Orthotics", "Gas"],
)
def test_an_s_that_is_no_plural_stays(term: str) -> None:
    assert term_key(term) == term.lower()


@pytest.mark.parametrize("term", ["(high)", "জ্বর", "5", "–", "A", "the"])
def test_every_name_has_a_key_that_is_its_own_key(term: str) -> None:
    assert term_key(term_key(term)) == term_key(term)


def test_a_name_over_its_own_entries_loses_what_introduces_them() -> None:
    page = (
        b"<h1>Gout</h1><h2>Tests</h2><ul><li>Blood tests, including:<ul><li>Uric acid</li></ul></li>"
        b"<li>X-ray</li></ul>"
    )
    assert [item.term for item in extract_article(page, None).items] == ["Blood tests", "Uric acid", "X-ray"]
    page = page.replace(b"tests, including", b"tests should include")
    assert [item.term for item in extract_article(page, None).items] == ["Blood tests", "Uric acid", "X-ray"]


def test_a_line_without_a_word_is_no_entry_and_no_fault() -> None:
    page = b"<h1>Gout</h1><h2>Symptoms</h2><p>.</p><p>Fever</p><p>Pain in a joint</p>"
    article = extract_article(page, None)
    assert (article.status, article.error) == ("ok", None)
    assert "." not in [item.text for item in article.items]


def test_a_bold_name_without_a_blank_after_it_ends_where_a_capital_begins_a_word() -> None:
    assert split_entry("RestLie down in the dark", bold=4) == ("Rest", "Lie down in the dark", "bold")
    assert split_entry("Balance is the first letter", bold=1)[2] != "bold"


@pytest.mark.parametrize(
    "text", ["Urate above 7 mg", "Urate of 7 mg/dl", "Protein of 3 g", "Staph aureus, incl. MRSA"]
)
def test_an_amount_that_is_no_dose_belongs_to_the_name(text: str) -> None:
    assert split_entry(text) == (text, None, "whole")


@pytest.mark.parametrize("text", ["Naproxen 500 mg twice a day", "Vitamin D 1,000 IU", "Oxacillin 2g IV or"])
def test_an_order_of_a_medicine_is_no_name(text: str) -> None:
    assert split_entry(text) == (None, None, "none")


def test_a_dash_ends_the_name_before_a_sentence_with_a_colon() -> None:
    assert split_entry("Diuretics – Water pills have one main aim: less water.")[:2] == (
        "Diuretics",
        "Water pills have one main aim: less water.",
    )
    assert split_entry("Type 2 – in adults: the most common one.")[0] == "Type 2 – in adults"
