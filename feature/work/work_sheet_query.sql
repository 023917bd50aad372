-- Tasks of a list that comes back.

-- name: sheet_tasks :many
-- Tasks as they are now, by id.
-- in: low int, high int, scope int
-- out: ours int, visible int
select t.id, t.rev, t.words, d.code,
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
from task t
join programme p on p.id = t.programme
join document d on d.id = p.document
left join section s on s.id = t.section
left join org o on o.id = t.lead
where t.id >= :low and t.id <= :high
order by t.id;

-- name: sheet_words :one
-- Words that a task once had.
-- in: id int
select w.number, w.work, w.lead, w.lead_text, w.with_text, w.deadline_text, w.product,
	s.title as section_title
from task_words w
left join section s on s.id = w.section
where w.id = :id;
