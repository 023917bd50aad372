-- Documents, programmes and their sections.

-- ---- documents ----------------------------------------------------------

-- name: document_insert :id
-- in: kind text, number int, term text, code text, code_fold text, issuer int, issued_on day
-- in: title text, title_fold text, file int, made_at instant, made_by int
insert into document (kind, number, term, code, code_fold, issuer, issued_on, title, title_fold,
	file, made_at, made_by, rev)
values (:kind, :number, :term, :code, :code_fold, :issuer, :issued_on, :title, :title_fold, :file,
	:made_at, :made_by, 1)
returning id;

-- name: document_by_number :one
-- in: issuer int, kind text, term text, number int
select d.id, d.code, d.title
from document d
where d.issuer = :issuer and d.kind = :kind and d.term = :term and d.number = :number;

-- name: document_by_id :one
-- in: id int
-- out: issuer_name text
select d.id, d.kind, d.number, d.term, d.code, d.issuer, o.name as issuer_name, d.issued_on,
	d.title, d.file, d.made_at, d.rev
from document d
join org o on o.id = d.issuer
where d.id = :id;

-- name: document_list :many
-- in: limit int, offset int
-- out: issuer_name text, programme int
select d.id, d.kind, d.code, d.issued_on, d.title, d.file, o.short_name as issuer_name,
	(select min(p.id) from programme p where p.document = d.id and p.voided_at is null)
		as programme
from document d
join org o on o.id = d.issuer
order by d.issued_on desc, d.id desc
limit :limit offset :offset;

-- name: document_count :one
-- out: n int
-- scan
select count(*) as n from document;

-- name: document_next_number :one
-- in: issuer int, kind text, term text
-- out: number int
select coalesce(max(d.number), 0) + 1 as number
from document d
where d.issuer = :issuer and d.kind = :kind and d.term = :term;

-- name: document_set_file :exec
-- in: id int, file int, rev int
update document set file = :file, rev = rev + 1 where id = :id and rev = :rev;

-- ---- programmes -----------------------------------------------------------

-- name: programme_insert :id
-- in: document int, title text, year int, from_on day, to_on day, owner int, made_at instant
-- in: made_by int
insert into programme (document, title, year, from_on, to_on, owner, made_at, made_by, rev)
values (:document, :title, :year, :from_on, :to_on, :owner, :made_at, :made_by, 1)
returning id;

-- name: programme_by_id :one
-- in: id int
select p.id, p.document, p.title, p.year, p.from_on, p.to_on, p.owner, p.closed_on, p.rev,
	d.code, d.title as document_title, d.issued_on, d.file, o.name as owner_name
from programme p
join document d on d.id = p.document
join org o on o.id = p.owner
where p.id = :id and p.voided_at is null;

-- name: programme_by_code :one
-- in: code_fold text
select p.id, p.title, p.year
from document d
join programme p on p.document = d.id
where d.code_fold = :code_fold and p.voided_at is null
order by p.year desc, p.id desc
limit 1;

-- name: programme_list :many
-- Figures as of its closing day, once a programme is closed.
-- out: tasks int, done int, clear int
-- scan
select p.id, p.title, p.year, p.from_on, p.to_on, p.closed_on, d.code, d.issued_on,
	d.id as document,
	(select coalesce(sum(c.n), 0) from task_count c where c.org in (0, r.id)
		and c.section = 0 and c.programme = p.id) as tasks,
	(select coalesce(sum(c.n), 0) from task_count c where c.org in (0, r.id)
		and c.section = 0 and c.programme = p.id and c.phase in (7, 8))
		- (select count(*) from task t where t.programme = p.id and t.done_on > p.closed_on
		and t.voided_at is null and t.parent is null) as done,
	(select coalesce(sum(c.n - c.unclear), 0) from task_count c where c.org in (0, r.id)
		and c.section = 0 and c.programme = p.id) as clear
from programme p
join document d on d.id = p.document
join org r on r.parent is null
where p.voided_at is null
order by p.year desc, p.id desc;

-- name: programme_current :one
-- The running programme that a page shows when none is named.
-- in: today day
select p.id, p.title, p.year
from programme p
where p.from_on <= :today and p.voided_at is null
order by p.year desc, p.id desc
limit 1;

-- name: programme_close :row
-- in: id int, day day, rev int
update programme set closed_on = :day, rev = rev + 1 where id = :id and rev = :rev
	and closed_on is null;

-- name: section_insert :id
-- in: programme int, position int, title text, title_fold text
insert into section (programme, position, title, title_fold)
values (:programme, :position, :title, :title_fold)
returning id;

-- name: section_list :many
-- in: programme int
select s.id, s.position, s.title, s.title_fold
from section s
where s.programme = :programme
order by s.position;

-- ---- documents behind programmes ----------------------------------------------

-- name: document_programmes :many
-- Every programme that a document stands behind, and as what.
-- in: document int
select p.id, p.title, p.year, p.closed_on, l.role, l.from_on, l.to_on
from programme_document l
join programme p on p.id = l.programme
where l.document = :document and p.voided_at is null
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
