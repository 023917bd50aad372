-- Lists that came back as workbooks.

-- name: sheet_insert :id
-- in: file int, file_name text, sha256 text, lang text, list text, exported_on day, lines int
-- in: notices text, org int, made_at instant, made_by int, made_name text
insert into work_sheet (file, file_name, sha256, lang, list, exported_on, lines, notices, org,
	made_at, made_by, made_name, rev)
values (:file, :file_name, :sha256, :lang, :list, :exported_on, :lines, :notices, :org,
	:made_at, :made_by, :made_name, 1)
returning id;

-- name: sheet_task_insert :exec
-- in: sheet int, n int, sheet_row int, task int
insert into work_sheet_task (sheet, n, sheet_row, task) values (:sheet, :n, :sheet_row, :task);

-- name: sheet_cell_insert :exec
-- in: sheet int, n int, col text, value text, base text, fault text
insert into work_sheet_cell (sheet, n, col, value, base, fault)
values (:sheet, :n, :col, :value, :base, :fault);

-- name: sheet_task_there :one
-- Whether the sender may know of a task.
-- in: id int, scope int
select t.id
from task t
where t.id = :id and t.voided_at is null
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))];

-- name: sheet_by_id :one
-- in: id int
select s.id, s.file, s.file_name, s.sha256, s.lang, s.list, s.exported_on, s.lines, s.notices,
	s.org, s.made_at, s.made_by, s.made_name, s.confirmed_at, s.undone_at, s.dropped_at, s.rev
from work_sheet s
where s.id = :id;

-- name: sheet_list :many
-- The newest sheets of an organisation.
-- in: org int, limit int
-- out: tasks int
select s.id, s.file_name, s.made_at, s.made_name, s.confirmed_at, s.undone_at,
	(select count(*) from work_sheet_task t where t.sheet = s.id and t.is_rev is not null)
		as tasks
from work_sheet s
where s.org = :org and s.dropped_at is null
order by s.id desc
limit :limit;

-- name: sheet_same_file :many
-- Earlier sheets of the very same bytes that still count.
-- in: sha256 text, org int, id int
select s.id, s.file_name, s.made_at, s.made_name, s.confirmed_at
from work_sheet s
where s.sha256 = :sha256 and s.org = :org and s.id < :id and s.undone_at is null
	and s.dropped_at is null
order by s.id desc;

-- name: sheet_tasks :many
-- The tasks of a sheet as they are now.
-- in: sheet int, scope int
-- out: ours int, visible int
select c.n, c.sheet_row, c.is_rev, c.was_words, c.was_ok, t.id, t.rev, t.words, d.code,
	s.title as section_title, t.number, t.work, t.work_confirmed, t.lead, t.lead_text,
	o.name as lead_name, t.with_text, t.deadline_text, t.product, t.product_confirmed,
	t.due_on, t.start_on, t.issued_on, t.accepted_on, t.submitted_on, t.done_on, t.closed_on,
	t.paused_on, t.withdrawn_on, t.voided_at, t.percent, t.reported_on, t.missing,
	t.last_text, t.last_difficulty, t.last_cause, t.last_ask, p.year,
	case when exists (select 1 from org_closure k where k.ancestor = :scope
		and k.descendant = t.lead) then 1 else 0 end as ours,
	case when t.issued_on is not null and (exists (select 1 from org_closure k
		where k.ancestor = :scope and k.descendant = t.lead)
		or exists (select 1 from task_org x join org_closure k on k.descendant = x.org
		where x.task = t.id and k.ancestor = :scope)) then 1 else 0 end as visible
from work_sheet_task c
join task t on t.id = c.task
join programme p on p.id = t.programme
join document d on d.id = p.document
left join section s on s.id = t.section
left join org o on o.id = t.lead
where c.sheet = :sheet
order by c.n;

-- name: sheet_cells :many
-- in: sheet int
select c.n, c.col, c.value, c.base, c.fault, c.seen, c.was
from work_sheet_cell c
where c.sheet = :sheet
order by c.n, c.id;

-- name: sheet_decide :exec
-- in: sheet int, n int, col text, seen text
update work_sheet_cell set seen = :seen where sheet = :sheet and n = :n and col = :col;

-- name: sheet_cell_done :exec
-- in: sheet int, n int, col text, was text
update work_sheet_cell set was = :was where sheet = :sheet and n = :n and col = :col;

-- name: sheet_task_done :exec
-- in: sheet int, n int, is_rev int, was_words int, was_ok int
update work_sheet_task set is_rev = :is_rev, was_words = :was_words, was_ok = :was_ok
where sheet = :sheet and n = :n;

-- name: sheet_rev :one
-- in: task int
select t.rev from task t where t.id = :task;

-- name: sheet_words :one
-- Words that a task once had.
-- in: id int
select w.number, w.work, w.lead, w.lead_text, w.with_text, w.deadline_text, w.product,
	s.title as section_title
from task_words w
left join section s on s.id = w.section
where w.id = :id;

-- name: sheet_touch :exec
-- in: id int, rev int
update work_sheet set rev = rev + 1 where id = :id and rev = :rev;

-- name: sheet_confirm :exec
-- in: id int, at instant
update work_sheet set confirmed_at = :at, rev = rev + 1
where id = :id and confirmed_at is null and dropped_at is null;

-- name: sheet_undo :exec
-- in: id int, at instant
update work_sheet set undone_at = :at, rev = rev + 1
where id = :id and confirmed_at is not null and undone_at is null;

-- name: sheet_drop :exec
-- in: id int, at instant
update work_sheet set dropped_at = :at, rev = rev + 1
where id = :id and confirmed_at is null and dropped_at is null;
