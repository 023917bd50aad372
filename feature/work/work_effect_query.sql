-- Outcome measures: what is aimed at, what was measured, what a report says.

-- name: effect_task :one
-- in: id int
select t.id, t.lead, t.issued_on, t.base_on, t.withdrawn_on
from task t
where t.id = :id and t.voided_at is null;

-- name: effect_goal_insert :id
-- in: task int, series int, name text, unit text, baseline int, target int, higher bool
-- in: note text, dropped bool, on_day day, at instant, actor int, actor_name text
insert into effect_goal (task, series, name, unit, baseline, target, higher, note, dropped, on_day,
	at, actor, actor_name)
values (:task, :series, :name, :unit, :baseline, :target, :higher, :note, :dropped, :on_day, :at,
	:actor, :actor_name)
returning id;

-- name: effect_value_insert :id
-- in: task int, series int, value int, measured_on day, note text, at instant, actor int
-- in: actor_name text
insert into effect_value (task, series, value, measured_on, note, at, actor, actor_name)
values (:task, :series, :value, :measured_on, :note, :at, :actor, :actor_name)
returning id;

-- name: effect_goal_list :many
-- How it was set over time, the newest first.
-- in: task int, until instant
select g.id, g.series, g.name, g.unit, g.baseline, g.target, g.higher, g.note, g.dropped, g.on_day,
	g.actor_name
from effect_goal g
where g.task = :task and g.at < :until
order by g.id desc;

-- name: effect_value_list :many
-- The newest measurement first.
-- in: task int, series int, until instant
select v.id, v.value, v.measured_on, v.note, v.actor_name
from effect_value v
where v.task = :task and v.series = :series and v.at < :until
order by v.measured_on desc, v.id desc;

-- name: effect_report :many
-- Every measure of a report with its newest value.
-- in: programme int, year int, scope int, until instant
-- scan: as many as there are
select g.task, t.number, t.work, o.short_name as lead_name, g.name, g.unit, g.baseline, g.target,
	g.higher, v.value, v.measured_on
from effect_goal g
join task t on t.id = g.task
left join org o on o.id = t.lead
left join effect_value v on v.id = (select x.id from effect_value x
	where x.task = g.task and x.series = g.series and x.at < :until
	order by x.measured_on desc, x.id desc limit 1)
where g.id = (select max(y.id) from effect_goal y where y.task = g.task and y.at < :until)
	and g.dropped = 0 and t.voided_at is null and t.withdrawn_on is null
[programme: and t.programme = :programme]
[year: and t.programme in (select p.id from programme p where p.year = :year)]
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))]
order by t.programme, t.position, t.id;
