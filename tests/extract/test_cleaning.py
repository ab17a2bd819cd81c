"""What is taken away from a text, and what never is; dates as a page writes them."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.cleaning import collapse, fold, marker_length, strip_chips


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The disc bulges.RadiopaediaWikipedia.", "The disc bulges."),
        ("The disc bulges.PubMed+1", "The disc bulges."),
        ("The disc bulges. PubMed+1", "The disc bulges."),
        ("The disc bulges.radiopaedia.orgbarrowneuro.org", "The disc bulges."),
        ("The disc bulges.radiopaedia.org Then it heals.", "The disc bulges. Then it heals."),
        ("The disc bulges.MedlinePlus+2", "The disc bulges."),
        ("It splits the atom.radiopaedia.org", "It splits the atom."),
        ("The disc bulges.WikipediaMedscape.", "The disc bulges."),
        ("The disc bulges.pubmed.ncbi.nlm.nih.gov", "The disc bulges."),
        ("The disc bulges (see above).PubMed", "The disc bulges (see above)."),
        ("The disc bulges.Cleveland Clinic+3 It may heal.", "The disc bulges. It may heal."),
        ("It can bulgeRadiopaedia+1.", "It can bulge."),
        ("The legs feel numb at rest.radiopaedia.org+1", "The legs feel numb at rest."),
    ],
)
def test_chips_are_stripped(text: str, clean: str) -> None:
    assert strip_chips(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "McKenzie exercises ease the back.",
        "Guillain-Barré syndrome follows an infection.",
        "It helps most people (Smith et al., 2019).",
        "Ask at the Mayo Clinic or at the NHS.",
        "Read more at https://www.example.org/a.PubMed",
        "Write to www.example.org for help.",
        "Search PubMed for the newest studies.",
        "Wikipedia has an article on it.",
        "Take vitamin B12.Then rest.",
        "The pH is 7.4.",
        "Hb A1c+1 is not a chip.",
        "Use iPhone apps, e.g. PainLog.",
        "Dr.Smith saw it first.",
        "Levels rise in the U.S.A.",
        "See example.org for help.",
        "The site lib.example.org has it.",
        "More of it is on lib.example.org.",
        "It is told by lib.example.org, 2020",
        "L5–S1 is the lowest level.",
        "This is due to Na+1 ions.",
        "Read more at lib.example.org.",
        "See guide.example.ac.uk for the guideline.",
        "The guideline is kept by cks.example.org.uk for doctors.",
        "Website: lib.example.org",
        "Email: clinic@cc.example.gov",
    ],
)
def test_what_looks_like_a_chip_stays(text: str) -> None:
    assert strip_chips(text) == text


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("01 Sore throat", "01 "),
        ("02Fever", "02"),
        ("05 mg a day", ""),
        ("1. Rest", "1. "),
        ("12) Rest", "12) "),
        ("(3) Rest", "(3) "),
        ("1.Rest", "1."),
        ("#1. Rest", "#1. "),
        ("#1 Rest", "#1 "),
        ("#1 – Rest", "#1 – "),
        ("#1Rest", ""),
        ("a) Rest", "a) "),
        ("iv. Rest", "iv. "),
        ("• Rest", "• "),
        ("✓ Rest", "✓ "),
        ("– Rest", "– "),
        ("» Rest", "» "),
        ("✅ Rest", "✅ "),
        ("☀️ Rest", "☀️ "),
        ("🛌Rest", "🛌"),
        ("⚠️ Rest", ""),
        ("💡 Rest", ""),
        ("❓ Rest?", "❓ "),
        ("- Rest", "- "),
        ("-- Rest", "-- "),
        ("-> Rest", "-> "),
        ("> Rest", "> "),
        ("A) Rest", "A) "),
        ("> 5 mm", ""),
        ("--rest", ""),
        ("2\ufe0f\u20e3 Rest", "2\ufe0f\u20e3 "),
        ("Q: Rest?", "Q: "),
        ("Q2. Rest?", "Q2. "),
        ("1.5 mg a day", ""),
        ("5 mg a day", ""),
        ("-5 degrees", ""),
        ("-Coughing", "-"),
        ("-ase", ""),
        ("-B12", ""),
        ("I. M. Oko", ""),
        ("A rest", ""),
        ("2019. A year", ""),
        ("1.", ""),
        ("•", ""),
        ("", ""),
        ("C. difficile", ""),
        ("e.g. rest", ""),
        ("🍽️", ""),
        ("🍽️ Meals", "🍽️ "),
    ],
)
def test_marker_length(text: str, marker: str) -> None:
    assert text[: marker_length(text)] == marker


@pytest.mark.parametrize(
    ("text", "collapsed"),
    [
        ("  a \n\t b  ", "a b"),
        ("a\u00a0\u00a0b", "a b"),
        ("a\u200bb\ufeff", "ab"),
        ("soft\u00adware", "software"),
        ("“L5–S1” ‑ জ্বর।", "“L5–S1” ‑ জ্বর।"),
        ("", ""),
    ],
)
def test_collapse(text: str, collapsed: str) -> None:
    assert collapse(text) == collapsed
    assert collapse(collapsed) == collapsed


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bell's palsy", "bell palsy"),
        ("Bell’s palsy", "bell palsy"),
        ("Do’s and Don’ts", "do and donts"),
        ("L5–S1", "l5 s1"),
        ("HIV/AIDS", "hiv aids"),
        ("ＡＢＣ ﬁ", "abc fi"),
        ("STRASSE straße", "strasse strasse"),
        ("…", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05T10:20:30Z", "2024-03-05T10:20:30Z"),
        ("2024-03-05 10:20", "2024-03-05T10:20"),
        ("2024-03-05T10:20:30+06:00", "2024-03-05T10:20:30+06:00"),
        ("March 5, 2024", "2024-03-05"),
        ("Mar. 5 2024", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("5th March, 2024", "2024-03-05"),
        ("3/5/2024", "2024-03-05"),
        ("25/3/2024", "2024-03-25"),
        ("5. Smarch 2024", None),
        ("March 2024", None),
        ("yesterday", None),
        ("45/45/2024", None),
        ("2/30/2024", None),
        ("2024-02-31", None),
        ("2024-13-05", None),
        ("2024-02-29T25:00:00Z", None),
        ("0000-01-01", None),
        ("February 31, 2024", None),
        ("31 April 2024", None),
        ("February 29, 2024", "2024-02-29"),
    ],
)
def test_dates_are_iso(written: str, iso: str | None) -> None:
    body = (
        f'<meta property="article:published_time" content="{written}">'
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
    )
    assert extract_article(body.encode(), None).published_at == iso


def test_many_chips_take_no_longer_each_than_one() -> None:
    text = "It is of the disc.wikipedia.org X. " * 20_000  # hours, if each were looked at from the beginning
    assert strip_chips(text).count("wikipedia") == 0
