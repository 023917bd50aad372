-- What a test of reorganisation writes and reads past the acts.

-- name: rk_member :id
-- in: name text, sort blob, org int, state text, event int
insert into member (name, name_fold, sort, org, state, event, rev)
values (:name, :name, :sort, :org, :state, :event, 1)
returning id;

-- name: rk_in :id
-- in: member int, org int, temporary bool, from_on day, how text, event int
insert into member_in (member, org, temporary, from_on, how, event)
values (:member, :org, :temporary, :from_on, :how, :event)
returning id;

-- name: rk_in_end :exec
-- in: member int, on day, how text, event int
update member_in set to_on = :on, ended_by = :event, ended_how = :how
where member = :member and to_on is null and voided_by is null and temporary = 0;

-- name: rk_org_set :exec
-- in: member int, org int
update member set org = :org where id = :member;

-- name: rk_state :id
-- in: member int, state text, from_on day, how text, event int
insert into member_state (member, state, from_on, how, event)
values (:member, :state, :from_on, :how, :event)
returning id;

-- name: rk_post :id
-- in: member int, org int, office text, from_on day, event int
insert into member_post (member, org, office, from_on, event)
values (:member, :org, :office, :from_on, :event)
returning id;

-- name: rk_step_member :exec
-- in: step int, member int
insert into member_step (step, member) values (:step, :member);

-- name: rk_orgs :many
-- scan: a test's
select o.id, o.parent, o.kind, o.code, o.name, o.short_name, o.from_on, o.to_on
from org o
order by o.id;

-- name: rk_places :many
-- scan: a test's
select p.org, p.parent, p.from_on, p.to_on
from org_place p
where p.voided_by is null
order by p.org, p.from_on;

-- name: rk_names :many
-- scan: a test's
select n.org, n.kind, n.name, n.short_name, n.from_on, n.to_on
from org_name n
where n.voided_by is null
order by n.org, n.from_on;

-- name: rk_codes :many
-- scan: a test's
select c.org, c.code, c.from_on, c.to_on
from org_code c
where c.voided_by is null
order by c.org, c.from_on;

-- name: rk_reach :many
-- scan: a test's
select r.ancestor, r.descendant, r.depth, r.from_on, r.to_on
from org_reach r
where r.ancestor > 0
order by r.descendant, r.ancestor, r.from_on;

-- name: rk_closure :many
-- scan: a test's
select c.ancestor, c.descendant, c.depth
from org_closure c
where c.ancestor > 0
order by c.descendant, c.ancestor;

-- name: rk_ins :many
-- scan: a test's
select i.member, i.org, i.temporary, i.from_on, i.to_on, i.how, i.ended_how
from member_in i
where i.voided_by is null
order by i.member, i.temporary, i.from_on;

-- name: rk_states :many
-- scan: a test's
select s.member, s.state, s.from_on, s.to_on, s.how
from member_state s
where s.voided_by is null
order by s.member, s.from_on;

-- name: rk_posts :many
-- scan: a test's
select p.member, p.org, p.office, p.from_on, p.to_on
from member_post p
where p.voided_by is null
order by p.member, p.org, p.from_on, p.office;

-- name: rk_members :many
-- scan: a test's
select m.id, m.org, m.away, m.state
from member m
order by m.id;

-- name: rk_lineage :many
-- scan: a test's
select l.from_org, l.to_org, l.other, l.kind, l.share, l.members, l.on_day
from org_lineage l
where l.voided_by is null
order by l.id;

-- name: rk_events :one
-- How many events of a kind an object has.
-- in: kind text, subject_kind text, subject int
-- out: n int
select count(*) as n
from event e
where e.subject_kind = :subject_kind and e.subject = :subject and e.kind = :kind;
