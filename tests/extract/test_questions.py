"""Questions as headings: a FAQ's own, and those that name a facet."""

from __future__ import annotations

from tests.extract.test_outline import LISTED, headings, read, said


def _folded(question: str) -> str:
    badge = "<span class='badge'>Q</span>"
    return f"<details><summary>{badge}<div>{question}</div><i>+</i></summary><p>It may.</p></details>"


def test_a_badge_in_a_folded_panels_name_is_no_heading() -> None:
    article = read(f"<h2>Common questions</h2>{_folded('Does it come back?')}{_folded('What is it?')}")
    assert said(article) == [("faq", "Does it come back?"), ("faq", "What is it?")]
    assert "Q\n" not in article.text
    article = read(f"<h2>FAQ</h2>{_folded('<h4>Does it come back?</h4>')}")
    assert said(article) == [("faq", "Does it come back?")]


def test_a_label_in_an_answer_is_no_question() -> None:
    note = "<div><strong>A note from us</strong><p>It may worry you, and it soon goes.</p></div>"
    article = read(f"<h2>FAQ</h2><h3>Is it rare?</h3><p>No.</p><h3>Does it hurt?</h3><p>A bit.</p>{note}")
    assert said(article) == [("faq", "Is it rare?"), ("faq", "Does it hurt?")]


def test_folded_panels_that_ask_are_a_faq_unless_most_name_a_facet() -> None:
    asked = ["Does it come back?", "Can I swim with it?", "What is it?", "How is it treated?"]
    article = read("".join(map(_folded, asked)), opening="<h1>Goutweed rash</h1>")
    assert said(article) == [("faq", question) for question in asked]
    asked = ["What causes it?", "How is it diagnosed?", "How is it treated?"]
    article = read("".join(map(_folded, asked)), opening="<h1>Goutweed rash</h1>")
    assert [facet for _, facet in headings(article)] == ["cause", "test", "treatment"]


def test_a_question_what_something_is_is_one_of_a_faqs() -> None:
    button = "<button class='faq-q'>{0}</button><div>It is said to be mild.</div>"
    asked = ["What is the rash named after?", "Does it hurt?"]
    article = read("<h2>FAQ</h2>" + "".join(map(button.format, asked)))
    assert said(article) == [("faq", question) for question in asked]


def test_a_question_above_the_level_of_a_faqs_own_ends_it() -> None:
    article = read(
        "<h2>FAQ</h2><h3>Does it hurt?</h3><p>No.</p><h3>Is it rare?</h3><p>Yes.</p>"
        "<h2>Would you like to meet us?</h2><p>We are open on Mondays.</p>"
    )
    assert said(article) == [("faq", "Does it hurt?"), ("faq", "Is it rare?")]


def test_a_question_that_a_dialog_opens_with_is_its_heading() -> None:
    answer = (
        "It goes away by itself in nearly all gardens, and those who wear gloves hardly ever see it again."
    )
    dialog = f"<dialog><div><p>{{}}</p></div><div><p>{answer}</p>{{}}</div></dialog>"
    asked = dialog.format("What are the symptoms?", LISTED) + dialog.format("What causes it?", "<p>Sap.</p>")
    article = read(f"<h2>Know more</h2><div>{asked}</div><p>Ask a nurse.</p>")
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings")]
    assert headings(article)[1:3] == [("What are the symptoms?", "symptom"), ("What causes it?", "cause")]


def test_bold_questions_of_a_bold_faq_stay_its_own_whatever_they_ask() -> None:
    asked = ("Can goutweed grow indoors?", "How often should I be tested?", "What tests are there?")
    told = "".join(f"<p><b>{question}</b></p><p>Ask a nurse.</p>" for question in asked)
    article = read(f"<p><b>Symptoms</b></p><ul><li>Itching</li></ul><p><b>Goutweed rash FAQs</b></p>{told}")
    assert said(article) == [("symptom", "Itching"), *(("faq", question) for question in asked)]


def test_what_counts_or_parts_questions_is_none_of_their_answers() -> None:
    rows = "".join(f"<tr><td>{n}.</td><td><b>Does it {n}?</b>: Yes.</td></tr>" for n in range(1, 4))
    article = read(f"<h2>Goutweed rash FAQs</h2><table>{rows}</table>")
    assert [(item.term, item.description) for item in article.items] == [
        (f"Does it {n}?", "Yes.") for n in range(1, 4)
    ]
