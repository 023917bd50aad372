-- let: touched
(select i.member from member_in i where i.event = :event
union select i.member from member_in i where i.ended_by = :event
union select i.member from member_in i where i.voided_by = :event
union select s.member from member_state s where s.event = :event
union select s.member from member_state s where s.ended_by = :event
union select s.member from member_state s where s.voided_by = :event
union select f.member from member_fact f where f.event = :event
union select f.member from member_fact f where f.ended_by = :event
union select f.member from member_fact f where f.voided_by = :event
union select m.id as member from member m where m.event = :event)
;

-- name: span_touched :many
-- Whose rows an event made, ended or voided.
-- in: event int
-- out: member int
select t.member from {touched} t order by t.member;

-- name: span_all :many
-- Everybody, so many at a time.
-- in: after int, limit int
select m.id from member m where m.id > :after order by m.id limit :limit;

-- name: span_parts :many
-- All that counts of some people: a person's own facts, homes, states, fields.
-- coalesce() keeps the index by value out, which holds the fields of everybody.
-- in: first int, last int
-- out: member int, kind int, org int, value text, birth day, admitted_on day, from_on day
-- out: to_on day
select m.id as member, 0 as kind, 0 as org, m.sex as value, m.birth, m.admitted_on,
	m.birth as from_on, m.birth as to_on
from member m
where m.id >= :first and m.id <= :last
union all
select i.member, 1, i.org, i.how, i.from_on, i.from_on, i.from_on, i.to_on
from member_in i
where i.member >= :first and i.member <= :last and i.temporary = 0 and i.voided_by is null
union all
select s.member, 2, 0, s.state, s.from_on, s.from_on, s.from_on, s.to_on
from member_state s
where s.member >= :first and s.member <= :last and s.voided_by is null
union all
select f.member, case f.field when 'education' then 3 when 'expertise' then 4 when 'theory' then 5
		else 6 end, 0,
	f.value, f.from_on, f.from_on, f.from_on, f.to_on
from member_fact f
where f.member >= :first and f.member <= :last and f.voided_by is null
	and coalesce(f.field, '') in ('education', 'expertise', 'theory', 'occupation')
order by member, kind, from_on;

-- name: span_kept :many
-- in: first int, last int
select p.member, p.from_on, p.to_on, p.org, p.state, p.sex, p.birth, p.admitted_on, p.education,
	p.expertise, p.theory, p.occupation
from member_span p
where p.member >= :first and p.member <= :last
order by p.member, p.from_on;

-- name: span_drop :exec
-- in: member int
delete from member_span where member = :member;

-- name: span_add :exec
-- in: member int, from_on day, to_on day, org int, state text, sex text, birth day
-- in: admitted_on day, education text, expertise text, theory text, occupation text
insert into member_span (member, from_on, to_on, org, state, sex, birth, admitted_on, education,
	expertise, theory, occupation)
values (:member, :from_on, :to_on, :org, :state, :sex, :birth, :admitted_on, :education,
	:expertise, :theory, :occupation);
