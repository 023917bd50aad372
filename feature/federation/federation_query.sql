-- Committees that exchange reports, what goes out to them, what came in.

-- let: live
x.from_on <= :today and (x.to_on is null or x.to_on > :today)
;

-- name: fed_peer_insert :id
-- in: name text, name_fold text, kind text, address text, public_key text, today day
-- in: now instant
insert into fed_peer (name, name_fold, kind, address, public_key, from_on, made_at)
values (:name, :name_fold, :kind, :address, :public_key, :today, :now)
returning id;

-- name: fed_peer_end :exec
-- in: id int, today day
update fed_peer set to_on = :today where id = :id and to_on is null;

-- name: fed_peer_by_id :one
-- in: id int
select x.id, x.name, x.kind, x.address, x.public_key, x.from_on, x.to_on
from fed_peer x
where x.id = :id;

-- name: fed_peer_list :many
-- in: kind text, today day
-- scan: a few dozen
select x.id, x.name, x.kind, x.address, x.public_key, x.from_on, x.to_on
from fed_peer x
where 1 = 1
[kind: and x.kind = :kind]
[live: and {live}]
order by x.kind, x.name_fold, x.id;

-- name: fed_peer_by_name :one
-- in: name_fold text, today day
-- scan: a few dozen
select x.id, x.name, x.kind
from fed_peer x
where x.name_fold = :name_fold and {live};

-- name: fed_peer_by_key :one
-- in: public_key text, kind text, today day
select x.id, x.name
from fed_peer x
where x.public_key = :public_key and x.kind = :kind and {live};

-- name: fed_peer_any :one
-- scan: its first row
select x.id
from fed_peer x
order by x.id
limit 1;

-- ---- out ---------------------------------------------------------------------

-- name: fed_out_insert :id
-- in: peer int, kind text, period text, version int, as_of day, message text, payload text
-- in: now instant, by int
insert into fed_out (peer, kind, period, version, as_of, message, payload, made_at, made_by,
	not_before, attempts)
values (:peer, :kind, :period, :version, :as_of, :message, :payload, :now, :by, :now, 0)
returning id;

-- name: fed_out_newest :one
-- By the parent's key: versions go on when a relation begins anew.
-- in: public_key text, kind text, period text
select o.id, o.peer, o.version, o.as_of, o.payload, o.sent_at
from fed_peer x
join fed_out o on o.peer = x.id
where x.public_key = :public_key and o.kind = :kind and o.period = :period
order by o.version desc
limit 1;

-- name: fed_out_due :many
-- The oldest first; what a parent that was removed hasn't got stays here.
-- in: now instant, today day, limit int
select o.id, o.peer, o.message, o.payload, o.attempts, x.name, x.address
from fed_out o
join fed_peer x on x.id = o.peer
where o.sent_at is null and o.not_before <= :now and {live}
order by o.not_before, o.id
limit :limit;

-- name: fed_out_next :one
-- When the next attempt is due.
-- in: today day
-- out: at instant
select min(o.not_before) as at
from fed_out o
join fed_peer x on x.id = o.peer
where o.sent_at is null and {live};

-- name: fed_out_waits :one
-- One that waits, the oldest.
-- in: today day
select o.id, x.name, o.answer
from fed_out o
join fed_peer x on x.id = o.peer
where o.sent_at is null and {live}
order by o.not_before, o.id
limit 1;

-- name: fed_out_sent :exec
-- in: id int, now instant, answer text
update fed_out set sent_at = :now, attempts = attempts + 1, answer = :answer
where id = :id and sent_at is null;

-- name: fed_out_retry :exec
-- in: id int, at instant, answer text
update fed_out set not_before = :at, attempts = attempts + 1, answer = :answer
where id = :id and sent_at is null;

-- name: fed_out_renumber :exec
-- in: id int, version int, message text, payload text
update fed_out set version = :version, message = :message, payload = :payload
where id = :id and sent_at is null;

-- name: fed_out_later :one
-- A later version of the same period for the same parent.
-- in: id int
select o.id
from fed_out i
join fed_out o on o.peer = i.peer and o.kind = i.kind and o.period = i.period
where i.id = :id and o.version > i.version
order by o.version
limit 1;

-- name: fed_out_hold :exec
-- The parent was away: everything for it that is due has been tried in vain.
-- in: peer int, at instant, now instant, answer text
update fed_out set not_before = :at, attempts = attempts + 1, answer = :answer
where peer = :peer and sent_at is null and not_before <= :now;

-- name: fed_out_hurry :exec
-- in: now instant
update fed_out set not_before = :now
where sent_at is null and not_before > :now;

-- name: fed_out_list :many
-- What a parent got or is to get, the newest first.
-- in: peer int, limit int, offset int
select o.id, o.period, o.version, o.as_of, o.payload, o.made_at, o.not_before, o.attempts,
	o.sent_at, o.answer
from fed_out o
where o.peer = :peer
order by o.period desc, o.version desc
limit :limit offset :offset;

-- name: fed_out_count :one
-- in: peer int
-- out: n int
select count(*) as n
from fed_out o
where o.peer = :peer;

-- ---- in ----------------------------------------------------------------------

-- name: fed_in_insert :id
-- in: peer int, kind text, period text, version int, as_of day, message text, stamp int
-- in: signature text, payload text, now instant
insert into fed_in (peer, kind, period, version, as_of, message, stamp, signature, payload,
	received_at)
values (:peer, :kind, :period, :version, :as_of, :message, :stamp, :signature, :payload, :now)
returning id;

-- name: fed_in_find :one
-- in: peer int, kind text, period text, version int
select i.id, i.payload
from fed_in i
where i.peer = :peer and i.kind = :kind and i.period = :period and i.version = :version;

-- name: fed_in_newest :one
-- The highest version of the newest period, or of one period.
-- in: peer int, kind text, period text
select i.id, i.period, i.version, i.as_of, i.payload, i.received_at
from fed_in i
where i.peer = :peer and i.kind = :kind
[period: and i.period = :period]
order by i.period desc, i.version desc
limit 1;

-- name: fed_in_list :many
-- What a child sent, the newest first.
-- in: peer int, limit int, offset int
select i.id, i.period, i.version, i.as_of, i.payload, i.received_at
from fed_in i
where i.peer = :peer
order by i.period desc, i.version desc
limit :limit offset :offset;

-- name: fed_in_count :one
-- in: peer int
-- out: n int
select count(*) as n
from fed_in i
where i.peer = :peer;
