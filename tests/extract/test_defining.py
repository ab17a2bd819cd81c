"""What a page says that its topic is: manners of saying it, and look-alikes."""

from __future__ import annotations

import pytest

from extract import extract_article

_FELT = "<h2>Symptoms</h2><ul><li>Stiffness</li><li>Swelling</li></ul>"


def defined(heading: str, body: str) -> str | None:
    """The definition of a page with this main heading."""
    return extract_article(f"<h1>{heading}</h1>{body}{_FELT}".encode(), None).definition


def test_a_name_that_joins_two_diseases_is_defined_by_what_one_is() -> None:
    said = "Bursitis is a swelling of the small sacs beside a joint."
    more = "<p>In tendonitis only the cord is sore, so that rest helps most.</p>"
    asked = "<h2>About bursitis and tendonitis</h2>"
    assert defined("Bursitis and tendonitis", f"{asked}<p>{said}</p>{more}") == said
    bone = "<p>Bone is a hard tissue that carries the weight of the body.</p>"
    pain = "Bone and joint pain is an ache in the bones or in the joints."
    assert defined("Bone and joint pain", f"{bone}<p>{pain}</p>") == pain


@pytest.mark.parametrize(
    "no", ["not one disease. It is", "not a single illness, as it is", "not really one ill but"]
)
def test_what_is_more_than_one_disease_is_defined_so(no: str) -> None:
    said = f"Arthritis is {no} a name for many that make the joints stiff."
    about = "<p>A place built to answer what most people ask: what arthritis is, and whom to see.</p>"
    assert defined("Arthritis", f"{about}<p>{said}</p>") == said
    denied = "<p>Arthritis is not contagious, and nobody needs to fear to catch it.</p>"
    plain = "Arthritis is a swelling of the joints that makes them stiff."
    assert defined("Arthritis", f"{denied}<p>{plain}</p>") == plain


def test_the_answer_to_a_question_may_say_it_in_its_second_sentence() -> None:
    said = "As we grow older, all of us lose some bone. Osteopenia is a condition in which bones are thin."
    caused = "<h2>Causes</h2><p>Osteopenia is the loss of bone by age and by the lack of sun.</p>"
    assert defined("Osteopenia", f"<h2>What is osteopenia?</h2><p>{said}</p>{caused}") == said
    assert defined("Osteopenia", f"<p>{said}</p>{caused}") != said


@pytest.mark.parametrize(
    ("item", "defines"),
    [
        ("Swelling of the small sacs beside a joint, at the hip above all", True),
        ("Acute or lasting swelling of the small sacs beside a joint", True),
        ("Most common cause of hip pain among those who run each day", False),
        ("Causes of hip pain that last for longer than a month or two", False),
        ("Some of the people who run each day, at the hip above all", False),
        ("Pain of the hip can keep the runner awake for half the night", False),
    ],
)
def test_an_item_may_say_what_the_topic_is_without_a_subject(item: str, *, defines: bool) -> None:
    listed = f"<h2>Background</h2><ul><li>Short name: B</li><li>{item}</li><li>Peak age 40</li></ul>"
    assert defined("Bursitis", listed) == (item if defines else None)


@pytest.mark.parametrize(
    "said",
    [
        "Gout, a form of joint disease, comes in sudden attacks of pain.",
        "Gout — a form of joint disease — comes in sudden attacks of pain.",
        "Gout—a form of joint disease—comes in sudden attacks of pain.",
    ],
)
def test_what_the_topic_is_may_be_told_between_signs(said: str) -> None:
    assert defined("Gout", f"<p>{said}</p>") == said
    assert defined("Gout", f"<p>{said.replace('Gout', 'Podagra')}</p>") is None


@pytest.mark.parametrize(
    ("lead", "defines"),
    [
        ("Loss of bone mass that makes the bones fragile and easy to break.", True),
        ("A condition in which bones lose mass and become fragile.", True),
        ("Loss of bone mass can make the bones fragile and easy to break.", False),
        ("A guide to bones that lose mass and break, and to what may help.", False),
    ],
)
def test_a_paragraph_may_say_it_without_a_subject(lead: str, *, defines: bool) -> None:
    changed = "Bone is changed all of the time; from the age of thirty more of it goes than comes."
    page = f"<p>Also known as: thin bones, light bones</p><p>{lead}</p><h2>Overview</h2><p>{changed}</p>"
    assert defined("Osteoporosis", page) == (lead if defines else changed)
    silent = "<p>Osteoporosis is silent until a bone breaks at the hip or at the wrist.</p>"
    asked = f"<h2>What is osteoporosis?</h2><p>{lead}</p>{silent}"
    assert (defined("Osteoporosis", asked) == lead) == defines


@pytest.mark.parametrize(
    "share", ["three times more common", "about twice as common", "four times as likely"]
)
def test_how_often_it_comes_is_no_definition(share: str) -> None:
    assert (
        defined("Osteoporosis", f"<p>Osteoporosis is {share} in women of any age and in any land.</p>")
        is None
    )
