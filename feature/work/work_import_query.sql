-- Annex imports.

-- name: import_insert :id
-- in: programme int, file int, file_name text, sha256 text, choice int, columns text, notices text, made_at instant, made_by int
insert into annex_import (programme, file, file_name, sha256, choice, columns, notices, made_at, made_by, rev)
values (:programme, :file, :file_name, :sha256, :choice, :columns, :notices, :made_at, :made_by, 1)
returning id;

-- name: import_row_insert :id
-- in: import int, n int, sheet_row int, grp text, number text, work text, lead_text text, with_text text, deadline_text text, product text, note text, skipped text, take bool, new_lead int, with_orgs text
insert into annex_row (import, n, sheet_row, grp, number, work, lead_text, with_text, deadline_text, product, note, skipped, take, new_lead, work_ok, product_ok, with_orgs)
values (:import, :n, :sheet_row, :grp, :number, :work, :lead_text, :with_text, :deadline_text, :product, :note, :skipped, :take, :new_lead, 0, 0, :with_orgs)
returning id;

-- name: import_by_id :one
-- in: id int
select i.id, i.programme, i.file, i.file_name, i.sha256, i.choice, i.columns, i.notices, i.made_at, i.made_by, i.confirmed_at, i.undone_at,
	i.dropped_at, i.rev, d.code, p.title, p.year, f.size
from annex_import i
join programme p on p.id = i.programme
join document d on d.id = p.document
join file f on f.id = i.file
where i.id = :id;

-- name: import_rows :many
-- in: import int
select r.id, r.n, r.sheet_row, r.grp, r.number, r.work, r.lead_text, r.with_text, r.deadline_text, r.product, r.note, r.skipped, r.take,
	r.new_work, r.new_lead, r.new_deadline, r.new_product, r.work_ok, r.product_ok, r.with_orgs, r.task
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
-- in: import int, n int, new_work text, new_lead int, new_deadline text, new_product text, work_ok bool, product_ok bool, take bool
update annex_row set new_work = :new_work, new_lead = :new_lead, new_deadline = :new_deadline, new_product = :new_product,
	work_ok = :work_ok, product_ok = :product_ok, take = :take
where import = :import and n = :n and task is null;

-- name: import_row_done :exec
-- in: import int, n int, task int
update annex_row set task = :task where import = :import and n = :n;

-- name: import_touch :exec
-- in: id int, rev int
update annex_import set rev = rev + 1 where id = :id and rev = :rev;

-- name: import_confirm :exec
-- in: id int, at instant
update annex_import set confirmed_at = :at, rev = rev + 1
where id = :id and undone_at is null and dropped_at is null;

-- name: import_undo :exec
-- in: id int, at instant
update annex_import set undone_at = :at, rev = rev + 1 where id = :id and confirmed_at is not null and undone_at is null;

-- name: import_drop :exec
-- in: id int, at instant
update annex_import set dropped_at = :at, rev = rev + 1 where id = :id and confirmed_at is null and dropped_at is null;

-- name: import_unmoved :many
-- Tasks of an import that nobody has issued or changed since.
-- in: import int
select t.id, t.number, t.work
from task t
where t.import = :import and t.voided_at is null and t.issued_on is null and t.rev = 1
order by t.id;

-- name: import_moved_count :one
-- in: import int
-- out: n int
select count(*) as n
from task t
where t.import = :import and t.voided_at is null and (t.issued_on is not null or t.rev > 1);

-- name: task_twins :many
-- Tasks of a programme with the same folded words, to warn of a duplicate.
-- in: programme int, work_fold text
select t.id, t.number, t.work
from task t
where t.programme = :programme and t.voided_at is null and t.work_fold = :work_fold
order by t.id;
