-- name: skq_org :id
-- in: parent int, kind text, name text, position int, from_on day, sort blob
insert into org (parent, kind, name, short_name, name_fold, sort, position, from_on, rev)
values (:parent, :kind, :name, :name, :name, :sort, :position, :from_on, 1)
returning id;

-- name: skq_org_name :exec
-- in: org int, kind text, name text, from_on day, event int
insert into org_name (org, kind, name, short_name, from_on, event)
values (:org, :kind, :name, :name, :from_on, :event);

-- name: skq_name_end :exec
-- in: org int, on_day day, event int
update org_name set to_on = :on_day, ended_by = :event where org = :org and to_on is null;

-- name: skq_code :exec
-- in: org int, code text, from_on day, event int
insert into org_code (org, code, from_on, event) values (:org, :code, :from_on, :event);

-- name: skq_place :exec
-- in: org int, parent int, from_on day, to_on day, event int
insert into org_place (org, parent, from_on, to_on, event)
values (:org, :parent, :from_on, :to_on, :event);

-- name: skq_place_clear :exec
-- scan: tests
delete from org_place;

-- name: skq_reach :exec
-- in: ancestor int, descendant int, depth int, from_on day, to_on day
insert into org_reach (ancestor, descendant, depth, from_on, to_on)
values (:ancestor, :descendant, :depth, :from_on, :to_on);

-- name: skq_reach_clear :exec
-- scan: tests
delete from org_reach;

-- name: skq_closure :exec
-- in: ancestor int, descendant int, depth int
insert into org_closure (ancestor, descendant, depth) values (:ancestor, :descendant, :depth);

-- name: skq_closure_clear :exec
-- scan: tests
delete from org_closure;

-- name: skq_decision :id
-- in: number text, on_day day
insert into org_decision (number, title, signer, effective_on, note, made_at, made_by, rev)
values (:number, :number, '', :on_day, '', 0, 0, 1)
returning id;

-- name: skq_lineage :exec
-- in: from_org int, to_org int, share int, on_day day, decision int, event int
insert into org_lineage (from_org, to_org, kind, share, on_day, decision, event)
values (:from_org, :to_org, 'merge_into', :share, :on_day, :decision, :event);

-- name: skq_member :id
-- in: name text, sex text, birth day, admitted_on day, event int, sort blob
insert into member (name, name_fold, sort, sex, birth, state, admitted_on, event, rev)
values (:name, :name, :sort, :sex, :birth, '', :admitted_on, :event, 1)
returning id;

-- name: skq_self :exec
-- in: id int, sex text, birth day, event int
update member set sex = :sex, birth = :birth, event = :event where id = :id;

-- name: skq_home :id
-- in: member int, org int, temporary bool, from_on day, how text, sent_on day, decision int
-- in: event int
insert into member_in (member, org, temporary, from_on, how, sent_on, decision, event)
values (:member, :org, :temporary, :from_on, :how, :sent_on, :decision, :event)
returning id;

-- name: skq_home_end :exec
-- in: id int, on_day day, how text, event int
update member_in set to_on = :on_day, ended_how = :how, ended_by = :event where id = :id;

-- name: skq_home_void :exec
-- in: id int, event int
update member_in set voided_by = :event where id = :id;

-- name: skq_state :id
-- in: member int, state text, from_on day, how text, event int
insert into member_state (member, state, from_on, how, event)
values (:member, :state, :from_on, :how, :event)
returning id;

-- name: skq_state_end :exec
-- in: id int, on_day day, event int
update member_state set to_on = :on_day, ended_by = :event where id = :id;

-- name: skq_state_void :exec
-- in: id int, event int
update member_state set voided_by = :event where id = :id;

-- name: skq_fact :id
-- in: member int, field text, value text, from_on day, event int
insert into member_fact (member, field, value, from_on, event)
values (:member, :field, :value, :from_on, :event)
returning id;

-- name: skq_fact_end :exec
-- in: id int, on_day day, event int
update member_fact set to_on = :on_day, ended_by = :event where id = :id;

-- name: skq_fact_void :exec
-- in: id int, event int
update member_fact set voided_by = :event where id = :id;
