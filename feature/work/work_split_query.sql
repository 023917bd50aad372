-- Parts of a task.

-- name: part_insert :id
-- A draft below its task: in the same programme, section and place.
-- in: parent int, number text, work text, work_fold text, lead int, lead_text text
-- in: deadline_text text, deadline_kind text, due_on day, start_on day, product text
-- in: quantity int, missing int, weight int, at instant
insert into task (programme, section, position, number, work, work_fold, work_confirmed, lead,
	lead_text, with_text, deadline_text, deadline_kind, due_on, start_on, product,
	product_confirmed, quantity, missing, percent, made_at, rev, parent, child, weight)
select t.programme, t.section, t.position, :number, :work, :work_fold, 0, :lead,
	:lead_text, '', :deadline_text, :deadline_kind, :due_on, :start_on, :product,
	0, :quantity, :missing, 0, :at, 1, t.id, 'part', :weight
from task t
where t.id = :parent
returning id;

-- name: part_attach :exec
-- in: id int, parent int, position int, weight int
update task set parent = :parent, child = 'part', position = :position, weight = :weight,
	rev = rev + 1
where id = :id;

-- name: part_set_weight :exec
-- in: id int, weight int
update task set weight = :weight, rev = rev + 1 where id = :id;

-- name: part_brief :many
-- What the acts ask of the parts of a task.
-- in: task int
select t.id, t.number, t.weight, t.percent, t.deadline_kind, t.issued_on, t.done_on, t.withdrawn_on
from task t
where t.parent = :task and t.child = 'part' and t.voided_at is null
order by t.id;

-- name: part_above :one
-- One step up.
-- in: id int
select t.parent, t.child from task t where t.id = :id and t.voided_at is null;

-- name: part_drafts :many
-- Drafts of a programme that this person issues: whole ones for the office,
-- else parts that the organisation gave. Any of them may be attached.
-- in: programme int, scope int, task int, limit int
select t.id, t.number, t.work
from task t
where t.programme = :programme and t.voided_at is null and t.issued_on is null
	and t.withdrawn_on is null and t.id <> :task
	and (t.parent is null or t.child = 'part' and t.parent <> :task)
[unit: and t.child = 'part' and exists (select 1 from task u
	join org_closure c on c.descendant = u.lead
	where u.id = t.parent and c.ancestor = :scope)]
order by t.position, t.id
limit :limit;

-- name: part_waiting :many
-- What waits for those who gave the parts: to verify, to issue again, help.
-- in: scope int, limit int
select t.id, t.number, t.work, o.short_name as lead_name, t.due_on, t.submitted_on, t.issued_on,
	t.missing, t.last_difficulty, a.body as back_why
from task u
join task t on t.parent = u.id and t.child = 'part'
left join org o on o.id = t.lead
left join task_act a on a.id = (select max(b.id) from task_act b
	where b.task = t.id and b.kind = 'hand_back')
where u.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	and t.voided_at is null and t.done_on is null and t.withdrawn_on is null
	and (t.submitted_on is not null or t.issued_on is null or t.last_ask = 'help')
order by case when t.submitted_on is not null then 0 when t.issued_on is null then 1 else 2 end,
	t.submitted_on, t.id
limit :limit;
