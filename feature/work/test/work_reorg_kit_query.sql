-- What a test of reorganisation reads past the pages.

-- name: wk_tasks :many
-- scan: a test's
select t.id, t.lead, t.lead_text, t.work, t.deadline_text, t.due_on, t.accepted_on,
	t.submitted_on, t.done_on, t.withdrawn_on, t.paused_on, t.percent, t.missing, t.parent,
	t.child, t.weight, w.lead as words_lead, w.lead_text as words_lead_text
from task t
join task_words w on w.id = t.words
where t.voided_at is null
order by t.id;

-- name: wk_with :many
-- scan: a test's
select x.task, x.org from task_org x order by x.task, x.org;

-- name: wk_shares :many
-- scan: a test's
select s.id, s.org, s.delivered_on, s.returned_on, s.taken_on, s.dropped_on, s.answer
from share s
order by s.id;

-- name: wk_asked :many
-- scan: a test's
select j.id, j.task, j.kind, j.new_lead, j.verdict
from task_adjust j
where j.voided_on is null
order by j.id;

-- name: wk_owners :many
-- scan: a test's
select p.id, p.owner from programme p order by p.id;

-- name: wk_sheets :many
-- scan: a test's
select s.id, s.org from edited_list s order by s.id;

-- name: wk_rows :many
-- scan: a test's
select x.id, x.lead, x.new_lead from annex_row x order by x.id;

-- name: wk_grants :many
-- scan: a test's
select g.id, g.user_id, g.role, g.org_id, g.from_on, g.to_on
from user_grant g
where g.voided_by is null
order by g.id;

-- name: wk_notices :many
-- scan: a test's
select n.id, n.user_id, n.task, n.kind, n.mark from notice n order by n.id;

-- name: wk_close :exec
-- in: id int, on day
update programme set closed_on = :on where id = :id;

-- name: wk_orgs :many
-- scan: a test's
select o.id, o.parent, o.to_on from org o order by o.id;

-- name: wk_led_by_ended :one
-- Open tasks, of programmes that run, that nobody leads who is there.
-- in: today day
-- out: n int
-- scan: a test's
select count(*) as n
from task t
join org o on o.id = t.lead
join programme p on p.id = t.programme and p.closed_on is null
where t.voided_at is null and t.done_on is null and t.withdrawn_on is null
	and o.to_on <= :today;

-- let: open
t.voided_at is null and t.done_on is null and t.withdrawn_on is null
	and exists (select 1 from programme p where p.id = t.programme and p.closed_on is null)
;

-- name: wk_named_ended :one
-- Who is no more cooperates, owes and owns nothing that is open.
-- in: today day
-- out: helps int, owes int, asked int, owns int, reports int
-- scan: a test's
select (select count(*) from task_org x join org o on o.id = x.org and o.to_on <= :today
		join task t on t.id = x.task and {open}) as helps,
	(select count(*) from share s join org o on o.id = s.org and o.to_on <= :today
		join task t on t.id = s.task and {open}
		where s.taken_on is null and s.dropped_on is null) as owes,
	(select count(*) from task_adjust j join org o on o.id = j.new_lead
		and o.to_on <= :today join task t on t.id = j.task and {open}
		where j.verdict is null) as asked,
	(select count(*) from programme p join org o on o.id = p.owner and o.to_on <= :today
		where p.closed_on is null) as owns,
	(select count(*) from user_grant g join org o on o.id = g.org_id
		and o.to_on <= :today where g.to_on is null) as reports;
