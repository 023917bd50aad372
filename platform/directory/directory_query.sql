-- name: realm_all :many
-- scan: the whole installation, read when something changed
select r.id, r.name, r.title, r.place, r.state, r.made_at
from realm r
order by r.name;

-- name: realm_by_name :one
-- in: name text
select r.id, r.name, r.title, r.place, r.state, r.made_at
from realm r
where r.name = :name;

-- name: realm_hosts :many
-- scan: the whole installation, read when something changed
select h.host, h.realm
from realm_host h
order by h.realm, h.host;

-- name: realm_of_host :one
-- in: host text
select r.name
from realm_host h
join realm r on r.id = h.realm
where h.host = :host;

-- name: realm_insert :id
-- in: name text, title text, place text, state int, now instant
insert into realm (name, title, place, state, made_at, changed_at)
values (:name, :title, :place, :state, :now, :now)
returning id;

-- name: realm_update :exec
-- Only when it is in the state that was seen.
-- in: id int, was int, state int, place text, now instant
update realm
set state = :state, place = :place, changed_at = :now
where id = :id and state = :was;

-- name: realm_delete :exec
-- in: id int
delete from realm where id = :id;

-- name: realm_host_insert :exec
-- in: host text, realm int
insert into realm_host (host, realm) values (:host, :realm);

-- name: realm_host_delete :exec
-- in: host text, realm int
delete from realm_host where host = :host and realm = :realm;

-- name: realm_hosts_delete :exec
-- in: realm int
delete from realm_host where realm = :realm;

-- name: realm_event_insert :exec
-- in: at instant, kind text, realm text, detail text
insert into realm_event (at, kind, realm, detail)
values (:at, :kind, :realm, :detail);

-- name: stamp_read :one
select s.n from directory_stamp s where s.id = 1;

-- name: stamp_next :exec
update directory_stamp set n = n + 1 where id = 1;
