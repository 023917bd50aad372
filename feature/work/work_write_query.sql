-- What acts write of tasks: the row, its words, its trail.

-- name: task_insert :id
-- in: programme int, section int, position int, number text, work text, work_fold text
-- in: work_confirmed bool, lead int, lead_text text, with_text text, deadline_text text
-- in: deadline_kind text, due_on day, start_on day, product text, product_confirmed bool
-- in: quantity int, missing int, import int, import_row int, made_at instant
insert into task (programme, section, position, number, work, work_fold, work_confirmed, lead,
	lead_text, with_text,
	deadline_text, deadline_kind, due_on, start_on, product, product_confirmed, quantity,
		missing, import, import_row, percent, made_at, rev)
values (:programme, :section, :position, :number, :work, :work_fold, :work_confirmed, :lead,
	:lead_text, :with_text,
	:deadline_text, :deadline_kind, :due_on, :start_on, :product, :product_confirmed,
		:quantity, :missing, :import, :import_row, 0, :made_at, 1)
returning id;

-- name: task_set_words :row
-- The day that an event or a request gave stays while the deadline says the
-- same.
-- in: id int, rev int, section int, number text, work text, work_fold text, work_confirmed bool
-- in: lead int, lead_text text, with_text text, deadline_text text, deadline_kind text
-- in: due_on day, start_on day, product text, product_confirmed bool, quantity int, missing int
-- in: words int
update task set deadline_text = :deadline_text, deadline_kind = :deadline_kind,
	due_on = case when :deadline_kind in ('relative', 'on_request')
		and deadline_text = :deadline_text then due_on else :due_on end,
	start_on = :start_on, words = :words, rev = rev + 1
	[rest: , section = :section, number = :number, work = :work, work_fold = :work_fold,
		work_confirmed = :work_confirmed, lead = :lead, lead_text = :lead_text,
		with_text = :with_text, product = :product,
		product_confirmed = :product_confirmed, quantity = :quantity, missing = :missing]
	[anew: , accepted_on = null]
	[longer: , extensions = coalesce(extensions, 0) + 1]
where id = :id and rev = :rev;

-- name: task_set_days :row
-- in: id int, rev int, issued_on day, accepted_on day, submitted_on day, done_on day
-- in: closed_on day, paused_on day, withdrawn_on day, percent int
update task set issued_on = :issued_on, accepted_on = :accepted_on, submitted_on = :submitted_on,
	done_on = :done_on,
	closed_on = :closed_on, paused_on = :paused_on, withdrawn_on = :withdrawn_on,
		percent = :percent, rev = rev + 1
where id = :id and rev = :rev;

-- name: task_set_report :row
-- Days are another statement, since naming a column rewrites its indexes.
-- in: id int, rev int, percent int, reported_on day, last_text text, last_difficulty text
-- in: last_cause text, last_ask text
update task set percent = :percent, reported_on = :reported_on, last_text = :last_text,
	last_difficulty = :last_difficulty, last_cause = :last_cause, last_ask = :last_ask,
	rev = rev + 1
where id = :id and rev = :rev;

-- name: task_act_insert :id
-- Behind everything else that the act does: it keeps what the task's row says
-- now, so any later day can show it.
-- in: task int, kind text, at instant, on_day day, actor int, actor_name text, percent int
-- in: body text, difficulty text, cause text, ask text, event int, adjust int
insert into task_act (task, kind, at, on_day, actor, actor_name, percent, body, difficulty, cause,
	ask, event, adjust, is_words, is_due_on, is_issued_on, is_accepted_on, is_submitted_on,
	is_done_on, is_closed_on, is_paused_on, is_withdrawn_on, is_percent, is_parent, is_weight)
select t.id, :kind, :at, :on_day, :actor, :actor_name, :percent, :body, :difficulty, :cause,
	:ask, :event, :adjust, t.words, t.due_on, t.issued_on, t.accepted_on, t.submitted_on,
	t.done_on, t.closed_on, t.paused_on, t.withdrawn_on, t.percent, t.parent, t.weight
from task t
where t.id = :task
returning id;

-- name: task_words_insert :id
-- A new version: the words that the task's row has now.
-- in: task int, from_on day
insert into task_words (task, from_on, section, number, work, lead, lead_text, with_text,
	deadline_text, deadline_kind, due_on, start_on, product, quantity, missing)
select t.id, :from_on, t.section, t.number, t.work, t.lead, t.lead_text, t.with_text,
	t.deadline_text, t.deadline_kind, t.due_on, t.start_on, t.product, t.quantity, t.missing
from task t
where t.id = :task
returning id;

-- name: task_set_version :exec
-- in: id int, words int
update task set words = :words where id = :id;

-- name: task_set_base :exec
-- The first issue is the original that everything later is measured against.
-- in: id int, day day
update task set base_on = :day, base_due_on = due_on, extensions = 0
where id = :id and base_on is null;
