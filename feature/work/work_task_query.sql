-- What the page of a task, downloads and "My work" ask beyond work_query.sql; who
-- cooperates, and where a new task stands.

-- name: task_source :one
-- The annex row that a task came from, in the file's own words.
-- in: task int
select r.sheet_row, r.number, r.work, i.id as import, i.file, i.file_name
from annex_row r
join annex_import i on i.id = r.import
where r.task = :task
order by r.id desc
limit 1;

-- name: evidence_by_file :many
-- Tasks that a file is evidence of, or that it asks to adjust.
-- in: file int
select e.task from evidence e where e.file = :file
union all
select j.task from task_adjust j where j.file = :file;

-- name: document_by_file :one
-- in: file int
select d.id from document d where d.file = :file order by d.id limit 1;

-- name: import_by_file :one
-- in: file int
select i.id from annex_import i where i.file = :file order by i.id limit 1;

-- name: task_returned :many
-- Open tasks of an organisation that the office returned and that were not
-- submitted again.
-- in: scope int
select t.id, a.on_day, a.body, a.actor_name
from task t
join task_act a on a.id = (
	select max(b.id) from task_act b where b.task = t.id and b.kind in ('return', 'submit'))
where t.voided_at is null and t.issued_on is not null and t.withdrawn_on is null
	and t.done_on is null and t.submitted_on is null and a.kind = 'return'
	and t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
order by a.id desc;

-- name: task_unclear :many
-- Drafts that can't be issued yet.
-- in: limit int
-- scan
select t.id, t.number, t.work, t.missing, d.code
from task t
join programme p on p.id = t.programme
join document d on d.id = p.document
where t.voided_at is null and t.issued_on is null and t.withdrawn_on is null and t.missing <> 0
	and t.parent is null
order by t.programme desc, t.position, t.id
limit :limit;

-- name: task_next_position :one
-- in: programme int
-- out: position int
select coalesce(max(t.position), 0) + 1 as position from task t where t.programme = :programme;

-- name: task_org_insert :exec
-- in: task int, org int
insert into task_org (task, org) values (:task, :org) on conflict (task, org) do nothing;

-- name: task_org_clear :exec
-- in: task int
delete from task_org where task = :task;
