-- What sqlc's own test runs: every kind, every type, parts and orders.

-- let: late
case when t.done = 0 and t.due_on < :today then 1 else 0 end
;

-- let: filters
where t.org_id = :org
[q: and t.work_fold like :q]
[late: and {late} = 1]
;

-- name: sample_org_insert :id
-- in: name text, name_fold text
insert into org (name, name_fold) values (:name, :name_fold)
on conflict do nothing
returning id;

-- name: sample_insert :id
-- in: work text, work_fold text, org int, due_on day, made_at instant
-- in: done bool, body blob, weight real
insert into task (work, work_fold, org_id, due_on, made_at, done, body, weight)
values (:work, :work_fold, :org, :due_on, :made_at, :done, :body, :weight)
returning id;

-- name: sample_list :many
-- The tasks of an organisation */ in /* one of two orders.
--
-- A second paragraph.
-- in: org int, q text, today day, limit int, offset int
-- out: late bool
select t.id, t.work, t.due_on, t.made_at, t.done, t.body, t.weight,
	{late} as late -- a "comment" that goes
from task t
{filters}
[order due: order by t.due_on nulls last, t.id]
[order made:order by t.made_at desc]limit :limit offset :offset;

-- name: sample_find :one
-- ahead
-- in: id int
-- out: mark text
select t.work, o.name as org_name, t.due_on, '??/"\[x]:no;' as mark
from task t
left join org o on o.id = t.org_id
where t.id = :id;

-- name: sample_set_done :exec
-- in: id int, done bool
update task set done = :done where id = :id;

-- name: sample_rename :row
-- in: id int, work text
update task set work = :work where id = :id;

-- name: sample_toggle :one
-- in: id int
update task set done = 1 - done where id = :id
returning work, done;

-- name: sample_dump :each
-- in: from instant
select id, work, body from task where made_at >= :from order by made_at;

-- name: sample_count :one
-- out: n int
-- scan
select count(*) as n from task;

-- name: sample_open :one
-- Scans of a CTE are no scans of a table.
-- in: org int
-- out: n int
with waiting as materialized (select id from task where org_id = :org and done = 0)
select count(*) as n from waiting w;

-- name: sample_by_made :many
-- A parameter of an order only.
-- in: pivot instant
select t.id
from task t
where t.org_id = 1
[order near: order by abs(t.made_at - :pivot)]
[order far: order by abs(t.made_at - :pivot) desc]
[order id: order by t.id];

-- name: sample_purge :exec
-- scan: the whole table goes
-- like: the raw text is meant
delete from task where work like 'x%';

-- name: sample_count @postgres
select count(*)::bigint as n from task;
