-- The adjustment ledger.

-- name: adjust_insert :id
-- in: task int, kind text, cause text, body text, file int, file_name text
-- in: was_deadline text, was_due_on day, new_deadline text, new_due_on day
-- in: was_work text, new_work text, was_lead int, new_lead int, was_product text, new_product text
-- in: at instant, day day, actor int, actor_name text, verdict text, answer text
-- in: decided_at instant, decided_on day, decided_by int, decided_name text, reorg int
insert into task_adjust (task, kind, cause, body, file, file_name, was_deadline, was_due_on,
	new_deadline, new_due_on, was_work, new_work, was_lead, new_lead, was_product, new_product,
	asked_at, asked_on, asked_by, asked_name, verdict, answer, decided_at, decided_on,
	decided_by, decided_name, reorg)
values (:task, :kind, :cause, :body, :file, :file_name, :was_deadline, :was_due_on,
	:new_deadline, :new_due_on, :was_work, :new_work, :was_lead, :new_lead, :was_product,
	:new_product, :at, :day, :actor, :actor_name, :verdict, :answer, :decided_at,
	:decided_on, :decided_by, :decided_name, :reorg)
returning id;

-- name: adjust_decide :exec
-- in: id int, verdict text, answer text, at instant, day day, actor int, actor_name text
update task_adjust set verdict = :verdict, answer = :answer, decided_at = :at, decided_on = :day,
	decided_by = :actor, decided_name = :actor_name
where id = :id and verdict is null;

-- name: adjust_by_id :one
-- in: id int
select j.id, j.task, j.kind, j.cause, j.body, j.file, j.file_name, j.was_deadline, j.was_due_on,
	j.new_deadline, j.new_due_on, j.was_work, j.new_work, j.was_lead, j.new_lead, j.was_product,
	j.new_product, j.asked_on, j.asked_by, j.asked_name, j.verdict, j.answer, j.decided_on,
	j.decided_name
from task_adjust j
where j.id = :id;

-- name: adjust_list :many
-- Of one task, the newest first, as known at the end of a day.
-- in: task int, as_at day
select j.id, j.kind, j.cause, j.body, j.file, j.file_name, j.was_deadline, j.was_due_on,
	j.new_deadline, j.new_due_on, j.was_work, j.new_work, w.short_name as was_lead_name,
	n.short_name as new_lead_name, j.was_product, j.new_product, j.asked_on, j.asked_by,
	j.asked_name, j.verdict, j.answer, j.decided_on, j.decided_name
from task_adjust j
left join org w on w.id = j.was_lead
left join org n on n.id = j.new_lead
where j.task = :task and j.asked_on <= :as_at and (j.voided_on is null or j.voided_on > :as_at)
order by j.id desc;

-- name: adjust_open_kinds :many
-- in: task int
select j.kind
from task_adjust j
where j.task = :task and j.verdict is null;

-- name: adjust_waiting :many
-- Requests that nobody decided, the oldest first. Who acts for the root
-- decides those of whole tasks, a lead those of its parts.
-- in: scope int, limit int
select j.id, j.task, j.kind, j.cause, j.body, j.was_due_on, j.new_due_on, j.asked_on, j.asked_name,
	t.number, t.work, o.short_name as lead_name
from task_adjust j
join task t on t.id = j.task
left join org o on o.id = t.lead
where j.verdict is null and t.voided_at is null
[office: and (t.parent is null or t.child = 'period')]
[lead: and t.child = 'part' and t.parent in (select p.id from task p where p.lead in
	(select c.descendant from org_closure c where c.ancestor = :scope))]
order by j.asked_on, j.id
limit :limit;

-- name: adjust_task_apply :exec
-- What an approval changes in the row besides its words.
-- in: id int, accepted_on day, withdrawn_on day, longer int
update task set accepted_on = :accepted_on, withdrawn_on = :withdrawn_on,
	extensions = coalesce(extensions, 0) + :longer, rev = rev + 1
where id = :id;

-- name: task_words_add :id
-- A new version, before the task's row gets the same words: other words leave
-- the day of an event alone.
-- in: task int, from_on day, section int, number text, work text, lead int, lead_text text
-- in: with_text text, deadline_text text, deadline_kind text, due_on day, start_on day
-- in: product text, quantity int, missing int
insert into task_words (task, from_on, section, number, work, lead, lead_text, with_text,
	deadline_text, deadline_kind, due_on, start_on, product, quantity, missing)
select t.id, :from_on, :section, :number, :work, :lead, :lead_text, :with_text,
	:deadline_text, :deadline_kind, case when :deadline_kind in ('relative', 'on_request')
		and t.deadline_text = :deadline_text then t.due_on else :due_on end,
	:start_on, :product, :quantity, :missing
from task t where t.id = :task
returning id;
