"""Which addresses were forgotten: told by digests, so that none of them is kept."""

from __future__ import annotations

from collections.abc import Collection

from extract.addresses import article_address, digest, normalize


def digests_of(url: str) -> set[str]:
    """Digests by which an address is known: as it is spelled, and as the article's it is (its article_id)."""
    return {digest(normalize(url)), digest(article_address(url))}


def is_forgotten(url: str, digests: Collection[str]) -> bool:
    """Whether an address is among the forgotten ones with these digests."""
    return bool(digests) and not digests_of(url).isdisjoint(digests)
