"""Sources recognised by their identifier, and a page's source list with what is wrong in it."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.references.identifiers import identify

NCBI = "https://www.ncbi.nlm.nih.gov"


@pytest.mark.parametrize(
    ("address", "id_type", "identifier"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/31535829/", "pmid", "31535829"),
        ("https://pubmed.ncbi.nlm.nih.gov/31535829", "pmid", "31535829"),
        (f"{NCBI}/pubmed/17", "pmid", "17"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=asthma", None, None),
        ("https://pubmed.ncbi.nlm.nih.gov/123456789/", None, None),
        (f"{NCBI}/pmc/articles/PMC1234567/", "pmcid", "PMC1234567"),
        (f"{NCBI}/pmc/articles/pmc1234567/figure/F1/", "pmcid", "PMC1234567"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", "pmcid", "PMC1234567"),
        (f"{NCBI}/books/NBK430901/", "nbk", "NBK430901"),
        (f"{NCBI}/books/nbk430901/#s1", "nbk", "NBK430901"),
        (f"{NCBI}/books/", None, None),
        ("https://doi.org/10.1000/XYZ.123", "doi", "10.1000/xyz.123"),
        ("https://dx.doi.org/10.1016/S0140-6736(20)30183-5", "doi", "10.1016/s0140-6736(20)30183-5"),
        ("https://doi.org/10.1000%2Fxyz", "doi", "10.1000/xyz"),
        ("https://journal.example.org/doi/full/10.1056/NEJMoa1", "doi", "10.1056/nejmoa1"),
        ("https://journal.example.org/10.1001/jama.2020.1/pdf", "doi", "10.1001/jama.2020.1"),
        ("https://clinicaltrials.gov/study/NCT01234567", "nct", "NCT01234567"),
        ("https://clinicaltrials.gov/ct2/show/nct01234567?term=x", "nct", "NCT01234567"),
        ("https://clinicaltrials.gov/study/NCT0123", None, None),
        ("https://www.who.int/news-room/fact-sheets/detail/asthma", None, None),
        ("https://books.google.com/books?", None, None),
    ],
)
def test_by_address(address: str, id_type: str | None, identifier: str | None) -> None:
    assert identify(address, address) == (id_type, identifier)


@pytest.mark.parametrize(
    ("text", "id_type", "identifier"),
    [
        ("Oko B. A study of rest. J Rest. 2019. PMID: 31535829", "pmid", "31535829"),
        ("Oko B. A study of rest. PMID 31535829.", "pmid", "31535829"),
        ("Oko B. A study of rest. PMC1234567", "pmcid", "PMC1234567"),
        ("Oko B. A trial of rest (NCT01234567).", "nct", "NCT01234567"),
        ("Oko B. doi: 10.1000/xyz.", "doi", "10.1000/xyz"),
        ("Oko B. doi:10.1000/xyz;", "doi", "10.1000/xyz"),
        ("Oko B. (https://doi.org/10.1000/xyz)", "doi", "10.1000/xyz"),
        ("Oko B. doi: 10.1000/xyz(2)a.", "doi", "10.1000/xyz(2)a"),
        ("Oko B. Rest. ISBN 978-0-306-40615-7.", "isbn", "9780306406157"),
        ("Oko B. Rest. ISBN: 0-306-40615-2", "isbn", "0306406152"),
        ("Oko B. Rest. ISBN-10: 0-8044-2957-x", "isbn", "080442957X"),
        ("Oko B. Rest. ISBN-13: 9780306406157", "isbn", "9780306406157"),
        ("Oko B. Rest. ISBN 978-0-306-40615-8", None, None),
        ("Oko B. Rest. ISBN 0-306-40615-3", None, None),
        ("Oko B. Rest. ISBN 12345", None, None),
        ("Oko B. Rest and water. J Rest. 2019;4(2):10.1-12.", None, None),
        ("", None, None),
    ],
)
def test_by_text(text: str, id_type: str | None, identifier: str | None) -> None:
    assert identify(text, None) == (id_type, identifier)


def test_the_address_goes_before_the_text() -> None:
    assert identify("Oko B. PMID: 17. doi: 10.1000/xyz", f"{NCBI}/books/NBK1/") == ("nbk", "NBK1")


# --- the list ---------------------------------------------------------------------------------------------


def sources(*lines: str, heading: str = "<h2>References</h2>") -> list[tuple[str | None, tuple[str, ...]]]:
    items = "".join(f"<li>{line}</li>" for line in lines)
    body = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f"<h2>Symptoms</h2><ul><li>Wheeze</li><li>Cough</li></ul>{heading}<ol>{items}</ol>"
    )
    article = extract_article(body.encode(), "https://example.org/asthma/")
    assert [item.text for item in article.items] == ["Wheeze", "Cough"]
    return [(reference.url, reference.notes) for reference in article.references]


def test_notes_say_what_is_wrong_with_a_source() -> None:
    found = sources(
        "https://a.org/one",
        "https://a.org/one",
        "https://www.example.org/a-z/",
        "https://books.google.com/books?",
        "https://a.org/cut-short...",
        "https://a.org/two\u2013three",
        "https://a.org/%zz",
    )
    assert [notes for _, notes in found] == [
        (),
        ("duplicate",),
        ("self",),
        ("truncated",),
        ("truncated",),
        ("malformed",),
        ("malformed",),
    ]


def test_a_source_repeated_under_another_address_is_a_duplicate() -> None:
    found = sources(f"{NCBI}/pubmed/31535829", "https://pubmed.ncbi.nlm.nih.gov/31535829/", "https://a.org/x")
    assert [notes for _, notes in found] == [(), ("duplicate",), ()]


def test_a_list_of_addresses_needs_no_heading() -> None:
    lines = [f"https://a.org/{n}" for n in range(5)]
    assert [url for url, _ in sources(*lines, heading="<p></p>")] == lines


def test_a_link_gives_the_address() -> None:
    found = sources(
        '<a href="https://a.org/x">Oko B. A study of rest. 2019.</a>',
        'Oko B. Another. 2020. <a href="/full/2">Full text</a>',
        'Oko B. A third. 2021. <a href="#top">up</a> doi: 10.1000/xyz.',
    )
    assert [url for url, _ in found] == [
        "https://a.org/x",
        "https://example.org/full/2",
        "https://doi.org/10.1000/xyz",
    ]


def test_under_a_heading_every_item_of_the_first_list_is_a_source() -> None:
    assert len(sources("Overviews by the lung foundation", "WHO", "Notes from two wards")) == 3


def test_under_a_heading_a_button_and_a_page_of_the_site_are_no_sources() -> None:
    assert len(sources("Overviews by the lung foundation", "Show more", "<a href='/croup/'>Croup</a>")) == 1


@pytest.mark.parametrize(
    "said",
    [
        "The information on this page comes from the Lung Association.",
        "Please refer to the national institute for more.",
        "Our editors read the following journals.",
    ],
)
def test_a_paragraph_about_the_sources_is_none(said: str) -> None:
    body = (
        "<h1>Asthma</h1><h2>Symptoms</h2><ul><li>Wheeze</li></ul><h2>Sources</h2>"
        f"<p>{said}</p><p>Oko B. A study of rest. J Rest. 2019.</p>"
    )
    article = extract_article(body.encode(), None)
    assert [reference.text[:3] for reference in article.references] == ["Oko"]
