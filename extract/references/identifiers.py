"""Sources told by their identifiers: PubMed, PubMed Central, NCBI Bookshelf, DOI, trials, ISBN."""

from __future__ import annotations

import re
from urllib.parse import unquote

from extract.addresses import parse_http, without_closing
from extract.record import IdType

DOI = re.compile(r"10\.(?<=\b10\.)\d{4,9}/[^\s\"<>]{1,400}")  # begins with its prefix, which is quick to find
PMID = re.compile(r"\bPMID\s*:?\s*(\d{1,8})\b", re.I)
PMCID = re.compile(r"\b(PMC\d{3,9})\b")
_NCT = re.compile(r"\b(NCT\d{8})\b", re.I)
_NBK = re.compile(r"/books/(NBK\d+)", re.I)
_ISBN = re.compile(r"\bISBN(?:-1[03])?\s*:?\s*([\dXx][\dXx\s–-]{8,16}[\dXx])")
_ARTICLE = re.compile(r"/(?:pmc/)?articles/(PMC\d+)", re.I)
_PAPER = re.compile(r"/(?:pubmed/)?(\d{1,8})/?")
# Each with the letters it has in capitals.
_TEXT_IDS: tuple[tuple[IdType, str, re.Pattern[str]], ...] = (
    ("pmid", "PMID", PMID),
    ("pmcid", "PMC", PMCID),
    ("nct", "NCT", _NCT),
)


def identify(text: str, address: str | None) -> tuple[IdType | None, str | None]:
    """Recognise a source by its identifier, in its address first, then in its text.

    PMID: up to 8 digits. PMCID: "PMC" and digits. NBK: NCBI Bookshelf. DOI: DOI Handbook, 10.prefix/suffix,
    lower case. NCT: 8 digits. ISBN: ISO 2108, check digit verified.
    """
    if address:
        found = _in_address(address)
        if found is not None:
            return found
    capitals = text.upper()
    for id_type, letters, pattern in _TEXT_IDS:
        match = pattern.search(text) if letters in capitals else None
        if match:
            return id_type, match[1].upper()
    doi = DOI.search(text)
    if doi:
        return "doi", _trim_doi(doi[0])
    isbn = _ISBN.search(text) if "ISBN" in text else None
    if isbn:
        digits = re.sub(r"[^\dXx]", "", isbn[1]).upper()
        if _valid_isbn(digits):
            return "isbn", digits
    return None, None


def _in_address(address: str) -> tuple[IdType, str] | None:
    """The identifier an address stands for, or None."""
    parts = parse_http(address)
    if parts is None:
        return None
    host, path = (parts.hostname or "").lower(), parts.path
    if host.endswith("ncbi.nlm.nih.gov"):
        book = _NBK.search(path)
        if book:
            return "nbk", book[1].upper()
        article = _ARTICLE.search(path) if host.startswith(("pmc.", "www.")) else None
        if article:
            return "pmcid", article[1].upper()
        paper = _PAPER.fullmatch(path)
        if paper and (host.startswith("pubmed.") or "/pubmed/" in path):
            return "pmid", paper[1]
    if host.endswith("doi.org"):
        doi = DOI.search(unquote(path))
        if doi:
            return "doi", _trim_doi(doi[0])
    if host.endswith("clinicaltrials.gov"):
        trial = _NCT.search(address)
        if trial:
            return "nct", trial[1].upper()
    inside = DOI.search(unquote(path))
    if inside:
        return "doi", _trim_doi(inside[0])
    return None


def _trim_doi(doi: str) -> str:
    return re.sub(r"/(?:full|abstract|pdf|epdf|html)$", "", without_closing(doi).lower())


def _valid_isbn(digits: str) -> bool:
    if len(digits) == 10 and digits[:9].isdigit():
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        return total % 11 == 0
    if len(digits) == 13 and digits.isdigit():
        return sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(digits)) % 10 == 0
    return False
