"""A section of an article while it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.page.blocks import Block, Frame
from extract.record import Facet
from extract.vocabulary import Role


@dataclass(slots=True)
class Draft:
    """A section while it is put together; `facet` is inherited where `own` is None."""

    heading: str
    level: int
    blocks: list[Block]
    head: list[Block] = field(default_factory=list)
    kicker: list[Block] = field(default_factory=list)  # the label above the heading, where it has one
    own: Facet | None = None
    facet: Facet | None = None
    role: Role | None = None
    parent: Draft | None = None
    numbered: bool = False
    question: bool = False
    module: str | None = None
    label: bool = False  # "Trigger: Stress", one of several with that label: heading and entry at once
    box: Frame | None = None  # set apart from the text around it; what the heading opens ends with it
    aside: Frame | None = None  # such a box, of an aside
    resumes: Draft | None = None  # the section that goes on, without a heading, behind such a box


def headings_above(section: Draft) -> tuple[str, ...]:
    """The headings of the article that a section stands under, outermost first."""
    above: list[str] = []
    parent = section.parent
    while parent is not None:
        if parent.heading and not parent.module:
            above.append(parent.heading)
        parent = parent.parent
    return tuple(above[::-1])
