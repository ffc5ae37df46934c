WITH `t2` AS (
  SELECT
    *
  FROM `items` AS `t0`
  WHERE
    `t0`.`created_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP)
), `t14` AS (
  SELECT
    `t11`.`item`,
    `t11`.`_name`,
    `t11`.`_subject`,
    MAX_BY(
      `t11`.`_on`,
      IF(`t11`.`_past`, STRUCT(`t11`.`_order` IS NOT NULL, `t11`.`_order`), NULL)
    ) AS `_before`,
    MIN_BY(
      `t11`.`_on`,
      IF(
        NOT (
          `t11`.`_past`
        ) AND `t11`.`_word`,
        STRUCT(`t11`.`_order` IS NULL, `t11`.`_order`),
        NULL
      )
    ) AS `_after`
  FROM (
    SELECT
      `t1`.`item`,
      IF(`t1`.`kind` = 'reviewed', `t1`.`actor`, `t1`.`subject`) AS `_subject`,
      CASE
        WHEN `t1`.`kind` = 'labeled'
        THEN 'labels'
        WHEN `t1`.`kind` = 'unlabeled'
        THEN 'labels'
        WHEN `t1`.`kind` = 'assigned'
        THEN 'assignees'
        WHEN `t1`.`kind` = 'unassigned'
        THEN 'assignees'
        WHEN `t1`.`kind` = 'review_requested'
        THEN 'requested_reviewers'
        WHEN `t1`.`kind` = 'review_request_removed'
        THEN 'requested_reviewers'
        WHEN `t1`.`kind` = 'reviewed'
        THEN 'requested_reviewers'
        ELSE NULL
      END AS `_name`,
      CONCAT(
        CAST(CAST(ROUND(
          CAST((
            CAST(UNIX_MICROS(CAST(`t1`.`happened_at` AS TIMESTAMP)) AS DOUBLE) / 1000000
          ) AS DOUBLE) * 1000000,
          0
        ) AS BIGINT) + 50000000000000000 AS STRING),
        `t1`.`event`
      ) AS `_order`,
      `t1`.`happened_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP) AS `_past`,
      `t1`.`kind` IN ('labeled', 'assigned', 'review_requested') AS `_on`,
      `t1`.`kind` <> 'reviewed' AS `_word`
    FROM `events` AS `t1`
    WHERE
      `t1`.`kind` IN (
        'labeled',
        'unlabeled',
        'assigned',
        'unassigned',
        'review_requested',
        'review_request_removed',
        'reviewed'
      )
      AND IF(`t1`.`kind` = 'reviewed', `t1`.`actor`, `t1`.`subject`) IS NOT NULL
  ) AS `t11`
  GROUP BY
    1,
    2,
    3
), `t23` AS (
  SELECT
    `t22`.`item`,
    `t22`.`_name`,
    IF(
      SIZE(
        TRANSFORM(
          ARRAY_SORT(
            COLLECT_LIST(
              IF(
                `t22`.`_subject` IS NOT NULL,
                NAMED_STRUCT('key_0', `t22`.`_subject`, 'value', `t22`.`_subject`),
                NULL
              )
            )
          ),
          one -> one.value
        )
      ) = 0,
      NULL,
      TRANSFORM(
        ARRAY_SORT(
          COLLECT_LIST(
            IF(
              `t22`.`_subject` IS NOT NULL,
              NAMED_STRUCT('key_0', `t22`.`_subject`, 'value', `t22`.`_subject`),
              NULL
            )
          )
        ),
        one -> one.value
      )
    ) AS `_list`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t12`.`item`,
        `t12`.`_name`,
        `t12`.`_subject`
      FROM (
        SELECT
          *
        FROM (
          SELECT
            `t3`.`item`,
            'requested_reviewers' AS `_name`,
            EXPLODE(`t3`.`requested_reviewers`) AS `_subject`
          FROM `t2` AS `t3`
        ) AS `t5`
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            *
          FROM (
            SELECT
              `t3`.`item`,
              'labels' AS `_name`,
              EXPLODE(`t3`.`labels`) AS `_subject`
            FROM `t2` AS `t3`
          ) AS `t6`
          UNION ALL
          SELECT
            *
          FROM (
            SELECT
              `t3`.`item`,
              'assignees' AS `_name`,
              EXPLODE(`t3`.`assignees`) AS `_subject`
            FROM `t2` AS `t3`
          ) AS `t7`
        ) AS `t8`
      ) AS `t12`
      LEFT ANTI JOIN (
        SELECT
          `t15`.`item`,
          `t15`.`_name`,
          `t15`.`_subject`,
          `t15`.`_before`,
          `t15`.`_after`,
          COALESCE(IF(`t15`.`_before` IS NULL, NOT (
            `t15`.`_after`
          ), `t15`.`_before`), FALSE) AS `_there`
        FROM `t14` AS `t15`
      ) AS `t20`
        ON `t12`.`item` = `t20`.`item`
        AND `t12`.`_name` = `t20`.`_name`
        AND `t12`.`_subject` = `t20`.`_subject`
    ) AS `t21`
    UNION
    SELECT
      *
    FROM (
      SELECT
        `t15`.`item`,
        `t15`.`_name`,
        `t15`.`_subject`
      FROM `t14` AS `t15`
      WHERE
        COALESCE(IF(`t15`.`_before` IS NULL, NOT (
          `t15`.`_after`
        ), `t15`.`_before`), FALSE)
    ) AS `t18`
  ) AS `t22`
  GROUP BY
    1,
    2
)
SELECT
  `t31`.`item`,
  `t31`.`labels`
FROM (
  SELECT
    `t4`.`item`,
    `t4`.`repository`,
    `t4`.`number`,
    `t4`.`kind`,
    COALESCE(`t17`.`_title`, `t4`.`title`) AS `title`,
    `t4`.`body`,
    `t4`.`url`,
    `t4`.`author`,
    CAST(NULL AS STRING) AS `association`,
    `t4`.`created_at`,
    CAST(NULL AS TIMESTAMP) AS `updated_at`,
    IF(
      COALESCE(
        IF(
          `t17`.`_turn` IS NULL,
          `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
          `t17`.`_turn` = 'closed'
        ),
        FALSE
      )
      OR COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE),
      IF(
        `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
        `t4`.`closed_at`,
        COALESCE(`t17`.`_turn_at`, `t4`.`merged_at`)
      ),
      CAST(NULL AS TIMESTAMP)
    ) AS `closed_at`,
    IF(
      COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE),
      `t4`.`merged_at`,
      CAST(NULL AS TIMESTAMP)
    ) AS `merged_at`,
    IF(
      COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE),
      `t4`.`merged_by`,
      CAST(NULL AS STRING)
    ) AS `merged_by`,
    CASE
      WHEN COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
      THEN 'merged'
      WHEN COALESCE(
        IF(
          `t17`.`_turn` IS NULL,
          `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
          `t17`.`_turn` = 'closed'
        ),
        FALSE
      )
      OR COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
      THEN 'closed'
      ELSE 'open'
    END AS `state`,
    IF(`t17`.`_draft` IS NULL, `t4`.`draft`, `t17`.`_draft` = 'ready_for_review') AS `draft`,
    IF(
      CASE
        WHEN COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          IF(
            `t17`.`_turn` IS NULL,
            `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
            `t17`.`_turn` = 'closed'
          ),
          FALSE
        )
        OR COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open',
      CAST(NULL AS BIGINT),
      `t4`.`additions`
    ) AS `additions`,
    IF(
      CASE
        WHEN COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          IF(
            `t17`.`_turn` IS NULL,
            `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
            `t17`.`_turn` = 'closed'
          ),
          FALSE
        )
        OR COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open',
      CAST(NULL AS BIGINT),
      `t4`.`deletions`
    ) AS `deletions`,
    IF(
      CASE
        WHEN COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'merged'
        WHEN COALESCE(
          IF(
            `t17`.`_turn` IS NULL,
            `t4`.`closed_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
            `t17`.`_turn` = 'closed'
          ),
          FALSE
        )
        OR COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE)
        THEN 'closed'
        ELSE 'open'
      END = 'open',
      CAST(NULL AS BIGINT),
      `t4`.`changed_files`
    ) AS `changed_files`,
    IF(
      `t4`.`labels` IS NULL,
      CAST(NULL AS ARRAY<STRING>),
      COALESCE(`t28`.`_labels`, ARRAY())
    ) AS `labels`,
    CASE
      WHEN `t17`.`_earlier` = 'milestoned'
      THEN `t17`.`_is`
      WHEN `t17`.`_earlier` = 'demilestoned'
      THEN CAST(NULL AS STRING)
      WHEN `t17`.`_later` = 'milestoned'
      THEN CAST(NULL AS STRING)
      WHEN `t17`.`_later` = 'demilestoned'
      THEN `t17`.`_was`
      ELSE `t4`.`milestone`
    END AS `milestone`,
    IF(
      `t4`.`assignees` IS NULL,
      CAST(NULL AS ARRAY<STRING>),
      COALESCE(`t29`.`_assignees`, ARRAY())
    ) AS `assignees`,
    IF(
      `t4`.`requested_reviewers` IS NULL,
      CAST(NULL AS ARRAY<STRING>),
      COALESCE(`t30`.`_requested_reviewers`, ARRAY())
    ) AS `requested_reviewers`,
    `t4`.`base_ref`,
    `t4`.`head_repository`,
    IF(
      COALESCE(`t4`.`merged_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP), FALSE),
      `t4`.`merge_commit_oid`,
      CAST(NULL AS STRING)
    ) AS `merge_commit_oid`,
    IF(
      `t4`.`gone_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP),
      `t4`.`gone_at`,
      CAST(NULL AS TIMESTAMP)
    ) AS `gone_at`,
    `t4`.`seen_at`
  FROM `t2` AS `t4`
  LEFT OUTER JOIN (
    SELECT
      `t13`.`item` AS `_said_item`,
      `t13`.`_turn`,
      `t13`.`_turn_at`,
      `t13`.`_draft`,
      `t13`.`_title`,
      `t13`.`_later`,
      `t13`.`_was`,
      `t13`.`_earlier`,
      `t13`.`_is`
    FROM (
      SELECT
        `t10`.`item`,
        MAX_BY(
          `t10`.`kind`,
          IF(
            `t10`.`_past` AND `t10`.`kind` IN ('closed', 'reopened'),
            STRUCT(`t10`.`_order` IS NOT NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_turn`,
        MAX_BY(
          `t10`.`happened_at`,
          IF(
            `t10`.`_past` AND `t10`.`kind` IN ('closed', 'reopened'),
            STRUCT(`t10`.`_order` IS NOT NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_turn_at`,
        MIN_BY(
          `t10`.`kind`,
          IF(
            NOT (
              `t10`.`_past`
            )
            AND `t10`.`kind` IN ('ready_for_review', 'converted_to_draft'),
            STRUCT(`t10`.`_order` IS NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_draft`,
        MIN_BY(
          `t10`.`subject`,
          IF(
            NOT (
              `t10`.`_past`
            ) AND `t10`.`kind` IN ('renamed'),
            STRUCT(`t10`.`_order` IS NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_title`,
        MIN_BY(
          `t10`.`kind`,
          IF(
            NOT (
              `t10`.`_past`
            ) AND `t10`.`kind` IN ('milestoned', 'demilestoned'),
            STRUCT(`t10`.`_order` IS NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_later`,
        MIN_BY(
          `t10`.`subject`,
          IF(
            NOT (
              `t10`.`_past`
            ) AND `t10`.`kind` IN ('milestoned', 'demilestoned'),
            STRUCT(`t10`.`_order` IS NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_was`,
        MAX_BY(
          `t10`.`kind`,
          IF(
            `t10`.`_past` AND `t10`.`kind` IN ('milestoned', 'demilestoned'),
            STRUCT(`t10`.`_order` IS NOT NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_earlier`,
        MAX_BY(
          `t10`.`subject`,
          IF(
            `t10`.`_past` AND `t10`.`kind` IN ('milestoned', 'demilestoned'),
            STRUCT(`t10`.`_order` IS NOT NULL, `t10`.`_order`),
            NULL
          )
        ) AS `_is`
      FROM (
        SELECT
          `t1`.`item`,
          `t1`.`kind`,
          `t1`.`subject`,
          `t1`.`happened_at`,
          CONCAT(
            CAST(CAST(ROUND(
              CAST((
                CAST(UNIX_MICROS(CAST(`t1`.`happened_at` AS TIMESTAMP)) AS DOUBLE) / 1000000
              ) AS DOUBLE) * 1000000,
              0
            ) AS BIGINT) + 50000000000000000 AS STRING),
            `t1`.`event`
          ) AS `_order`,
          `t1`.`happened_at` < CAST('2024-03-01T00:00:00+00:00' AS TIMESTAMP) AS `_past`
        FROM `events` AS `t1`
        WHERE
          `t1`.`kind` IN (
            'closed',
            'reopened',
            'ready_for_review',
            'converted_to_draft',
            'milestoned',
            'demilestoned',
            'renamed'
          )
      ) AS `t10`
      GROUP BY
        1
    ) AS `t13`
  ) AS `t17`
    ON `t4`.`item` = `t17`.`_said_item`
  LEFT OUTER JOIN (
    SELECT
      `t24`.`item` AS `_labels_item`,
      `t24`.`_list` AS `_labels`
    FROM `t23` AS `t24`
    WHERE
      `t24`.`_name` = 'labels'
  ) AS `t28`
    ON `t4`.`item` = `t28`.`_labels_item`
  LEFT OUTER JOIN (
    SELECT
      `t24`.`item` AS `_assignees_item`,
      `t24`.`_list` AS `_assignees`
    FROM `t23` AS `t24`
    WHERE
      `t24`.`_name` = 'assignees'
  ) AS `t29`
    ON `t4`.`item` = `t29`.`_assignees_item`
  LEFT OUTER JOIN (
    SELECT
      `t24`.`item` AS `_requested_reviewers_item`,
      `t24`.`_list` AS `_requested_reviewers`
    FROM `t23` AS `t24`
    WHERE
      `t24`.`_name` = 'requested_reviewers'
  ) AS `t30`
    ON `t4`.`item` = `t30`.`_requested_reviewers_item`
) AS `t31`
