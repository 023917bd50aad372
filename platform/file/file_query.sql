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

-- name: file_replace :exec
-- in: id int, name text, media text, sha256 text, size int
update file set name = :name, media = :media, sha256 = :sha256, size = :size where id = :id;

-- name: file_chunks_drop :exec
-- What no file holds any more.
-- in: sha256 text
delete from file_chunk
where sha256 = :sha256 and not exists (select 1 from file f where f.sha256 = :sha256);
