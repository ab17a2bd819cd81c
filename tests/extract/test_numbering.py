"""Headings that are numbered: the entries of a facet, or the article's own parts."""

from __future__ import annotations

from tests.extract.test_outline import headings, read, said


def test_numbered_headings_below_one_of_their_level_are_its_entries() -> None:
    article = read(
        "<h5>Prevention</h5><h5>1. Long gloves</h5><h5>2.Treat boots with wax.</h5><h5>3. A wide hat</h5>"
        "<h5>Causes</h5><p>Sap is.</p>"
    )
    assert [item.text for item in article.items] == ["Long gloves", "Treat boots with wax.", "A wide hat"]
    assert {item.facet for item in article.items} == {"prevention"}


def test_the_first_may_name_the_facet_that_it_stands_under() -> None:
    article = read("<h3>Treatment</h3><h3>1. Drug treatment</h3><p>Pills.</p><h3>2. Ice</h3><p>Cold.</p>")
    assert said(article) == [("treatment", "Drug treatment"), ("treatment", "Ice")]


def test_steps_are_numbered_headings() -> None:
    article = read(
        "<h2>Treatment</h2><h3>Step 1: Rest</h3><p>Sit.</p><h3>Step 2: Prevent falls</h3><p>Sit.</p>"
    )
    assert said(article) == [("treatment", "Step 1: Rest"), ("treatment", "Step 2: Prevent falls")]


def test_numbered_headings_that_name_facets_are_sections() -> None:
    article = read("<h2>Guide</h2><h2>1. The plant</h2><p>Tall.</p><h2>2. Treatment</h2><p>Wash it off.</p>")
    assert headings(article)[-1] == ("2. Treatment", "treatment")


def test_numbers_of_the_article_itself_are_no_entries_of_what_stands_before_them() -> None:
    article = read(
        "<h2>Symptoms</h2><p>It itches.</p><h2>1. Where does it start?</h2><p>At the hands.</p>"
        "<h2>2. Treatment</h2><ul><li>Cold water</li></ul><h2>3. Prevention</h2><ul><li>Gloves</li></ul>"
    )
    assert said(article) == [("treatment", "Cold water"), ("prevention", "Gloves")]


def test_a_word_by_the_way_owns_no_numbered_headings_of_its_level() -> None:
    article = read(
        "<h2>The first step: is it an emergency?</h2><p>Seldom.</p>"
        "<h2>1. Look at the skin</h2><ul><li>Under a lamp</li></ul><h2>2. Ask of gardens</h2><p>Or woods.</p>"
    )
    assert said(article) == []


def test_numbered_advice_that_names_several_facets_stays_advice() -> None:
    steps = ("1. Cold water", "2. Manage stress", "3. Prevent sunburn", "4. Ask for a test")
    told = "".join(f"<h2>{step}</h2><p>It helps.</p>" for step in steps)
    article = read(f"<h2>Ways to treat goutweed rash at home</h2><p>Try these.</p>{told}")
    assert said(article) == [("treatment", step[3:]) for step in steps]


def test_a_title_of_one_facet_counts_its_entries() -> None:
    steps = ("1. Wear gloves", "2. Avoid the leaves", "3. Manage weeds", "4. Get tested for it")
    told = "".join(f"<h2>{step}</h2><p>It helps.</p>" for step in steps)
    article = read(told, "<h1>How to prevent goutweed rash</h1><p>Goutweed rash is a mild disease.</p>")
    assert said(article) == [("prevention", step[3:]) for step in steps]


def test_a_long_run_that_says_next_to_nothing_counts_entries() -> None:
    steps = (
        "1. A sudden start of symptoms",
        "2. Lasting symptoms",
        "3. Trouble seeing",
        "4. Pain",
        "5. Fear",
    )
    more = ("6. A fall", "7. A new scar", "8. Family history")
    told = "".join(f"<p><strong>{step}</strong></p><p>Call.</p>" for step in (*steps, *more))
    article = read(f"<p><strong>When to see a doctor</strong></p>{told}")
    assert said(article) == [("when_to_see_doctor", step[3:]) for step in (*steps, *more)]
