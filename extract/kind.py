"""What kind of page it is, with the evidence, so that only conditions feed the clinical views."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from extract.blocks import Block
from extract.cleaning import fold
from extract.entries import Entry
from extract.outline import Draft
from extract.record import Kind
from extract.structured import nodes, types_of

_CORE = frozenset(
    {
        "symptom",
        "cause",
        "test",
        "treatment",
        "risk_factor",
        "complication",
        "prevention",
        "type",
        "prognosis",
        "epidemiology",
        "when_to_see_doctor",
    }
)

_HEADINGS: dict[Kind, re.Pattern[str]] = {
    "drug": re.compile(
        r"(?:\w+ ){0,3}(?:side effects?|adverse (?:effects|reactions)|drug interactions?|interactions|dosage|dosing|doses?|how to (?:take|use).{0,40}|before (?:taking|using).{0,40}|missed dose|overdose|contraindications?|indications?|uses?|storage|warnings?(?: and precautions)?|precautions|mechanism of action|how .{1,30} works?|brand names?|who (?:can|should(?: not)?) (?:take|use).{0,40}|pregnancy and breastfeeding|ingredients|pharmacology)(?: .{0,30})?"
    ),
    "test": re.compile(
        r"(?:why (?:is )?(?:it|the test|this test).{0,20}|how (?:is )?(?:it|the test|this test) (?:is )?(?:done|performed).{0,20}|what (?:do|the|your)(?: my| the)? (?:test )?results mean.{0,20}|(?:understanding )?(?:your )?(?:test )?results|(?:normal|reference|optimal) (?:ranges?|values|results|levels?).{0,30}|(?:what )?abnormal results(?: mean)?|how the test .{0,30}|how to prepare for the test|test (?:overview|details|preparation)|what (?:is|does) (?:the|this|a) .{0,30}test.{0,30}|(?:high|low|elevated) .{1,30} (?:levels?|mean.{0,10})|specimen.{0,20}|why get tested|types of .{0,20}tests?)"
    ),
    "procedure": re.compile(
        r"(?:before (?:the|your) (?:procedure|surgery|operation)|after (?:the|your) (?:procedure|surgery|operation)|during (?:the|your) (?:procedure|surgery|operation)|how (?:is )?(?:it|the (?:procedure|surgery|operation)|a .{1,25}) (?:is )?(?:done|performed).{0,20}|recovery(?: time| after.{0,30})?|why (?:is )?(?:it|the procedure|a .{1,25}) (?:is )?(?:done|performed|needed).{0,20}|how long does it take to recover.{0,40}|risks of (?:the )?(?:procedure|surgery)|preparing for.{0,40}|types of .{0,30}(?:surgery|ectomy|ectomies|procedures))"
    ),
}
_TITLES: dict[Kind, re.Pattern[str]] = {
    "drug": re.compile(
        r"\b(?:tablets?|capsules?|injections?|\d+ ?mg|oral|medication guide|drug|inhaler|ointment|side effects|dosage|uses|semaglutide|agonists?|vaccines?)\b"
    ),
    "test": re.compile(
        r"\b(?:tests?|testing|scans?|x ray|mri|ct|ultrasound|biopsy|blood count|panel|level|levels|imaging|electrocardiogram|ecg|ekg|mammogram|hemoglobin a1c|lumbar puncture|screening|normal range)\b"
    ),
    "procedure": re.compile(
        r"\b(?:surgery|\w+ectomy|\w+plasty|\w+ostomy|\w{3,}oscopy|transplant(?:ation)?|procedure|bypass|replacement|dialysis|radiation therapy|chemotherapy|implant|ablation|stent|catheter(?:ization)?)\b"
    ),
    "wellness": re.compile(
        r"\b(?:tips|ways to|benefits|healthy|how to|foods?|recipes?|exercises?|diet plan|workout|habits|lower (?:your )?risk|reasons|should you|best|birth control|contraception|nutrition|fitness|sleep better|walking|hydration|methods)\b"
    ),
    "hub": re.compile(
        r"\b(?:a z|conditions?|diseases|topics|index|library|center|homepage|home|categories|health topics|diseases and conditions|archives?)\b"
    ),
}
# What the topic is said to be, by the first such noun after "X is": it decides between kinds that share headings.
_NOUNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "condition",
        re.compile(
            r"\b(?:diseases?|disorders?|conditions?|syndromes?|infections?|inflammations?|illness(?:es)?|cancers?|tumou?rs?|injur(?:y|ies)|deficienc(?:y|ies)|inability|swelling|disabilit(?:y|ies)|headaches?|pain|problems?|death|abnormalit(?:y|ies)|damage|failure|blockage|rash|reaction|attack|loss)\b"
        ),
    ),
    (
        "drug",
        re.compile(
            r"\b(?:medicines?|medications?|drugs?|hormones?|agonists?|antibiotics?|vaccines?|tablets?|pills?|inhibitors?|supplements?|steroids?|antihistamines?)\b"
        ),
    ),
    (
        "procedure",
        re.compile(
            r"\b(?:surger(?:y|ies)|procedures?|operations?|removal|implants?|therap(?:y|ies)|treatments?|technique)\b"
        ),
    ),
    (
        "test",
        re.compile(
            r"\b(?:tests?|exams?|examinations?|scans?|measurements?|x rays?|imaging|waste product|marker)\b"
        ),
    ),
    (
        "wellness",
        re.compile(r"\b(?:methods?|practices?|habits?|exercises?|foods?|diets?|birth control|nutrients?)\b"),
    ),
)
_NEWS_TYPES = frozenset({"NewsArticle", "ReportageNewsArticle", "LiveBlogPosting"})
_MEDICAL = re.compile(
    r"\b(?:symptoms?|diagnos\w+|treat\w*|patients?|disease|disorders?|syndrome|infections?|medical|doctors?|clinic\w*|pain|blood|therap\w+|medications?|health|chronic|inflammation|surgery|cancer|virus|bacteria|hospital|physicians?|nurse)\b",
    re.I,
)
_SAID = re.compile(r"\b(?:said|told|says|according to|announced|reported|spokes\w+)\b", re.I)
_FORUM = re.compile(
    r"\b(?:joined|posts|reply with quote|quote|member since|registered user|thread|originally posted|posted by|replies|forum)\b",
    re.I,
)
_DATELINE = re.compile(r"^[A-Z][A-Z .,]{2,30}(?:\([A-Za-z ]+\))?\s*[–—-]{1,2}\s")


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind and what speaks for it, strongest first."""

    kind: Kind
    evidence: tuple[str, ...]


def _said_to_be(name: str, paragraphs: list[str]) -> Kind | None:
    """The kind named by the noun of the first sentence "X is a …" about the topic."""
    if not name:
        return None
    parts = [re.escape(p) for p in re.split(r" (?:and|or|vs) |(?<=\d) (?=[a-z])", name) if len(p) > 2]
    word = f"(?:{'|'.join([re.escape(name), *parts])})"
    pattern = re.compile(
        rf"\b{word}s?(?: \w+){{0,8}}? (?:is|are|refers? to|means|occurs when|happens when) ((?:\w+ ?){{1,14}})"
    )
    for paragraph in paragraphs:
        match = pattern.search(fold(paragraph[:500]))
        if match:
            found = [(m.start(), kind) for kind, nouns in _NOUNS if (m := nouns.search(match[1]))]
            if found:
                return min(found)[1]
    return None


def judge_kind(
    *,
    url: str | None,
    title: str,
    condition: str | None,
    sections: list[Draft],
    entries: list[Entry],
    blocks: list[Block],
    all_blocks: list[Block],
    structured: dict[str, Any],
    definition: str | None,
) -> Judged:
    """Weigh title, headings, text and the page's own claims; see `_TITLES` and `_HEADINGS` for the words."""
    headings = [fold(s.heading) for s in sections if s.heading and not s.module]
    own = {s.own for s in sections if s.own in _CORE}
    with_entries = {e.facet for e in entries if e.facet in _CORE}
    folded_title = fold(title)
    name = fold(condition or "")
    text = " ".join(b.text for b in blocks)
    words = text.count(" ") + 1
    medical = len(_MEDICAL.findall(text[:20000])) / max(1, min(words, 3500))
    running = sum(len(b.text) for b in blocks if len(b.text) > 80 and b.linked * 2 < len(b.text))
    linked = sum(b.linked for b in blocks)
    scores: dict[Kind, float] = dict.fromkeys(
        ("condition", "drug", "test", "procedure", "news", "hub", "wellness", "non_medical", "other"), 0.0
    )
    why: dict[Kind, list[str]] = {k: [] for k in scores}

    def add(kind: Kind, weight: float, reason: str) -> None:
        scores[kind] += weight
        why[kind].append(reason)

    if own:
        add("condition", 1.0 * len(own), f"headings of {len(own)} clinical facets")
    if with_entries:
        add("condition", 0.5 * len(with_entries), f"entries in {len(with_entries)} clinical facets")
    if {"symptom", "cause"} <= own or {"symptom", "treatment"} <= own or {"cause", "treatment"} <= own:
        add("condition", 1.0, "symptoms, causes or treatments together")
    if definition and name and name in fold(definition[:200]):
        add("condition", 0.5, "a paragraph that says what it is")
    for kind, pattern in _HEADINGS.items():
        hits = {h for h in headings if pattern.fullmatch(h)}
        if hits:
            add(kind, 1.1 * len(hits), f"{len(hits)} headings of a {kind} page")
    for kind, pattern in _TITLES.items():
        of_name = kind in ("drug", "test", "procedure")
        found = pattern.search(name if of_name else folded_title)
        if found:
            whole = of_name and found.end() == len(name)
            add(
                kind,
                6.0 if whole else {"wellness": 2.0, "hub": 1.0}.get(kind, 2.5),
                f"“{found[0]}” in the title",
            )
    if (
        re.match(r"(?:the )?(?:top |best )?\d+ (?!diabetes)", folded_title)
        and "wellness" in why
        and why["wellness"]
    ):
        add("wellness", 4.0, "a numbered list of advice")
    if re.search(r"\b(?:medications?|drugs|medicines)\b", fold(title.split("|")[0])) and not re.search(
        r"\b(?:symptoms?|causes?|diagnosis)\b", folded_title
    ):
        add("drug", 2.5, "medicines in the title")
    said_to_be = _said_to_be(name, [b.text for b in blocks if len(b.text) > 40][:12])
    if said_to_be:
        add(said_to_be, 2.0, f"the topic is said to be a {said_to_be}")
        if said_to_be != "condition":
            scores["condition"] *= 0.6
    if not own & {"symptom", "cause", "risk_factor", "treatment"}:
        scores["condition"] -= 1.0
    texts = [sum(len(b.text) for b in s.blocks) for s in sections if s.heading and not s.module]
    if len(texts) >= 4 and sum(texts) / len(texts) < 230 and len(entries) < 5:
        add("hub", 4.5, "many headings with a line or two")
    claimed = {t for n in nodes(structured) for t in types_of(n)}
    if claimed & _NEWS_TYPES:
        add("news", 3.0, "claims to be a news article")
    for claim, kind in (
        ("MedicalCondition", "condition"),
        ("Drug", "drug"),
        ("MedicalTest", "test"),
        ("MedicalProcedure", "procedure"),
        ("Recipe", "non_medical"),
        ("Product", "other"),
        ("CollectionPage", "hub"),
    ):
        if claim in claimed:
            add(kind, 1.5, f"claims to be a {claim}")  # type: ignore[arg-type]
    said = len(_SAID.findall(text[:15000]))
    if said >= 4 and said / max(1, words) > 0.004 and len(own) < 3:
        add("news", 2.5, f"{said} times “said” or the like")
    if any(_DATELINE.match(b.text) for b in blocks[:8]):
        add("news", 1.5, "a dateline")
    path = urlsplit(url).path.lower() if url else ""
    for word, kind in (
        ("news", "news"),
        ("drug", "drug"),
        ("medication", "drug"),
        ("lab-test", "test"),
        ("recipe", "non_medical"),
        ("forum", "other"),
        ("procedure", "procedure"),
        ("wellness", "wellness"),
    ):
        if re.search(rf"\b{word}s?\b", path):
            add(kind, 1.5, f"“{word}” in the address")  # type: ignore[arg-type]
    if path in ("", "/") and len(own) < 3:
        add("hub", 1.0, "the site's front page")
    forum = len(_FORUM.findall(" ".join(b.text for b in all_blocks if len(b.text) < 200)))
    if forum >= 6:
        add("other", 0.3 * min(forum, 15), "a forum thread")
    if linked > 0.5 * max(1, len(text)) or running < 600:
        add("hub", 2.0 if running < 600 else 1.5, "links and little text")
    if len(own) >= 3:
        pass  # clinical headings say more than a count of words
    elif medical < 0.012:
        add("non_medical", 4.0, "few medical words")
    elif medical < 0.02:
        add("non_medical", 1.0, "few medical words")
    if len(own) < 2:
        add("other", 1.4, "fewer than two clinical headings")
        if re.search(
            r"\?|\b(?:how|why|can|should|does|lower|risk|benefits?|drinking|eating)\b", title.casefold()
        ):
            add("wellness", 0.8, "a question or advice in the title")
    best = max(scores, key=lambda k: (scores[k], k == "condition"))
    if scores[best] <= 0:
        return Judged("other", ("nothing speaks for another kind",))
    return Judged(best, tuple(why[best]))
