-- People in the pipeline when organisations change. What one event does, the
-- last statements take back.

-- let: covers
i.from_on <= :day and (i.to_on is null or i.to_on > :day)
;

-- name: growth_reorg_count :one
-- How many were on the way on a day, at or below an organisation.
-- in: org int, day day, done text
-- out: n int
select count(*) as n
from org_reach r
join candidate_in i on i.org = r.descendant and i.voided_by is null and {covers}
where r.ancestor = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day)
	and not exists (select 1 from candidate_exit x where x.candidate = i.candidate
		and x.voided_by is null and x.on_day <= :day
		and (x.back_on is null or x.back_on > :day))
	and not exists (select 1 from candidate_step s where s.candidate = i.candidate
		and s.stage = :done and s.voided_by is null and s.on_day <= :day);

-- name: growth_reorg_rows :many
-- Who is in an organisation's pipeline on a day, or comes to it later.
-- in: org int, day day
select i.id, i.candidate, i.from_on, i.to_on, i.basis, i.decision, c.name, c.state, c.stage_on
from candidate_in i
join candidate c on c.id = i.candidate
where i.org = :org and i.voided_by is null and (i.to_on is null or i.to_on > :day)
order by c.sort, i.candidate, i.from_on;

-- name: growth_reorg_later :one
-- Something was recorded of a person behind a day.
-- in: candidate int, day day
select c.id
from candidate c
where c.id = :candidate
	and (exists (select 1 from candidate_step s where s.candidate = c.id
			and s.voided_by is null and s.on_day > :day)
		or exists (select 1 from candidate_exit x where x.candidate = c.id
			and x.voided_by is null and (x.on_day > :day or x.back_on > :day))
		or exists (select 1 from candidate_in i where i.candidate = c.id
			and i.voided_by is null and i.from_on > :day));

-- name: growth_reorg_stayed :one
-- How many members are at home in an organisation on a day.
-- in: org int, day day
-- out: n int
select count(*) as n
from member_in i
where i.org = :org and i.temporary = 0 and i.voided_by is null and {covers};

-- name: growth_reorg_end :row
-- in: id int, on day, event int
update candidate_in set to_on = :on, ended_by = :event where id = :id and to_on is null;

-- name: growth_reorg_void :row
-- in: id int, event int
update candidate_in set voided_by = :event where id = :id and voided_by is null;

-- name: growth_reorg_put :exec
-- in: candidate int, org int, from_on day, to_on day, basis text, decision int, event int
-- in: ended_by int
insert into candidate_in (candidate, org, from_on, to_on, basis, decision, event, ended_by)
values (:candidate, :org, :from_on, :to_on, :basis, :decision, :event, :ended_by);

-- name: growth_reorg_words :one
-- in: id int
select d.number, d.title from org_decision d where d.id = :id;

-- name: growth_reorg_place :one
-- Below which an organisation stood last.
-- in: org int
select p.parent
from org_place p
where p.org = :org and p.voided_by is null
order by p.from_on desc, p.id desc
limit 1;

-- name: growth_reorg_lives :one
-- in: org int, day day
select p.org
from org_place p
where p.org = :org and p.voided_by is null and p.from_on <= :day
	and (p.to_on is null or p.to_on > :day)
limit 1;

-- ---- today's columns

-- name: growth_reorg_today :exec
-- Whose pipeline it is now; who is in none any more keeps the last.
-- in: candidate int
update candidate
set org = coalesce((select max(i.org) from candidate_in i where i.candidate = candidate.id
		and i.to_on is null and i.voided_by is null), org),
	rev = rev + 1
where id = :candidate;

-- name: growth_reorg_state :exec
-- in: candidate int, state text, left_on day
update candidate set state = :state, left_on = :left_on where id = :candidate;

-- name: growth_reorg_touched :many
-- Whom an event moved.
-- in: event int
select x.candidate from candidate_in x where x.event = :event
union
select x.candidate from candidate_in x where x.ended_by = :event
union
select x.candidate from candidate_in x where x.voided_by = :event
order by 1;

-- ---- taking it back

-- let: later
b.candidate = a.candidate and ((b.voided_by is null and (b.event > :event or b.ended_by > :event))
	or (b.voided_by > :event and b.event <= :event))
;

-- name: growth_reorg_upon :one
-- Whether a person whom an event moved was moved later.
-- in: event int
-- out: candidate int
select x.candidate
from (select b.candidate from candidate_in a join candidate_in b on {later} where a.event = :event
	union all
	select b.candidate from candidate_in a join candidate_in b on {later}
		where a.ended_by = :event
	union all
	select b.candidate from candidate_exit a join candidate_exit b on {later}
		where a.event = :event) x
limit 1;

-- name: growth_reorg_upon_made :one
-- Somebody came to the pipeline of an organisation that the event made.
-- in: event int
-- out: candidate int
select i.candidate
from org_place p
join candidate_in i on i.org = p.org and i.voided_by is null and i.event > :event
where p.event = :event and p.voided_by is null
	and not exists (select 1 from org_place q where q.org = p.org and q.event < :event)
limit 1;

-- name: growth_reorg_left :many
-- Who left the pipeline by an event.
-- in: event int
select x.candidate from candidate_exit x where x.event = :event order by x.candidate;

-- name: growth_reorg_in_made :exec
-- in: event int, undo int
update candidate_in set voided_by = :undo where event = :event and voided_by is null;

-- name: growth_reorg_in_ended :exec
-- in: event int
update candidate_in set to_on = null, ended_by = null where ended_by = :event and event <> :event;

-- name: growth_reorg_in_voided :exec
-- in: event int
update candidate_in set voided_by = null where voided_by = :event and event <> :event;

-- name: growth_reorg_exit_void :exec
-- in: event int, undo int
update candidate_exit set voided_by = :undo where event = :event and voided_by is null;
