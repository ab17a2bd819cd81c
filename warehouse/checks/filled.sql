-- severity: fatal
-- What every row must say; a page that could not be read says so in status.
SELECT 'articles' AS of_table, article_id, url AS row FROM articles
WHERE article_id = '' OR site = '' OR url = '' OR len(addresses) = 0
UNION ALL SELECT 'items', article_id, item_id FROM items WHERE item_id = '' OR trim(text) = ''
UNION ALL SELECT 'citations', article_id, text FROM citations WHERE trim(text) = '' AND url IS NULL
UNION ALL SELECT 'captures', address, url FROM captures WHERE address = '' OR url = '' OR warc_file = ''
ORDER BY ALL
