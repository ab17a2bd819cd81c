"""From bytes to the source that is parsed: decoding, and tags that broke inside an attribute."""

from __future__ import annotations

import codecs
import html

import pytest

from extract.page.source import decode, glossary, read_source, repair

TEXT = "naïve café – “L5–S1” জ্বর"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (TEXT.encode(), TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (b'<meta charset="iso-8859-1">' + TEXT.encode(), '<meta charset="iso-8859-1">' + TEXT),
        ("“café” –".encode("windows-1252"), "“café” –"),
        ('<meta charset="ISO-8859-1">“café”'.encode("windows-1252"), '<meta charset="ISO-8859-1">“café”'),
        ("<META CHARSET=windows-1251>жар".encode("windows-1251"), "<META CHARSET=windows-1251>жар"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">熱'.encode("shift_jis"),
            '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">熱',
        ),
        (b"<meta charset=no-such-thing>caf\xe9", "<meta charset=no-such-thing>café"),
        (b"", ""),
        (b"\0a", "\0a"),
    ],
)
def test_decode(body: bytes, text: str) -> None:
    assert decode(body) == text


@pytest.mark.parametrize(
    "name",
    ["base64", "hex", "rot13", "zlib", "utf-7", "idna", "undefined", "raw_unicode_escape", "cp500"],
)
def test_a_charset_that_no_page_has_is_not_believed(name: str) -> None:
    """Python knows codecs that are no charsets of the web; a page may name them."""
    source = decode(f'<meta charset="{name}">\\ud800 caf'.encode() + b"\xe9")
    assert source == f'<meta charset="{name}">\\ud800 café'


@pytest.mark.parametrize(
    ("label", "written"),
    [("gb2312", "镕"), ("EUC-KR", "똠"), ("Shift_JIS", "①"), ("iso-8859-9", "“ş”"), ("latin1", "“€”")],
)
def test_a_charset_means_what_browsers_take_it_for(label: str, written: str) -> None:
    wider = {"gb2312": "gb18030", "EUC-KR": "cp949", "Shift_JIS": "cp932", "iso-8859-9": "cp1254"}
    source = f"<meta charset={label}>{written}"
    assert decode(source.encode(wider.get(label, "cp1252"))) == source


def test_bytes_cut_in_the_middle_of_a_character_lose_only_it() -> None:
    assert decode('<meta charset="utf-8">naïve জ্'.encode()[:-1]).startswith('<meta charset="utf-8">naïve জ')


# --- leaks ------------------------------------------------------------------------------------------------

INNER = (
    '<span class="g" data-rx-term="insulin" data-rx-definition="Insulin is a hormone. হরমোন।">insulin</span>'
)


def tooltip(definition: str, word: str = "Diabetes", term: str = "diabetes") -> str:
    data = f'data-rx-term="{term}" data-rx-definition="{definition}"'
    return f'<span class="g" title="{definition}" {data}>{word}</span>'


def leaking(definition: str = f"Diabetes is when {INNER} is low.") -> str:
    """The plugin wrapped a word inside the first attribute that holds the definition."""
    plain = "Diabetes is when insulin is low."
    return (
        f'<li><span class="g" title="{definition}" data-rx-term="diabetes" '
        f'data-rx-definition="{plain}">Diabetes</span>: sugar harms nerves</li>'
    )


MENDED = (
    '<li><span class="g" title="Diabetes is when insulin is low." data-rx-term="diabetes" '
    'data-rx-definition="Diabetes is when insulin is low.">Diabetes</span>: sugar harms nerves</li>'
)


def test_a_tag_inside_an_attribute_is_taken_out() -> None:
    source, taken = repair(leaking())
    assert source == MENDED
    assert len(taken) == 1
    assert 'data-rx-term="insulin"' in taken[0]


def test_two_tags_inside_an_attribute_are_taken_out() -> None:
    second = INNER.replace("insulin", "sugar")
    source, taken = repair(leaking(f"When {INNER} is low, {second} is high."))
    assert len(taken) == 2
    assert 'title="When insulin is low, sugar is high."' in source


def test_a_tag_inside_an_attribute_of_a_tag_inside_an_attribute_is_taken_out() -> None:
    nested = f'<span class="g" title="Sugar that {INNER} moves." data-rx-term="sugar">sugar</span>'
    source, taken = repair(leaking(f"Diabetes is when {nested} is high."))
    assert len(taken) == 2
    assert 'title="Diabetes is when sugar is high."' in source
    assert source.count("<span") == 1


def test_the_attributes_may_stand_in_another_order() -> None:
    source = (
        f'<span data-rx-definition="Diabetes is when {INNER} is low." data-rx-term="diabetes" '
        'title="x" class="g">Diabetes</span>'
    )
    mended, taken = repair(source)
    assert mended.startswith('<span data-rx-definition="Diabetes is when insulin is low." data-rx-term=')
    assert len(taken) == 1


def test_a_page_saved_by_a_browser_is_mended_too() -> None:
    """A browser writes the rest of a broken tag as text, and the tag inside the attribute as entities."""
    saved = leaking().replace(INNER, INNER.replace("<", "&lt;").replace(">", "&gt;").replace('"', "'"))
    mended, taken = repair(saved)
    assert "&lt;" not in mended
    assert mended.endswith(">Diabetes</span>: sugar harms nerves</li>")
    assert len(taken) == 1


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>no tooltip at all</p>",
        '<p data-x="1">3 < 4 and "quoted" <b title="a">bold</b></p>',
        MENDED,
        '<a data-x="1" href="https://example.org/?a=1&b=2">x</a>',
        '<div data-json=\'{"a": "<b>bold</b>"}\'>x</div>',
        '<p data-open="',
    ],
)
def test_what_is_not_broken_stays(source: str) -> None:
    mended, taken = repair(source)
    assert mended == source
    assert not taken


def test_mending_twice_changes_nothing_more() -> None:
    source, _ = repair(leaking())
    assert repair(source) == (source, ())


def test_the_glossary_has_a_row_for_each_word_and_language() -> None:
    bilingual = "Fever is heat of the body. সহজ বাংলা: শরীরের তাপ।"
    source, taken = repair(tooltip(bilingual, "fever", "fever") + leaking())
    rows = {(row.term, row.language): row.definition for row in glossary(source, taken)}
    assert rows == {
        ("fever", "en"): "Fever is heat of the body.",
        ("fever", "bn"): "শরীরের তাপ।",
        ("diabetes", "en"): "Diabetes is when insulin is low.",
        ("insulin", "en"): "Insulin is a hormone.",
        ("insulin", "bn"): "হরমোন।",
    }


def test_the_glossary_reads_entities_and_takes_a_word_once() -> None:
    definition = html.escape('Pain & "ache"')
    rows = glossary(tooltip(definition, "pain", "pain") + tooltip("Another text.", "Pain", "Pain"), ())
    assert [(row.term, row.definition) for row in rows] == [("pain", 'Pain & "ache"')]


# --- both -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "as_it_stands"),
    [
        ("<p>Fièvre".encode(), True),
        (b"", True),
        ("<p>Fièvre".encode("cp1252"), False),
        (codecs.BOM_UTF8 + b"<p>Fever", False),
        (leaking().encode(), False),
    ],
)
def test_a_source_keeps_its_bytes_where_they_say_the_same(body: bytes, as_it_stands: bool) -> None:
    source = read_source(body)
    assert source.utf8 == (body if as_it_stands else None)
    assert (source.html, source.taken) == repair(decode(body))
