-- severity: error
-- An entry is words of the article: its offsets give its text, code point by code point.
SELECT i.article_id, i.item_id, i.text_start, i.text_end, i.text
FROM items i JOIN articles a USING (site, article_id)
WHERE substr(a.text, i.text_start + 1, i.text_end - i.text_start) <> i.text
ORDER BY ALL
