-- Walks over what is sealed, in order of id, a page at a time.

-- name: member_seal_people :many
-- in: after int, limit int
select m.id, m.lock_key
from member m
where m.id > :after and m.lock_key is not null
order by m.id
limit :limit;

-- name: member_seal_person_set :row
-- in: id int, lock_key blob
update member set lock_key = :lock_key where id = :id;

-- name: member_seal_imports :many
-- in: after int, limit int
select i.id, i.lock_key
from member_import i
where i.id > :after and i.lock_key is not null
order by i.id
limit :limit;

-- name: member_seal_import_set :row
-- in: id int, lock_key blob
update member_import set lock_key = :lock_key where id = :id;

-- name: member_seal_asks :many
-- in: after int, limit int
select a.id, a.was, a.want
from member_ask a
where a.id > :after
order by a.id
limit :limit;

-- name: member_seal_ask_set :row
-- in: id int, want text
update member_ask set want = :want where id = :id;

-- name: member_seal_fields :many
-- in: after int, limit int
select s.id, s.member, s.field, s.sealed, s.mark, m.lock_key
from member_secret s
join member m on m.id = s.member
where s.id > :after
order by s.id
limit :limit;

-- name: member_seal_field_set :row
-- in: id int, sealed blob, mark blob
update member_secret set sealed = :sealed, mark = :mark where id = :id;

-- name: member_seal_count :one
-- scan: for the report of a drill
-- out: n int, last int
select count(*) as n, coalesce(max(m.id), 0) as last
from member m
where m.lock_key is not null;

-- name: member_seal_one :one
-- in: id int
select m.id, m.lock_key
from member m
where m.id >= :id and m.lock_key is not null
order by m.id
limit 1;
