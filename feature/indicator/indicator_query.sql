-- Indicators, targets, gaps, reported values.

-- let: covers_place
p.voided_by is null and p.from_on <= :day and (p.to_on is null or p.to_on > :day)
;

-- let: covers_name
n.voided_by is null and n.from_on <= :day and (n.to_on is null or n.to_on > :day)
;

-- let: covers_reach
r.from_on <= :day and (r.to_on is null or r.to_on > :day)
;

-- ---- what there is

-- name: indicator_by_code :one
-- in: code text
select i.id, i.code, i.name, i.unit, i.better, i.source, i.period, i.rollup, i.digits, i.base_rule,
	i.event
from indicator i
where i.code = :code;

-- name: indicator_all :many
-- scan: a dozen rows
select i.id, i.code, i.name, i.unit, i.better, i.source, i.period, i.rollup, i.digits, i.base_rule,
	i.event
from indicator i
order by i.id;

-- name: indicator_insert :id
-- in: code text, name text, unit text, better text, source text, period text, rollup text
-- in: digits int, base_rule text, event int
insert into indicator (code, name, unit, better, source, period, rollup, digits, base_rule, event)
values (:code, :name, :unit, :better, :source, :period, :rollup, :digits, :base_rule, :event)
returning id;

-- ---- targets

-- name: target_rows :many
-- What counts of a period, each organisation's rows in their order.
-- in: indicator int, period text, org int
select t.id, t.org, t.value, t.high, t.base, t.base_on, t.divided_by, t.basis, t.reason, t.from_on,
	t.event
from indicator_target t
where t.indicator = :indicator and t.period = :period and t.voided_by is null
	[one: and t.org = :org]
order by t.org, t.from_on, t.id;

-- name: target_history :many
-- Of one organisation also what never counted, the newest first.
-- in: indicator int, period text, org int
select t.id, t.value, t.high, t.base, t.base_on, t.divided_by, t.basis, t.reason, t.from_on,
	t.made_at, t.voided_by
from indicator_target t
where t.indicator = :indicator and t.period = :period and t.org = :org
order by t.from_on desc, t.id desc;

-- name: target_by_id :one
-- in: id int
select t.id, t.indicator, t.org, t.period, t.value, t.divided_by, t.from_on, t.voided_by
from indicator_target t
where t.id = :id;

-- name: target_insert :exec
-- in: indicator int, org int, period text, value int, high int, base int, base_on day
-- in: divided_by text, basis text, reason text, from_on day, made_at instant, event int
insert into indicator_target (indicator, org, period, value, high, base, base_on, divided_by,
	basis, reason, from_on, made_at, event)
values (:indicator, :org, :period, :value, :high, :base, :base_on, :divided_by, :basis, :reason,
	:from_on, :made_at, :event);

-- name: target_drop :row
-- in: id int, event int
update indicator_target set voided_by = :event where id = :id and voided_by is null;

-- ---- gaps

-- name: gap_rows :many
-- in: indicator int, period text, org int
select g.id, g.org, g.gap, g.reason, g.from_on, g.event
from indicator_gap g
where g.indicator = :indicator and g.period = :period and g.voided_by is null
	[one: and g.org = :org]
order by g.org, g.from_on, g.id;

-- name: gap_insert :exec
-- in: indicator int, org int, period text, gap int, reason text, from_on day, event int
insert into indicator_gap (indicator, org, period, gap, reason, from_on, event)
values (:indicator, :org, :period, :gap, :reason, :from_on, :event);

-- ---- reported values

-- name: value_rows :many
-- What counts on a day (`known`) at or below an organisation, as it stood on
-- another, the newest of each last.
-- in: indicator int, period text, scope int, day day, known day
select v.id, v.org, v.applies, v.n, v.of_n, v.note, v.on_day
from org_reach r
join indicator_value v on v.org = r.descendant and v.indicator = :indicator
	and v.period = :period and v.on_day <= :known and v.voided_by is null
where r.ancestor = :scope and {covers_reach}
order by v.org, v.on_day, v.id;

-- name: value_of :many
-- in: indicator int, period text, org int
select v.id, v.applies, v.n, v.of_n, v.note, v.on_day, v.voided_by
from indicator_value v
where v.indicator = :indicator and v.period = :period and v.org = :org
order by v.on_day desc, v.id desc;

-- name: value_by_id :one
-- in: id int
select v.id, v.indicator, v.org, v.period, v.voided_by
from indicator_value v
where v.id = :id;

-- name: value_insert :exec
-- in: indicator int, org int, period text, applies bool, n int, of_n int, note text, on_day day
-- in: event int
insert into indicator_value (indicator, org, period, applies, n, of_n, note, on_day, event)
values (:indicator, :org, :period, :applies, :n, :of_n, :note, :on_day, :event);

-- name: value_void :row
-- in: id int, event int
update indicator_value set voided_by = :event where id = :id and voided_by is null;

-- ---- organisations

-- name: target_org :one
-- An organisation as it was on a day, if it was there.
-- in: org int, day day
select p.org, p.parent, n.name, n.short_name
from org_place p
join org_name n on n.org = p.org and {covers_name}
where p.org = :org and {covers_place};

-- name: target_children :many
-- What stood directly below an organisation on a day.
-- in: org int, day day
select p.org, n.kind, n.name, n.short_name
from org_place p
join org_name n on n.org = p.org and {covers_name}
join org o on o.id = p.org
where p.parent = :org and {covers_place}
order by o.position, o.id;

-- name: target_places :many
-- Who ever stood directly below an organisation, and when.
-- in: org int
select p.org, p.from_on, p.to_on
from org_place p
where p.parent = :org and p.voided_by is null
order by p.org, p.from_on;

-- name: target_above :many
-- Below whom an organisation stood directly on a day or has since.
-- in: org int, day day
select distinct p.parent
from org_place p
where p.org = :org and p.voided_by is null and p.parent is not null
	and (p.to_on is null or p.to_on > :day)
order by p.parent;

-- name: target_path :many
-- From the root down to an organisation, as it was on a day.
-- in: org int, day day
select r.ancestor as id, n.short_name
from org_reach r
join org_name n on n.org = r.ancestor and {covers_name}
where r.descendant = :org and {covers_reach}
order by r.depth desc;

-- name: target_tree :many
-- Everything at or below an organisation on a day, the deepest first.
-- in: scope int, day day
select p.org, p.parent
from org_reach r
join org_place p on p.org = r.descendant and {covers_place}
where r.ancestor = :scope and {covers_reach}
order by r.depth desc, p.org;
