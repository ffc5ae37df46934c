WITH "t2" AS (
  SELECT
    *
  FROM "items" AS "t0"
  WHERE
    "t0"."created_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
), "t14" AS (
  SELECT
    "t11"."item",
    "t11"."_name",
    "t11"."_subject",
    (
      ARRAY_AGG("t11"."_on" ORDER BY "t11"."_order" DESC NULLS LAST) FILTER(WHERE
        "t11"."_past")
    )[1] AS "_before",
    (
      ARRAY_AGG("t11"."_on" ORDER BY "t11"."_order" ASC) FILTER(WHERE
        NOT (
          "t11"."_past"
        ) AND "t11"."_word")
    )[1] AS "_after"
  FROM (
    SELECT
      "t1"."item",
      CASE WHEN "t1"."kind" = 'reviewed' THEN "t1"."actor" ELSE "t1"."subject" END AS "_subject",
      CASE
        WHEN "t1"."kind" = 'labeled'
        THEN 'labels'
        WHEN "t1"."kind" = 'unlabeled'
        THEN 'labels'
        WHEN "t1"."kind" = 'assigned'
        THEN 'assignees'
        WHEN "t1"."kind" = 'unassigned'
        THEN 'assignees'
        WHEN "t1"."kind" = 'review_requested'
        THEN 'requested_reviewers'
        WHEN "t1"."kind" = 'review_request_removed'
        THEN 'requested_reviewers'
        WHEN "t1"."kind" = 'reviewed'
        THEN 'requested_reviewers'
        ELSE NULL
      END AS "_name",
      CAST(CAST(ROUND(
        CAST(CAST(EXTRACT('epoch' FROM "t1"."happened_at") AS DOUBLE PRECISION) AS DOUBLE PRECISION) * 1000000
      ) AS BIGINT) + 50000000000000000 AS VARCHAR) || "t1"."event" AS "_order",
      "t1"."happened_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ) AS "_past",
      "t1"."kind" IN ('labeled', 'assigned', 'review_requested') AS "_on",
      "t1"."kind" <> 'reviewed' AS "_word"
    FROM "events" AS "t1"
    WHERE
      "t1"."kind" IN (
        'labeled',
        'unlabeled',
        'assigned',
        'unassigned',
        'review_requested',
        'review_request_removed',
        'reviewed'
      )
      AND CASE WHEN "t1"."kind" = 'reviewed' THEN "t1"."actor" ELSE "t1"."subject" END IS NOT NULL
  ) AS "t11"
  GROUP BY
    1,
    2,
    3
), "t23" AS (
  SELECT
    "t22"."item",
    "t22"."_name",
    ARRAY_AGG("t22"."_subject" ORDER BY "t22"."_subject" ASC) FILTER(WHERE
      "t22"."_subject" IS NOT NULL) AS "_list"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t12"."item",
        "t12"."_name",
        "t12"."_subject"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t3"."item",
            'requested_reviewers' AS "_name",
            UNNEST("t3"."requested_reviewers") AS "_subject"
          FROM "t2" AS "t3"
        ) AS "t5"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t3"."item",
              'labels' AS "_name",
              UNNEST("t3"."labels") AS "_subject"
            FROM "t2" AS "t3"
          ) AS "t6"
          UNION ALL
          SELECT
            *
          FROM (
            SELECT
              "t3"."item",
              'assignees' AS "_name",
              UNNEST("t3"."assignees") AS "_subject"
            FROM "t2" AS "t3"
          ) AS "t7"
        ) AS "t8"
      ) AS "t12"
      WHERE
        NOT EXISTS(
          SELECT
            1
          FROM (
            SELECT
              "t15"."item",
              "t15"."_name",
              "t15"."_subject",
              "t15"."_before",
              "t15"."_after",
              COALESCE(
                CASE
                  WHEN "t15"."_before" IS NULL
                  THEN NOT (
                    "t15"."_after"
                  )
                  ELSE "t15"."_before"
                END,
                FALSE
              ) AS "_there"
            FROM "t14" AS "t15"
          ) AS "t20"
          WHERE
            "t12"."item" = "t20"."item"
            AND "t12"."_name" = "t20"."_name"
            AND "t12"."_subject" = "t20"."_subject"
        )
    ) AS "t21"
    UNION
    SELECT
      *
    FROM (
      SELECT
        "t15"."item",
        "t15"."_name",
        "t15"."_subject"
      FROM "t14" AS "t15"
      WHERE
        COALESCE(
          CASE
            WHEN "t15"."_before" IS NULL
            THEN NOT (
              "t15"."_after"
            )
            ELSE "t15"."_before"
          END,
          FALSE
        )
    ) AS "t18"
  ) AS "t22"
  GROUP BY
    1,
    2
)
SELECT
  "t31"."item",
  "t31"."labels"
FROM (
  SELECT
    "t4"."item",
    "t4"."repository",
    "t4"."number",
    "t4"."kind",
    COALESCE("t17"."_title", "t4"."title") AS "title",
    "t4"."body",
    "t4"."url",
    "t4"."author",
    CAST(NULL AS VARCHAR) AS "association",
    "t4"."created_at",
    CAST(NULL AS TIMESTAMPTZ) AS "updated_at",
    CASE
      WHEN COALESCE(
        CASE
          WHEN "t17"."_turn" IS NULL
          THEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
          ELSE "t17"."_turn" = 'closed'
        END,
        FALSE
      )
      OR COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN CASE
        WHEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
        THEN "t4"."closed_at"
        ELSE COALESCE("t17"."_turn_at", "t4"."merged_at")
      END
      ELSE CAST(NULL AS TIMESTAMPTZ)
    END AS "closed_at",
    CASE
      WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN "t4"."merged_at"
      ELSE CAST(NULL AS TIMESTAMPTZ)
    END AS "merged_at",
    CASE
      WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN "t4"."merged_by"
      ELSE CAST(NULL AS VARCHAR)
    END AS "merged_by",
    CASE
      WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN 'merged'
      WHEN COALESCE(
        CASE
          WHEN "t17"."_turn" IS NULL
          THEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
          ELSE "t17"."_turn" = 'closed'
        END,
        FALSE
      )
      OR COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN 'closed'
      ELSE 'open'
    END AS "state",
    CASE
      WHEN "t17"."_draft" IS NULL
      THEN "t4"."draft"
      ELSE "t17"."_draft" = 'ready_for_review'
    END AS "draft",
    CASE
      WHEN CASE
        WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          CASE
            WHEN "t17"."_turn" IS NULL
            THEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
            ELSE "t17"."_turn" = 'closed'
          END,
          FALSE
        )
        OR COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open'
      THEN CAST(NULL AS BIGINT)
      ELSE "t4"."additions"
    END AS "additions",
    CASE
      WHEN CASE
        WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          CASE
            WHEN "t17"."_turn" IS NULL
            THEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
            ELSE "t17"."_turn" = 'closed'
          END,
          FALSE
        )
        OR COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open'
      THEN CAST(NULL AS BIGINT)
      ELSE "t4"."deletions"
    END AS "deletions",
    CASE
      WHEN CASE
        WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          CASE
            WHEN "t17"."_turn" IS NULL
            THEN "t4"."closed_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
            ELSE "t17"."_turn" = 'closed'
          END,
          FALSE
        )
        OR COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open'
      THEN CAST(NULL AS BIGINT)
      ELSE "t4"."changed_files"
    END AS "changed_files",
    CASE
      WHEN "t4"."labels" IS NULL
      THEN CAST(NULL AS VARCHAR[])
      ELSE COALESCE("t28"."_labels", CAST(ARRAY[] AS VARCHAR[]))
    END AS "labels",
    CASE
      WHEN "t17"."_earlier" = 'milestoned'
      THEN "t17"."_is"
      WHEN "t17"."_earlier" = 'demilestoned'
      THEN CAST(NULL AS VARCHAR)
      WHEN "t17"."_later" = 'milestoned'
      THEN CAST(NULL AS VARCHAR)
      WHEN "t17"."_later" = 'demilestoned'
      THEN "t17"."_was"
      ELSE "t4"."milestone"
    END AS "milestone",
    CASE
      WHEN "t4"."assignees" IS NULL
      THEN CAST(NULL AS VARCHAR[])
      ELSE COALESCE("t29"."_assignees", CAST(ARRAY[] AS VARCHAR[]))
    END AS "assignees",
    CASE
      WHEN "t4"."requested_reviewers" IS NULL
      THEN CAST(NULL AS VARCHAR[])
      ELSE COALESCE("t30"."_requested_reviewers", CAST(ARRAY[] AS VARCHAR[]))
    END AS "requested_reviewers",
    "t4"."base_ref",
    "t4"."head_repository",
    CASE
      WHEN COALESCE("t4"."merged_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ), FALSE)
      THEN "t4"."merge_commit_oid"
      ELSE CAST(NULL AS VARCHAR)
    END AS "merge_commit_oid",
    CASE
      WHEN "t4"."gone_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ)
      THEN "t4"."gone_at"
      ELSE CAST(NULL AS TIMESTAMPTZ(6))
    END AS "gone_at",
    "t4"."seen_at"
  FROM "t2" AS "t4"
  LEFT OUTER JOIN (
    SELECT
      "t13"."item" AS "_said_item",
      "t13"."_turn",
      "t13"."_turn_at",
      "t13"."_draft",
      "t13"."_title",
      "t13"."_later",
      "t13"."_was",
      "t13"."_earlier",
      "t13"."_is"
    FROM (
      SELECT
        "t10"."item",
        (
          ARRAY_AGG("t10"."kind" ORDER BY "t10"."_order" DESC NULLS LAST) FILTER(WHERE
            "t10"."_past" AND "t10"."kind" IN ('closed', 'reopened'))
        )[1] AS "_turn",
        (
          ARRAY_AGG("t10"."happened_at" ORDER BY "t10"."_order" DESC NULLS LAST) FILTER(WHERE
            "t10"."_past" AND "t10"."kind" IN ('closed', 'reopened'))
        )[1] AS "_turn_at",
        (
          ARRAY_AGG("t10"."kind" ORDER BY "t10"."_order" ASC) FILTER(WHERE
            NOT (
              "t10"."_past"
            )
            AND "t10"."kind" IN ('ready_for_review', 'converted_to_draft'))
        )[1] AS "_draft",
        (
          ARRAY_AGG("t10"."subject" ORDER BY "t10"."_order" ASC) FILTER(WHERE
            NOT (
              "t10"."_past"
            ) AND "t10"."kind" IN ('renamed'))
        )[1] AS "_title",
        (
          ARRAY_AGG("t10"."kind" ORDER BY "t10"."_order" ASC) FILTER(WHERE
            NOT (
              "t10"."_past"
            ) AND "t10"."kind" IN ('milestoned', 'demilestoned'))
        )[1] AS "_later",
        (
          ARRAY_AGG("t10"."subject" ORDER BY "t10"."_order" ASC) FILTER(WHERE
            NOT (
              "t10"."_past"
            ) AND "t10"."kind" IN ('milestoned', 'demilestoned'))
        )[1] AS "_was",
        (
          ARRAY_AGG("t10"."kind" ORDER BY "t10"."_order" DESC NULLS LAST) FILTER(WHERE
            "t10"."_past" AND "t10"."kind" IN ('milestoned', 'demilestoned'))
        )[1] AS "_earlier",
        (
          ARRAY_AGG("t10"."subject" ORDER BY "t10"."_order" DESC NULLS LAST) FILTER(WHERE
            "t10"."_past" AND "t10"."kind" IN ('milestoned', 'demilestoned'))
        )[1] AS "_is"
      FROM (
        SELECT
          "t1"."item",
          "t1"."kind",
          "t1"."subject",
          "t1"."happened_at",
          CAST(CAST(ROUND(
            CAST(CAST(EXTRACT('epoch' FROM "t1"."happened_at") AS DOUBLE PRECISION) AS DOUBLE PRECISION) * 1000000
          ) AS BIGINT) + 50000000000000000 AS VARCHAR) || "t1"."event" AS "_order",
          "t1"."happened_at" < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMPTZ) AS "_past"
        FROM "events" AS "t1"
        WHERE
          "t1"."kind" IN (
            'closed',
            'reopened',
            'ready_for_review',
            'converted_to_draft',
            'milestoned',
            'demilestoned',
            'renamed'
          )
      ) AS "t10"
      GROUP BY
        1
    ) AS "t13"
  ) AS "t17"
    ON "t4"."item" = "t17"."_said_item"
  LEFT OUTER JOIN (
    SELECT
      "t24"."item" AS "_labels_item",
      "t24"."_list" AS "_labels"
    FROM "t23" AS "t24"
    WHERE
      "t24"."_name" = 'labels'
  ) AS "t28"
    ON "t4"."item" = "t28"."_labels_item"
  LEFT OUTER JOIN (
    SELECT
      "t24"."item" AS "_assignees_item",
      "t24"."_list" AS "_assignees"
    FROM "t23" AS "t24"
    WHERE
      "t24"."_name" = 'assignees'
  ) AS "t29"
    ON "t4"."item" = "t29"."_assignees_item"
  LEFT OUTER JOIN (
    SELECT
      "t24"."item" AS "_requested_reviewers_item",
      "t24"."_list" AS "_requested_reviewers"
    FROM "t23" AS "t24"
    WHERE
      "t24"."_name" = 'requested_reviewers'
  ) AS "t30"
    ON "t4"."item" = "t30"."_requested_reviewers_item"
) AS "t31"
