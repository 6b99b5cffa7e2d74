-- What PostgreSQL's catalogs tell about the tables of the current schema, one fact a row:
-- its kind, what it is about, and its value. Names are facts of their own, so that a key or an
-- index is the same whatever it is called.
WITH own_table AS (
    SELECT oid, relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
)
SELECT 'table' AS kind, relname AS thing, 'exists' AS value FROM own_table

UNION ALL
SELECT kind, relname, value
FROM own_table AS t,
LATERAL (
    SELECT
        string_agg(attname, ', ' ORDER BY attnum),
        string_agg(attname || ': ' || col_description(t.oid, attnum), ' ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped
) AS a (names, comments),
LATERAL (VALUES
    ('order of columns', names),
    ('comments', concat_ws(' ', obj_description(t.oid, 'pg_class'), comments))
) AS fact (kind, value)
WHERE value <> ''

UNION ALL
SELECT kind, relname || '.' || attname, value
FROM own_table AS t
JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = t.oid AND adnum = attnum,
LATERAL (VALUES
    ('type', format_type(atttypid, atttypmod)),
    ('not null', attnotnull::text),
    ('default', pg_get_expr(adbin, adrelid))
) AS fact (kind, value)
WHERE value IS NOT NULL

UNION ALL
-- A check and an exclusion are known by their names, a key by its columns.
SELECT kind, thing, value
FROM pg_constraint AS c
JOIN own_table AS t ON t.oid = conrelid,
LATERAL (SELECT pg_get_constraintdef(c.oid)) AS d (definition),
LATERAL (SELECT concat(relname, ' ', contype, 'k ', substring(definition, '\([^)]+\)'))) AS k (key),
LATERAL (VALUES
    ('p', 'primary key', key, definition), ('p', 'name', key, conname),
    ('u', 'unique', key, definition), ('u', 'name', key, conname),
    ('f', 'foreign key', key, definition), ('f', 'name', key, conname),
    ('c', 'check', relname || ' ' || conname, definition),
    ('x', 'exclusion', relname || ' ' || conname, definition)
) AS fact (type, kind, thing, value)
WHERE type = contype

UNION ALL
-- The indexes that belong to no key and no exclusion.
SELECT kind, relname || ' index ' || content, value
FROM pg_index
JOIN own_table AS t ON t.oid = indrelid,
LATERAL (SELECT pg_get_indexdef(indexrelid)) AS d (definition),
LATERAL (SELECT substring(definition, '\(.*\)')) AS c (content),
LATERAL (VALUES
    ('index', substring(definition, 'USING.*')),
    ('name', indexrelid::regclass::text)
) AS fact (kind, value)
WHERE NOT EXISTS (
    SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
)

UNION ALL
SELECT 'trigger', relname || ' ' || tgname, pg_get_triggerdef(g.oid)
FROM pg_trigger AS g
JOIN own_table AS t ON t.oid = tgrelid
WHERE NOT tgisinternal

UNION ALL
SELECT 'enum', typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder)
FROM pg_type AS y
JOIN pg_enum ON enumtypid = y.oid
WHERE typnamespace = current_schema()::regnamespace
GROUP BY typname

ORDER BY kind, thing
