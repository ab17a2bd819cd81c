"""What the page calls things: the condition, its other names, what it is, who wrote of it and when."""

from __future__ import annotations

import re
from typing import Any

from extract.blocks import Block, Page
from extract.cleaning import fold, marker_length
from extract.outline import Draft
from extract.structured import nodes, types_of
from extract.vocabulary import read_heading

_SEPARATOR = re.compile(r"\.\s+(?=An?\s)|\s+[|»«·•]+\s+|\s+[-–—]+\s+|\s*[|»]\s*|\s+::\s+|:\s+|\?\s+")
_FACET_WORDS = frozenset(
    "symptoms symptom causes cause treatment treatments diagnosis prevention complications types type risk risks factors signs sign management therapy tests test prognosis outlook overview definition "
    "facts information info guide faq faqs faqs, remedies remedy medications medication medicines medicine drugs care more and or the of for its it your a an what is are how to about with in on & faqs "
    "pictures images home natural surgery procedure procedures help relief options explained introduction basics everything you need know complete comprehensive beginner's beginners ultimate key "
    "understanding learn advice tips cures early stages common questions stages who gets why by doctors doctor condition conditions disease health topic when see lifestyle diet root slideshow video quiz infographic podcast visual".split()
)
_LEAD = re.compile(
    r"^(?:what(?:\s+is|\s+are|['’]s)(?:\s+an?|\s+the)?|understanding|an?\s+overview\s+of|overview\s+of|overview|all\s+about|everything\s+(?:you\s+need\s+to\s+know\s+)?about|(?:the\s+|a\s+)?(?:complete\s+|comprehensive\s+|ultimate\s+|visual\s+|simple\s+|beginner['’]?s\s+|quick\s+|patient['’]?s\s+)*guide\s+(?:to|on|for)|"
    r"about|introduction\s+to|facts\s+about|(?:the\s+)?(?:root\s+)?(?:(?:signs|symptoms|causes|types|treatments?|diagnosis|prevention|management|complications|risk\s+factors|stages|prognosis)(?:\s*,\s*|\s*,?\s+(?:and|&)\s+|\s+))+(?:of|for|in)(?:\s+the)?|"
    r"(?:treating|managing|preventing|diagnosing|living\s+with|coping\s+with|treatment\s+(?:of|for)|help\s+for|remedies\s+for|(?:natural|home)\s+remedies\s+for|how\s+to\s+(?:treat|manage|prevent|cure|get\s+rid\s+of)|slideshow|slideshow:|video|pictures\s+of|picture\s+of|learn\s+about|get\s+the\s+facts\s+(?:on|about)|topic|condition|conditions?:|health\s+topic))\b[\s:]*",
    re.I,
)
_TAIL = re.compile(
    r"[\s,:–—-]+(?:(?:signs|symptoms?|causes?|types?|treatments?|diagnosis|prevention|management|complications|risk\s+factors|stages|prognosis|overview|faqs?|information|facts|guide|remedies|remedy|cures?|pictures|diet|medications?|fact\s+sheet|slideshow|explained|relief|detection|care|specialists?|doctors?|in\s+(?:adults|depth|detail)|basics|home)"
    r"(?:\s*(?:,|&|and|\/|\+)\s*|\s+|$))+$",
    re.I,
)


# Words that name a disease: a name never loses them.
_DISEASE = re.compile(
    r"(?:disease|disorder|syndrome|deficienc|infection|pain|cancer|failure|injur|fever|anemia|anaemia|palsy|stroke|attack|headache|stones?|fracture|tear|atrophy|dystrophy|sclerosis|virus|flu|allerg|ulcer|thrombosis|embolism|itis|osis|oma|pathy|emia|algia|rrhea|rrhoea|plegia|ectasia|phobia|mania|cyst|hernia|ideation|addiction|insomnia|obesity|reflux)s?$"
)
_PLACE = re.compile(r"\s+(?:in|near|at)\s+(?:[A-Z][\w.'’-]*,?\s*){1,5}$")


def condition_name(h1: str | None, title: str | None, site: str | None, text: str = "") -> str | None:
    """The topic's name without decoration: no site name, no "Symptoms and causes", no "What is …?".

    Tries the main heading, then the page title; None where neither says anything. Where the article (`text`,
    folded) never uses the name but a part of it often, that part is the name ("Glaucoma Detection & Care").
    """
    name = _undecorated(h1, title, site)
    return _as_used(name, text) if name else None


def _as_used(name: str, text: str) -> str:
    bare = re.sub(r"\s*\([^)]*\)", "", name)
    words = bare.split()
    if len(words) < 2 or not text or f" {fold(bare)}" in text:
        return name
    best, most = "", 0
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            part = words[start : start + size]
            ends = (fold(part[0]), fold(part[-1]))
            dropped = [fold(w) for w in words[:start] + words[start + size :]]
            if any(not e or e in _STOP or e in _FACET_WORDS for e in ends):
                continue
            named = any(_DISEASE.search(fold(w)) for w in part)
            if (any(_DISEASE.search(d) for d in dropped) and not (named and size > 1)) or fold(
                " ".join(part)
            ) in _GENERIC:
                continue
            used = text.count(f" {fold(' '.join(part))} ")
            if used >= 3 and used > most and (size > 1 or len(ends[0]) > 2):
                best, most = " ".join(part).strip(" ,.:;"), used
        if best:
            return best
    return name


_GENERIC = frozenset(
    "pain health disease diseases treatment body skin heart people patient patients doctor condition warning risk women men child children".split()
)


_STOP = frozenset(
    "the a an of in on at for to and or with by from how what why when your our my is are new top best most all this that s its it".split()
)


def _undecorated(h1: str | None, title: str | None, site: str | None) -> str | None:
    site_words = set(re.findall(r"[a-z]{3,}", (site or "").rsplit(".", 1)[0]))
    candidates = [c for c in (h1, title) if c and any(ch.isalpha() for ch in c)]
    for candidate in candidates:
        name = _bare_name(candidate, site_words)
        if name:
            return name
    return candidates[0] if candidates else None


def _bare_name(text: str, site_words: set[str]) -> str | None:
    text = _PLACE.sub("", " ".join(text.split()))
    parts = [p.strip() for p in _SEPARATOR.split(text) if p and p.strip()]
    for part in parts or [text]:
        name = part
        for _ in range(3):
            shorter = _LEAD.sub("", name).strip()
            if shorter == name or not shorter:
                break
            name = shorter
        shorter = _TAIL.sub("", f" {name}").strip() if len(name.split()) > 1 else name
        name = (shorter or name).strip(" ?:,-–—.")
        words = re.findall(r"[^\W\d_]+", name.casefold())
        if not words or all(w in _FACET_WORDS for w in words):
            continue
        joined = "".join(words)
        if (
            site_words
            and len(parts) > 1
            and (joined in "".join(sorted(site_words)) or any(joined == w for w in site_words))
        ):
            continue
        return name
    return None


def topic_names(condition: str | None, title: str | None) -> tuple[str, ...]:
    """Folded names of the topic for reading headings, longest first: whole, without brackets, what is in them."""
    names: set[str] = set()
    for said in (condition,):
        if not said:
            continue
        names.add(fold(said))
        inside = re.findall(r"\(([^)]{2,60})\)", said)
        names.update(fold(i) for i in inside)
        names.add(fold(re.sub(r"\([^)]*\)", " ", said)))
    kept = {n for n in names if n and n.count(" ") < 8 and n not in ("symptoms", "treatment", "causes", "x")}
    return tuple(sorted(kept, key=lambda n: (-len(n), n)))


_IS = re.compile(
    r"\b(?:is|are|refers? to|means?|describes?|occurs? when|happens? when|involves?|is characteri[sz]ed by|is defined as|is the (?:name|term|medical)|was|develops? when|causes?|functions? to)\b",
    re.I,
)
_TEASER = re.compile(
    r"^(?:welcome|in this (?:article|guide|post)|this (?:\w+ )?(?:article|guide|page|section|website|site|information|content)|if you|do you|are you|have you|read|learn|find|click|share|by |posted|published|updated|last |medically|reviewed|written|author|note|disclaimer|for (?:more|severe|emergency)|call|©|copyright|donate|support|please|use these|switch)",
    re.I,
)
MAX_DEFINITION = 1500


def find_definition(
    sections: list[Draft], names: tuple[str, ...], cards: frozenset[int] = frozenset()
) -> tuple[str | None, Block | None]:
    """The first paragraph that says what the condition is; (text, block) or (None, None).

    Looked for in a section that asks for it ("What is X?", "Overview"), then in the article's opening: a
    paragraph that names the topic early and says "is", "means", "occurs when".
    """
    opening: list[Block] = []
    asked: list[Block] = []
    for section in sections:
        if section.module or section.role in ("aside", "references"):
            continue
        paragraphs = [b for b in section.blocks if len(b.text) >= 40 and b.linked < 0.6 * len(b.text)]
        if section.role == "definition" or (
            section.question and section.facet is None and _names_topic(section.heading, names)
        ):
            asked += paragraphs
        elif (section.facet is None or not (opening or asked)) and len(opening) < 14:
            opening += paragraphs
    ranked = [(_says(b, names) - 0.2 * n, b) for n, b in enumerate(opening[:8])]
    ranked += [(_says(b, names) + 0.4 - 0.2 * n, b) for n, b in enumerate(asked[:4])]
    ranked = [(score, b) for score, b in ranked if score > 0]
    if not ranked:
        return None, None
    block = max(ranked, key=lambda r: (r[0], -r[1].index))[1]
    return block.text[:MAX_DEFINITION], block


def _names_topic(text: str, names: tuple[str, ...]) -> bool:
    folded = fold(text)
    return any(re.search(rf"\b{re.escape(n)}", folded) for n in names)


_OURS = re.compile(r"\b(?:we|our|us|clinic|appointment|call)\b", re.I)


def _says(block: Block, names: tuple[str, ...]) -> float:
    """How plainly a paragraph says what the topic is: it names it early, before "is", "means" or the like."""
    text = block.text
    if _TEASER.match(text) or text.endswith(("...", "…", "?")):
        return 0.0
    sentence = re.split(r"(?<=[.;])\s", text[:400], maxsplit=1)[0]
    verb = _IS.search(sentence)
    if verb is None or "?" in sentence[: verb.start()]:
        return 0.0
    before = fold(sentence[: verb.start()])
    score = 1.0
    if any(re.match(rf"(?:quick summary |summary |an? |the )?{re.escape(n)}", before) for n in names):
        score = 3.0
    elif any(re.search(rf"\b{re.escape(n)}", before) for n in names):
        score = 2.0 if len(before) < 80 else 1.5
    elif any(_close(before, n) for n in names):
        score = 1.9
    if block.frame.tag == "li" or marker_length(text):
        score -= 1.5
    return score - (0.8 if _OURS.search(text[:160]) else 0.0)


def _close(text: str, name: str) -> bool:
    if re.search(rf"\b{re.escape(name)}", text):
        return True
    words = [w for w in name.split() if len(w) > 3]
    return bool(words) and sum(1 for w in words if w[:-2] in text) * 2 >= len(words)


_ALSO = re.compile(
    r"(?:also|commonly|sometimes|otherwise|often|formerly|previously|medically) (?:known as|called|referred to as|termed)\s+(?:the\s+|an?\s+)?([^.;:()\n]{3,120}?)(?=[.;:()]|,? (?:is|are|was|occurs?|happens?|affects?|causes?|which|that|where|when)\b|$)",
    re.I,
)


def find_aliases(condition: str | None, definition: str | None, sections: list[Draft]) -> tuple[str, ...]:
    """Other names: "also called …", an "Other names" section, abbreviations in brackets after the name."""
    found: list[str] = []
    if condition:
        found += re.findall(r"\(([^)]{2,60})\)", condition)
    if definition:
        head = definition[:600]
        for match in _ALSO.finditer(head):
            found += re.split(r",\s*(?:or\s+|and\s+)?|\s+or\s+", match[1])
        if condition:
            name = re.escape(re.sub(r"\s*\([^)]*\)", "", condition))
            bracket = re.search(rf"\b{name}s?\s*\(([^)]{{2,50}})\)", head, re.I)
            if bracket:
                found += re.split(r",\s*|\s+or\s+", bracket[1])
    for section in sections:
        if section.role == "alias" and not section.module:
            for block in section.blocks[:12]:
                pieces = [block.text] if block.frame.tag == "li" else re.split(r",\s*|;\s*", block.text)
                found += [p for p in pieces if len(p) < 80]
        elif not section.module and section.role not in ("aside", "references"):
            for block in section.blocks[:6] if section.facet is None else ():
                lead, colon, rest = block.text.partition(":")
                if colon and len(lead) < 40 and len(rest) < 200 and read_heading(lead).role == "alias":
                    found += re.split(r",\s*|;\s*", rest)
    seen = {fold(condition or "")}
    kept: list[str] = []
    for alias in found:
        cleaned = alias.strip(" \"'“”‘’.,;").removeprefix("or ").removeprefix("the ").strip()
        cleaned = re.sub(r"^(?:also (?:known as|called)|aka|abbreviated(?: as)?)\s+", "", cleaned, flags=re.I)
        key = fold(cleaned)
        if 2 <= len(cleaned) <= 80 and key and key not in seen and cleaned.count(" ") < 8:
            seen.add(key)
            kept.append(cleaned)
    return tuple(kept[:12])


_PEOPLE = r"((?:Dr\.?\s+)?[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]*){1,4}(?:,\s*(?:[A-Z]{2,6}|M\.?D\.?|Ph\.?D\.?|[A-Z][a-z]{1,3}[A-Z]\w*)\.?)*)"
_REVIEWED = re.compile(
    rf"(?:medically |clinically |fact |peer )?(?:reviewed|checked|verified) by:?\s+{_PEOPLE}", re.I
)
_WRITTEN = re.compile(rf"(?:^|\b)(?:written by|authored by|author|by|posted by|article by):?\s+{_PEOPLE}")
_MONTHS = "january february march april may june july august september october november december".split()
_DATE = r"((?:\d{4}-\d{2}-\d{2})|(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4})|(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4})|(?:\d{1,2}/\d{1,2}/\d{4}))"
_MODIFIED = re.compile(
    rf"(?:last\s+)?(?:updated|modified|revised|medically reviewed|reviewed|page last reviewed)(?:\s+on)?(?:\s+by[^\d]{{3,60}}?\s+on)?:?\s+{_DATE}",
    re.I,
)
_PUBLISHED = re.compile(rf"(?:published|posted|created|date)(?:\s+on)?:?\s+{_DATE}", re.I)


def iso_date(text: str | None) -> str | None:
    """A date as ISO 8601 (date or date and time), or None; day before month only where it must be."""
    if not text:
        return None
    text = text.strip()
    exact = re.match(
        r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?", text
    )
    if exact:
        return exact[0].replace(" ", "T")
    words = re.search(
        r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})|(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})",
        text,
    )
    if words:
        month, day, year = (words[1], words[2], words[3]) if words[1] else (words[5], words[4], words[6])
        number = next((i for i, m in enumerate(_MONTHS, 1) if m.startswith(month.lower()[:3])), None)
        if number and 1 <= int(day) <= 31:
            return f"{year}-{number:02d}-{int(day):02d}"
    slashed = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if slashed:
        first, second = int(slashed[1]), int(slashed[2])
        month_no, day_no = (first, second) if first <= 12 else (second, first)
        if 1 <= month_no <= 12 and 1 <= day_no <= 31:
            return f"{slashed[3]}-{month_no:02d}-{day_no:02d}"
    return None


def find_people_and_dates(page: Page, structured: dict[str, Any]) -> dict[str, Any]:
    """Authors, reviewers, published and updated dates: from the visible text, else from the page's claims."""
    authors: list[str] = []
    reviewers: list[str] = []
    published = modified = None
    for block in page.blocks:
        text = block.text
        if len(text) > 250:
            continue
        for match in _REVIEWED.finditer(text):
            reviewers.append(match[1])
        if not authors and len(text) < 160:
            written = _WRITTEN.search(text)
            if written and "review" not in text[: written.start() + 3].lower():
                authors.append(written[1])
        if modified is None and (found := _MODIFIED.search(text)):
            modified = iso_date(found[1])
        if published is None and (found := _PUBLISHED.search(text)):
            published = iso_date(found[1])
    claimed: list[str] = []
    for node in nodes(structured):
        if any(t.endswith(("Article", "WebPage", "Posting", "MedicalCondition")) for t in types_of(node)):
            claimed += _people(node.get("author"))
            reviewers += [p for p in _people(node.get("reviewedBy")) if p not in reviewers]
            published = published or iso_date(_text(node.get("datePublished")))
            modified = modified or iso_date(
                _text(node.get("dateModified")) or _text(node.get("lastReviewed"))
            )
    meta: dict[str, str] = structured.get("meta", {})
    claimed += [
        v for k, v in meta.items() if k in ("author", "citation_author") and len(v) < 80 and "http" not in v
    ]
    published = published or iso_date(meta.get("article:published_time") or meta.get("datepublished"))
    modified = modified or iso_date(meta.get("article:modified_time") or meta.get("datemodified"))
    return {
        "authors": _distinct(authors or claimed),
        "reviewers": _distinct(reviewers),
        "published_at": published,
        "modified_at": modified,
    }


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _people(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = [v.get("name") if isinstance(v, dict) else v for v in values]
    return [" ".join(n.split()) for n in names if isinstance(n, str) and 2 < len(n) < 80]


def _distinct(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in names:
        cleaned = name.strip(" ,.;:")
        seen.setdefault(fold(cleaned), cleaned)
    return tuple(seen.values())


def is_decoration(heading: str) -> bool:
    """A heading made of facet words alone ("Symptoms and causes")."""
    return read_heading(heading).facet is not None
