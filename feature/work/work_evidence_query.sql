-- Evidence: files that came with a report, in versions, and the office's word
-- about each.

-- name: evidence_insert :id
-- in: task int, act int, file int, name text, version int, at instant, actor int, actor_name text
insert into evidence (task, act, file, name, version, at, actor, actor_name)
values (:task, :act, :file, :name, :version, :at, :actor, :actor_name)
returning id;

-- name: evidence_next_version :one
-- in: task int, name text
-- out: version int
select coalesce(max(e.version), 0) + 1 as version from evidence e where e.task = :task
	and e.name = :name and e.kind is null;

-- name: evidence_list :many
-- in: task int, until instant
select e.id, e.act, e.file, e.name, e.version, e.at, e.actor_name, e.checked_on, e.checked_by,
	e.checked_ok,
	f.size, f.media, f.sha256
from evidence e
join file f on f.id = e.file
where e.task = :task and e.at < :until and e.kind is null
order by e.id desc;

-- name: evidence_count :one
-- in: task int
-- out: n int
select count(*) as n from evidence e where e.task = :task and e.kind is null;

-- name: evidence_by_id :one
-- in: id int
select e.id, e.task, e.file, e.name, e.version, e.checked_on from evidence e where e.id = :id
	and e.kind is null;

-- name: evidence_check :exec
-- in: id int, day day, who text, good bool
update evidence set checked_on = :day, checked_by = :who, checked_ok = :good where id = :id;
