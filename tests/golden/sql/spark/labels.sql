SELECT
  `t0`.`item`,
  ARRAY_JOIN(`t0`.`labels`, '\n') RLIKE '(?dium)^(?:kind[:/ -][\\t\\n\\f\\r ]*docs?)$' AS `is_kind`,
  NULLIF(REGEXP_EXTRACT(ARRAY_JOIN(`t0`.`labels`, '\n'), '(?dium)^(docs?)$'), '') AS `kind`,
  `t0`.`title` RLIKE '(?diu)(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))docs?(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))' AS `is_word`
FROM `items` AS `t0`
