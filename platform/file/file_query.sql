-- name: file_insert :id
-- in: name text, media text, sha256 text, size int, at instant, by_user int
insert into file (name, media, sha256, size, stored_at, stored_by)
values (:name, :media, :sha256, :size, :at, :by_user)
returning id;

-- name: file_by_id :one
-- in: id int
select f.id, f.name, f.media, f.sha256, f.size, f.stored_at, f.stored_by
from file f
where f.id = :id;

-- name: file_page :many
-- All files in order of id, for the check of all digests.
-- in: after int, limit int
select f.id, f.sha256, f.size
from file f
where f.id > :after
order by f.id
limit :limit;

-- name: file_chunk_any :one
-- in: sha256 text
select c.part from file_chunk c where c.sha256 = :sha256 limit 1;

-- name: file_chunk_insert :exec
-- in: sha256 text, part int, bytes blob
insert into file_chunk (sha256, part, bytes) values (:sha256, :part, :bytes);

-- name: file_chunks :each
-- in: sha256 text
select c.part, c.bytes
from file_chunk c
where c.sha256 = :sha256
order by c.part;

-- name: file_chunk_set :row
-- in: sha256 text, part int, bytes blob
update file_chunk set bytes = :bytes where sha256 = :sha256 and part = :part;

-- name: file_lock_of :one
-- in: sha256 text
select l.key_name, l.lock_key from file_lock l where l.sha256 = :sha256;

-- name: file_lock_insert :exec
-- in: sha256 text, key_name text, lock_key blob
insert into file_lock (sha256, key_name, lock_key) values (:sha256, :key_name, :lock_key);

-- name: file_lock_set :row
-- in: sha256 text, key_name text, lock_key blob
update file_lock set key_name = :key_name, lock_key = :lock_key where sha256 = :sha256;

-- name: file_lock_by_key :many
-- What is sealed with one of the realm's keys.
-- in: key_name text, limit int
select l.sha256, l.lock_key
from file_lock l
where l.key_name = :key_name
order by l.sha256
limit :limit;

-- name: file_clear_page :many
-- Contents that stand in clear, in order of id.
-- in: after int, limit int
select f.id, f.sha256, f.size
from file f
where f.id > :after
  and not exists (select 1 from file_lock l where l.sha256 = f.sha256)
order by f.id
limit :limit;

-- name: file_last :one
-- scan: one row
select f.id from file f order by f.id desc limit 1;

-- name: file_from :one
-- in: id int
select f.id, f.sha256, f.size from file f where f.id >= :id order by f.id limit 1;

-- name: file_count :one
-- scan: for the report of a drill
-- out: n int
select count(*) as n from file f;

-- name: file_chunk_one :one
-- in: sha256 text, part int
select c.bytes from file_chunk c where c.sha256 = :sha256 and c.part = :part;

-- name: file_clear_count :one
-- scan: before a key is taken away
-- out: n int
select count(*) as n from file f
where not exists (select 1 from file_lock l where l.sha256 = f.sha256);

-- name: file_other_count :one
-- scan: before a key is taken away
-- in: key_name text
-- out: n int
select count(*) as n from file_lock l where l.key_name <> :key_name;
-- name: file_replace :exec
-- in: id int, name text, media text, sha256 text, size int
update file set name = :name, media = :media, sha256 = :sha256, size = :size where id = :id;

-- name: file_chunks_drop :exec
-- What no file holds any more.
-- in: sha256 text
delete from file_chunk
where sha256 = :sha256 and not exists (select 1 from file f where f.sha256 = :sha256);

-- name: file_lock_drop :exec
-- … and the key of it.
-- in: sha256 text
delete from file_lock
where sha256 = :sha256 and not exists (select 1 from file f where f.sha256 = :sha256);
