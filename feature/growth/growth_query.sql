-- People on their way to admission.

-- let: candidate
select c.id, c.name, c.name_fold, c.sort, c.sex, c.birth, c.birth_part, c.work, c.org, c.source,
	c.proposer, c.consent_on, c.state, c.stage, c.stage_on, c.course_on, c.left_on, c.member,
	c.lock_key, c.event, c.rev, o.name as org_name
from candidate c
join org o on o.id = c.org
;

-- name: candidate_by_id :one
-- in: id int
{candidate}
where c.id = :id;

-- name: candidate_insert :id
-- in: name text, name_fold text, sort blob, sex text, birth day, birth_part text, work text
-- in: org int, source text, proposer text, consent_on day, stage text, stage_on day
-- in: lock_key blob, event int
insert into candidate (name, name_fold, sort, sex, birth, birth_part, work, org, source, proposer,
	consent_on, state, stage, stage_on, lock_key, event, rev)
values (:name, :name_fold, :sort, :sex, :birth, :birth_part, :work, :org, :source, :proposer,
	:consent_on, 'open', :stage, :stage_on, :lock_key, :event, 1)
returning id;

-- name: candidate_set :row
-- Today's columns; somebody else's change in between changes no row.
-- in: id int, rev int, name text, name_fold text, sort blob, sex text, birth day
-- in: birth_part text, work text, org int, source text, proposer text, consent_on day
-- in: state text, stage text, stage_on day, course_on day, left_on day, member int
-- in: lock_key blob, event int
update candidate
set name = :name, name_fold = :name_fold, sort = :sort, sex = :sex, birth = :birth,
	birth_part = :birth_part, work = :work, org = :org, source = :source,
	proposer = :proposer, consent_on = :consent_on, state = :state, stage = :stage,
	stage_on = :stage_on, course_on = :course_on, left_on = :left_on,
	member = :member, lock_key = :lock_key, event = :event, rev = rev + 1
where id = :id and rev = :rev;

-- name: candidate_twin :one
-- Somebody else of the same name and birth who is on the way.
-- in: name_fold text, birth day, id int
select c.id, c.name, o.name as org_name
from candidate c
join org o on o.id = c.org
where c.name_fold = :name_fold and c.birth = :birth and c.id <> :id and c.state = 'open'
order by c.id
limit 1;

-- name: candidate_org :one
-- in: id int
select o.id, o.name, o.from_on, o.to_on
from org o
where o.id = :id;

-- name: candidate_reach :one
-- Whether one stands at or below the other today.
-- in: above int, org int
select c.depth
from org_closure c
where c.ancestor = :above and c.descendant = :org;

-- ---- stages

-- name: candidate_steps :many
-- in: candidate int
select s.id, s.stage, s.on_day, s.basis, s.base, s.yes, s.event
from candidate_step s
where s.candidate = :candidate and s.voided_by is null
order by s.on_day, s.id;

-- name: candidate_step_insert :exec
-- in: candidate int, stage text, on_day day, basis text, base int, yes int, event int
insert into candidate_step (candidate, stage, on_day, basis, base, yes, event)
values (:candidate, :stage, :on_day, :basis, :base, :yes, :event);

-- name: candidate_step_void :row
-- in: id int, event int
update candidate_step set voided_by = :event where id = :id and voided_by is null;

-- ---- organisations

-- name: candidate_in_open :one
-- in: candidate int
select i.id, i.org, i.from_on
from candidate_in i
where i.candidate = :candidate and i.to_on is null and i.voided_by is null;

-- name: candidate_in_insert :exec
-- in: candidate int, org int, from_on day, basis text, decision int, event int
insert into candidate_in (candidate, org, from_on, basis, decision, event)
values (:candidate, :org, :from_on, :basis, :decision, :event);

-- name: candidate_in_end :row
-- in: id int, on day, event int
update candidate_in set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- ---- leaving

-- name: candidate_exit_open :one
-- in: candidate int
select x.id, x.cause, x.note, x.on_day
from candidate_exit x
where x.candidate = :candidate and x.back_on is null and x.voided_by is null;

-- name: candidate_back :one
-- The last day on which somebody came back.
-- in: candidate int
-- out: back_on day
select max(x.back_on) as back_on
from candidate_exit x
where x.candidate = :candidate and x.voided_by is null;

-- name: candidate_exit_insert :exec
-- in: candidate int, cause text, note text, on_day day, event int
insert into candidate_exit (candidate, cause, note, on_day, event)
values (:candidate, :cause, :note, :on_day, :event);

-- name: candidate_exit_end :row
-- in: id int, back_on day, event int
update candidate_exit set back_on = :back_on, ended_by = :event
where id = :id and back_on is null and voided_by is null;

-- ---- what is sealed

-- name: candidate_secrets :many
-- in: candidate int
select s.id, s.field, s.sealed, s.tail
from candidate_secret s
where s.candidate = :candidate and s.voided_by is null
order by s.field;

-- name: candidate_secret_insert :exec
-- in: candidate int, field text, sealed blob, mark blob, tail text, event int
insert into candidate_secret (candidate, field, sealed, mark, tail, event)
values (:candidate, :field, :sealed, :mark, :tail, :event);

-- name: candidate_secret_void :exec
-- in: candidate int, field text, event int
update candidate_secret set voided_by = :event
where candidate = :candidate and field = :field and voided_by is null;

-- name: candidate_by_mark :one
-- in: field text, mark blob
select c.id, c.name, c.state, o.name as org_name
from candidate_secret s
join candidate c on c.id = s.candidate
join org o on o.id = c.org
where s.field = :field and s.mark = :mark and s.voided_by is null;

-- name: growth_member_known :one
-- Whose record began elsewhere: admitted by the same decision's day, and nobody's
-- in the pipeline yet.
-- in: name_fold text, birth day, on day, org int
select m.id
from member m
where m.name_fold = :name_fold and m.birth = :birth and m.birth_part is null
	and m.admitted_on = :on and m.org = :org
	and not exists (select 1 from candidate c where c.member = m.id)
order by m.id
limit 1;

-- ---- history, for the forecast

-- name: growth_step_all :many
-- Every stage that anybody reached until a day, person by person.
-- in: until day
-- scan: the forecast reads all of it, once a day
select s.candidate, s.stage, s.on_day
from candidate_step s
where s.voided_by is null and s.on_day <= :until
order by s.candidate, s.on_day, s.id;

-- ---- the pipeline of a day

-- name: growth_stamp :one
-- The newest event of anybody in a pipeline, the newest place and name of the tree,
-- and the newest decision that took effect or was taken back.
-- scan: decisions are few
-- out: people int
-- out: places int
-- out: names int
-- out: applied int
-- out: undone int
select (select max(c.event) from candidate c) as people,
	(select max(p.id) from org_place p) as places,
	(select max(n.id) from org_name n) as names,
	(select max(d.applied_event) from org_decision d) as applied,
	(select max(d.undone_at) from org_decision d) as undone;

-- name: growth_people :many
-- Everybody who was ever proposed, with the organisation that had the person in
-- its pipeline on a day.
-- in: day day
-- out: org int
-- scan: the forecast reads all of it, and keeps what comes of it
select c.id, coalesce(i.org, c.org) as org, c.source, x.on_day as left_on
from candidate c
left join candidate_in i on i.candidate = c.id and i.voided_by is null and i.from_on <= :day
	and (i.to_on is null or i.to_on > :day)
left join candidate_exit x on x.candidate = c.id and x.voided_by is null and x.on_day <= :day
	and (x.back_on is null or x.back_on > :day)
order by c.id;

-- name: growth_units :many
-- The organisations directly below one on a day, by the order of the tree.
-- in: org int, day day
select r.descendant as org, n.short_name as name
from org_reach r
join org_name n on n.org = r.descendant and n.voided_by is null and n.from_on <= :day
	and (n.to_on is null or n.to_on > :day)
where r.ancestor = :org and r.depth = 1 and r.from_on <= :day
	and (r.to_on is null or r.to_on > :day)
order by r.descendant;

-- name: growth_unit_reach :many
-- Which of those every organisation further below stood in.
-- in: org int, day day
select b.descendant as org, r.descendant as unit
from org_reach r
join org_reach b on b.ancestor = r.descendant and b.from_on <= :day
	and (b.to_on is null or b.to_on > :day)
where r.ancestor = :org and r.depth = 1 and r.from_on <= :day
	and (r.to_on is null or r.to_on > :day)
order by b.descendant;

-- ---- lists

-- let: listed
where c.id > 0
[scope: and c.org in (select r.descendant from org_closure r where r.ancestor = :scope)]
[org: and c.org in (select r.descendant from org_closure r where r.ancestor = :org)]
[q: and c.name_fold like :q]
[state: and c.state = :state]
[stage: and c.stage = :stage]
[source: and c.source = :source]
;

-- name: candidate_list :many
-- scan: by the sort key
-- in: scope int, org int, q text, state text, stage text, source text, limit int, offset int
select c.id, c.name, c.birth, c.birth_part, c.org, o.name as org_name, c.source, c.state,
	c.stage, c.stage_on, c.left_on
from candidate c
join org o on o.id = c.org
{listed}
order by c.sort, c.id
limit :limit offset :offset;

-- name: candidate_list_count :one
-- scan: narrowed by what is asked for
-- in: scope int, org int, q text, state text, stage text, source text
-- out: n int
select count(*) as n
from candidate c
{listed};

-- name: candidate_ins :many
-- in: candidate int
select i.org, o.name as org_name, i.from_on, i.to_on, i.basis
from candidate_in i
join org o on o.id = i.org
where i.candidate = :candidate and i.voided_by is null
order by i.from_on, i.id;

-- name: candidate_exits :many
-- in: candidate int
select x.cause, x.note, x.on_day, x.back_on
from candidate_exit x
where x.candidate = :candidate and x.voided_by is null
order by x.on_day, x.id;

-- name: growth_reached :one
-- How many people of an organisation, as it stood on the last day, reached a
-- stage within days.
-- in: org int, stage text, from day, to day
-- out: n int
select count(*) as n
from candidate_step s
join candidate c on c.id = s.candidate
left join candidate_in i on i.candidate = c.id and i.voided_by is null and i.from_on <= :to
	and (i.to_on is null or i.to_on > :to)
where s.stage = :stage and s.voided_by is null and s.on_day >= :from and s.on_day <= :to
	and exists (select 1 from org_reach r where r.ancestor = :org
		and r.descendant = coalesce(i.org, c.org) and r.from_on <= :to
		and (r.to_on is null or r.to_on > :to));
