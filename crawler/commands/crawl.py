"""`scrapy crawl articles`, as Scrapyd runs it too: Scrapy's own, but it ends with the crawl's exit code."""

from __future__ import annotations

import argparse
import sys

from scrapy import Spider
from scrapy.commands import crawl
from scrapy.crawler import Crawler

from crawler.run import explain, summary
from crawler.spiders.articles import ArticlesSpider


class Command(crawl.Command):
    """Scrapy ends with 0 whatever became of a crawl that could begin."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, and tell on standard error why it did not come to its end where it did not."""
        super().run(args, opts)
        spider = self._crawler.spider
        if not isinstance(spider, ArticlesSpider):
            return
        frontier = spider.crawl.frontier
        with frontier:
            if spider.failure:
                error = explain(spider.failure, frontier.folder)
                print(error, file=sys.stderr)
                self.exitcode = int(error.exit_code)
            else:
                self.exitcode = int(summary(spider.crawl).exit_code)

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._crawler = super()._create_crawler(spidercls)
        return self._crawler
