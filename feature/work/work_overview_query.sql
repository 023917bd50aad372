-- What the overview shows besides figures. Every statement is bounded by a
-- limit and walks an index of open tasks; nothing is asked per unit.

-- name: overview_programmes :many
-- in: limit int
-- scan: some dozens
select p.id, p.title, p.year, p.from_on, p.to_on
from programme p
order by p.year desc, p.id desc
limit :limit;

-- name: overview_units :many
-- The root and what stands directly below it, in order.
-- in: today day
select o.id, o.parent, o.short_name
from org o
where (o.parent is null or o.parent = (select min(r.id) from org r where r.parent is null))
	and (o.to_on is null or o.to_on > :today)
order by o.position, o.id;

-- name: overview_red :many
-- Open tasks of a programme past their day, longest first, with the last
-- word of the lead: those that work_state_on() calls overdue.
-- in: programme int, today day, limit int
select t.id, t.number, t.work, t.lead, o.short_name as lead_name,
	t.due_on, t.percent, t.reported_on, t.accepted_on,
	t.last_text, t.last_difficulty, t.last_cause, t.last_ask
from task t
left join org o on o.id = t.lead
where t.programme = :programme and t.done_on is null and t.submitted_on is null
	and coalesce(t.due_on, '9999-12-31') < :today
	and t.voided_at is null and t.issued_on <= :today
	and t.withdrawn_on is null and t.paused_on is null
order by coalesce(t.due_on, '9999-12-31'), t.id
limit :limit;

-- name: overview_waiting :many
-- Submitted, waiting for the office; the oldest first.
-- in: programme int, today day, limit int
select t.id, t.number, t.work, o.short_name as lead_name, t.due_on, t.submitted_on
from task t
left join org o on o.id = t.lead
where t.programme = :programme and t.done_on is null and t.submitted_on <= :today
	and t.voided_at is null and t.withdrawn_on is null and t.paused_on is null
order by t.submitted_on, coalesce(t.due_on, '9999-12-31'), t.id
limit :limit;

-- name: overview_asking :many
-- Open tasks whose last report asks for help; the oldest first.
-- in: programme int, limit int
select t.id, t.number, t.work, o.short_name as lead_name, t.due_on, t.reported_on, t.last_difficulty
from task t
left join org o on o.id = t.lead
where t.programme = :programme and t.last_ask = 'help'
	and t.done_on is null and t.submitted_on is null and t.voided_at is null
	and t.issued_on is not null and t.withdrawn_on is null and t.paused_on is null
order by t.reported_on, t.id
limit :limit;
