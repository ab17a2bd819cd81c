-- severity: fatal
-- An entry is words of the article, and so is a section: their offsets give their text, code point by code point.
SELECT 'items' AS of_table, i.article_id, i.item_id AS row, i.text_start, i.text_end, i.text
FROM items i JOIN articles a USING (site, article_id)
WHERE substr(a.text, i.text_start + 1, i.text_end - i.text_start) <> i.text
UNION ALL SELECT 'sections', s.article_id, s.heading, s.text_start, s.text_end, s.text
FROM sections s JOIN articles a USING (site, article_id)
WHERE substr(a.text, s.text_start + 1, s.text_end - s.text_start) <> s.text
ORDER BY ALL
