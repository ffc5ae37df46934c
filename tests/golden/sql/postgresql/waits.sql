SELECT
  "t1"."repository",
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    "t1"."wait_d") FILTER(WHERE
    "t1"."kind" = 'pull_request') AS "wait_d",
  CAST(SUM(CAST(CAST("t1"."kind" = 'pull_request' AS INT) AS BIGINT)) AS DOUBLE PRECISION) / (
    COUNT(*)
  ) AS "share",
  (
    ARRAY_AGG("t1"."item" ORDER BY "t1"."number" DESC NULLS LAST) FILTER(WHERE
      "t1"."kind" = 'pull_request')
  )[1] AS "last"
FROM (
  SELECT
    "t0"."item",
    "t0"."repository",
    "t0"."number",
    "t0"."kind",
    "t0"."title",
    "t0"."body",
    "t0"."url",
    "t0"."author",
    "t0"."association",
    "t0"."created_at",
    "t0"."updated_at",
    "t0"."closed_at",
    "t0"."merged_at",
    "t0"."merged_by",
    "t0"."state",
    "t0"."draft",
    "t0"."additions",
    "t0"."deletions",
    "t0"."changed_files",
    "t0"."labels",
    "t0"."milestone",
    "t0"."assignees",
    "t0"."requested_reviewers",
    "t0"."base_ref",
    "t0"."head_repository",
    "t0"."merge_commit_oid",
    "t0"."gone_at",
    "t0"."seen_at",
    CAST(CAST(EXTRACT('epoch' FROM "t0"."closed_at") AS DOUBLE PRECISION) - CAST(EXTRACT('epoch' FROM "t0"."created_at") AS DOUBLE PRECISION) AS DOUBLE PRECISION) / (
      CAST(86400.0 AS DOUBLE PRECISION)
    ) AS "wait_d"
  FROM "items" AS "t0"
) AS "t1"
GROUP BY
  1
