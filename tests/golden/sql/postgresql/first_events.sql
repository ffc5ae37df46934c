WITH "t1" AS (
  SELECT
    "t0"."item",
    "t0"."happened_at",
    "t0"."event",
    "t0"."actor"
  FROM "events" AS "t0"
)
SELECT
  "t7"."item",
  "t7"."happened_at",
  "t7"."event",
  "t7"."actor"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."item",
      "t3"."happened_at",
      "t3"."event",
      "t3"."actor",
      ROW_NUMBER() OVER (
        PARTITION BY "t3"."item"
        ORDER BY "t3"."event" ASC, "t3"."actor" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "_place"
    FROM "t1" AS "t3"
    INNER JOIN (
      SELECT
        "t2"."item",
        MIN("t2"."happened_at") AS "_earliest"
      FROM "t1" AS "t2"
      GROUP BY
        1
    ) AS "t5"
      ON "t3"."item" = "t5"."item" AND "t3"."happened_at" = "t5"."_earliest"
  ) AS "t6"
  WHERE
    "t6"."_place" = 0
) AS "t7"
