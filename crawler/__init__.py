"""Addresses in, archived captures out: a Scrapy project over a frontier and an archive of its own."""
