"""Bytes and an address in, one `Article` out. Pure: no network, no disk beyond its own data files, no clock."""

from extract.extractor import extract_article, versions
from extract.record import Article, to_dict

__all__ = ["Article", "extract_article", "to_dict", "versions"]
