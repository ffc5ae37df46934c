SELECT
  "t0"."item",
  ARRAY_TO_STRING("t0"."labels", '
') ~ '(?iw)^(?:kind[:/ -][\t\n\f\r ]*docs?)$' AS "is_kind",
  NULLIF(
    COALESCE(
      (
        REGEXP_MATCH(ARRAY_TO_STRING("t0"."labels", '
'), '(?iw)(^(docs?)$)')
      )[2],
      CASE
        WHEN ARRAY_TO_STRING("t0"."labels", '
') IS NULL
        THEN NULL
        ELSE ''
      END
    ),
    ''
  ) AS "kind",
  "t0"."title" ~ '(?i)(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))docs?(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))' AS "is_word"
FROM "items" AS "t0"
