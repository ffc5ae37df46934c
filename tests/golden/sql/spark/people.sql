SELECT
  `t9`.`event`,
  `t9`.`actor`,
  `t9`.`happened_at`,
  COALESCE(`t9`.`_person`, `t9`.`actor`) AS `actor_person`,
  COALESCE(`t9`.`_label`, `t9`.`actor`) AS `actor_label`,
  COALESCE(`t9`.`_is_bot`, FALSE) AS `actor_is_bot`,
  IF(`t9`.`actor` IS NOT NULL, `t9`.`_member` IS NOT NULL, CAST(NULL AS BOOLEAN)) AS `actor_is_ours`,
  `t9`.`_basis` AS `actor_basis`
FROM (
  SELECT
    `t6`.`event`,
    `t6`.`actor`,
    `t6`.`happened_at`,
    `t7`.`_identity`,
    `t7`.`_person`,
    `t7`.`_label`,
    `t7`.`_is_bot`,
    `t8`.`_member`,
    `t8`.`_from`,
    `t8`.`_until`,
    `t8`.`_basis`
  FROM (
    SELECT
      `t0`.`event`,
      `t0`.`actor`,
      `t0`.`happened_at`
    FROM `events` AS `t0`
  ) AS `t6`
  LEFT OUTER JOIN (
    SELECT
      `t1`.`identity` AS `_identity`,
      `t1`.`person` AS `_person`,
      `t1`.`label` AS `_label`,
      `t1`.`is_bot` AS `_is_bot`
    FROM `identities` AS `t1`
  ) AS `t7`
    ON `t6`.`actor` = `t7`.`_identity`
  LEFT OUTER JOIN (
    SELECT
      `t2`.`identity` AS `_member`,
      `t2`.`from_at` AS `_from`,
      `t2`.`until_at` AS `_until`,
      `t2`.`basis` AS `_basis`
    FROM `affiliations` AS `t2`
  ) AS `t8`
    ON `t6`.`actor` = `t8`.`_member`
    AND `t6`.`happened_at` >= `t8`.`_from`
    AND `t6`.`happened_at` < `t8`.`_until`
) AS `t9`
