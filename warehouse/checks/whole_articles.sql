-- severity: fatal
-- Rows of an article without the article itself belong to nothing.
SELECT 'sections' AS of_table, site, article_id FROM sections ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'items', site, article_id FROM items ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'citations', site, article_id FROM citations ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'glossary', site, article_id FROM glossary ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'modules', site, article_id FROM modules ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'links', site, article_id FROM links ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'rejected', site, article_id FROM rejected ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'addresses', site, article_id FROM addresses ANTI JOIN articles USING (site, article_id)
UNION ALL SELECT 'articles without addresses', site, article_id FROM articles ANTI JOIN addresses USING (site, article_id)
ORDER BY ALL
