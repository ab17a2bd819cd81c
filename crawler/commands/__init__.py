"""Commands of the Scrapy project: what `scrapy` does otherwise here than everywhere."""
