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

-- ---- words under a veil

-- name: audit_veil_key :one
-- in: subject_kind text, subject int
select v.key
from event_veil v
where v.subject_kind = :subject_kind and v.subject = :subject;

-- name: audit_veil_insert :exec
-- in: subject_kind text, subject int, key blob
insert into event_veil (subject_kind, subject, key) values (:subject_kind, :subject, :key);

-- name: audit_veil_delete :exec
-- in: subject_kind text, subject int
delete from event_veil where subject_kind = :subject_kind and subject = :subject;

-- name: audit_veil_count :one
-- Events whose words stand in the open.
-- in: subject_kind text, subject int, head text
-- out: n int
select count(*) as n
from event e
where e.subject_kind = :subject_kind
	and ((e.before is not null and substr(e.before, 1, 9) <> :head)
		or (e.after is not null and substr(e.after, 1, 9) <> :head)
		or (e.reason is not null and substr(e.reason, 1, 9) <> :head))
	[subject: and e.subject = :subject];
