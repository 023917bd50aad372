-- Walks over what is sealed of people in the pipeline, a page at a time.

-- name: growth_seal_people :many
-- scan: a walk over all, in order of id
-- in: after int, limit int
select c.id, c.lock_key
from candidate c
where c.id > :after and c.lock_key is not null
order by c.id
limit :limit;

-- name: growth_seal_person_set :row
-- in: id int, lock_key blob
update candidate set lock_key = :lock_key where id = :id;

-- name: growth_seal_fields :many
-- scan: a walk over all, in order of id
-- in: after int, limit int
select s.id, s.candidate, s.field, s.sealed, s.mark, c.lock_key
from candidate_secret s
join candidate c on c.id = s.candidate
where s.id > :after and c.lock_key is not null
order by s.id
limit :limit;

-- name: growth_seal_field_set :row
-- in: id int, mark blob
update candidate_secret set mark = :mark where id = :id;
