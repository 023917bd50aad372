-- What acts on members read and write.

-- name: member_by_id :one
-- in: id int
select m.id, m.name, m.name_fold, m.sort, m.sex, m.birth, m.birth_part, m.org, m.away, m.state,
	m.admitted_on, m.official_on, m.lock_key, m.event, m.rev,
	o.name as org_name, a.name as away_name
from member m
left join org o on o.id = m.org
left join org a on a.id = m.away
where m.id = :id;

-- name: member_insert :id
-- in: name text, name_fold text, sort blob, sex text, birth day, birth_part text, org int
-- in: state text, admitted_on day, official_on day, lock_key blob, event int
insert into member (name, name_fold, sort, sex, birth, birth_part, org, state, admitted_on,
	official_on, lock_key, event, rev)
values (:name, :name_fold, :sort, :sex, :birth, :birth_part, :org, :state, :admitted_on,
	:official_on, :lock_key, :event, 1)
returning id;

-- name: member_last :one
-- The highest id that an undo took away.
select l.last from member_last l where l.one = 1;

-- name: member_renumber :exec
-- A new person whose id was somebody's before.
-- in: id int, to int
update member set id = :to where id = :id;

-- name: member_set :row
-- Today's columns; somebody else's change in between changes no row.
-- in: id int, rev int, name text, name_fold text, sort blob, sex text, birth day
-- in: birth_part text, org int, away int, state text, admitted_on day, official_on day
-- in: lock_key blob, event int
update member
set name = :name, name_fold = :name_fold, sort = :sort, sex = :sex, birth = :birth,
	birth_part = :birth_part, org = :org, away = :away, state = :state,
	admitted_on = :admitted_on, official_on = :official_on, lock_key = :lock_key,
	event = :event, rev = rev + 1
where id = :id and rev = :rev;

-- name: member_org :one
-- in: id int
select o.id, o.name, o.kind, o.from_on, o.to_on
from org o
where o.id = :id;

-- name: member_org_reach :one
-- Whether one stands at or below the other today.
-- in: above int, org int
select c.depth
from org_closure c
where c.ancestor = :above and c.descendant = :org;

-- name: member_twin :one
-- in: name_fold text, birth day
select m.id, m.name
from member m
where m.name_fold = :name_fold and m.birth = :birth
limit 1;

-- ---- names

-- name: member_names :many
-- in: member int
select n.id, n.name, n.from_on, n.to_on, n.event
from member_name n
where n.member = :member and n.voided_by is null
order by n.from_on, n.id;

-- name: member_name_insert :exec
-- in: member int, name text, from_on day, to_on day, event int
insert into member_name (member, name, from_on, to_on, event)
values (:member, :name, :from_on, :to_on, :event);

-- name: member_name_end :row
-- in: id int, on day, event int
update member_name set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- name: member_name_void :row
-- in: id int, event int
update member_name set voided_by = :event where id = :id and voided_by is null;

-- ---- facts

-- name: member_facts :many
-- in: member int
select f.id, f.field, f.value, f.from_on, f.to_on, f.event
from member_fact f
where f.member = :member and f.voided_by is null
order by f.field, f.from_on, f.id;

-- name: member_fact_insert :exec
-- in: member int, field text, value text, from_on day, to_on day, event int
insert into member_fact (member, field, value, from_on, to_on, event)
values (:member, :field, :value, :from_on, :to_on, :event);

-- name: member_fact_end :row
-- in: id int, on day, event int
update member_fact set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- name: member_fact_void :row
-- in: id int, event int
update member_fact set voided_by = :event where id = :id and voided_by is null;

-- ---- what is sealed

-- name: member_secrets :many
-- in: member int
select s.id, s.field, s.sealed, s.mark, s.tail, s.from_on, s.to_on, s.event
from member_secret s
where s.member = :member and s.voided_by is null
order by s.field, s.from_on, s.id;

-- name: member_secret_insert :exec
-- in: member int, field text, sealed blob, mark blob, tail text, from_on day, to_on day, event int
insert into member_secret (member, field, sealed, mark, tail, from_on, to_on, event)
values (:member, :field, :sealed, :mark, :tail, :from_on, :to_on, :event);

-- name: member_secret_end :row
-- in: id int, on day, event int
update member_secret set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- name: member_secret_void :row
-- in: id int, event int
update member_secret set voided_by = :event where id = :id and voided_by is null;

-- name: member_by_mark :one
-- in: field text, mark blob
select s.member, m.name
from member_secret s
join member m on m.id = s.member
where s.field = :field and s.mark = :mark and s.to_on is null and s.voided_by is null;

-- name: member_some_lock :one
-- The sealed key of anyone.
-- scan: one row
select m.lock_key
from member m
where m.lock_key is not null
limit 1;

-- ---- belonging

-- name: member_ins :many
-- in: member int
select i.id, i.org, i.temporary, i.from_on, i.to_on, i.how, i.ended_how, i.basis, i.sent_on,
	i.event, i.ended_by, o.name as org_name
from member_in i
join org o on o.id = i.org
where i.member = :member and i.voided_by is null
order by i.from_on, i.id;

-- name: member_in_insert :exec
-- in: member int, org int, temporary bool, from_on day, how text, basis text, sent_on day
-- in: decision int, event int
insert into member_in (member, org, temporary, from_on, how, basis, sent_on, decision, event)
values (:member, :org, :temporary, :from_on, :how, :basis, :sent_on, :decision, :event);

-- name: member_in_end :exec
-- in: member int, temporary bool, on day, how text, event int
update member_in set to_on = :on, ended_how = :how, ended_by = :event
where member = :member and temporary = :temporary and to_on is null and voided_by is null;

-- name: member_in_from :exec
-- A line begins on another day: it is put there again.
-- in: id int, from_on day, event int
insert into member_in (member, org, temporary, from_on, to_on, how, ended_how, basis, sent_on,
	decision, event, ended_by)
select i.member, i.org, i.temporary, :from_on, i.to_on, i.how, i.ended_how, i.basis, i.sent_on,
	i.decision, :event, i.ended_by
from member_in i
where i.id = :id;

-- name: member_in_void :row
-- in: id int, event int
update member_in set voided_by = :event where id = :id and voided_by is null;

-- ---- states

-- name: member_states :many
-- in: member int
select s.id, s.state, s.from_on, s.to_on, s.how, s.basis, s.event, s.ended_by
from member_state s
where s.member = :member and s.voided_by is null
order by s.from_on, s.id;

-- name: member_state_insert :exec
-- in: member int, state text, from_on day, to_on day, how text, basis text, event int
insert into member_state (member, state, from_on, to_on, how, basis, event)
values (:member, :state, :from_on, :to_on, :how, :basis, :event);

-- name: member_state_end :row
-- in: id int, on day, event int
update member_state set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- name: member_state_void :row
-- in: id int, event int
update member_state set voided_by = :event where id = :id and voided_by is null;

-- ---- posts

-- name: member_posts :many
-- in: member int
select p.id, p.org, p.office, p.from_on, p.to_on, p.basis, p.event, p.ended_by, o.name as org_name
from member_post p
join org o on o.id = p.org
where p.member = :member and p.voided_by is null
order by p.from_on, p.id;

-- name: member_post_by_id :one
-- in: id int
select p.id, p.member, p.org, p.office, p.from_on, p.to_on
from member_post p
where p.id = :id and p.voided_by is null;

-- name: member_post_taken :one
-- Who holds an office in an organisation in a time, half-open.
-- in: org int, office text, from_on day, to_on day, member int
select p.member, m.name, p.from_on, p.to_on
from member_post p
join member m on m.id = p.member
where p.org = :org and p.office = :office and p.voided_by is null
	and (p.to_on is null or p.to_on > :from_on)
	[until: and p.from_on < :to_on]
	[own: and p.member = :member]
order by p.from_on
limit 1;

-- name: member_post_insert :exec
-- in: member int, org int, office text, from_on day, to_on day, basis text, event int
insert into member_post (member, org, office, from_on, to_on, basis, event)
values (:member, :org, :office, :from_on, :to_on, :basis, :event);

-- name: member_post_end :row
-- in: id int, on day, event int
update member_post set to_on = :on, ended_by = :event
where id = :id and to_on is null and voided_by is null;

-- name: member_posts_end :exec
-- All that a person holds, on a day; what begins later never counts.
-- in: member int, on day, event int
update member_post
set to_on = case when from_on < :on then :on else to_on end,
	ended_by = case when from_on < :on then :event else ended_by end,
	voided_by = case when from_on < :on then voided_by else :event end
where member = :member and voided_by is null and (to_on is null or to_on > :on);

-- ---- papers

-- name: member_papers :many
-- in: member int
select p.id, p.paper, p.present, p.place, p.from_on, p.to_on
from member_paper p
where p.member = :member and p.to_on is null and p.voided_by is null
order by p.paper;

-- name: member_paper_insert :exec
-- in: member int, paper text, present bool, place text, from_on day, event int
insert into member_paper (member, paper, present, place, from_on, event)
values (:member, :paper, :present, :place, :from_on, :event);

-- name: member_paper_end :row
-- What began today never counted.
-- in: id int, on day, event int
update member_paper
set to_on = case when from_on < :on then :on else to_on end,
	ended_by = case when from_on < :on then :event else ended_by end,
	voided_by = case when from_on < :on then voided_by else :event end
where id = :id and to_on is null and voided_by is null;

-- ---- taking an act back

-- name: member_in_unmake :exec
-- in: member int, undone int, event int
update member_in set voided_by = :event
where event = :undone and member = :member and voided_by is null;

-- name: member_in_reopen :exec
-- in: member int, undone int
update member_in set to_on = null, ended_how = null, ended_by = null
where ended_by = :undone and member = :member and voided_by is null;

-- name: member_state_unmake :exec
-- in: member int, undone int, event int
update member_state set voided_by = :event
where event = :undone and member = :member and voided_by is null;

-- name: member_state_reopen :exec
-- in: member int, undone int
update member_state set to_on = null, ended_by = null
where ended_by = :undone and member = :member and voided_by is null;

-- name: member_post_unmake :exec
-- in: member int, undone int, event int
update member_post set voided_by = :event
where event = :undone and member = :member and voided_by is null;

-- name: member_post_reopen :exec
-- in: member int, undone int
update member_post set to_on = null, ended_by = null
where ended_by = :undone and member = :member and voided_by is null;

-- name: member_undo_bar :one
-- A line that another event made or ended behind what this one made.
-- in: member int, undone int
select i.id
from member_in i
where i.member = :member and i.event = :undone and i.voided_by is null and i.to_on is not null
union all
select s.id
from member_state s
where s.member = :member and s.event = :undone and s.voided_by is null and s.to_on is not null
union all
select p.id
from member_post p
where p.member = :member and p.event = :undone and p.voided_by is null
	and p.ended_by is not null
union all
select n.id
from member_in e
join member_in n on n.member = e.member and n.temporary = e.temporary and n.from_on >= e.to_on
where e.member = :member and e.ended_by = :undone and e.voided_by is null
	and n.voided_by is null and n.event <> :undone
union all
select n.id
from member_state e
join member_state n on n.member = e.member and n.from_on >= e.to_on
where e.member = :member and e.ended_by = :undone and e.voided_by is null
	and n.voided_by is null and n.event <> :undone
limit 1;

-- name: member_open_ended :one
-- An open line in an organisation that has ended.
-- in: member int
select o.name, o.to_on
from (select i.org from member_in i
		where i.member = :member and i.to_on is null and i.voided_by is null
	union all
	select p.org from member_post p
		where p.member = :member and p.to_on is null and p.voided_by is null) x
join org o on o.id = x.org
where o.to_on is not null
order by o.id
limit 1;

-- name: member_event_kind :one
-- in: event int, member int
select e.kind
from event e
where e.id = :event and e.subject_kind = 'member' and e.subject = :member;

-- name: member_changed_by :one
-- Who changed a record last, and when.
-- in: member int
-- out: name text
select e.at, u.name
from member m
join event e on e.id = m.event
left join user_account u on u.id = e.actor
where m.id = :member;

-- ---- no two lines of one fact at a time

-- name: member_overlap :many
-- out: what text
-- in: member int
select 'name' as what
from member_name a
join member_name b on b.member = a.member and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on)
union all
select 'state' as what
from member_state a
join member_state b on b.member = a.member and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on)
union all
select 'org' as what
from member_in a
join member_in b on b.member = a.member and b.temporary = a.temporary and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on)
union all
select a.field as what
from member_fact a
join member_fact b on b.member = a.member and b.field = a.field and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on)
union all
select a.field as what
from member_secret a
join member_secret b on b.member = a.member and b.field = a.field and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on)
union all
select a.office as what
from member_post a
join member_post b on b.member = a.member and b.org = a.org and b.office = a.office
	and b.id > a.id
where a.member = :member and a.voided_by is null and b.voided_by is null
	and (b.to_on is null or a.from_on < b.to_on) and (a.to_on is null or b.from_on < a.to_on);

-- ---- the person who signs in

-- name: member_user_of :one
-- in: member int
select u.user_id, a.name, a.email
from member_user u
join user_account a on a.id = u.user_id
where u.member = :member;

-- name: member_of_user :one
-- in: user_id int
select u.member
from member_user u
where u.user_id = :user_id;

-- name: member_user_insert :exec
-- in: member int, user_id int
insert into member_user (member, user_id) values (:member, :user_id);

-- name: member_user_delete :exec
-- in: member int
delete from member_user where member = :member;

-- name: member_account :one
-- One that works outside of a part isn't that part's.
-- in: id int, scope int
select a.id, a.name, a.email
from user_account a
where a.id = :id
[scope: and not exists (select 1 from user_grant g where g.user_id = a.id and g.to_on is null
	and not exists (select 1 from org_closure c where c.ancestor = :scope
		and c.descendant = g.org_id))];

-- ---- who looked

-- name: member_look_insert :id
-- Once a day for a person, a field and a reason.
-- in: member int, user_id int, user_name text, at instant, on_day day, field text, reason text
-- in: unit text, post text, n int
insert into member_look (member, user_id, user_name, at, on_day, field, reason, unit, post, n)
values (:member, :user_id, :user_name, :at, :on_day, :field, :reason, :unit, :post, :n)
on conflict (member, user_id, on_day, field, reason) do nothing
returning id;

-- name: member_looked :one
-- in: member int, user_id int, on_day day, field text, reason text
select l.id
from member_look l
where l.member = :member and l.user_id = :user_id and l.on_day = :on_day and l.field = :field
	and l.reason = :reason;

-- name: member_looks :many
-- in: member int, since day, limit int
select l.id, l.user_id, l.user_name, l.at, l.on_day, l.field, l.reason, l.unit, l.post,
	l.n
from member_look l
where l.member = :member and l.on_day >= :since
order by l.id desc
limit :limit;

-- ---- asked corrections

-- name: member_ask_insert :id
-- in: member int, field text, was text, want text, note text, asked_at instant, asked_by int
insert into member_ask (member, field, was, want, note, asked_at, asked_by)
values (:member, :field, :was, :want, :note, :asked_at, :asked_by)
returning id;

-- name: member_ask_by_id :one
-- in: id int
select a.id, a.member, a.field, a.was, a.want, a.note, a.asked_at, a.asked_by, a.decided_at,
	m.name, m.org, m.rev
from member_ask a
join member m on m.id = a.member
where a.id = :id;

-- name: member_ask_decide :row
-- in: id int, want text, decided_at instant, decided_by int, accepted bool, answer text
-- in: event int
update member_ask
set want = :want, decided_at = :decided_at, decided_by = :decided_by, accepted = :accepted,
	answer = :answer,
	event = :event
where id = :id and decided_at is null;

-- name: member_asks_of :many
-- in: member int, limit int
select a.id, a.field, a.was, a.want, a.note, a.asked_at, a.decided_at, a.accepted, a.answer
from member_ask a
where a.member = :member
order by a.id desc
limit :limit;

-- name: member_asks_open :many
-- in: limit int, scope int
select a.id, a.member, a.field, a.was, a.want, a.note, a.asked_at, m.name, o.name as org_name,
	m.rev
from member_ask a
join member m on m.id = a.member
left join org o on o.id = m.org
where a.decided_at is null
[scope: and m.org in (select c.descendant from org_closure c where c.ancestor = :scope)]
order by a.asked_at, a.id
limit :limit;
