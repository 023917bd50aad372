-- name: session_insert :id
-- in: token_hash text, user_id int, now instant, ends_at instant, agent text, address text
-- in: csrf text, idle_ms int, idle_at instant
insert into session (token_hash, user_id, made_at, seen_at, ends_at, agent,
	address, csrf, idle_ms, idle_at, proved_at)
values (:token_hash, :user_id, :now, :now, :ends_at, :agent, :address, :csrf,
	:idle_ms, :idle_at, :now)
returning id;

-- name: session_by_token :one
-- in: token_hash text
select s.id, s.user_id, s.made_at, s.seen_at, s.ends_at, s.agent, s.address,
	s.csrf, s.idle_ms, s.idle_at, s.proved_at, s.seat, s.seat_for
from session s
where s.token_hash = :token_hash;

-- name: session_by_user :many
-- Sessions of a person that are still alive, newest first.
-- in: user_id int, now instant
select s.id, s.user_id, s.made_at, s.seen_at, s.ends_at, s.agent, s.address,
	s.csrf, s.idle_ms, s.idle_at, s.proved_at, s.seat, s.seat_for
from session s
where s.user_id = :user_id and s.ends_at > :now and s.idle_at > :now
order by s.id desc;

-- name: session_set_seen :exec
-- in: id int, now instant
update session set seen_at = :now, idle_at = :now + idle_ms
where id = :id and seen_at < :now;

-- name: session_set_limits :exec
-- in: id int, idle_ms int, idle_at instant, ends_at instant
update session set idle_ms = :idle_ms, idle_at = :idle_at, ends_at = :ends_at
where id = :id;

-- name: session_set_seat :exec
-- in: id int, seat int, seat_for int
update session set seat = :seat, seat_for = :seat_for where id = :id;

-- name: session_delete :exec
-- in: id int
delete from session where id = :id;

-- name: session_delete_user :exec
-- in: user_id int, but int
delete from session where user_id = :user_id and id <> :but;

-- name: session_delete_ended :exec
-- in: now instant
delete from session where ends_at <= :now;

-- name: session_delete_idle :exec
-- in: now instant
delete from session where idle_at <= :now;

-- name: session_delete_everybody :exec
-- scan
-- in: but int
delete from session where id <> :but;

-- name: link_insert :id
-- in: token_hash text, user_id int, now instant, ends_at instant
insert into signin_link (token_hash, user_id, made_at, ends_at)
values (:token_hash, :user_id, :now, :ends_at)
returning id;

-- name: link_by_token :one
-- in: token_hash text
select l.id, l.user_id, l.made_at, l.ends_at, l.used_at
from signin_link l
where l.token_hash = :token_hash;

-- name: link_set_used :exec
-- in: id int, now instant
update signin_link set used_at = :now where id = :id and used_at is null;

-- name: link_delete_user :exec
-- Links of a person that were not used.
-- in: user_id int
delete from signin_link where user_id = :user_id and used_at is null;

-- name: link_delete_old :exec
-- in: now instant
delete from signin_link where ends_at <= :now;
