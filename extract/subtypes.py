"""The kind of a treatment, where the page tells: by the heading above it, or by the entry's own name."""

from __future__ import annotations

import re

from extract.cleaning import fold
from extract.record import Facet

# Later kinds are looked for only where no earlier one is named.
_SUBTYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "surgery",
        re.compile(
            r"\b(?:surg(?:ery|eries|ical)|operations?|\w+ectomy|\w+plasty|\w+otomy|transplant\w*|bypass|resection)\b"
        ),
    ),
    (
        "procedure",
        re.compile(
            r"\b(?:procedures?|injections?|laser|catheter\w*|stent\w*|ablation|radiation|radiotherapy|dialysis|drainage|nerve blocks?|infusions?|electroconvulsive|stimulation|phototherapy|transfusions?)\b"
        ),
    ),
    (
        "supplement",
        re.compile(
            r"\b(?:supplements?|vitamins?|minerals?|herbal|herbs?|omega 3|probiotics?|magnesium|turmeric|zinc|iron pills)\b"
        ),
    ),
    (
        "alternative",
        re.compile(
            r"\b(?:acupuncture|homeopath\w+|naturopath\w+|alternative|complementary|ayurved\w+|chiropract\w+|aromatherapy|traditional|natural remed\w+|home remed\w+|biofeedback|hypnosis)\b"
        ),
    ),
    (
        "physical",
        re.compile(
            r"\b(?:physical therap\w*|physiotherap\w*|exercises?|massage|stretching|splints?|brac(?:e|es|ing)|heat|cold packs?|compress\w*|ice|rehabilitation|occupational therap\w*|posture|traction|orthotics)\b"
        ),
    ),
    (
        "medication",
        re.compile(
            r"\b(?:medications?|medicines?|drugs?|antibiotics?|corticosteroids?|steroids?|pain relievers?|analgesics?|nsaids?|inhibitors?|blockers?|agonists?|antidepressants?|insulin|statins?|vaccines?|ointments?|creams?|drops|inhalers?|tablets?|pills?|\w{3,}(?:cillin|mycin|prazole|statin|sartan|pril|olol|azole|triptan|zepam|gliptin|gliflozin|formin|mab|nib))\b"
        ),
    ),
    (
        "lifestyle",
        re.compile(
            r"\b(?:lifestyle|diet\w*|nutrition\w*|weight|smoking|alcohol|sleep|stress|hydration|fluids|water|eating|foods?|rest|activity|avoid\w*|self care)\b"
        ),
    ),
)


def subtype_of(facet: Facet, term: str, headings: tuple[str, ...]) -> str | None:
    """The treatment's kind, or None for other facets and where nothing tells; the entry's own name goes first."""
    if facet != "treatment":
        return None
    for said in (term[:120], *reversed(headings)):
        folded = fold(said)
        for name, pattern in _SUBTYPES:
            if pattern.search(folded):
                return name
    return None
