-- name: setting_by_name :one
-- ahead
-- in: name text
select s.value from setting s where s.name = :name;

-- name: setting_write :exec
-- in: name text, value text, at instant
insert into setting (name, value, set_at) values (:name, :value, :at)
on conflict (name) do update set value = excluded.value, set_at = excluded.set_at;

-- name: setting_sealed :many
-- scan: a realm has some dozens
select s.name, s.value
from setting s
where s.value >= 'seal1:' and s.value < 'seal1;'
order by s.name;
