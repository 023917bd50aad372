-- The counts of whole tasks: read, moved with every act, made anew.

-- let: phase
-- What of a task's state no day changes, as work_phase_of() in work_model.c;
-- a test compares both.
case
	when t.withdrawn_on is not null then 10
	when t.done_on is not null then
		case when t.due_on < coalesce(t.submitted_on, t.done_on) then 8 else 7 end
	when t.issued_on is null then 0
	when t.paused_on is not null then 9
	when t.submitted_on is not null then 6
	when t.accepted_on is null and t.percent = 0 then 1
	when t.start_on is null then case when t.due_on is null then 3 else 2 end
	else case when t.due_on is null then 5 else 4 end
end
;

-- let: accepted
case when t.accepted_on is not null and t.withdrawn_on is null then 1 else 0 end
;

-- let: asking
case when t.last_ask = 'help' then 1 else 0 end
;

-- let: places
-- For which organisations and sections each task counts.
(select x.id as task, c.ancestor as org, 0 as section
	from task x join org_closure c on c.descendant = x.lead and c.ancestor > 0
	union all
	select x.id, 0, 0 from task x where x.lead is null
	union all
	select x.id, 0, x.section from task x where x.section is not null) p
join task t on t.id = p.task
;

-- let: recount
select p.org, p.section, t.programme, {phase} as phase, count(*) as n,
	sum(case when t.missing <> 0 then 1 else 0 end) as unclear, sum(t.missing & 1) as miss_work,
	sum((t.missing >> 1) & 1) as miss_person, sum((t.missing >> 2) & 1) as miss_progress,
	sum((t.missing >> 3) & 1) as miss_product, sum({accepted}) as accepted,
	sum({asking}) as asking
from {places}
where t.voided_at is null and t.parent is null
group by p.org, p.section, t.programme, 4
;

-- let: recount_due
select p.org, p.section, t.programme, {phase} as phase,
	coalesce(t.due_on, '9999-12-31') as due_on,
	case when ({phase}) in (4, 5) then t.start_on else '0001-01-01' end as start_on,
	count(*) as n
from {places}
where t.voided_at is null and t.parent is null
	and (({phase}) in (2, 4, 5) or (({phase}) = 1 and t.due_on is not null))
group by p.org, p.section, t.programme, 4, 5, 6
;

-- ---- reading -------------------------------------------------------------

-- name: count_day :one
-- ahead
-- The counts are right on this day and later.
select d.day
from task_count_on d
where d.id = 1;

-- let: by_day
-- Of a row's tasks: overdue, due soon, and those that begin later than today;
-- the others are in the phase's own state.
case when c.phase in (1, 2, 4) then coalesce((select sum(d.n)
	from task_count_due d
	where d.org = c.org and d.section = c.section and d.programme = c.programme
		and d.phase = c.phase and d.due_on < :today), 0) else 0 end as late,
case when c.phase in (1, 2, 4) then coalesce((select sum(d.n)
	from task_count_due d
	where d.org = c.org and d.section = c.section and d.programme = c.programme
		and d.phase = c.phase and d.due_on >= :today and d.due_on <= :soon), 0)
	else 0 end as soon,
case when c.phase in (4, 5) then coalesce((select sum(d.n)
	from task_count_due d
	where d.org = c.org and d.section = c.section and d.programme = c.programme
		and d.phase = c.phase and d.due_on > :soon and d.start_on > :today), 0)
	else 0 end as ahead
;

-- name: count_cells :many
-- ahead
-- Of two organisations that don't stand below each other (null: the root; 0:
-- nobody yet, or with a section: anybody).
-- in: org int, also int, section int, programme int, today day, soon day
-- out: late int, soon int, ahead int
select c.programme, c.phase, c.n, c.unclear, c.miss_work, c.miss_person, c.miss_progress,
	c.miss_product, c.accepted, c.asking,
	{by_day}
from task_count c
where c.org in (coalesce(:org, (select r.id from org r where r.parent is null)), :also)
	and c.section = :section
[programme: and c.programme = :programme]
order by c.programme, c.phase;

-- name: count_units :many
-- Of one programme, what is led at or below each unit that stands directly
-- below the root.
-- in: programme int, today day, soon day
-- out: late int, soon int, ahead int
select c.org, c.phase, c.n, c.unclear, c.miss_work, c.miss_person, c.miss_progress,
	c.miss_product, c.accepted, c.asking,
	{by_day}
from org u
join task_count c on c.org = u.id and c.section = 0 and c.programme = :programme
where u.parent = (select r.id from org r where r.parent is null);

-- ---- keeping ---------------------------------------------------------------

-- name: count_task :one
-- ahead
-- Where a task counts; not found: it doesn't.
-- in: id int
-- out: phase int, accepted int, asking int
select t.programme, t.section, t.lead, {phase} as phase, t.due_on, t.start_on, t.missing,
	{accepted} as accepted, {asking} as asking
from task t
where t.id = :id and t.voided_at is null and t.parent is null;

-- let: here
-- The organisations and sections of one task.
from (select o.ancestor as org, 0 as section from org_closure o
	where o.descendant = :lead and o.ancestor > 0
	union all
	select 0, 0 where :lead is null
	union all
	select 0, s.id from section s where s.id = :section) p
;

-- name: count_add :exec
-- in: lead int, section int, programme int, phase int, n int, unclear int, miss_work int
-- in: miss_person int, miss_progress int, miss_product int, accepted int, asking int
insert into task_count (org, section, programme, phase, n, unclear, miss_work, miss_person,
	miss_progress, miss_product, accepted, asking)
select p.org, p.section, :programme, :phase, :n, :unclear, :miss_work, :miss_person,
	:miss_progress, :miss_product, :accepted, :asking
{here}
where p.org is not null
on conflict (org, section, programme, phase) do update set n = task_count.n + excluded.n,
	unclear = task_count.unclear + excluded.unclear,
	miss_work = task_count.miss_work + excluded.miss_work,
	miss_person = task_count.miss_person + excluded.miss_person,
	miss_progress = task_count.miss_progress + excluded.miss_progress,
	miss_product = task_count.miss_product + excluded.miss_product,
	accepted = task_count.accepted + excluded.accepted,
	asking = task_count.asking + excluded.asking;

-- name: count_due_add :exec
-- in: lead int, section int, programme int, phase int, due_on day, start_on day, n int
insert into task_count_due (org, section, programme, phase, due_on, start_on, n)
select p.org, p.section, :programme, :phase, coalesce(:due_on, '9999-12-31'),
	coalesce(:start_on, '0001-01-01'), :n
{here}
where p.org is not null
on conflict (org, section, programme, phase, due_on, start_on) do update
	set n = task_count_due.n + excluded.n;

-- name: count_due_drop :exec
-- Days that nobody has any more.
-- in: lead int, section int, programme int, phase int, due_on day, start_on day
delete from task_count_due
where (org, section) in (select p.org, p.section {here})
	and programme = :programme and phase = :phase
	and due_on = coalesce(:due_on, '9999-12-31')
	and start_on = coalesce(:start_on, '0001-01-01') and n = 0;

-- name: count_day_set :exec
-- in: day day
insert into task_count_on (id, day) values (1, :day)
on conflict (id) do update set day = excluded.day where excluded.day > task_count_on.day;

-- ---- proving, making anew ---------------------------------------------------

-- name: count_wrong :one
-- How many rows differ from what a recount says.
-- out: n int
-- scan: everything is counted
select (select count(*) from ({recount} except
		select c.org, c.section, c.programme, c.phase, c.n, c.unclear, c.miss_work,
			c.miss_person, c.miss_progress, c.miss_product, c.accepted, c.asking
		from task_count c) a)
	+ (select count(*) from (select c.org, c.section, c.programme, c.phase, c.n, c.unclear,
			c.miss_work, c.miss_person, c.miss_progress, c.miss_product, c.accepted,
			c.asking
		from task_count c
		where c.n <> 0 or c.unclear <> 0 or c.accepted <> 0 or c.asking <> 0
		except {recount}) b)
	+ (select count(*) from ({recount_due} except
		select d.org, d.section, d.programme, d.phase, d.due_on, d.start_on, d.n
		from task_count_due d) e)
	+ (select count(*) from (select d.org, d.section, d.programme, d.phase, d.due_on,
			d.start_on, d.n
		from task_count_due d
		except {recount_due}) f)
	+ (select count(*) from task_count_on d
		where exists (select 1 from task t where t.parent is null
			and t.voided_at is null and (t.issued_on > d.day
			or t.accepted_on > d.day or t.submitted_on > d.day or t.done_on > d.day
			or t.paused_on > d.day or t.withdrawn_on > d.day))) as n;

-- name: count_clear :exec
-- scan: all of it goes
delete from task_count;

-- name: count_due_clear :exec
-- scan: all of it goes
delete from task_count_due;

-- name: count_fill :exec
-- scan: everything is counted
insert into task_count (org, section, programme, phase, n, unclear, miss_work, miss_person,
	miss_progress, miss_product, accepted, asking)
{recount};

-- name: count_due_fill :exec
-- scan: everything is counted
insert into task_count_due (org, section, programme, phase, due_on, start_on, n)
{recount_due};

-- name: count_last :one
-- The newest day that a task's row holds.
-- out: day day
-- scan: everything is counted
select max(s.day) as day
from (select max(t.issued_on) as day from task t
	union all select max(t.accepted_on) from task t
	union all select max(t.submitted_on) from task t
	union all select max(t.done_on) from task t
	union all select max(t.paused_on) from task t
	union all select max(t.withdrawn_on) from task t) s;
