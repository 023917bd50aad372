-- What somebody who signs in did and said about tasks, and their name where
-- rows keep it.

-- name: person_acts :many
-- scan: acts of everybody; once for a request
-- in: actor int, limit int
select a.kind, a.on_day, a.body, t.number, t.work
from task_act a
join task t on t.id = a.task
where a.actor = :actor
order by a.id desc
limit :limit;

-- name: person_talks :many
-- scan: comments of everybody; once for a request
-- in: actor int, limit int
select k.at, k.body, t.number, t.work
from talk k
join task t on t.id = k.task
where k.actor = :actor and k.removed_at is null
order by k.id desc
limit :limit;

-- name: person_mentions :many
-- scan: mentions of everybody; once for a request
-- in: person int, limit int
select m.at, k.actor_name, t.number, t.work
from mention m
join talk k on k.id = m.talk
join task t on t.id = m.task
where m.person = :person
order by m.id desc
limit :limit;

-- name: person_notices :many
-- in: user_id int, limit int
select n.kind, n.at, n.read_at, t.number, t.work
from notice n
join task t on t.id = n.task
where n.user_id = :user_id
order by n.id desc
limit :limit;

-- name: person_feeds :many
-- in: user_id int
select f.made_at, f.revoked_at
from calendar_feed f
where f.user_id = :user_id
order by f.id;

-- ---- forgotten

-- name: person_notices_drop :exec
-- in: user_id int
delete from notice where user_id = :user_id;

-- name: person_choice_drop :exec
-- in: user_id int
delete from notice_choice where user_id = :user_id;

-- name: person_feeds_drop :exec
-- in: user_id int
delete from calendar_feed where user_id = :user_id;

-- name: person_act_rename :exec
-- scan: acts of everybody
-- in: actor int, name text
update task_act set actor_name = :name where actor = :actor;

-- name: person_evidence_rename :exec
-- scan: evidence of everybody
-- in: actor int, name text
update evidence set actor_name = :name where actor = :actor;

-- name: person_talk_rename :exec
-- scan: comments of everybody
-- in: actor int, name text
update talk set actor_name = :name where actor = :actor;

-- name: person_removed_rename :exec
-- scan: comments of everybody
-- in: actor int, name text
update talk set removed_name = :name where removed_by = :actor and removed_name is not null;

-- name: person_asked_rename :exec
-- scan: adjustments of everybody
-- in: actor int, name text
update task_adjust set asked_name = :name where asked_by = :actor;

-- name: person_decided_rename :exec
-- scan: adjustments of everybody
-- in: actor int, name text
update task_adjust set decided_name = :name
where decided_by = :actor and decided_name is not null;

-- name: person_view_rename :exec
-- scan: few
-- in: actor int, name text
update work_view set owner_name = :name where owner = :actor;

-- name: person_bulk_rename :exec
-- scan: few
-- in: actor int, name text
update work_bulk set actor_name = :name where actor = :actor;

-- name: person_goal_rename :exec
-- scan: few
-- in: actor int, name text
update effect_goal set actor_name = :name where actor = :actor;

-- name: person_value_rename :exec
-- scan: few
-- in: actor int, name text
update effect_value set actor_name = :name where actor = :actor;

-- name: person_baseline_rename :exec
-- scan: few
-- in: actor int, name text
update programme_baseline set actor_name = :name where actor = :actor;

-- name: person_milestone_rename :exec
-- scan: few
-- in: actor int, name text
update task_milestone set actor_name = :name where actor = :actor;
