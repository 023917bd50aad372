-- Carrying tasks into another programme; closing a programme.

-- name: carry_tasks :many
-- What could come along: parts and periods go with the task above them.
-- `copy`: the newest copy that is there; `copy_there`: one in :into.
-- in: programme int, into int
-- out: section_title text, lead_name text, lead_to day, copy int, copy_there int
select t.id, t.rev, t.number, t.work, t.work_confirmed, t.lead, t.lead_text, t.with_text,
	t.deadline_text, t.deadline_kind, t.due_on, t.product, t.product_confirmed, t.done_on,
	t.withdrawn_on, t.percent, s.title as section_title, o.short_name as lead_name,
	o.to_on as lead_to,
	(select max(c.task) from task_carry c join task n on n.id = c.task
		where c.origin = t.id and n.voided_at is null) as copy,
	(select max(c.task) from task_carry c join task n on n.id = c.task
		where c.origin = t.id and n.voided_at is null
		and n.programme = :into) as copy_there
from task t
left join section s on s.id = t.section
left join org o on o.id = t.lead
where t.programme = :programme and t.voided_at is null and t.parent is null
order by t.position, t.id;

-- name: carry_numbers :many
-- in: programme int
select t.number from task t where t.programme = :programme and t.voided_at is null
order by t.id;

-- name: carry_insert :id
-- in: origin int, into int, made bool, closing bool, at instant, by int
insert into carry (origin, into_programme, made, closing, made_at, made_by)
values (:origin, :into, :made, :closing, :at, :by)
returning id;

-- name: task_carry_insert :exec
-- in: task int, origin int, carry int, act int
insert into task_carry (task, origin, carry, act) values (:task, :origin, :carry, :act);

-- name: task_place :exec
-- Behind the last task of its section: the same position, a higher id.
-- in: id int
update task set position = coalesce((select max(x.position) from task x
	where x.section = task.section and x.id <> task.id and x.voided_at is null), position)
where id = :id;

-- name: carry_by_id :one
-- in: id int
-- out: fates int
select c.id, c.origin, c.into_programme, c.made, c.closing, c.made_at, c.undone_at,
	f.code as from_code, i.code, p.title, p.year, p.voided_at,
	(select count(*) from programme_fate x join task_carry y on y.task = x.into_task
		where y.carry = c.id) as fates
from carry c
join programme o on o.id = c.origin
join document f on f.id = o.document
join programme p on p.id = c.into_programme
join document i on i.id = p.document
where c.id = :id;

-- name: carry_list :many
-- What was carried into a programme or out of it, the newest first.
-- in: programme int
select c.id, c.origin, c.into_programme, c.made_at, o.title as from_title, p.title
from carry c
join programme o on o.id = c.origin
join programme p on p.id = c.into_programme
where (c.into_programme = :programme or c.origin = :programme) and c.undone_at is null
order by c.id desc;

-- name: carry_made :many
-- The copies that are there; `unmoved`: nobody did anything but issue them; the
-- periods of those that come back began by themselves.
-- in: carry int
-- out: unmoved int
select t.id, t.number, t.work, t.missing,
	case when t.percent = 0 and t.accepted_on is null and t.submitted_on is null
		and t.withdrawn_on is null and t.paused_on is null and t.done_on is null
		and (t.rev = 1 or (t.issued_on is not null and (t.rev = 2 or (
			t.deadline_kind in ('recurring', 'continuous', 'starting', 'term')
			and not exists (select 1 from task_act a where a.task = t.id
				and a.kind not in ('issue', 'follow'))
			and not exists (select 1 from task p where p.parent = t.id
				and (p.percent <> 0 or p.accepted_on is not null
					or p.withdrawn_on is not null))))))
		then 1 else 0 end as unmoved
from task_carry c
join task t on t.id = c.task
where c.carry = :carry and t.voided_at is null
order by t.id;

-- name: carry_task_void :exec
-- in: task int, at instant
update task set voided_at = :at, rev = rev + 1 where id = :task and voided_at is null;

-- name: carry_undo :exec
-- in: id int, at instant
update carry set undone_at = :at where id = :id and undone_at is null;

-- name: carry_rest :one
-- What stands in a programme besides what one carrying left there.
-- in: programme int, carry int
-- out: tasks int, annexes int, carryings int, documents int, views int
select (select count(*) from task t where t.programme = p.id and t.voided_at is null) as tasks,
	(select count(*) from annex_import i where i.programme = p.id and i.undone_at is null
		and i.dropped_at is null) as annexes,
	(select count(*) from carry c where c.into_programme = p.id and c.id <> :carry
		and c.undone_at is null)
		+ (select count(*) from carry c where c.origin = p.id and c.undone_at is null)
		as carryings,
	(select count(*) from programme_document l where l.programme = p.id and l.role <> 'main')
		as documents,
	(select count(*) from work_view w where w.list = p.id and w.dropped_at is null) as views,
	p.closed_on
from programme p
where p.id = :programme;

-- name: programme_void :exec
-- in: id int, at instant
update programme set voided_at = :at, rev = rev + 1 where id = :id and voided_at is null;

-- name: carry_origin :one
-- Where a task was copied from.
-- in: task int
select c.origin, t.number, p.year, d.code
from task_carry c
join task t on t.id = c.origin
join programme p on p.id = t.programme
join document d on d.id = p.document
where c.task = :task;

-- name: carry_copy :one
-- What an act copied.
-- in: act int
select c.task, t.number, p.year, d.code
from task_carry c
join task t on t.id = c.task
join programme p on p.id = t.programme
join document d on d.id = p.document
where c.act = :act and t.voided_at is null;

-- name: programme_open :many
-- Where tasks can go: programmes that aren't closed.
-- in: except int
-- scan: as many as years
select p.id, p.title, p.year, d.code
from programme p
join document d on d.id = p.document
where p.closed_on is null and p.voided_at is null and p.id <> :except
order by p.year desc, p.id desc;

-- name: programme_closed :one
-- in: id int
select p.closed_on from programme p where p.id = :id and p.closed_on is not null;

-- name: close_tasks :many
-- Every open task of a programme, also parts and periods.
-- in: programme int
-- out: section_title text, lead_name text, copy int, copy_programme int
select t.id, t.rev, t.parent, t.child, t.number, t.work, t.lead_text, t.deadline_kind, t.due_on,
	t.start_on, t.issued_on, t.accepted_on, t.submitted_on, t.paused_on, t.percent,
	s.title as section_title,
	o.short_name as lead_name,
	(select max(c.task) from task_carry c join task n on n.id = c.task
		where c.origin = t.id and n.voided_at is null) as copy,
	(select max(n.programme) from task_carry c join task n on n.id = c.task
		where c.origin = t.id and n.voided_at is null) as copy_programme
from task t
left join section s on s.id = t.section
left join org o on o.id = t.lead
where t.programme = :programme and t.voided_at is null and t.done_on is null
	and t.withdrawn_on is null
order by t.position, t.id;

-- name: close_acts_before :one
-- out: id int
select coalesce(max(a.id), 0) as id from task_act a;

-- name: close_acts_mark :exec
-- All that the closing did, in its own transaction.
-- in: before int
update task_act set closing = 1 where id > :before;

-- name: fate_insert :exec
-- in: task int, programme int, fate text, into_task int, reason text
insert into programme_fate (task, programme, fate, into_task, reason)
values (:task, :programme, :fate, :into_task, :reason);

-- name: fate_counts :many
-- in: programme int
-- out: n int
select f.fate, count(*) as n
from programme_fate f
where f.programme = :programme
group by f.fate;

-- name: fate_list :many
-- in: programme int, limit int, offset int
-- out: into_code text, into_number text, into_year int
select f.task, f.fate, f.into_task, f.reason, t.number, t.work, n.number as into_number,
	d.code as into_code, p.year as into_year
from programme_fate f
join task t on t.id = f.task
left join task n on n.id = f.into_task
left join programme p on p.id = n.programme
left join document d on d.id = p.document
where f.programme = :programme
order by t.position, t.id
limit :limit offset :offset;
