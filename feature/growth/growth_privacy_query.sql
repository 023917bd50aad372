-- What is held of people in the pipeline: told, listed when its time is over,
-- forgotten.

-- name: growth_by_member :one
-- in: member int
select c.id from candidate c where c.member = :member;

-- name: growth_first_event :one
-- in: candidate int
-- out: event int, hash text
select o.event, e.hash
from (select min(i.event) as event from candidate_in i where i.candidate = :candidate) o
join event e on e.id = o.event;

-- ---- told: all that counts, oldest first

-- name: growth_tell_ins :many
-- in: candidate int
select o.name, i.from_on, i.to_on, i.basis
from candidate_in i
join org o on o.id = i.org
where i.candidate = :candidate and i.voided_by is null
order by i.from_on, i.id;

-- name: growth_tell_exits :many
-- in: candidate int
select x.cause, x.note, x.on_day, x.back_on
from candidate_exit x
where x.candidate = :candidate and x.voided_by is null
order by x.on_day, x.id;

-- name: growth_tell_papers :many
-- in: candidate int
select p.paper, p.present, p.place, p.from_on, p.to_on
from candidate_paper p
where p.candidate = :candidate and p.voided_by is null
order by p.from_on, p.id;

-- ---- records whose time is over

-- name: growth_overdue_candidates :many
-- People who left before a day and aren't listed yet.
-- in: before day, limit int
select c.id, c.left_on
from candidate c
where c.state = 'left' and c.left_on <= :before
	and not exists (select 1 from candidate_due d where d.candidate = c.id)
order by c.left_on, c.id
limit :limit;

-- name: growth_overdue_insert :exec
-- in: candidate int, over_on day, found_at instant
insert into candidate_due (candidate, over_on, found_at, reason)
values (:candidate, :over_on, :found_at, '')
on conflict (candidate) do nothing;

-- name: growth_overdue_again :exec
-- Who came back isn't listed any more.
-- scan: few
delete from candidate_due
where exists (select 1 from candidate c where c.id = candidate_due.candidate
	and (c.state <> 'left' or c.left_on > candidate_due.over_on));

-- name: growth_overdue_list :many
-- scan: few
-- in: today day, limit int
select d.candidate, d.over_on, d.keep_until, d.reason, c.name, o.name as org_name, c.left_on
from candidate_due d
join candidate c on c.id = d.candidate
join org o on o.id = c.org
where d.keep_until is null or d.keep_until <= :today
order by d.over_on, d.candidate
limit :limit;

-- name: growth_overdue_of :one
-- Listed since the time is over, not kept on, and not somebody who came back since.
-- in: candidate int, today day
select d.over_on
from candidate_due d
join candidate c on c.id = d.candidate and c.state = 'left' and c.left_on < d.over_on
where d.candidate = :candidate and d.over_on <= :today
	and (d.keep_until is null or d.keep_until <= :today);

-- name: growth_overdue_set :exec
-- in: candidate int, until day, reason text, by int
update candidate_due set keep_until = :until, reason = :reason, decided_by = :by
where candidate = :candidate;

-- ---- forgotten

-- name: growth_row_blank :exec
-- in: candidate int, name text, name_fold text, sort blob, state text, left_on day, event int
update candidate
set name = :name, name_fold = :name_fold, sort = :sort, birth = null, birth_part = null,
	work = null, proposer = '', lock_key = null, state = :state, left_on = :left_on,
	event = :event, rev = rev + 1
where id = :candidate;

-- name: growth_ins_blank :exec
-- in: candidate int
update candidate_in set basis = null where candidate = :candidate;

-- name: growth_steps_blank :exec
-- in: candidate int
update candidate_step set basis = null where candidate = :candidate;

-- name: growth_exits_blank :exec
-- in: candidate int
update candidate_exit set note = null where candidate = :candidate;

-- name: growth_papers_drop :exec
-- in: candidate int
delete from candidate_paper where candidate = :candidate;

-- name: growth_secrets_drop :exec
-- in: candidate int
delete from candidate_secret where candidate = :candidate;

-- name: growth_overdue_drop :exec
-- in: candidate int
delete from candidate_due where candidate = :candidate;
