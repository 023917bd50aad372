-- name: passkey_put :id
-- in: user_id int, credential_hash text, credential blob, alg int, public_key blob, counter int
-- in: mark blob, name text, now instant
insert into passkey (user_id, credential_hash, credential, alg, public_key,
	counter, mark, name, made_at, used_at)
values (:user_id, :credential_hash, :credential, :alg, :public_key,
	:counter, :mark, :name, :now, null)
returning id;

-- name: passkey_by_hash :one
-- in: credential_hash text
select p.id, p.user_id, p.credential, p.alg, p.public_key, p.counter, p.mark,
	p.name, p.made_at
from passkey p
where p.credential_hash = :credential_hash;

-- name: passkey_of_user :many
-- in: user_id int
select p.id, p.credential, p.name, p.made_at, p.used_at
from passkey p
where p.user_id = :user_id
order by p.id
limit 50;

-- name: passkey_set_used :exec
-- in: id int, counter int, mark blob, now instant
update passkey set counter = :counter, mark = :mark, used_at = :now
where id = :id;

-- name: passkey_delete :exec
-- in: id int, user_id int
delete from passkey where id = :id and user_id = :user_id;

-- name: passkey_delete_user :exec
-- in: user_id int
delete from passkey where user_id = :user_id;

-- name: challenge_put :id
-- in: challenge_hash text, purpose int, user_id int, now instant
insert into passkey_challenge (challenge_hash, purpose, user_id, made_at)
values (:challenge_hash, :purpose, :user_id, :now)
returning id;

-- name: challenge_by_hash :one
-- in: challenge_hash text
select c.id, c.purpose, c.user_id, c.made_at
from passkey_challenge c
where c.challenge_hash = :challenge_hash;

-- name: challenge_delete :exec
-- in: id int
delete from passkey_challenge where id = :id;

-- name: challenge_delete_old :exec
-- in: made_until instant
delete from passkey_challenge where made_at <= :made_until;

-- name: challenge_delete_before :exec
-- The oldest of one purpose.
-- in: purpose int, id int
delete from passkey_challenge where purpose = :purpose and id <= :id;

-- name: passkey_count_before :one
-- scan: before a key of the realm is taken away
-- in: made_until instant
-- out: n int
select count(*) as n from passkey p where p.made_at <= :made_until;
