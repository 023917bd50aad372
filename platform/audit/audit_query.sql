-- name: audit_by_key :one
-- The event that this actor's key already made.
-- in: actor int, key text
select e.kind, e.subject
from event e
where e.actor = :actor and e.key = :key;

-- name: audit_head :one
-- ahead
-- The end of the chain.
select h.last, h.hash
from event_head h
where h.id = 1;

-- name: audit_head_set :exec
-- in: last int, hash text
update event_head set last = :last, hash = :hash where id = 1;

-- name: audit_insert :exec
-- in: id int, at instant, actor int, on_behalf int, kind text, subject_kind text, subject int
-- in: before text, after text, reason text, key text, session int, hash text
insert into event (id, at, actor, on_behalf, kind, subject_kind, subject,
	before, after, reason, key, session, hash)
values (:id, :at, :actor, :on_behalf, :kind, :subject_kind, :subject,
	:before, :after, :reason, :key, :session, :hash);

-- name: audit_walk :each
-- The whole trail in order, for checking it.
-- scan
select e.id, e.at, e.actor, e.on_behalf, e.kind, e.subject_kind, e.subject,
	e.before, e.after, e.reason, e.key, e.session, e.hash
from event e
order by e.id;

-- name: audit_two :many
-- An event and the one before.
-- in: id int
select e.id, e.at, e.actor, e.on_behalf, e.kind, e.subject_kind, e.subject,
	e.before, e.after, e.reason, e.key, e.session, e.hash
from event e
where e.id = :id or e.id = :id - 1
order by e.id;

-- name: audit_origin_hash :one
-- The hash of the first event.
select e.hash from event e where e.id = 1;
