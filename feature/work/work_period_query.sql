-- Periods of recurring tasks, and days that are entered later.

-- name: period_last :one
-- in: series int
-- out: rule_on day, n int
-- Those that fell away when the series was handed back begin again.
select max(p.rule_on) as rule_on, count(*) as n
from task p
where p.parent = :series and p.child = 'period' and p.voided_at is null
	and (p.withdrawn_on is null or not exists (select 1 from task_act a
		where a.task = p.id and a.kind = 'hand_back'));

-- name: period_insert :id
-- An occurrence copies owner and text of the series as they are now.
-- The target of a year, where there is one, is the period's product.
-- in: series int, deadline_text text, product text, due_on day, rule_on day, at instant, day day
insert into task (programme, section, position, number, work, work_fold, work_confirmed, lead,
	lead_text, with_text, deadline_text, deadline_kind, due_on, product, product_confirmed,
	missing, percent, made_at, rev, parent, child, rule_on, issued_on, accepted_on, base_on,
	base_due_on, extensions)
select t.programme, t.section, t.position, t.number, t.work, t.work_fold, 1, t.lead,
	t.lead_text, t.with_text, :deadline_text, 'date', :due_on,
	case when :product = '' then t.product else :product end, 1,
	0, 0, :at, 1, t.id, 'period', :rule_on, :day,
	case when t.accepted_on is null then null else :day end, :day,
	:due_on, 0
from task t
where t.id = :series
returning id;

-- name: period_with_insert :exec
-- in: series int, period int
insert into task_org (task, org)
select :period, x.org
from task_org x
where x.task = :series;

-- name: period_accept :exec
-- Who accepts a series accepts its periods.
-- in: series int, day day
update task set accepted_on = :day, rev = rev + 1
where parent = :series and child = 'period' and accepted_on is null and done_on is null
	and withdrawn_on is null;

-- name: period_end :exec
-- The periods of a series that ends end with it; of one that is done those that
-- wait for verification stay.
-- in: series int, day day
update task set withdrawn_on = :day, rev = rev + 1
where parent = :series and child = 'period' and done_on is null and withdrawn_on is null
	and voided_at is null
[but_submitted: and submitted_on is null];

-- name: period_void_list :many
-- in: series int
select p.id from task p where p.parent = :series and p.child = 'period' and p.voided_at is null;

-- name: period_void :exec
-- The periods of a series that is taken back.
-- in: series int, at instant
update task set voided_at = :at, rev = rev + 1
where parent = :series and child = 'period' and voided_at is null;

-- name: period_act_insert :exec
-- The entry in the history of the periods that an act on the series moved.
-- in: series int, kind text, at instant, day day, actor int, actor_name text, body text, event int
insert into task_act (task, kind, at, on_day, actor, actor_name, body, event, is_words, is_due_on,
	is_issued_on, is_accepted_on, is_submitted_on, is_done_on, is_closed_on, is_paused_on,
	is_withdrawn_on, is_percent)
select t.id, :kind, :at, :day, :actor, :actor_name, :body, :event, t.words, t.due_on,
	t.issued_on, t.accepted_on, t.submitted_on, t.done_on, t.closed_on, t.paused_on,
	t.withdrawn_on, t.percent
from task t
where t.parent = :series and t.child = 'period' and t.done_on is null
[accept: and t.withdrawn_on is null and t.accepted_on = :day]
[end: and t.withdrawn_on = :day and not exists (select 1 from task_act a
	where a.task = t.id and a.is_withdrawn_on is not null)];

-- name: period_list :many
-- in: series int, today day, soon day, limit int
-- out: state int
select p.id, p.deadline_text, p.product, p.rule_on, p.due_on, p.percent, p.submitted_on, p.done_on,
	case
	when p.withdrawn_on <= :today then 10
	when p.done_on <= :today then
		case when p.due_on < coalesce(p.submitted_on, p.done_on) then 8 else 7 end
	when p.issued_on is null or p.issued_on > :today then 0
	when p.paused_on <= :today then 9
	when p.submitted_on <= :today then 6
	when p.due_on < :today then 5
	when p.due_on <= :soon then 4
	when (p.accepted_on is null or p.accepted_on > :today) and p.percent = 0 then 1
	when p.due_on is null then 3
	else 2
	end as state
from task p
where p.parent = :series and p.child = 'period' and p.voided_at is null and p.issued_on <= :today
order by p.rule_on desc, p.id desc
limit :limit;

-- name: series_day :one
-- The nearest day that an open period is due, and what the series says now.
-- in: series int
-- out: due_on day, was_on day, ended bool, open int, done int, last_on day
select min(case when p.done_on is null and p.withdrawn_on is null then p.due_on end) as due_on,
	max(t.due_on) as was_on,
	max(case when t.done_on is null and t.withdrawn_on is null and t.deadline_kind in
		('recurring', 'continuous', 'starting', 'term') then 0 else 1 end) as ended,
	sum(case when p.done_on is null and p.withdrawn_on is null then 1 else 0 end) as open,
	sum(case when p.done_on is null then 0 else 1 end) as done,
	max(p.rule_on) as last_on
from task t
join task p on p.parent = t.id and p.child = 'period' and p.voided_at is null
where t.id = :series;

-- name: series_set_day :exec
-- What is done or withdrawn keeps the day by which it was judged.
-- in: id int, due_on day
update task set due_on = :due_on, rev = rev + 1
where id = :id and done_on is null and withdrawn_on is null;

-- name: series_open :many
-- Issued tasks whose deadline comes back. One that was kept open when its
-- programme was closed ends its periods, but begins no more.
-- in: after int, limit int
-- scan: only those that are issued and unfinished matter, page by page
select t.id
from task t
join programme g on g.id = t.programme
where g.closed_on is null and t.id > :after and t.voided_at is null
	and coalesce(t.child, 'part') = 'part'
	and t.issued_on is not null
	and t.done_on is null and t.withdrawn_on is null and t.paused_on is null
	and t.deadline_kind in ('recurring', 'continuous', 'starting', 'term')
order by t.id
limit :limit;

-- name: task_set_event_day :row
-- in: id int, rev int, event_on day, due_on day
update task set event_on = :event_on, due_on = :due_on,
	base_due_on = coalesce(base_due_on, :due_on), rev = rev + 1
where id = :id and rev = :rev;

-- name: period_open_list :many
-- Periods that wait for their lead or for the office.
-- in: limit int
-- scan: open periods only
select p.id, p.lead, p.due_on, p.submitted_on
from task p
where p.child = 'period' and p.done_on is null and p.withdrawn_on is null and p.voided_at is null
	and p.accepted_on is not null
order by p.id
limit :limit;

-- name: milestone_list :many
-- The newest word on each year of a term, as known before an instant.
-- in: task int, until instant
select m.year, m.on_day, m.target
from task_milestone m
where m.task = :task and m.id = (select max(x.id) from task_milestone x
	where x.task = m.task and x.year = m.year and x.at < :until)
order by m.year;

-- name: milestone_insert :exec
-- in: task int, year int, on_day day, target text, at instant, made_on day, actor int
-- in: actor_name text
insert into task_milestone (task, year, on_day, target, at, made_on, actor, actor_name)
values (:task, :year, :on_day, :target, :at, :made_on, :actor, :actor_name);

-- name: milestone_copy :exec
-- Into a task that was carried forward.
-- in: from int, into int, at instant, made_on day, actor int, actor_name text
insert into task_milestone (task, year, on_day, target, at, made_on, actor, actor_name)
select :into, m.year, m.on_day, m.target, :at, :made_on, :actor, :actor_name
from task_milestone m
where m.task = :from and m.id = (select max(x.id) from task_milestone x
	where x.task = m.task and x.year = m.year);
