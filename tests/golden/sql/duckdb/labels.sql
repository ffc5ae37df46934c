SELECT
  "t0"."item",
  REGEXP_MATCHES(ARRAY_TO_STRING("t0"."labels", '
'), '(?im)^(?:kind[:/ -]\s*docs?)$') AS "is_kind",
  NULLIF(
    REGEXP_EXTRACT(ARRAY_TO_STRING("t0"."labels", '
'), '(?im)^(docs?)$', 1),
    ''
  ) AS "kind",
  REGEXP_MATCHES("t0"."title", '(?i)\bdocs?\b') AS "is_word"
FROM "items" AS "t0"
