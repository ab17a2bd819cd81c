"""Bytes and an address in, one `Article` out. Pure: no network, no disk but its own data files, no clock."""

from extract.article.template import Template
from extract.extractor import extract_article, learn_template, versions
from extract.record import Article, to_dict

__all__ = ["Article", "Template", "extract_article", "learn_template", "to_dict", "versions"]
