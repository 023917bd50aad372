-- Shares of cooperating organisations in a task, and what they deliver.

-- name: share_list :many
-- In the order in which they were asked: sorting here would cost each page.
-- in: task int, limit int
select s.id, s.org, o.short_name as org_name, s.work, s.due_on, s.asked_on, s.asked_name,
	s.delivered_on, s.delivered_name, s.delivered_text, s.returned_on, s.taken_on,
	s.dropped_on, s.answer, s.answer_name
from share s
join org o on o.id = s.org
where s.task = :task
order by s.id
limit :limit;

-- name: share_by_id :one
-- in: id int
select s.id, s.task, s.org, o.short_name as org_name, s.work, s.due_on, s.delivered_on,
	s.returned_on, s.taken_on, s.dropped_on, s.rev
from share s
join org o on o.id = s.org
where s.id = :id;

-- name: share_count :one
-- in: task int
-- out: n int
select count(*) as n from share s where s.task = :task;

-- name: share_org :one
-- Whether an organisation cooperates in a task.
-- in: task int, org int
select o.short_name as name
from task_org x
join org o on o.id = x.org
where x.task = :task and x.org = :org;

-- name: share_insert :id
-- in: task int, org int, work text, due_on day, asked_on day, asked_name text
insert into share (task, org, work, due_on, asked_on, asked_name, rev)
values (:task, :org, :work, :due_on, :asked_on, :asked_name, 1)
returning id;

-- name: share_deliver :row
-- in: id int, rev int, day day, name text, text text
update share set delivered_on = :day, delivered_name = :name, delivered_text = :text,
	returned_on = null, answer = null, answer_name = null, rev = rev + 1
where id = :id and rev = :rev;

-- name: share_answer :row
-- What the lead said to it; what was delivered stays.
-- in: id int, rev int, returned_on day, taken_on day, dropped_on day, answer text, name text
update share set returned_on = :returned_on, taken_on = :taken_on, dropped_on = :dropped_on,
	answer = :answer, answer_name = :name, rev = rev + 1
where id = :id and rev = :rev;

-- name: share_step_insert :exec
-- in: share int, task int, act int, kind text, on_day day, name text, body text
insert into share_step (share, task, act, kind, on_day, name, body)
values (:share, :task, :act, :kind, :on_day, :name, :body);

-- name: share_step_list :many
-- What happened to the shares of a task until a day, oldest first.
-- in: task int, until day
select p.share, p.kind, p.on_day, p.name, p.body
from share_step p
where p.task = :task and p.on_day <= :until
order by p.id;

-- ---- attachments ---------------------------------------------------------------

-- name: attachment_insert :exec
-- in: task int, act int, file int, name text, version int, at instant, actor int, actor_name text
-- in: org int, share int
insert into evidence (task, act, file, name, version, at, actor, actor_name, kind, org, share)
values (:task, :act, :file, :name, :version, :at, :actor, :actor_name, 'attachment', :org, :share);

-- name: attachment_next_version :one
-- in: task int, org int, name text
-- out: version int
select coalesce(max(e.version), 0) + 1 as version from evidence e where e.task = :task
	and e.kind = 'attachment' and e.org = :org and e.name = :name;

-- name: attachment_list :many
-- in: task int, until instant
select e.id, e.share, e.file, e.name, e.version, e.checked_on, e.checked_ok, f.size
from evidence e
join file f on f.id = e.file
where e.task = :task and e.share is not null and e.at < :until
order by e.id desc
limit 200;

-- name: attachment_check :exec
-- The lead took or returned what was delivered.
-- in: share int, day day, who text, good bool
update evidence set checked_on = :day, checked_by = :who, checked_ok = :good
where share = :share and checked_on is null;

-- ---- "My work" -----------------------------------------------------------------

-- name: share_mine :many
-- What an organisation, or one below it, still owes.
-- in: scope int, limit int
select s.id, s.task, s.work, s.due_on, s.returned_on, s.answer, o.short_name as lead_name,
	t.number, t.work as task_work
from share s
join task t on t.id = s.task
left join org o on o.id = t.lead
where s.taken_on is null and s.dropped_on is null
	and (s.delivered_on is null or s.returned_on is not null)
	and t.voided_at is null and t.issued_on is not null and t.done_on is null
	and t.withdrawn_on is null
	and s.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	and exists (select 1 from task_org x where x.task = s.task and x.org = s.org)
order by coalesce(s.due_on, '9999-12-31'), s.id
limit :limit;

-- name: share_waiting :many
-- What was delivered to an organisation that leads, or to one below it.
-- in: scope int, limit int
select s.id, s.task, s.work, s.due_on, s.delivered_on, o.short_name as org_name, t.number,
	t.work as task_work
from share s
join task t on t.id = s.task
join org o on o.id = s.org
where s.taken_on is null and s.dropped_on is null
	and s.delivered_on is not null and s.returned_on is null
	and t.voided_at is null and t.done_on is null and t.withdrawn_on is null
	and t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
order by s.delivered_on, s.id
limit :limit;
