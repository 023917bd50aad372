-- Annex imports.

-- name: import_insert :id
-- in: programme int, file int, file_name text, sha256 text, choice int, annexes text
-- in: columns text, notices text, made_at instant, made_by int
insert into annex_import (programme, file, file_name, sha256, choice, annexes, columns, notices,
	made_at, made_by, rev)
values (:programme, :file, :file_name, :sha256, :choice, :annexes, :columns, :notices, :made_at,
	:made_by, 1)
returning id;

-- name: import_row_insert :id
-- in: import int, n int, sheet_row int, grp text, number text, work text, lead_text text
-- in: lead_names text, lead int, with_text text
-- in: with_left text, deadline_text text, product text, note text, skipped text, take bool
-- in: with_orgs text
insert into annex_row (import, n, sheet_row, grp, number, work, lead_text, lead_names, lead,
	with_text, with_left, deadline_text, product, note, skipped, take, work_ok, product_ok,
		with_orgs)
values (:import, :n, :sheet_row, :grp, :number, :work, :lead_text, :lead_names, :lead, :with_text,
	:with_left, :deadline_text, :product, :note, :skipped, :take, 0, 0, :with_orgs)
returning id;

-- name: import_choose :exec
-- in: id int, rev int, choice int, columns text, notices text
update annex_import set choice = :choice, columns = :columns, notices = :notices, rev = rev + 1
where id = :id and rev = :rev and choice = 0;

-- name: import_by_id :one
-- in: id int
select i.id, i.programme, i.file, i.file_name, i.sha256, i.choice, i.annexes, i.columns, i.notices,
	i.made_at, i.made_by, i.confirmed_at, i.undone_at,
	i.dropped_at, i.rev, d.code, p.title, p.year, p.to_on, p.closed_on, f.size
from annex_import i
join programme p on p.id = i.programme
join document d on d.id = p.document
join file f on f.id = i.file
where i.id = :id;

-- name: import_rows :many
-- in: import int
select r.id, r.n, r.sheet_row, r.grp, r.number, r.work, r.lead_text, r.lead_names, r.lead,
	r.with_text, r.with_left,
	r.deadline_text, r.product, r.note, r.skipped, r.take,
	r.new_work, r.new_lead, r.new_deadline, r.new_product, r.work_ok, r.product_ok,
		r.with_orgs, r.task
from annex_row r
where r.import = :import
order by r.n;

-- name: import_same_file :many
-- Earlier imports of the very same bytes that still count.
-- in: sha256 text
select i.id, i.programme, i.file_name, i.made_at, i.confirmed_at, d.code
from annex_import i
join programme p on p.id = i.programme
join document d on d.id = p.document
where i.sha256 = :sha256 and i.undone_at is null and i.dropped_at is null
order by i.id desc;

-- name: import_list :many
-- in: programme int
-- out: tasks int
select i.id, i.file_name, i.made_at, i.confirmed_at, i.undone_at, i.dropped_at,
	(select count(*) from annex_row r where r.import = i.id and r.task is not null) as tasks
from annex_import i
where i.programme = :programme
order by i.id desc;

-- name: import_mend :exec
-- in: import int, n int, new_work text, new_lead int, new_deadline text, new_product text
-- in: work_ok bool, product_ok bool, take bool
update annex_row set new_work = :new_work, new_lead = :new_lead, new_deadline = :new_deadline,
	new_product = :new_product,
	work_ok = :work_ok, product_ok = :product_ok, take = :take
where import = :import and n = :n and task is null;

-- name: import_row_done :exec
-- in: import int, n int, task int
update annex_row set task = :task where import = :import and n = :n;

-- name: import_touch :exec
-- in: id int, rev int
update annex_import set rev = rev + 1 where id = :id and rev = :rev;

-- name: import_confirm :row
-- in: id int, at instant, rev int
update annex_import set confirmed_at = :at, rev = rev + 1
where id = :id and rev = :rev and confirmed_at is null and undone_at is null and dropped_at is null;

-- name: import_undo :exec
-- in: id int, at instant
update annex_import set undone_at = :at, rev = rev + 1 where id = :id
	and confirmed_at is not null and undone_at is null;

-- name: import_drop :exec
-- in: id int, at instant
update annex_import set dropped_at = :at, rev = rev + 1 where id = :id and confirmed_at is null
	and dropped_at is null;

-- let: unmoved
-- Nobody did anything with the task since the import but issuing it; the
-- periods of one that comes back began by themselves.
t.voided_at is null and t.percent = 0 and t.accepted_on is null and t.submitted_on is null
	and t.withdrawn_on is null and t.paused_on is null
	and (t.rev = 1 or (t.issued_on is not null and (t.rev = 2 or (
		t.deadline_kind in ('recurring', 'continuous', 'starting', 'term')
		and not exists (select 1 from task_act a where a.task = t.id
			and a.kind not in ('issue', 'follow'))
		and not exists (select 1 from task p where p.parent = t.id
			and (p.percent <> 0 or p.accepted_on is not null
				or p.withdrawn_on is not null))))))
;

-- name: import_tasks :many
-- Tasks that an import made and that are there today.
-- in: import int
-- out: unmoved int
select t.id, t.number, t.work, t.missing, t.issued_on,
	case when {unmoved} then 1 else 0 end as unmoved
from task t
where t.import = :import and t.voided_at is null
order by t.id;

-- name: import_task_void :exec
-- in: task int, at instant
update task set voided_at = :at, rev = rev + 1 where id = :task and voided_at is null;

-- name: task_twins :many
-- Words of a programme's tasks, to warn of duplicates.
-- in: programme int
select t.id, t.number, t.work
from task t
where t.programme = :programme and t.voided_at is null
order by t.id;
