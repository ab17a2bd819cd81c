"""Headings over what stands beside the article, and those that address the reader."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.cleaning import fold
from extract.vocabulary import read_heading
from tests.extract.test_outline import read

MIGRAINE = (fold("Migraine"),)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Find our headache specialists", "aside"),
        ("Talk to us", "aside"),
        ("Ready for clearer skin?", "aside"),
        ("Financing available", "aside"),
        ("Video: what migraine looks like", "aside"),
        ("Video EEG", None),
        ("Get health tips by email", "aside"),
        ("Migraine risk calculator", "aside"),
        ("3 thoughts on migraine", "aside"),
        ("Watch the video", "aside"),
        ("Opening hours", "aside"),
        ("Take our migraine quiz", "aside"),
        ("Let's talk", "aside"),
        ("Our promise", "aside"),
        ("As seen in", "aside"),
        ("Other places to get help", "aside"),
        ("Keep in touch with us", "aside"),
        ("Keep in touch with friends", None),
        ("Volunteer", None),
        ("Contact the clinic", "aside"),
        ("Contact dermatitis", None),
        ("Contact sports", None),
        ("Think you have these symptoms?", "aside"),
        ("Continuing Education Activity", "aside"),
    ],
)
def test_headings_over_what_is_beside_the_article(heading: str, role: str | None) -> None:
    assert read_heading(heading, MIGRAINE).role == role


def test_what_a_page_teaches_is_no_part_of_its_article() -> None:
    course = (
        "Lupus is a disease of many parts, and this course tells how a team may find and treat it in time. "
    )
    page = (
        f"<h1>Lupus</h1><h2>Continuing education</h2><p>{course * 2}</p><h2>Introduction</h2>"
        "<p>Lupus is a disease in which the body attacks itself.</p><h2>Causes</h2><p>None is known.</p>"
    )
    article = extract_article(page.encode(), None)
    assert article.definition == "Lupus is a disease in which the body attacks itself."
    assert course not in article.text
    shared = extract_article(page.replace("Continuing education", "Share this page").encode(), None)
    assert course.strip() in shared.text


@pytest.mark.parametrize(
    ("heading", "facet"),
    [
        ("CALL OUR OFFICE IF:", "when_to_see_doctor"),
        ("Notify your doctor if", "when_to_see_doctor"),
        ("Call immediately if:", "when_to_see_doctor"),
        ("See your pharmacist", "when_to_see_doctor"),
        ("Tell your story", None),
        ("How to tell if you have migraine", "symptom"),
        ("How can I feel better?", "treatment"),
        ("Ix:", "test"),
        ("Mx", "treatment"),
        ("Getting rid of warts", "treatment"),
    ],
)
def test_headings_that_address_the_reader_or_a_clinician(heading: str, facet: str | None) -> None:
    assert read_heading(heading, MIGRAINE).facet == facet


@pytest.mark.parametrize("heading", ["Why choose Oak Clinic?", "What our patients say", "Our locations"])
def test_what_praises_the_owner_ends_with_the_section_that_it_opens(heading: str) -> None:
    praise = f"<section><h2>{heading}</h2><ul><li>We are kind</li><li>We are near</li></ul></section>"
    symptoms = "<h3>Symptoms</h3><ul><li>Itch</li></ul>"
    article = read(f"{symptoms}{praise}<h3>Treatment</h3><ul><li>Ice</li></ul>")
    assert [item.text for item in article.items] == ["Itch", "Ice"]
    assert article.kind == "condition"
