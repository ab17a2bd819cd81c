"""The paragraph that says what the topic is."""

from __future__ import annotations

import pytest

from extract import Article, extract_article

_RUNNING = "<p>It is seen at every age, and most people who rest well get better within a few weeks.</p>"
_FELT = "<h2>Symptoms</h2><ul><li>Stiffness</li><li>Swelling</li></ul>"


def read(body: str) -> Article:
    return extract_article(f"<h1>COPD</h1>{body}".encode(), None)


@pytest.mark.parametrize(
    "said",
    [
        "Chronic obstructive lung disease (COPD) is one of the commonest ills of the lungs.",
        "Chronic obstructive lung disease, known as COPD, is one of the commonest ills of the lungs.",
        'COPD is not "just a cough"; it is a lasting disease of the lungs.',
        "COPD is not really a cough, and an ill of the whole body that begins in the lungs.",
    ],
)
def test_a_second_name_counts_and_a_denial_does_not(said: str) -> None:
    denied = "<p>COPD is not a sign of weakness or of old age, and nobody has to hide it.</p>"
    assert read(f"<p>{said}</p>{denied}{_FELT}{_RUNNING}").definition == said
    assert read(f"{denied}<p>{said}</p>{_FELT}{_RUNNING}").definition == said


def test_how_urgent_it_is_says_less_than_what_happens() -> None:
    said = "COPD occurs when the airways of the lungs are narrowed by years of smoke and dust."
    urgent = "<h2>Act fast</h2><p>COPD is a medical emergency. Know its signs and call for help at once.</p>"
    assert read(f"<p>{said}</p>{urgent}{_FELT}").definition == said


def test_what_a_question_answers_with_yes_defines_nothing() -> None:
    said = "COPD is cough and shortness of breath that come on over many years."
    asked = "<h2>Can COPD harm my family?</h2><p>COPD is unpleasant, but nobody near you can catch it.</p>"
    assert read(f"<p>{said}</p>{_FELT}{asked}").definition == said


@pytest.mark.parametrize(
    "about",
    [
        "Dr. Lin Oko is a chest physician known for her care of COPD.",
        "Our approach to COPD is gentle and sure.",
        "What COPD is, how it comes about, and what to ask at the first visit.",
    ],
)
def test_what_tells_of_the_practice_defines_nothing(about: str) -> None:
    assert read(f"<h2>COPD</h2><p>{about}</p>{_FELT}").definition is None


def test_the_answer_of_a_faq_may_define() -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    asked = "<h3>Can I fly with it?</h3><p>Most people with COPD can, with some care.</p>"
    page = f"{_FELT}<h2>Frequently asked questions</h2>{asked}<h3>What is COPD?</h3><p>{said}</p>"
    assert read(page).definition == said


def test_the_first_facet_may_open_with_it() -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    line = "<p>Oko L, Ruiz A. Oak University. Estimated reading time: 12 minutes.</p>"
    assert read(f"{line}<h2>Symptoms</h2><p>{said}</p>{_RUNNING}").definition == said


@pytest.mark.parametrize(
    "said",
    [
        "Lung decline is COPD. It makes breathing harder year by year.",
        "COPD: A lasting disease of the lungs marked by hard breathing.",
        "COPD is not a disease of its own, but a name for two that go together.",
    ],
)
def test_a_definition_in_other_words(said: str) -> None:
    assert read(f"<h2>In short</h2><p>{said}</p>{_RUNNING}{_FELT}").definition == said


@pytest.mark.parametrize(
    "about",
    [
        "Breath therapy is an old way of healing that many people trust.",
        "COPD is measured with a tube into which the patient blows.",
        "Severe COPD is often managed by a nurse who comes to the house.",
        "Late COPD is the most common type.",
    ],
)
def test_what_is_said_of_something_else_or_done_defines_nothing(about: str) -> None:
    assert read(f"<p>{about}</p>{_FELT}").definition is None


def test_what_has_no_subject_may_define_and_so_may_a_later_section() -> None:
    said = "A lasting disease of the lungs that makes breathing hard, most of all at night."
    assert read(f"<p>{said}</p>{_FELT}").definition == said
    assert (
        read(f"<p>A warm welcome to all who visit the house of the lungs by the sea.</p>{_FELT}").definition
        is None
    )
    sentence = "An infection of your lungs can keep you from work for weeks, and we are here to help."
    assert read(f"<p>{sentence}</p>{_FELT}").definition is None
    later = "COPD is a lasting disease of the lungs."
    assert read(f"{_FELT}<h2>More about it</h2>{_RUNNING}<p>{later}</p>").definition == later


def test_what_it_comes_from_defines_it_where_nothing_else_does() -> None:
    origin, plain = "COPD is mainly caused by smoke.", "COPD is a lasting disease of the lungs."
    asked = f"<h2>What is COPD?</h2><p>{origin}</p>{_FELT}"
    assert read(f"<p>{plain}</p>{asked}").definition == plain
    assert read(asked).definition == origin


def test_that_it_can_be_treated_defines_nothing() -> None:
    said = "COPD is a lasting disease of the lungs."
    assert (
        read(f"<p>COPD is treatable, and nobody has to bear it alone.</p><p>{said}</p>{_FELT}").definition
        == said
    )


def test_a_heading_that_announces_a_list_is_no_title() -> None:
    said = "Gout is a lasting disease of the joints in which crystals form."
    felt = "<h1>Key features of gout include:</h1><ul><li>Heat</li><li>Pain</li><li>Swelling</li></ul>"
    article = extract_article(f"<title>Oak Clinic</title><p>{said}</p><div>{felt}</div>".encode(), None)
    assert (article.condition, article.kind, article.definition) == ("Gout", "condition", said)
    assert [item.facet for item in article.items] == ["symptom"] * 3


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Oak Clinic", "All there is to know about gout:<br>what to know"),
        ("All there is to know about gout: | Oak Clinic", "Everything about gout:"),
    ],
)
def test_a_title_may_end_a_line_with_a_colon(title: str, heading: str) -> None:
    page = f"<title>{title}</title><h1>{heading}</h1>{_RUNNING}{_FELT}"
    assert extract_article(page.encode(), None).title == heading.replace("<br>", " ")


@pytest.mark.parametrize(
    "said",
    [
        "COPD, a lasting ill of the lungs, takes the breath of millions.",
        "What is COPD? COPD is a lasting disease of the lungs that makes breathing hard.",
        "COPD is a lasting disease of the lungs that makes breathing hard. But who gets it?",
    ],
)
def test_it_may_be_told_in_passing_or_beside_a_question(said: str) -> None:
    assert read(f"<p>{said}</p>{_FELT}{_RUNNING}").definition == said
    asked = "<p>Why is COPD so common? Many who know COPD from home wonder about it all.</p>"
    assert read(f"{asked}<p>{said}</p>{_FELT}{_RUNNING}").definition == said


def test_what_a_later_section_says_plainly_goes_before_what_an_early_paragraph_hints() -> None:
    hint = "<p>Most people with COPD may lead a full life, and can do much for it.</p>"
    said = "COPD, or chronic lung decline, is a lasting disease of the lungs."
    felt = f"{hint}<h2>Anatomy</h2><p>The lungs are two.</p>{_FELT}"
    assert (
        read(
            f"{felt}<h2>Causes</h2><p>Smoke and dust harm most of those who fall ill.</p><p>{said}</p>"
        ).definition
        == said
    )
    other = "<p>COPD nurses are a kind of angel who come by when breathing is hard.</p>"
    assert "full life" in (
        read(f"{felt}<h2>Causes</h2><p>Smoke and dust harm most of those who fall ill.</p>{other}").definition
        or ""
    )


@pytest.mark.parametrize(
    "rank",
    [
        "COPD is the third leading cause of death and takes millions of lives.",
        "COPD is one of the most commonly overlooked ills of the lungs there are.",
    ],
)
def test_what_harm_it_does_is_not_what_it_is(rank: str) -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    assert read(f"<p>{rank}</p><p>{said}</p>{_FELT}").definition == said
    assert read(f"<p>{rank}</p>{_FELT}").definition == rank


def test_of_a_plural_name_the_singular_says_it() -> None:
    said = "A bone spur represents a small outgrowth of bone beside a joint."
    more = "Bone spurs are often mild, and many people never learn of theirs."
    page = f"<h1>Bone Spurs</h1><h2>What is a bone spur?</h2><p>{said}</p><p>{more}</p>{_FELT}"
    assert extract_article(page.encode(), None).definition == said


def test_what_a_practice_says_of_itself_afterwards_does_not_count() -> None:
    said = "COPD is a lasting disease of the lungs. At Oak Clinic, our nurses know it well."
    assert (
        read(f"<p>{said}</p><p>COPD causes the tubes of the lungs to narrow.</p>{_FELT}").definition == said
    )


def test_how_common_it_is_is_not_what_it_is() -> None:
    said = "COPD begins when the small tubes of the lungs stay narrow."
    common = "COPD is more common in people who smoke, and in those who live with one who does."
    assert read(f"<p>{common}</p><p>{said}</p>{_FELT}").definition == said


@pytest.mark.parametrize(
    "said",
    [
        "One of the commonest harms of dust is a lasting inflammation known as COPD.",
        "Years of smoke may end in an ill of the lungs, which is called COPD (or smoker's lung).",
        "Smoking causes a lasting narrowing of the airways termed COPD.",
    ],
)
def test_what_is_called_by_the_name_is_defined(said: str) -> None:
    parted = "<p>COPD is divided into four stages by how hard it is to breathe out.</p>"
    found = "<p>COPD was first described in 1814 by a doctor who listened to the chest.</p>"
    assert read(f"{parted}{found}<p>{said}</p>{_FELT}{_RUNNING}").definition == said


@pytest.mark.parametrize(
    "about",
    [
        "The most common cause of COPD is the smoke of cigarettes, year upon year.",
        "The hallmark of COPD is a cough that does not go, in the morning above all.",
        "The danger of COPD is that nobody notices it for a long time.",
    ],
)
def test_what_a_part_of_it_is_does_not_say_what_it_is(about: str) -> None:
    said = "COPD can narrow the airways, and most of those who have it smoke."
    assert read(f"<p>{about}</p><p>{said}</p>{_FELT}").definition == said


def test_a_sentence_shown_as_a_heading_may_define() -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    managed = "<p>Most of those who have it are older than forty when it is found.</p>"
    assert read(f"<h2>{said}</h2>{managed}{_FELT}").definition == said
    again = "COPD is a lasting disease that narrows the airways more and more."
    assert read(f"<h2>{said}</h2><p>{again}</p>{_FELT}").definition == again


@pytest.mark.parametrize(
    ("said", "defines"),
    [
        ("Chronic bronchitis, is the swelling of the airways that goes on for years.", True),
        ("Chronic bronchitis is the leading cause of a cough that does not go.", False),
        ("Smoking is the habit that most of those who cough have in common.", False),
    ],
)
def test_an_article_may_open_with_another_name_of_a_disease(said: str, *, defines: bool) -> None:
    ours = "<p>For more about COPD and its care, come by on Mondays: our COPD team has time.</p>"
    assert read(f"<p>{said}</p>{ours}{_FELT}{_RUNNING}").definition == (said if defines else None)


def test_the_conclusion_defines_nothing() -> None:
    said = "<p>COPD is a disease that nobody has to bear alone, so do ask for help.</p>"
    assert read(f"{_FELT}<h2>Conclusion</h2>{said}").definition is None


_OUTRIGHT = (
    "COPD is a lasting disease of the lungs, which makes breathing hard for more than 15 million US adults."
)
_LONG = "in most of those who have it, at home as well as at work, by day and by night."


@pytest.mark.parametrize(
    "first",
    [
        "Cough that comes back each winter and does not let go.",
        "COPD is derived from the first letters of its four words.",
        "COPD comes about when smoke has harmed the lungs for years.",
        "COPD is a common complaint among people who smoke.",
        "COPD is a cough that stays.",
        f"COPD flares are sudden attacks of cough and short breath {_LONG}",
        f"COPD visits have doubled in ten years, and doctors are the first to ask why {_LONG}",
        "COPD is one of the most common reasons why people stop work early.",
        "COPD is still only rarely diagnosed before the age of forty years.",
        "COPD is becoming the most frequent ill of the lungs in the country.",
        f"The COPD clinic is the oldest place of its kind {_LONG}",
        "A short guide to COPD: what it is, whom it strikes, and what to do about it at home.",
    ],
)
def test_the_first_that_says_it_outright_is_taken(first: str) -> None:
    asked = f"<h2>What is COPD?</h2><p>{_OUTRIGHT}</p>"
    for page in (f"<p>{first}</p>{asked}", f"<p>{first}</p><p>{_OUTRIGHT}</p>"):
        assert read(f"{page}{_FELT}{_RUNNING}").definition == _OUTRIGHT


def test_a_later_answer_does_not_go_before_it() -> None:
    asked = "<h2>What is COPD?</h2><p>COPD is swelling of the airways that does not go away by itself.</p>"
    assert read(f"<p>Cough that stays.</p><p>{_OUTRIGHT}</p>{asked}{_FELT}").definition == _OUTRIGHT


@pytest.mark.parametrize("label", ["What it is", "In short", "Definition", "TL;DR", "Quick summary"])
def test_a_label_may_stand_before_it(label: str) -> None:
    said = f"<b>{label}:</b> {_OUTRIGHT}"
    assert read(f"<p>{said}</p>{_FELT}{_RUNNING}").definition == f"{label}: {_OUTRIGHT}"


def test_a_myth_is_no_definition() -> None:
    assert (
        read(f"<p>Myth: COPD is a disease of old men only, and of no others.</p>{_FELT}").definition is None
    )


_TREATED = "<h2>Treatment</h2><ul><li>Rest in bed</li><li>Stretching</li></ul>"


def test_a_summary_before_the_facets_opens_the_article() -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    first = "<h2>Introduction</h2><p>COPD was first told of by doctors long ago, in a cold city.</p>"
    assert read(f"<h2>Summary</h2><p>{said}</p>{first}{_FELT}{_TREATED}").definition == said
    assert read(f"{_FELT}{_TREATED}<h2>Summary</h2><p>{said}</p>").definition is None


@pytest.mark.parametrize("heading", ["Definition &amp; incidence", "Definition and causes", "Definition"])
def test_what_is_called_a_definition_is_one_whatever_its_subject(heading: str) -> None:
    aims = "<h2>Introduction</h2><p>After this chapter the reader can name its signs and its course.</p>"
    said = "It’s a lasting disease of the lungs, often of those who smoke."
    assert read(f"{aims}<h2>{heading}</h2><p>{said}</p>{_FELT}{_TREATED}").definition == said


def test_a_definition_goes_on_in_the_lines_below_where_its_own_has_no_end() -> None:
    lines = [
        "COPD is a lasting disease of the lungs that makes",
        "breathing hard, and is caused by",
        "smoke.",
    ]
    whole = " ".join(lines)
    other = "<div>it is not the only one.</div>"
    told = "".join(f"<div>{line}</div>" for line in lines)
    assert read(f"{told}{other}{_FELT}").definition == whole
    assert read(f"<p>{'<br>'.join(lines)}</p>{_FELT}").definition == whole
    items = "".join(f"<li>{line}</li>" for line in lines)
    assert read(f"<ul>{items}</ul>{_FELT}").definition in (None, lines[0])
    assert read(f"<div>{lines[0]}:</div><div>{lines[1]}</div>{_FELT}").definition == f"{lines[0]}:"


def test_a_need_for_care_is_not_the_disease() -> None:
    said = "COPD is a lasting disease of the lungs that makes breathing hard."
    assert (
        read(f"<p>The need for care in COPD is great and growing.</p><p>{said}</p>{_FELT}").definition == said
    )


def test_what_somebody_says_in_the_first_person_is_no_definition() -> None:
    told = "<blockquote><p>“Croup is the worst night I ever had,” says Tom.</p></blockquote>"
    said = "Croup is a disease of the airways that makes a child bark."
    page = f"<h1>Croup</h1>{told}<p>{said}</p><h2>Symptoms</h2><ul><li>Cough</li><li>Fever</li></ul>"
    assert extract_article(page.encode(), None).definition == said
