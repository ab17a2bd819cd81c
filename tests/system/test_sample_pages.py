"""What the sample encyclopedia's pages hold, read with parsers that are not ours."""

from __future__ import annotations

import re
from collections import Counter

import lxml.html
import pytest
from selectolax.lexbor import LexborHTMLParser

from nosograph.demo.articles import SHAPES
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle
from nosograph.demo.site import Site, build_site
from tests.markup import TRANSFORMS, doc_from_html, doc_from_sample, without_tooltips

URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def first() -> Site:
    return build_site(URL)


@pytest.fixture(scope="module")
def second() -> Site:
    return build_site(URL, 2)


def find(site: Site, slug: str) -> SampleArticle:
    return site.articles[slug]


def words(body: bytes) -> str:
    """The text of a page's main part as a parser of another make sees it, white space folded."""
    root = lxml.html.document_fromstring(body.decode())
    main = root.xpath("//main | //body")[-1]
    return fold(main.text_content())


def fold(text: str) -> str:
    return " ".join(text.split())


# --- what it holds ---------------------------------------------------------------------------------------


def test_there_are_at_least_forty_conditions_in_three_skins(first: Site) -> None:
    skins = Counter(article.look.skin for article in first.articles.values())
    assert sum(skins.values()) >= 40
    assert skins["current"] >= 20
    assert skins["older"] >= 10
    assert skins["builder"] >= 8


def test_every_shape_of_entry_occurs(first: Site) -> None:
    shapes = Counter(section.shape for a in first.articles.values() for section in a.text.sections)
    assert set(shapes) == set(SHAPES)
    assert min(shapes.values()) >= 3


def test_what_the_looks_ask_for_has_something_to_work_on(first: Site, second: Site) -> None:
    for article in (first.articles | second.articles).values():
        facets = {section.facet: section for section in article.text.sections}
        if article.look.accordion:
            assert article.look.accordion in facets, article.text.slug
        for facet in article.look.split:
            assert len(facets[facet].entries) > 4, article.text.slug
            assert facets[facet].shape in ("colon", "dash", "two_lines", "sentence"), article.text.slug
        if article.look.headings in ("bold", "div", "span"):
            # Otherwise an entry's name would look exactly like a heading.
            assert not {section.shape for section in facets.values()} & {"bold_lines", "subheadings"}


def test_articles_share_terms(first: Site) -> None:
    terms = Counter(
        term
        for article in first.articles.values()
        for term in {entry["term"] for entry in expected(article)["items"].get("symptom", [])}
    )
    assert sum(count >= 5 for term, count in terms.items() if term) >= 5


def test_the_gold_record_stands_on_the_page(first: Site) -> None:
    """Every name, text and reference of every article is on its page, in the reader's words."""
    for article in first.articles.values():
        page = words(without_tooltips(first.pages[article.path].body.decode()).encode())
        gold = expected(article, URL)
        for entries in gold["items"].values():
            for entry in entries:
                for part in (entry["term"], entry["description"]):
                    assert part is None or fold(part) in page, (article.text.slug, part)
        for part in (gold["condition"], gold["conclusion"], gold["disclaimer"], *gold["references"]):
            assert fold(part) in page, (article.text.slug, part)
        for module in gold["modules"]:
            for text in module["texts"]:
                assert fold(text) in page, (article.text.slug, text)


def test_current_pages_have_the_modules_in_order_around_the_article(first: Site) -> None:
    article = find(first, "bells-palsy")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    classes = [element.get("class") for element in root.xpath("//section | //h2 | //div[@class]")]
    names = [re.sub(r".*\brx-(?!module)", "", value) for value in classes if value and "rx-module" in value]
    assert names == [
        "patient-tools",
        "patient-mode",
        "summary",
        "key-takeaways",
        "trust-strip",
        "reading-views",
        "urgent-warning-signs",
        "urgency-cards",
        "guides",
        "clinical-pathway",
        "library-cards",
        "doctor-visit-helper",
        "medicine-safety",
        "symptom-diary",
        "care-roadmap",
        "ask-a-question",
        "faq",
        "related",
    ]
    at = classes.index("rx-module rx-guides"), classes.index("rx-module rx-clinical-pathway")
    assert "wp-block-heading" in classes[at[0] : at[1]]


def test_modules_about_another_disease(first: Site) -> None:
    gold = expected(find(first, "bells-palsy"))
    texts = " ".join(text for module in gold["modules"] for text in module["texts"])
    assert "back pain" in texts
    assert "straight leg raise" in texts
    assert "back pain" not in str(gold["items"]).lower()


def test_the_patient_note_is_cut_at_45_words_and_the_summary_at_65(first: Site) -> None:
    article = find(first, "type-2-diabetes")
    modules = {module["name"]: module["texts"] for module in expected(article)["modules"]}
    opening = " ".join(article.text.definition)
    assert " ".join(opening.split()[:45]) + "..." in modules["patient_mode"]
    assert modules["summary"][-1].removesuffix("...") == " ".join(opening.split()[:65])


def test_bangla_notes_and_the_danda(first: Site) -> None:
    page = first.pages[find(first, "influenza").path].body.decode()
    assert "ফ্লু হঠাৎ জ্বর" in page
    assert "\u0964" in page


def test_references_stand_without_a_heading_on_current_pages(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "sciatica").path].body.decode())
    (references,) = root.xpath('//ol[li/a[starts-with(@href, "https://medlineplus.gov/")]]')
    before = references.getprevious()
    assert before.tag == "p"
    assert before.text_content().startswith("Disclaimer:")


def test_a_split_list_goes_on_numbering(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "migraine").path].body.decode())
    (rest,) = root.xpath("//ol[@start]")
    blank, start = rest.getprevious(), rest.getprevious().getprevious()
    assert blank.text_content() == "\u00a0"
    assert len(start.xpath("li")) + 1 == int(rest.get("start"))


def test_pasted_chips_and_the_citation_that_belongs_to_the_text(first: Site) -> None:
    article = find(first, "parkinsons-disease")
    page = words(first.pages[article.path].body)
    gold = str(expected(article))
    assert re.search(r"\.(Radiopaedia|Wikipedia|MedlinePlus|radiopaedia\.org|pubmed\.)", page)
    assert not re.search(r"Radiopaedia|PubMed\+", gold)
    assert "(Bloem et al., 2021)" in page
    assert "(Bloem et al., 2021)" in gold


def test_the_banner_is_the_first_line(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "stroke").path].body.decode())
    assert root.xpath("//body/*")[0].get("class") == "banner"


def test_page_builder_headings_need_no_heading_tags(first: Site) -> None:
    article = find(first, "hypertension")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    assert root.xpath("//main//h2 | //main//h3 | //main//h4") == []
    sections = {section.heading for section in article.text.sections}
    shown = {element.text_content() for element in root.xpath('//*[contains(@class, "title")]')}
    assert sections <= shown
    assert root.xpath("//details/summary")


def test_typography(first: Site) -> None:
    text = first.pages[find(first, "meningitis").path].body.decode()
    assert "\u2011" in text
    assert "’" in text


# --- the glossary leak -----------------------------------------------------------------------------------


def test_the_leak_ends_the_tag_early_in_correct_parsers(first: Site) -> None:
    article = find(first, "migraine")
    assert [word.word for word in article.words] == ["headache", "pain", "fever"]
    body = first.pages[article.path].body.decode()
    leaked = '" data-rx-term="headache" data-rx-definition="'
    lexbor = LexborHTMLParser(body).body
    assert lexbor is not None
    assert leaked in lexbor.text()
    assert leaked in lxml.html.document_fromstring(body).text_content()
    spans = lxml.html.document_fromstring(body).xpath('//span[contains(@title, "any ache or")]')
    assert spans
    assert "felt in the head" not in spans[0].get("title")


def test_clean_tooltips_do_not_leak(first: Site) -> None:
    article = find(first, "asthma")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    assert "data-rx" not in root.text_content()
    titles = {
        element.get("data-rx-term"): element.get("title") for element in root.xpath("//*[@data-rx-term]")
    }
    assert titles == {word.word: word.definition for word in article.words}
    assert len(titles) >= 3


# --- the same content in other markup --------------------------------------------------------------------


@pytest.mark.parametrize("name", TRANSFORMS)
def test_other_markup_says_the_same(name: str, first: Site) -> None:
    for slug in ("gout", "asthma", "stroke", "type-2-diabetes"):
        doc = doc_from_sample(first.articles[slug])
        page = words(TRANSFORMS[name](doc))
        for section in doc.sections:
            assert section.heading in page
            for entry in section.entries:
                assert entry.term in page
                assert entry.text in page
        for text in (doc.title, *doc.definition, doc.conclusion, doc.disclaimer, *doc.references):
            assert text in page


def test_a_page_is_read_back_into_the_same_content(first: Site) -> None:
    """The reader for pages outside the sample, tried on a sample page with leaks and a split list."""
    article = find(first, "bells-palsy")
    known = doc_from_sample(article)
    read = doc_from_html(first.pages[article.path].body)
    assert (read.title, read.definition, read.conclusion) == (known.title, known.definition, known.conclusion)
    assert read.disclaimer == known.disclaimer
    wanted = {
        section.heading: section.entries
        for section, source in zip(known.sections, article.text.sections, strict=True)
        if source.shape == "colon"
    }
    got = {section.heading: section.entries for section in read.sections}
    assert wanted.items() <= got.items()
