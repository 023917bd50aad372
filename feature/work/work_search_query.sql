-- What the search over everything finds here.

-- name: search_document :many
-- in: q text, limit int
-- scan: documents of one committee
select d.id, d.code, d.title, d.issued_on, o.short_name as issuer_name
from document d
join org o on o.id = d.issuer
where d.title_fold like '%' || :q || '%' or d.code_fold like '%' || :q || '%'
order by d.issued_on desc, d.id desc
limit :limit;

-- name: task_search_size :one
-- There can't be more tasks than that.
-- out: most int
select coalesce(max(t.id), 0) as most from task t;

-- name: task_search :many
-- Tasks with a word in their text, or of exactly this number in the annex.
-- in: q text, number text, scope int, limit int
-- scan
select t.id, t.number, t.work, d.code, o.short_name as lead_name, t.due_on
from task t
join programme p on p.id = t.programme
join document d on d.id = p.document
left join org o on o.id = t.lead
where t.voided_at is null and (t.work_fold like '%' || :q || '%' or t.number = :number)
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))]
order by p.year desc, t.position, t.id
limit :limit;
