-- name: job_insert :exec
-- in: kind text, arg text, once text, not_before instant, now instant
insert into job (kind, arg, once, not_before, attempt, made_at)
values (:kind, :arg, :once, :not_before, 0, :now)
on conflict (kind, once) do nothing;

-- name: job_next :one
-- The job of a kind that has waited longest and that nobody has leased.
-- A lease that ends beyond all leases is of a clock that was ahead.
-- in: kind text, now instant, beyond instant
select j.id, j.arg, j.attempt
from job j
where j.kind = :kind and j.not_before <= :now and j.gave_up_at is null
	and (j.leased_until is null or j.leased_until <= :now or j.leased_until > :beyond)
order by j.not_before, j.id
limit 1;

-- name: job_due_first :one
-- When the first of those that wait is due, or its lease runs out.
-- scan: what waits is little
-- out: at instant
select case when j.leased_until > j.not_before then j.leased_until
	else j.not_before end as at
from job j
where j.gave_up_at is null
order by at
limit 1;

-- name: job_lease :exec
-- Only if nobody was faster: the attempt is still the one that was seen.
-- in: id int, attempt int, until instant
update job
set leased_until = :until, attempt = attempt + 1, once = null
where id = :id and attempt = :attempt;

-- name: job_done :exec
-- in: id int, attempt int
delete from job where id = :id and attempt = :attempt;

-- name: job_retry :exec
-- in: id int, attempt int, at instant, error text
update job
set not_before = :at, leased_until = null, last_error = :error
where id = :id and attempt = :attempt;

-- name: job_give_up :exec
-- in: id int, attempt int, at instant, error text
update job
set gave_up_at = :at, leased_until = null, last_error = :error
where id = :id and attempt = :attempt;

-- name: job_kind_note :exec
-- in: kind text, run_at instant, ok_at instant, error text
insert into job_kind (kind, last_run_at, last_ok_at, last_error)
values (:kind, :run_at, :ok_at, :error)
on conflict (kind) do update
set last_run_at = excluded.last_run_at,
	last_ok_at = coalesce(excluded.last_ok_at, job_kind.last_ok_at),
	last_error = excluded.last_error;

-- name: job_far :one
-- A run that is planned later than any is.
-- in: kind text, once text, latest instant
select j.id
from job j
where j.kind = :kind and j.once = :once and j.not_before > :latest;

-- name: job_far_fetch :exec
-- in: id int, now instant
update job set not_before = :now where id = :id;

-- name: job_kind_last :one
-- in: kind text
select k.last_run_at, k.last_ok_at, k.last_error from job_kind k where k.kind = :kind;
