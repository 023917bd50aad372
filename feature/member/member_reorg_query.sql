-- People when organisations change. Every statement works on what one event
-- does, and the last ones take it back.

-- let: covers
and i.from_on <= :day and (i.to_on is null or i.to_on > :day)
;

-- name: member_reorg_count :one
-- in: org int, day day
-- out: n int
select count(*) as n
from org_reach r
join member_in i on i.org = r.descendant and i.temporary = 0 and i.voided_by is null {covers}
where r.ancestor = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day);

-- name: member_reorg_holders :many
-- Who holds an office of an organisation on a day.
-- in: org int, office text, day day
select i.id, i.member, m.name, i.from_on, i.to_on
from member_post i
join member m on m.id = i.member
where i.org = :org and i.office = :office and i.voided_by is null {covers}
order by i.from_on, i.id;

-- name: member_reorg_own :one
-- How many belong to an organisation itself on a day, or come to it later.
-- in: org int, day day, step int
-- out: n int
select count(*) as n
from member_in i
where i.org = :org and i.voided_by is null and (i.to_on is null or i.to_on > :day)
[home: and i.temporary = 0 and i.from_on <= :day]
[chosen: and i.member in (select x.member from member_step x where x.step = :step)];

-- name: member_reorg_end :exec
-- in: org int, on day, how text, event int, step int
update member_in
set to_on = :on, ended_by = :event, ended_how = :how
where org = :org and voided_by is null and to_on is null and from_on < :on
[chosen: and member in (select x.member from member_step x where x.step = :step)];

-- name: member_reorg_void :exec
-- What lies behind the day, or beyond it.
-- in: org int, on day, event int, step int
update member_in
set voided_by = :event
where org = :org and voided_by is null and (to_on is null or to_on > :on)
[chosen: and member in (select x.member from member_step x where x.step = :step)];

-- name: member_reorg_keep :exec
-- Of what was voided the piece before the day.
-- in: org int, on day, how text, event int
insert into member_in (member, org, temporary, from_on, to_on, how, ended_how, basis, sent_on,
	decision, event)
select i.member, i.org, i.temporary, i.from_on, :on, i.how, :how, i.basis, i.sent_on,
	i.decision, :event
from member_in i
where i.org = :org and i.voided_by = :event and i.from_on < :on
	and not exists (select 1 from member_in n where n.member = i.member
		and n.temporary = i.temporary and n.event = :event and n.voided_by is null
		and n.from_on = i.from_on);

-- let: at_that_time
and (n.to_on is null or (n.to_on > :on and n.to_on > i.from_on))
	and (i.to_on is null or i.to_on = :on or n.from_on < i.to_on)
;

-- let: not_there_yet
and not exists (select 1 from member_in n where n.member = i.member
	and n.temporary = i.temporary and n.event = :event and n.voided_by is null
	{at_that_time})
;

-- let: not_at_home
and not exists (select 1 from member_in n where n.member = i.member and n.temporary = 0
	and n.org = :to and n.voided_by is null {at_that_time})
;

-- name: member_reorg_go :exec
-- What ended on the day goes on in another organisation. A temporary stay
-- where a person is at home now isn't one.
-- in: org int, to int, on day, how text, decision int, event int, temporary bool
insert into member_in (member, org, temporary, from_on, how, decision, event)
select i.member, :to, i.temporary, :on, :how, :decision, :event
from member_in i
where i.org = :org and i.ended_by = :event and i.to_on = :on and i.voided_by is null
	and i.temporary = :temporary {not_there_yet}
[away: {not_at_home}];

-- name: member_reorg_go_later :exec
-- … and so does what was to come.
-- in: org int, to int, on day, how text, decision int, event int, temporary bool
insert into member_in (member, org, temporary, from_on, to_on, how, ended_how, basis, sent_on,
	decision, event)
select i.member, :to, i.temporary, case when i.from_on < :on then :on else i.from_on end,
	i.to_on, case when i.from_on < :on then :how else i.how end, i.ended_how, i.basis,
	i.sent_on, :decision, :event
from member_in i
where i.org = :org and i.voided_by = :event and i.temporary = :temporary
	and (i.to_on is null or i.to_on > :on) {not_there_yet}
[away: {not_at_home}];

-- name: member_reorg_stay_home :exec
-- … also where the home came there by a later flow.
-- in: on day, event int
update member_in
set voided_by = :event
where event = :event and temporary = 1 and voided_by is null and from_on >= :on
	and exists (select 1 from member_in h where h.member = member_in.member
		and h.temporary = 0 and h.org = member_in.org and h.voided_by is null
		and (h.to_on is null or h.to_on > member_in.from_on)
		and (member_in.to_on is null or h.from_on < member_in.to_on));

-- ---- leaving the committee -----------------------------------------------------

-- let: stays_here
-- Somebody whom the event brought elsewhere before.
(select n.member from member_in n where n.event = :event and n.temporary = 0
	and n.voided_by is null and n.from_on >= :on)
;

-- let: gone
select i.member from member_in i
	where i.org = :org and i.temporary = 0 and (i.ended_by = :event or i.voided_by = :event)
		and i.member not in {stays_here}
;

-- name: member_reorg_state_end :exec
-- in: org int, on day, event int
update member_state
set to_on = :on, ended_by = :event
where member in ({gone}) and voided_by is null and to_on is null and from_on < :on;

-- name: member_reorg_state_void :exec
-- in: org int, on day, event int
update member_state
set voided_by = :event
where member in ({gone}) and voided_by is null and (to_on is null or to_on > :on);

-- name: member_reorg_state_keep :exec
-- Of what was voided the piece before the day.
-- in: org int, on day, event int
insert into member_state (member, state, from_on, to_on, how, basis, event)
select i.member, i.state, i.from_on, :on, i.how, i.basis, :event
from member_state i
where i.member in (select x.member from member_in x where x.org = :org
		and x.temporary = 0 and (x.ended_by = :event or x.voided_by = :event))
	and i.voided_by = :event and i.from_on < :on
	and not exists (select 1 from member_state n where n.member = i.member
		and n.event = :event and n.voided_by is null and n.from_on = i.from_on);

-- name: member_reorg_state_put :exec
-- in: org int, on day, state text, how text, event int
insert into member_state (member, state, from_on, how, event)
select distinct i.member, :state, :on, :how, :event
from member_in i
where i.org = :org and i.temporary = 0 and (i.ended_by = :event or i.voided_by = :event)
	and i.member not in {stays_here}
	and not exists (select 1 from member_state n where n.member = i.member
		and n.event = :event and n.voided_by is null and n.from_on = :on);

-- name: member_reorg_astray :one
-- Somebody who left with an organisation but belonged to none that left on
-- the day, or to another one afterwards.
-- in: on day, how text, event int
select m.id, m.name
from member_state s
join member m on m.id = s.member
where s.event = :event and s.voided_by is null and s.how = :how and s.from_on = :on
	and (exists (select 1 from member_in n where n.member = s.member and n.temporary = 0
			and n.voided_by is null and (n.to_on is null or n.to_on > :on))
		or not exists (select 1 from member_in n where n.member = s.member
			and n.temporary = 0 and (n.ended_by = :event or (n.voided_by = :event
				and n.from_on <= :on and (n.to_on is null or n.to_on > :on)))))
order by m.id
limit 1;

-- name: member_reorg_post_gone :exec
-- Offices of people who leave, wherever they hold them.
-- in: org int, on day, event int
update member_post
set to_on = :on, ended_by = :event
where member in ({gone}) and voided_by is null and to_on is null and from_on < :on;

-- name: member_reorg_post_gone_later :exec
-- in: org int, on day, event int
update member_post
set voided_by = :event
where member in ({gone}) and voided_by is null and (to_on is null or to_on > :on);

-- name: member_reorg_stay_gone :exec
-- Their stays elsewhere.
-- in: org int, on day, how text, event int
update member_in
set to_on = :on, ended_by = :event, ended_how = :how
where temporary = 1 and voided_by is null and to_on is null and from_on < :on
	and member in (select x.member from member_in x where x.org = :org and x.temporary = 0
		and (x.ended_by = :event or x.voided_by = :event))
	and member not in {stays_here};

-- name: member_reorg_stay_void :exec
-- … also those whose end was known.
-- in: org int, on day, event int
update member_in
set voided_by = :event
where temporary = 1 and voided_by is null and (to_on is null or to_on > :on)
	and member in (select x.member from member_in x where x.org = :org and x.temporary = 0
		and (x.ended_by = :event or x.voided_by = :event))
	and member not in {stays_here};

-- name: member_reorg_stay_keep :exec
-- in: org int, on day, how text, event int
insert into member_in (member, org, temporary, from_on, to_on, how, ended_how, basis, sent_on,
	decision, event)
select i.member, i.org, 1, i.from_on, :on, i.how, :how, i.basis, i.sent_on, i.decision, :event
from member_in i
where i.temporary = 1 and i.voided_by = :event and i.from_on < :on
	and i.member in (select x.member from member_in x where x.org = :org and x.temporary = 0
		and (x.ended_by = :event or x.voided_by = :event))
	and not exists (select 1 from member_in n where n.member = i.member
		and n.temporary = 1 and n.event = :event and n.voided_by is null
		and n.from_on = i.from_on);

-- ---- offices ------------------------------------------------------------------------

-- name: member_reorg_post_end :exec
-- Offices in an organisation; of chosen people only when a step names them.
-- in: org int, on day, event int, step int
update member_post
set to_on = :on, ended_by = :event
where org = :org and voided_by is null and to_on is null and from_on < :on
[chosen: and member in (select x.member from member_step x where x.step = :step)];

-- name: member_reorg_post_void :exec
-- in: org int, on day, event int, step int
update member_post
set voided_by = :event
where org = :org and voided_by is null and (to_on is null or to_on > :on)
[chosen: and member in (select x.member from member_step x where x.step = :step)];

-- name: member_reorg_post_keep :exec
-- Of what was voided the piece before the day.
-- in: on day, event int
insert into member_post (member, org, office, from_on, to_on, basis, event)
select i.member, i.org, i.office, i.from_on, :on, i.basis, :event
from member_post i
where i.voided_by = :event and i.from_on < :on;

-- name: member_reorg_post_stop :row
-- in: id int, on day, event int
update member_post set to_on = :on, ended_by = :event where id = :id;

-- name: member_reorg_post_drop :row
-- in: id int, event int
update member_post set voided_by = :event where id = :id;

-- name: member_reorg_post_put :id
-- in: member int, org int, office text, on day, event int
insert into member_post (member, org, office, from_on, event)
values (:member, :org, :office, :on, :event)
returning id;

-- ---- today's columns -------------------------------------------------------------------

-- let: today_set
update member
set org = (select max(i.org) from member_in i where i.member = member.id and i.temporary = 0
		and i.voided_by is null {covers}),
	away = (select max(i.org) from member_in i where i.member = member.id and i.temporary = 1
		and i.voided_by is null {covers}),
	state = coalesce((select max(i.state) from member_state i where i.member = member.id
		and i.voided_by is null {covers}), state),
	rev = rev + 1
;

-- name: member_reorg_today :exec
-- in: event int, day day
{today_set}
where id in (select x.member from member_in x where x.event = :event
	union select x.member from member_in x where x.ended_by = :event
	union select x.member from member_in x where x.voided_by = :event
	union select x.member from member_state x where x.event = :event);

-- name: member_reorg_today_of :exec
-- in: member int, day day
{today_set}
where id = :member;

-- ---- taking it back ------------------------------------------------------------------------

-- name: member_reorg_only_ended :many
-- Whose stay an event ended, and nothing came in its place.
-- in: event int
select x.member from member_in x where x.ended_by = :event and x.temporary = 1
union
select x.member from member_in x where x.voided_by = :event and x.temporary = 1;

-- name: member_reorg_upon :one
-- Whether a person whom an event moved was changed later.
-- in: event int
-- out: member int
select x.member
from (select b.member from member_in a join member_in b on b.member = a.member
		and (b.event > :event or b.ended_by > :event or b.voided_by > :event)
		where a.event = :event
	union all
	select b.member from member_in a join member_in b on b.member = a.member
		and (b.event > :event or b.ended_by > :event or b.voided_by > :event)
		where a.ended_by = :event
	union all
	select b.member from member_state a join member_state b on b.member = a.member
		and (b.event > :event or b.ended_by > :event or b.voided_by > :event)
		where a.event = :event
	union all
	select b.member from member_post a join member_post b on b.org = a.org
		and b.office = a.office and (b.event > :event or b.ended_by > :event)
		where a.event = :event or a.ended_by = :event
	union all
	select b.member from member_post a join member_state b on b.member = a.member
		and b.event > :event and b.voided_by is null
		where a.ended_by = :event or a.voided_by = :event) x
limit 1;

-- name: member_reorg_upon_made :one
-- Somebody came to an organisation that the event made.
-- in: event int
-- out: member int
select i.member
from org_place p
join member_in i on i.org = p.org and i.voided_by is null and i.event > :event
where p.event = :event and p.voided_by is null
	and not exists (select 1 from org_place q where q.org = p.org and q.event < :event)
limit 1;

-- name: member_reorg_in_made :exec
-- in: event int, undo int
update member_in set voided_by = :undo where event = :event and voided_by is null;

-- name: member_reorg_in_ended :exec
-- in: event int
update member_in
set to_on = null, ended_by = null, ended_how = null
where ended_by = :event;

-- name: member_reorg_in_voided :exec
-- in: event int
update member_in set voided_by = null where voided_by = :event and event <> :event;

-- name: member_reorg_state_made :exec
-- in: event int, undo int
update member_state set voided_by = :undo where event = :event and voided_by is null;

-- name: member_reorg_state_ended :exec
-- in: event int
update member_state set to_on = null, ended_by = null where ended_by = :event;

-- name: member_reorg_state_voided :exec
-- in: event int
update member_state set voided_by = null where voided_by = :event and event <> :event;

-- name: member_reorg_post_made :exec
-- in: event int, undo int
update member_post set voided_by = :undo where event = :event and voided_by is null;

-- name: member_reorg_post_ended :exec
-- in: event int
update member_post set to_on = null, ended_by = null where ended_by = :event;

-- name: member_reorg_post_voided :exec
-- in: event int
update member_post set voided_by = null where voided_by = :event and event <> :event;
