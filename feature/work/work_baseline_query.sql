-- Baselines of programmes.

-- name: baseline_list :many
-- Newest first; those that were there at the end of the day that is looked at.
-- in: programme int, as_at day
select b.id, b.day, b.note, b.on_day, b.actor_name
from programme_baseline b
where b.programme = :programme and b.on_day <= :as_at
order by b.id desc;

-- name: baseline_newest :one
-- in: programme int, as_at day
select b.id, b.day
from programme_baseline b
where b.programme = :programme and b.on_day <= :as_at
order by b.id desc
limit 1;

-- name: baseline_insert :id
-- in: programme int, day day, note text, on_day day, at instant, actor int, actor_name text
insert into programme_baseline (programme, day, note, on_day, at, actor, actor_name)
values (:programme, :day, :note, :on_day, :at, :actor, :actor_name)
returning id;

-- name: baseline_first :one
-- The day on which the first task of a programme was issued.
-- in: programme int
-- out: day day
select min(t.base_on) as day
from task t
where t.programme = :programme and t.voided_at is null and t.parent is null;

-- name: baseline_pairs :many
-- The whole tasks of a programme at the end of two days: :day, the baseline's,
-- and :as_at, the one that is looked at. What the closing of a programme did
-- counts from the next day on, whatever was written at a task that evening. A
-- past day shows what was a whole task then, taken back or a part later or not.
-- in: programme int, day day, as_at day, until instant
select t.id,
	v.work as was_work, v.lead as was_lead, m.short_name as was_lead_name,
	v.product as was_product, v.deadline_text as was_deadline, a.is_due_on as was_due_on,
	a.is_issued_on as was_issued_on, a.is_withdrawn_on as was_withdrawn_on,
	w.number, w.work, w.lead, o.short_name as lead_name, w.product, w.deadline_text,
	b.is_due_on as due_on, b.is_issued_on as issued_on, b.is_withdrawn_on as withdrawn_on
from task t
join task_act b on b.id = (select max(y.id) from task_act y
	where y.task = t.id and y.on_day <= :as_at
[past: and (y.on_day < :as_at or not exists (select 1 from task_act e
		where e.task = y.task and e.id <= y.id and e.on_day = y.on_day
			and e.closing = 1 and e.kind = 'withdraw'))])
join task_words w on w.id = b.is_words
left join task_act a on a.id = (select max(x.id) from task_act x
	where x.task = t.id and x.on_day <= :day
	and (x.on_day < :day or not exists (select 1 from task_act f
		where f.task = x.task and f.id <= x.id and f.on_day = x.on_day
			and f.closing = 1 and f.kind = 'withdraw')))
left join task_words v on v.id = a.is_words
left join org o on o.id = w.lead
left join org m on m.id = v.lead
where t.programme = :programme
[!past: and t.voided_at is null and t.parent is null]
[past: and (t.voided_at is null or t.voided_at >= :until)
	and coalesce(t.child, '') <> 'period' and b.is_parent is null]
order by t.position, t.id;
