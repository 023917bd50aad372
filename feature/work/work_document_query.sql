-- What the pages of documents need besides work_query.sql.

-- name: document_programmes :many
-- Every programme that a document stands behind, and as what.
-- in: document int
select p.id, p.title, p.year, p.closed_on, l.role, l.from_on, l.to_on
from programme_document l
join programme p on p.id = l.programme
where l.document = :document
order by p.year desc, p.id desc, l.id;

-- name: programme_documents :many
-- Every document behind a programme, the main one first.
-- in: programme int
select l.id, l.document, l.role, l.from_on, l.to_on, d.code, d.title, d.issued_on
from programme_document l
join document d on d.id = l.document
where l.programme = :programme
order by l.id;

-- name: programme_document_insert :id
-- in: programme int, document int, role text, from_on day, at instant, by int
insert into programme_document (programme, document, role, from_on, made_at, made_by)
values (:programme, :document, :role, :from_on, :at, :by)
returning id;

-- name: programme_document_end :exec
-- in: id int, programme int, day day
update programme_document set to_on = :day
where id = :id and programme = :programme and to_on is null and role <> 'main';

-- name: document_choices :many
-- in: limit int
select d.id, d.code, d.title
from document d
order by d.issued_on desc, d.id desc
limit :limit;

-- name: task_document_insert :exec
-- in: task int, document int, line int, said text, said_fold text
insert into task_document (task, document, line, said, said_fold)
values (:task, :document, :line, :said, :said_fold);

-- name: task_document_by_task :one
-- in: task int
select x.document, x.line, x.said, d.code, d.kind
from task_document x
join document d on d.id = x.document
where x.task = :task;

-- name: document_said :many
-- What was drawn from a document already.
-- in: document int
select x.task, x.line, x.said_fold
from task_document x
join task t on t.id = x.task
where x.document = :document and t.voided_at is null
order by x.line, x.task;

-- name: document_tasks :many
-- The tasks that were drawn from a document; below the root those that are
-- issued and led or shared there.
-- in: document int, scope int, limit int
select t.id, t.number, t.work, t.missing, t.due_on, t.issued_on, t.done_on, x.line, d.code,
	o.short_name as lead_name
from task_document x
join task t on t.id = x.task
join programme p on p.id = t.programme
join document d on d.id = p.document
left join org o on o.id = t.lead
where x.document = :document and t.voided_at is null
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select y.task from task_org y join org_closure c on c.descendant = y.org
		where c.ancestor = :scope))]
order by x.line, x.task
limit :limit;

-- name: document_issuers :many
-- Who may have issued a document: the root and what stands directly below.
-- in: today day
select o.id, o.parent, o.name
from org o
where (o.parent is null or o.parent = (select min(r.id) from org r where r.parent is null))
	and (o.to_on is null or o.to_on > :today)
order by o.parent nulls first, o.position, o.id;
