-- severity: warning
-- A condition without a name cannot be looked up.
SELECT article_id, url FROM articles
WHERE kind = 'condition' AND status <> 'failed' AND coalesce(trim(condition), '') = '' ORDER BY ALL
