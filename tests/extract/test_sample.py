"""The sample encyclopedia's pages against its own data, read with the template learned from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from extract import Article, Template, extract_article
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle, open_library
from nosograph.demo.site import Site, build_site
from tests.extract.checks import count_entries, fold, ill_formed, misplaced_sections, ungrounded
from tests.extract.conftest import URL

Records = dict[str, Article]
_BANGLA = re.compile(r"[\u0980-\u09ff]")


def entries(article: Article) -> dict[str, list[tuple[str, str, str, str | None]]]:
    """Term, description, text and the parent's term of every entry, by facet, white space folded."""
    terms = {item.item_id: fold(item.term) for item in article.items}
    found: dict[str, list[tuple[str, str, str, str | None]]] = {}
    for item in article.items:
        parent = terms[item.parent] if item.parent else None
        found.setdefault(item.facet, []).append(
            (fold(item.term), fold(item.description), fold(item.text), parent)
        )
    return found


def written(article: SampleArticle) -> dict[str, list[tuple[str, str, str, str | None]]]:
    """The same as the article's data has it."""
    return {
        facet: [(fold(e["term"]), fold(e["description"]), fold(e["text"]), e["parent"]) for e in of_facet]
        for facet, of_facet in expected(article)["items"].items()
    }


def module_texts(article: SampleArticle) -> set[str]:
    return {fold(text) for module in expected(article)["modules"] for text in module["texts"]}


def with_modules(site: Site) -> Iterator[SampleArticle]:
    return (article for article in site.articles.values() if article.modules)


# --- what it is -------------------------------------------------------------------------------------------


def test_every_article_is_read_whole(records: Records) -> None:
    assert {slug: (a.status, a.error) for slug, a in records.items() if a.status != "ok"} == {}


def test_kind_and_condition(site: Site, records: Records) -> None:
    wanted = {slug: ("condition", article.text.title) for slug, article in site.articles.items()}
    assert {slug: (a.kind, a.condition) for slug, a in records.items()} == wanted


def test_pages_that_are_no_condition_are_not_taken_for_one(site: Site, template: Template) -> None:
    own = {a.path for a in site.articles.values()} | {a.twin_path for a in site.articles.values()}
    others = {page.path: page.kind for page in open_library().others}
    kinds = {
        target: extract_article(page.body, f"{URL}{target}", template).kind
        for target, page in site.pages.items()
        if page.status == 200 and (target in others or target.startswith("/a-z/") or target == "/")
    }
    assert len(kinds) > 30
    assert not own & set(kinds)
    assert {target: kind for target, kind in kinds.items() if kind == "condition"} == {}
    medical = {target: kind for target, kind in others.items() if kind in ("drug", "test", "news")}
    assert {target: kinds[target] for target in medical} == medical
    assert {kinds[target] for target in kinds if target.startswith("/a-z/")} == {"hub"}
    off_topic = {target for target, kind in others.items() if kind == "non_medical"}
    assert len(off_topic) > 2
    assert {kinds[target] for target in off_topic} == {"non_medical"}


def test_other_names_are_found(site: Site, records: Records) -> None:
    missing = {
        slug: set(article.text.aliases) - set(records[slug].aliases)
        for slug, article in site.articles.items()
        if set(article.text.aliases) - set(records[slug].aliases)
    }
    assert missing == {}


def test_the_definition_is_the_articles_first_paragraph(site: Site, records: Records) -> None:
    wanted = {slug: fold(article.text.definition[0]) for slug, article in site.articles.items()}
    assert {slug: fold(a.definition)[: len(wanted[slug])] for slug, a in records.items()} == wanted


def test_the_conclusion_is_the_articles_alone(site: Site, records: Records) -> None:
    wanted = {slug: fold(article.text.conclusion) for slug, article in site.articles.items()}
    assert {slug: fold(a.conclusion) for slug, a in records.items()} == wanted


def test_the_disclaimer_is_without_its_label(site: Site, records: Records) -> None:
    wanted = {slug: fold(article.disclaimer) for slug, article in site.articles.items()}
    assert {slug: fold(a.disclaimer) for slug, a in records.items()} == wanted


def test_authors_and_reviewers_are_those_named(site: Site, records: Records) -> None:
    named = {slug: a for slug, a in site.articles.items() if a.look.skin != "older"}  # which names nobody
    wanted = {slug: ((a.author,), (a.reviewer,)) for slug, a in named.items()}
    assert {slug: (records[slug].authors, records[slug].reviewers) for slug in named} == wanted


# --- sections, entries, sources --------------------------------------------------------------------------


def test_sections_have_their_headings_and_facets_in_order(site: Site, records: Records) -> None:
    wanted = {
        slug: [(section.heading, section.facet) for section in article.text.sections]
        for slug, article in site.articles.items()
    }
    got = {slug: [(s.heading, s.facet) for s in a.sections if s.facet] for slug, a in records.items()}
    assert got == wanted


def test_entries_are_those_of_the_data(site: Site, records: Records) -> None:
    assert sum(len(a.items) for a in records.values()) > 1900
    wrong = {
        (slug, facet): (got.get(facet, []), wanted.get(facet, []))
        for slug, article in site.articles.items()
        for got, wanted in [(entries(records[slug]), written(article))]
        for facet in got.keys() | wanted.keys()
        if got.get(facet) != wanted.get(facet)
    }
    assert wrong == {}


def test_prose_sections_have_no_entries_and_say_so(site: Site, records: Records) -> None:
    prose = {(slug, facet) for slug, a in site.articles.items() for facet in expected(a)["prose"]}
    listed = {(slug, facet) for slug, a in site.articles.items() for facet in expected(a)["items"]}
    assert prose - listed
    assert {records[slug].missing.get(facet) for slug, facet in prose - listed} == {"prose_only"}


def test_facets_the_page_does_not_have_are_missing(site: Site, records: Records) -> None:
    for slug, article in site.articles.items():
        facets = {section.facet for section in article.text.sections}
        said = {f: why for f, why in records[slug].missing.items() if f not in facets}
        assert set(said.values()) <= {"not_on_page", "only_in_modules"}, slug
        assert {item.facet for item in records[slug].items}.isdisjoint(records[slug].missing), slug


def test_references_stand_in_order(site: Site, records: Records) -> None:
    for slug, article in site.articles.items():
        wanted = expected(article, URL)["references"]
        assert [reference.text for reference in records[slug].references] == wanted, slug
        assert [reference.url for reference in records[slug].references] == wanted, slug
        assert [r.position for r in records[slug].references] == list(range(1, len(wanted) + 1)), slug


def test_messy_references_are_noted(site: Site, records: Records) -> None:
    messy = [slug for slug, article in site.articles.items() if article.look.messy_references]
    assert messy
    for slug in messy:
        repeated, cut, own = records[slug].references[-3:]
        assert (repeated.notes, cut.notes, own.notes) == (("duplicate",), ("truncated",), ("self",)), slug
        assert not any(reference.notes for reference in records[slug].references[:-3]), slug


# --- the site's own additions ----------------------------------------------------------------------------


def test_module_texts_are_no_entries(site: Site, records: Records) -> None:
    assert len(list(with_modules(site))) >= 20
    for article in with_modules(site):
        slug = article.text.slug
        own = {text for of_facet in written(article).values() for _, _, text, _ in of_facet}
        items = {fold(item.text) for item in records[slug].items}
        assert items & (module_texts(article) - own) == set(), slug


def test_modules_are_kept_as_modules(site: Site, records: Records) -> None:
    for article in with_modules(site):
        slug = article.text.slug
        modules = records[slug].modules
        kept = fold(" ".join(part for m in modules for part in (m.heading or "", *m.entries)))
        # What stands between an article's end and a module's heading may be either's.
        lines = {text for text in module_texts(article) if len(text.split()) > 3}
        assert {text for text in lines if text not in kept} == set(), slug
        assert all(module.name and module.dom_path for module in modules), slug


def test_pages_without_modules_have_none(site: Site, records: Records) -> None:
    bare = [slug for slug, article in site.articles.items() if not article.modules]
    assert len(bare) >= 10
    assert {slug: records[slug].modules for slug in bare if records[slug].modules} == {}


def test_glossary_holds_the_tooltips_in_both_languages(site: Site, records: Records) -> None:
    everything = {
        (word.word.casefold(), language): fold(text)
        for word in open_library().glossary
        for language, text in (("en", word.english), ("bn", word.bangla))
    }
    seen = 0
    for slug, article in site.articles.items():
        rows = {(row.term.casefold(), row.language): fold(row.definition) for row in records[slug].glossary}
        wanted = {
            (row["term"].casefold(), row["language"]): fold(row["definition"])
            for row in expected(article)["glossary"]
        }
        seen += len(wanted)
        assert wanted.items() <= rows.items(), slug
        # A word inside another one's tooltip is a word of the glossary too.
        assert rows.items() <= everything.items(), slug
    assert seen > 20


def test_no_trace_of_a_tooltip_in_the_text(site: Site, records: Records) -> None:
    leaking = [slug for slug, article in site.articles.items() if article.look.tooltips == "leaking"]
    assert leaking
    assert all(b"data-rx-definition" in site.pages[site.articles[slug].path].body for slug in leaking)
    for slug, article in records.items():
        assert "data-rx" not in article.text, slug
        assert '">' not in article.text, slug
        assert not any(_BANGLA.search(item.text) for item in article.items), slug


def test_pasted_citation_chips_are_gone_and_citations_stay(site: Site, records: Records) -> None:
    chips = ("Radiopaedia", "PubMed+1", "radiopaedia.org", "MedlinePlus+2", "Medscape.", "nlm.nih.gov")
    pasted = [slug for slug, article in site.articles.items() if article.look.chips]
    cited = {slug: a.look.citation for slug, a in site.articles.items() if a.look.citation}
    assert pasted
    assert cited
    for slug in pasted:
        body = site.pages[site.articles[slug].path].body.decode()
        assert any(chip in body for chip in chips), slug
        assert not any(chip in item.text for item in records[slug].items for chip in chips), slug
    for slug, citation in cited.items():
        of_facet = [item.text for item in records[slug].items if item.facet == citation.facet]
        assert any(citation.text in text for text in of_facet), slug


# --- the promises, on every page of the site -------------------------------------------------------------


@pytest.fixture(scope="module")
def everything(site: Site, template: Template) -> dict[str, tuple[Article, bytes]]:
    return {
        target: (extract_article(page.body, f"{URL}{target}", template), page.body)
        for target, page in site.pages.items()
        if page.status == 200
    }


def test_every_entry_stands_in_its_page(everything: dict[str, tuple[Article, bytes]]) -> None:
    wrong = {target: found for target, (a, body) in everything.items() if (found := ungrounded(a, body))}
    assert wrong == {}


def test_every_section_stands_in_its_text(records: Records) -> None:
    assert {slug: wrong for slug, a in records.items() if (wrong := misplaced_sections(a))} == {}


def test_no_record_contradicts_itself(everything: dict[str, tuple[Article, bytes]]) -> None:
    assert {target: found for target, (a, _) in everything.items() if (found := ill_formed(a))} == {}


def test_no_list_item_is_lost(everything: dict[str, tuple[Article, bytes]]) -> None:
    counted = {target: count_entries(a, body) for target, (a, body) in everything.items()}
    assert sum(count.pieces for count in counted.values()) > 2000
    assert {target: count.lost for target, count in counted.items() if count.lost} == {}


# --- other addresses, another edition --------------------------------------------------------------------


def test_an_articles_other_addresses_say_the_same(site: Site, records: Records, template: Template) -> None:
    tried = 0
    for slug, article in site.articles.items():
        for target in (article.lite_path, article.short_path, article.twin_path):
            page = site.pages.get(target)
            if page is None or page.status != 200:
                continue
            tried += 1
            again = extract_article(page.body, f"{URL}{target}", template)
            assert entries(again) == entries(records[slug]), target
            if target != article.twin_path:  # the older template has no canonical link
                assert again.article_id == records[slug].article_id, target
    assert tried > 20


def test_the_next_edition_reads_with_the_same_template(template: Template) -> None:
    second = build_site(URL, 2)
    for slug, article in second.articles.items():
        record = extract_article(second.pages[article.path].body, f"{URL}{article.path}", template)
        assert entries(record) == written(article), slug
