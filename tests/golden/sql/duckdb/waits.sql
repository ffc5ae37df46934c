SELECT
  "t1"."repository",
  QUANTILE_CONT("t1"."wait_d", 0.5) FILTER(WHERE
    "t1"."kind" = 'pull_request') AS "wait_d",
  SUM(CAST("t1"."kind" = 'pull_request' AS INT)) / COUNT(*) AS "share",
  FIRST("t1"."item" ORDER BY "t1"."number" DESC) FILTER(WHERE
    "t1"."kind" = 'pull_request') AS "last"
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
    (
      EPOCH(CAST("t0"."closed_at" AS TIMESTAMP)) - EPOCH(CAST("t0"."created_at" AS TIMESTAMP))
    ) / 86400.0 AS "wait_d"
  FROM "items" AS "t0"
) AS "t1"
GROUP BY
  1
