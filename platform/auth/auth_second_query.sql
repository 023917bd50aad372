-- name: totp_of :one
-- in: user_id int
select t.secret, t.made_at, t.confirmed_at, t.last_step
from second_totp t
where t.user_id = :user_id;

-- name: totp_delete :exec
-- in: user_id int
delete from second_totp where user_id = :user_id;

-- name: totp_put :exec
-- in: user_id int, secret blob, now instant
insert into second_totp (user_id, secret, made_at, confirmed_at, last_step)
values (:user_id, :secret, :now, null, 0);

-- name: totp_confirm_set :exec
-- in: user_id int, now instant, step int
update second_totp set confirmed_at = :now, last_step = :step
where user_id = :user_id and confirmed_at is null;

-- name: totp_step_set :exec
-- A code counts once: a later step than the last one that was used.
-- in: user_id int, step int
update second_totp set last_step = :step
where user_id = :user_id and last_step < :step;

-- name: code_put :id
-- in: user_id int, hash text
insert into second_code (user_id, hash, used_at)
values (:user_id, :hash, null)
returning id;

-- name: code_delete :exec
-- in: user_id int
delete from second_code where user_id = :user_id;

-- name: code_list :many
-- in: user_id int
select c.id, c.hash, c.used_at
from second_code c
where c.user_id = :user_id
order by c.id
limit 20;

-- name: code_use :exec
-- in: id int, now instant
update second_code set used_at = :now where id = :id and used_at is null;

-- name: ticket_put :id
-- in: token_hash text, user_id int, now instant, how text
insert into signin_ticket (token_hash, user_id, made_at, tries, how)
values (:token_hash, :user_id, :now, 0, :how)
returning id;

-- name: ticket_by_token :one
-- in: token_hash text
select t.id, t.user_id, t.made_at, t.tries, t.how
from signin_ticket t
where t.token_hash = :token_hash;

-- name: ticket_try :exec
-- in: id int
update signin_ticket set tries = tries + 1 where id = :id;

-- name: ticket_delete_user :exec
-- in: user_id int
delete from signin_ticket where user_id = :user_id;

-- name: ticket_delete_old :exec
-- in: made_until instant
delete from signin_ticket where made_at <= :made_until;

-- name: totp_all :many
-- scan: each has few bytes, and there are fewer than users
select t.user_id, t.secret from second_totp t order by t.user_id;

-- name: totp_secret_set :row
-- in: user_id int, secret blob
update second_totp set secret = :secret where user_id = :user_id;
