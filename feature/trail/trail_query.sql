-- The trail as people read it. A page goes by one of the indexes, newest first,
-- and on from where the page before ended.

-- name: trail_events :many
-- in: from instant, to instant, at instant, id int, actor int, behalf int, kind text
-- in: subject_kind text, subject int, limit int
select e.id, e.at, e.actor, e.on_behalf, e.kind, e.subject_kind, e.subject, e.reason
from event e
where e.at >= :from and e.at < :to
[after: and (e.at < :at or e.id < :id)]
[actor: and e.actor = :actor]
[behalf: and e.on_behalf = :behalf]
[kind: and e.kind = :kind]
[subject: and e.subject_kind = :subject_kind and e.subject = :subject]
order by e.at desc, e.id desc
limit :limit;

-- name: trail_event :one
-- in: id int
select e.id, e.at, e.actor, e.on_behalf, e.kind, e.subject_kind, e.subject, e.before,
	e.after, e.reason, e.key, e.session, e.hash
from event e
where e.id = :id;

-- name: trail_user :one
-- in: id int
select u.name from user_account u where u.id = :id;

-- name: trail_users :many
-- For choosing who did it.
-- scan: a few thousand at most; the choice shows the first 500
-- in: limit int
select u.id, u.name
from user_account u
order by u.name, u.id
limit :limit;

-- name: trail_org :one
-- in: id int
select o.name from org o where o.id = :id;

-- name: trail_member :one
-- in: id int
select m.name from member m where m.id = :id;

-- name: trail_task :one
-- in: id int
select t.work as name from task t where t.id = :id;

-- name: trail_programme :one
-- in: id int
select p.title as name from programme p where p.id = :id;

-- name: trail_document :one
-- in: id int
select d.code as name from document d where d.id = :id;

-- name: trail_decision :one
-- in: id int
select d.title as name from org_decision d where d.id = :id;

-- name: trail_marks :many
-- Signed checkpoints, newest first.
-- in: before int, limit int
select c.size, c.at, c.note
from trail_checkpoint c
where c.size < :before
order by c.size desc
limit :limit;

-- ---- witnesses

-- name: trail_witness_insert :id
-- in: url text, vkey text, added_at instant
insert into trail_witness (url, vkey, added_at, size, tries, next_at)
values (:url, :vkey, :added_at, 0, 0, 0)
returning id;

-- name: trail_witnesses :many
-- scan: a handful
-- in: limit int
select w.id, w.url, w.vkey, w.added_at, w.removed_at, w.size, w.tries, w.next_at,
	w.signed_at, w.answer
from trail_witness w
[now: where w.removed_at is null]
order by w.id
limit :limit;

-- name: trail_witness_remove_row :row
-- in: id int, at instant
update trail_witness set removed_at = :at where id = :id and removed_at is null;

-- name: trail_witness_signed :row
-- What it said to a checkpoint that it countersigned.
-- in: id int, size int, at instant
update trail_witness
set size = :size, signed_at = :at, answer = null, tries = 0, next_at = 0
where id = :id;

-- name: trail_witness_failed :row
-- in: id int, size int, tries int, next_at instant, answer text
update trail_witness
set size = :size, tries = :tries, next_at = :next_at, answer = :answer
where id = :id;
