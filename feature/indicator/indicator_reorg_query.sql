-- Targets when organisations change.

-- name: goal_periods :many
-- scan: every period that has a target; decisions are few
select distinct t.indicator, t.period, i.period as kind
from indicator_target t
join indicator i on i.id = t.indicator
where t.voided_by is null
order by t.indicator, t.period;

-- name: goal_places :many
-- The tree over time as it is and, where an event ended or voided a row, as it
-- was before.
-- in: event int
-- scan: all organisations; decisions are few
select p.org, p.parent, p.from_on, p.to_on, p.event, p.ended_by, p.voided_by
from org_place p
where p.voided_by is null or p.voided_by = :event
order by p.org, p.from_on, p.id;

-- name: goal_decision :one
-- in: id int
select d.number, d.title
from org_decision d
where d.id = :id;

-- name: goal_upon :one
-- A target of an organisation whose target an event set was set or taken back
-- later, or a later decision moved targets above it.
-- in: event int
select o.short_name
from indicator_target a
join indicator_target b on b.indicator = a.indicator and b.period = a.period
	and ((b.event > :event and b.voided_by is null)
		or (b.event < :event and b.voided_by > :event))
join org o on o.id = b.org
where a.event = :event and (b.org = a.org or (b.divided_by = 'reorg' and b.event > :event
	and exists (select 1 from org_reach r where r.ancestor = b.org and r.descendant = a.org)))
order by b.id
limit 1;

-- name: goal_upon_place :one
-- A target of an organisation that an event put elsewhere or ended was set or
-- taken back later, also when it had none then, so that the event set none.
-- in: event int
select o.short_name
from org_place p
join indicator_target t on t.org = p.org and ((t.event > :event and t.voided_by is null)
	or (t.event < :event and t.voided_by > :event))
join org o on o.id = t.org
where p.event = :event or p.ended_by = :event or p.voided_by = :event
order by t.id
limit 1;

-- name: goal_upon_above :one
-- The target of one that stood above such an organisation, or stands there now,
-- was set or taken back later: what it divides counts that organisation's, or
-- doesn't. The event set none of its own there if nothing moved.
-- in: event int
select o.short_name
from org_place p
join indicator_target t on t.org = p.parent and ((t.event > :event and t.voided_by is null)
	or (t.event < :event and t.voided_by > :event))
join org o on o.id = t.org
where (p.event = :event or p.ended_by = :event or p.voided_by = :event)
	and exists (select 1 from indicator_target s where s.org = p.org
		and s.indicator = t.indicator and s.period = t.period and s.voided_by is null)
order by t.id
limit 1;

-- name: goal_upon_gap :one
-- in: event int
select o.short_name
from indicator_gap a
join indicator_gap b on b.indicator = a.indicator and b.period = a.period and b.org = a.org
	and b.event > :event and b.voided_by is null
join org o on o.id = b.org
where a.event = :event
order by b.id
limit 1;

-- name: goal_undo_targets :exec
-- in: event int, undo int
update indicator_target set voided_by = :undo where event = :event and voided_by is null;

-- name: goal_undo_gaps :exec
-- in: event int, undo int
update indicator_gap set voided_by = :undo where event = :event and voided_by is null;

-- name: goal_upon_made :one
-- An organisation that the event made was given a target, or reported.
-- in: event int
select o.short_name
from org_place p
join org o on o.id = p.org
where p.event = :event and p.voided_by is null
	and not exists (select 1 from org_place q where q.org = p.org and q.event < :event)
	and (exists (select 1 from indicator_target t where t.org = p.org and t.event > :event
			and t.voided_by is null)
		or exists (select 1 from indicator_value v where v.org = p.org and v.event > :event
			and v.voided_by is null))
order by p.id
limit 1;
