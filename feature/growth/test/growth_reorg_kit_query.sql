-- What a test of reorganisations reads and writes past the acts.

-- name: gk_orgs :many
-- scan: a test's
select o.id, o.parent, o.kind, o.from_on, o.to_on from org o order by o.id;

-- name: gk_candidates :many
-- scan: a test's
select c.id, c.org, c.state, c.stage, c.stage_on, c.left_on from candidate c order by c.id;

-- name: gk_ins :many
-- scan: a test's
select i.candidate, i.org, i.from_on, i.to_on, i.basis, i.decision, i.event, i.ended_by
from candidate_in i
where i.voided_by is null
order by i.candidate, i.from_on, i.id;

-- name: gk_exits :many
-- scan: a test's
select x.candidate, x.cause, x.note, x.on_day, x.back_on, x.event, x.ended_by
from candidate_exit x
where x.voided_by is null
order by x.candidate, x.on_day, x.id;

-- name: gk_lives :one
-- in: org int, day day
select p.org
from org_place p
where p.org = :org and p.voided_by is null and p.from_on <= :day
	and (p.to_on is null or p.to_on > :day)
limit 1;

-- name: gk_members :many
-- scan: a test's
select m.id, m.org from member m order by m.id;

-- name: gk_step_member :exec
-- in: step int, member int
insert into member_step (step, member) values (:step, :member);
