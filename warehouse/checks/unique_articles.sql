-- severity: fatal
-- An article has one row: two would count it twice in every answer.
SELECT site, article_id, count(*) AS rows FROM articles GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL
