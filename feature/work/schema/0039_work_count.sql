-- How many whole tasks, kept with every act, so that a figure costs a row and
-- not a scan. Parts and periods count with the task above. A task counts in
-- section 0 for each organisation at or above its lead (for organisation 0
-- while it has no lead), and once more for organisation 0 in its section.
-- `phase` is what doesn't change with the day (enum work_phase); the phases
-- that a deadline or a beginning moves on have their days in task_count_due.
-- `roviec task recount` makes all of it anew from the tasks.
create table task_count (
	org bigint not null,
	section bigint not null,
	programme bigint not null,
	phase bigint not null,
	n bigint not null,
	unclear bigint not null,
	miss_work bigint not null,
	miss_person bigint not null,
	miss_progress bigint not null,
	miss_product bigint not null,
	accepted bigint not null,
	asking bigint not null,
	constraint task_count_pk primary key (org, section, programme, phase)
);
-- due_on 9999-12-31: no deadline; start_on 0001-01-01: the phase ignores it
create table task_count_due (
	org bigint not null,
	section bigint not null,
	programme bigint not null,
	phase bigint not null,
	due_on day not null,
	start_on day not null,
	n bigint not null,
	constraint task_count_due_pk primary key (org, section, programme, phase, due_on, start_on)
);
-- One row: the newest day on which something was counted. The counts are
-- right on that day and later; before it the tasks themselves are asked.
create table task_count_on (
	id bigint not null,
	day day not null,
	constraint task_count_on_pk primary key (id)
);
-- Whole tasks in the order of their plan, the newest programme first, and by
-- deadline; then what few tasks are. Where two would do equally well the engine
-- takes the one that was made last, so the narrower stand behind.
drop index task_due_ix;
create index task_due_ix on task (coalesce(due_on, '9999-12-31'), id, parent, voided_at);
create index task_plan_ix on task (programme desc, position, id)
	where parent is null and voided_at is null;
create index task_draft_ix on task (programme desc, position, id)
	where issued_on is null and parent is null and voided_at is null;
create index task_unclear_ix on task (programme desc, position, id)
	where missing <> 0 and parent is null and voided_at is null;
create index task_waiting_ix on task (submitted_on, id)
	where submitted_on is not null and done_on is null and withdrawn_on is null;
create index task_programme_open_ix on task (programme, coalesce(due_on, '9999-12-31'), id)
	where done_on is null and withdrawn_on is null;
drop index task_ask_ix;
create index task_ask_ix on task (last_ask, programme, reported_on, id) where last_ask = 'help';
create index task_adjust_granted_ix on task_adjust (cause, task, decided_on)
	where kind = 'extension' and verdict = 'approved';
drop index task_unfinished_ix;
create index task_unfinished_ix on task (coalesce(due_on, '9999-12-31'), id)
	where done_on is null and withdrawn_on is null;
insert into task_count (org, section, programme, phase, n, unclear, miss_work, miss_person,
	miss_progress, miss_product, accepted, asking)
select s.org, s.section, s.programme, s.phase, count(*),
	sum(case when s.missing <> 0 then 1 else 0 end), sum(s.missing & 1),
	sum((s.missing >> 1) & 1), sum((s.missing >> 2) & 1), sum((s.missing >> 3) & 1),
	sum(s.accepted), sum(s.asking)
from (select p.org, p.section, t.programme, t.missing,
		case when t.accepted_on is not null and t.withdrawn_on is null
			then 1 else 0 end as accepted,
		case when t.last_ask = 'help' then 1 else 0 end as asking,
		case
		when t.withdrawn_on is not null then 10
		when t.done_on is not null then
			case when t.due_on < coalesce(t.submitted_on, t.done_on)
				then 8 else 7 end
		when t.issued_on is null then 0
		when t.paused_on is not null then 9
		when t.submitted_on is not null then 6
		when t.accepted_on is null and t.percent = 0 then 1
		when t.start_on is null then case when t.due_on is null then 3 else 2 end
		else case when t.due_on is null then 5 else 4 end
		end as phase
	from (select x.id as task, c.ancestor as org, 0 as section
		from task x join org_closure c on c.descendant = x.lead
		union all
		select x.id, 0, 0 from task x where x.lead is null
		union all
		select x.id, 0, x.section from task x where x.section is not null) p
	join task t on t.id = p.task
	where t.voided_at is null and t.parent is null) s
group by s.org, s.section, s.programme, s.phase;
insert into task_count_due (org, section, programme, phase, due_on, start_on, n)
select s.org, s.section, s.programme, s.phase, s.due_on, s.start_on, count(*)
from (select p.org, p.section, t.programme, coalesce(t.due_on, '9999-12-31') as due_on,
		case when t.accepted_on is null and t.percent = 0 then '0001-01-01'
			else coalesce(t.start_on, '0001-01-01') end as start_on,
		case
		when t.accepted_on is null and t.percent = 0 then 1
		when t.start_on is null then 2
		when t.due_on is null then 5
		else 4
		end as phase
	from (select x.id as task, c.ancestor as org, 0 as section
		from task x join org_closure c on c.descendant = x.lead
		union all
		select x.id, 0, 0 from task x where x.lead is null
		union all
		select x.id, 0, x.section from task x where x.section is not null) p
	join task t on t.id = p.task
	where t.voided_at is null and t.parent is null and t.withdrawn_on is null
		and t.done_on is null and t.issued_on is not null and t.paused_on is null
		and t.submitted_on is null
		and (t.due_on is not null or (t.start_on is not null
			and (t.accepted_on is not null or t.percent <> 0)))) s
group by s.org, s.section, s.programme, s.phase, s.due_on, s.start_on;
insert into task_count_on (id, day)
select 1, coalesce(max(s.day), '0001-01-01')
from (select max(t.issued_on) as day from task t
	union all select max(t.accepted_on) from task t
	union all select max(t.submitted_on) from task t
	union all select max(t.done_on) from task t
	union all select max(t.paused_on) from task t
	union all select max(t.withdrawn_on) from task t) s;
