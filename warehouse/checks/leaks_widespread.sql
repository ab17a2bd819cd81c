-- severity: error
-- Leaks in more than 3 of the articles a run writes, and in more than 2 % of them, are no oddity of a page:
-- the reader no longer repairs the site's tooltips. One row an article.
WITH leaking AS (SELECT DISTINCT site, article_id FROM rules.leaks SEMI JOIN changed USING (site, article_id))
FROM leaking
WHERE (SELECT count(*) FROM leaking) > greatest(3, 0.02 * (SELECT count(*) FROM changed))
ORDER BY ALL
