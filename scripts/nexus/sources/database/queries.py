"""What the catalog of a PostgreSQL is asked; what belongs to an extension is left out.

The session's `search_path` is `public`: what PostgreSQL then writes without a schema is in it.
"""

from typing import LiteralString

_OWN: LiteralString = r"""
    n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
        SELECT FROM pg_depend AS e WHERE e.deptype = 'e' AND e.objid = """
_NAMES: LiteralString = """
    (SELECT array_agg(attname::text ORDER BY place) FROM unnest({}) WITH ORDINALITY AS k (num, place)
     JOIN pg_attribute ON attrelid = {} AND attnum = num)"""

TABLES: LiteralString = (
    """
    SELECT c.oid, nullif(nspname, 'public'), relname, relkind::text, obj_description(c.oid, 'pg_class'),
        pg_get_partkeydef(c.oid), pg_get_expr(relpartbound, c.oid),
        CASE WHEN relkind IN ('v', 'm') THEN rtrim(pg_get_viewdef(c.oid), '; ') || coalesce((
            SELECT ' WITH ' || upper(option_value) || ' CHECK OPTION'
            FROM pg_options_to_table(reloptions) WHERE option_name = 'check_option'), '') END,
        (SELECT array_agg(inhparent ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid),
        (SELECT array_agg(pg_get_triggerdef(t.oid) ORDER BY t.oid) FROM pg_trigger AS t
         WHERE tgrelid = c.oid AND NOT tgisinternal AND tgparentid = 0)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND """
    + _OWN
    + "c.oid) ORDER BY c.oid"
)
COLUMNS: LiteralString = """
    SELECT attrelid AS owner, attname AS name, format_type(atttypid, atttypmod) AS type,
        attnotnull AS not_null, attidentity::text AS identity, attgenerated::text AS generated,
        pg_get_expr(adbin, adrelid) AS given, col_description(attrelid, attnum) AS comment,
        CASE WHEN attcollation <> t.typcollation THEN quote_ident(collname) END AS collation,
        coalesce(nullif(t.typelem, 0), t.oid) AS item,
        t.typcategory = 'A' AS is_array, s.seqrelid AS sequence, s.deptype::text AS owned,
        s.seqstart AS start, s.seqincrement AS step, s.kind AS counts, s.counter
    FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
    LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    LEFT JOIN pg_collation AS k ON k.oid = attcollation
    LEFT JOIN LATERAL (
        SELECT seqrelid, deptype, seqstart, seqincrement, seqtypid::regtype::text AS kind,
            seqrelid::regclass::text AS counter FROM pg_depend
        JOIN pg_sequence ON seqrelid = objid
        WHERE refobjid = attrelid AND refobjsubid = attnum AND classid = 'pg_class'::regclass
            AND deptype IN ('a', 'i') LIMIT 1
    ) AS s ON true
    WHERE attrelid = ANY (%s) AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum
"""
CONSTRAINTS: LiteralString = (
    """
    SELECT conrelid, contype::text, conname, pg_get_constraintdef(c.oid),
        obj_description(c.oid, 'pg_constraint'), confrelid, confmatchtype::text,
        """
    + _NAMES.format("conkey", "conrelid")
    + ","
    + _NAMES.format("confkey", "confrelid")
    + """,
        condeferrable, condeferred, confdeltype::text, confupdtype::text
    FROM pg_constraint AS c
    WHERE conrelid = ANY (%s) AND contype IN ('p', 'u', 'f', 'c', 'x')
        AND (contype IN ('p', 'u') OR (conparentid = 0 AND conislocal))
    ORDER BY conrelid, c.oid
"""
)
INDEXES: LiteralString = """
    SELECT indrelid, pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class')
    FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
    WHERE indrelid = ANY (%s) AND NOT relispartition AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')
    ) ORDER BY indrelid, indexrelid
"""
TYPES: LiteralString = (
    """
    SELECT t.oid, nullif(nspname, 'public'), typname, typtype::text, t.typarray,
        (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum
         WHERE enumtypid = t.oid),
        CASE WHEN typtype = 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod),
            'DEFAULT ' || typdefault, CASE WHEN typnotnull THEN 'NOT NULL' END,
            (SELECT string_agg('CONSTRAINT ' || quote_ident(conname) || ' '
                || pg_get_constraintdef(k.oid), ' ' ORDER BY k.oid)
             FROM pg_constraint AS k WHERE contypid = t.oid AND contype = 'c')) END,
        CASE WHEN typtype = 'c' THEN (SELECT '(' || string_agg(quote_ident(attname) || ' '
            || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) || ')'
            FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped) END,
        (SELECT 'RANGE (subtype = ' || format_type(rngsubtype, NULL) || ')'
         FROM pg_range WHERE rngtypid = t.oid)
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = typnamespace
    LEFT JOIN pg_class AS c ON c.oid = typrelid
    WHERE (typtype IN ('e', 'd', 'r') OR (typtype = 'c' AND relkind = 'c')) AND """
    + _OWN
    + "t.oid) ORDER BY t.oid"
)
SEQUENCES: LiteralString = (
    """
    SELECT c.oid, nullif(nspname, 'public'), relname, concat_ws(' ',
        'AS ' || nullif(format_type(seqtypid, NULL), 'bigint'),
        'START WITH ' || nullif(seqstart, 1), 'INCREMENT BY ' || nullif(seqincrement, 1),
        CASE WHEN seqincrement > 0 THEN 'MINVALUE ' || nullif(seqmin, 1) END,
        CASE WHEN seqincrement > 0 THEN 'MAXVALUE ' || nullif(seqmax, CASE seqtypid
            WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
            ELSE 9223372036854775807 END) END,
        'CACHE ' || nullif(seqcache, 1), CASE WHEN seqcycle THEN 'CYCLE' END)
    FROM pg_sequence JOIN pg_class AS c ON c.oid = seqrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = seqrelid AND deptype = 'i') AND """
    + _OWN
    + "c.oid) ORDER BY c.oid"
)
FUNCTIONS: LiteralString = (
    """
    SELECT pg_get_functiondef(p.oid), EXISTS (
            SELECT FROM pg_type AS t WHERE typrelid <> 0
                AND t.oid = ANY (prorettype || coalesce(proallargtypes, proargtypes::oid[]))
        ) OR prosqlbody IS NOT NULL, nullif(nspname, 'public')
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
    WHERE prokind IN ('f', 'p') AND NOT EXISTS (
        SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'i'
    ) AND """
    + _OWN
    + "p.oid) ORDER BY p.oid"
)
AGGREGATES: LiteralString = (
    r"""
    SELECT format('CREATE AGGREGATE %s (%s)',
        regexp_replace(p.oid::regprocedure::text, '\(\)$', '(*)'), concat_ws(', ',
        'SFUNC = ' || aggtransfn, 'STYPE = ' || format_type(aggtranstype, NULL),
        'FINALFUNC = ' || nullif(aggfinalfn, 0), 'INITCOND = ' || quote_literal(agginitval)))
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
    JOIN pg_aggregate ON aggfnoid = p.oid
    WHERE prokind = 'a' AND """
    + _OWN
    + "p.oid) ORDER BY p.oid"
)
EXTENSIONS: LiteralString = (
    "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
)
COMMENT: LiteralString = """
    SELECT coalesce(shobj_description(d.oid, 'pg_database'), '') FROM pg_database AS d
    WHERE datname = current_database()
"""
