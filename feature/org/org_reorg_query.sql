-- ---- decisions -----------------------------------------------------------

-- let: decision_cols
d.id, d.number, d.title, d.signer, d.signed_on, d.effective_on, d.file, d.note, d.made_at,
	d.made_by, d.approved_at, d.approved_by, d.applied_at, d.applied_event, d.undone_at,
	d.undone_by, d.undone_event, d.undone_why, d.failed_why, d.dropped_at, d.rev
;

-- name: reorg_decision_insert :id
-- in: number text, title text, signer text, signed_on day, effective_on day, note text
-- in: made_at instant, made_by int
insert into org_decision (number, title, signer, signed_on, effective_on, note, made_at, made_by,
	rev)
values (:number, :title, :signer, :signed_on, :effective_on, :note, :made_at, :made_by, 1)
returning id;

-- name: reorg_decision_update :exec
-- in: id int, rev int, number text, title text, signer text, signed_on day, effective_on day
-- in: note text
update org_decision
set number = :number, title = :title, signer = :signer, signed_on = :signed_on,
	effective_on = :effective_on, note = :note, rev = rev + 1
where id = :id and rev = :rev;

-- name: reorg_decision_touch :row
-- in: id int
update org_decision set rev = rev + 1 where id = :id;

-- name: reorg_decision_file_set :row
-- in: id int, file int
update org_decision set file = :file, rev = rev + 1 where id = :id;

-- name: reorg_decision_approve :row
-- in: id int, at instant, by int
update org_decision
set approved_at = :at, approved_by = :by, failed_why = null, rev = rev + 1
where id = :id;

-- name: reorg_decision_reopen :row
-- in: id int, why text
update org_decision
set approved_at = null, approved_by = null, failed_why = :why, rev = rev + 1
where id = :id;

-- name: reorg_decision_applied :row
-- in: id int, at instant, event int
update org_decision set applied_at = :at, applied_event = :event, rev = rev + 1 where id = :id;

-- name: reorg_decision_undone :row
-- in: id int, at instant, by int, event int, why text
update org_decision
set undone_at = :at, undone_by = :by, undone_event = :event, undone_why = :why, rev = rev + 1
where id = :id;

-- name: reorg_decision_dropped :row
-- in: id int, at instant
update org_decision set dropped_at = :at, rev = rev + 1 where id = :id;

-- name: reorg_decision_by_id :one
-- in: id int
select {decision_cols}
from org_decision d
where d.id = :id;

-- name: reorg_decision_list :many
-- Newest first; those without a day before all others.
-- in: before int, limit int
select {decision_cols}
from org_decision d
where d.id < :before and d.dropped_at is null
order by d.id desc
limit :limit;

-- name: reorg_decision_next :one
-- The first day on which an approved decision waits to take effect.
-- ahead
select d.effective_on
from org_decision d
where d.approved_at is not null and d.applied_at is null and d.undone_at is null
	and d.dropped_at is null
order by d.effective_on, d.id
limit 1;

-- name: reorg_decision_due :one
-- in: today day
select d.id
from org_decision d
where d.approved_at is not null and d.applied_at is null and d.undone_at is null
	and d.dropped_at is null and d.effective_on <= :today
order by d.effective_on, d.id
limit 1;

-- name: reorg_decision_upon :one
-- A decision that took effect later and has to do with an organisation.
-- in: org int, event int
select d.id, d.number
from org_decision d
where d.undone_at is null and d.applied_event > :event
	and (exists (select 1 from org_step s where s.decision = d.id
			and (s.org = :org or s.heir = :org or s.parent = :org))
		or exists (select 1 from org_step s join org_step_source x on x.step = s.id
			where s.decision = d.id and x.org = :org))
order by d.id
limit 1;

-- ---- steps and choices ------------------------------------------------------

-- name: reorg_step_insert :id
-- in: decision int, position int, kind text, org int, heir int, parent int, org_kind text
-- in: name text, short_name text, code text, body text, ends bool
insert into org_step (decision, position, kind, org, heir, parent, org_kind, name, short_name,
	code, body, ends)
values (:decision, :position, :kind, :org, :heir, :parent, :org_kind, :name, :short_name, :code,
	:body, :ends)
returning id;

-- name: reorg_step_next :one
-- in: decision int
-- out: position int
select coalesce(max(s.position), 0) + 1 as position
from org_step s
where s.decision = :decision;

-- name: reorg_step_list :many
-- The steps with names as they were on a day: before the decision counted.
-- in: decision int, day day
-- out: org_name text, heir_name text, parent_name text
select s.id, s.position, s.kind, s.org, s.heir, s.parent, s.org_kind, s.name, s.short_name,
	s.code, s.body, s.ends, s.made,
	coalesce((select n.name from org_name n where n.org = s.org and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1), o.name) as org_name,
	coalesce((select n.name from org_name n where n.org = s.heir and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1), h.name) as heir_name,
	coalesce((select n.name from org_name n where n.org = s.parent and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1), p.name) as parent_name
from org_step s
left join org o on o.id = s.org
left join org h on h.id = s.heir
left join org p on p.id = s.parent
where s.decision = :decision
order by s.position;

-- name: reorg_step_made :row
-- in: id int, made int
update org_step set made = :made where id = :id;

-- name: reorg_step_place :row
-- in: id int, position int
update org_step set position = :position where id = :id;

-- name: reorg_step_delete :exec
-- in: id int, decision int
delete from org_step where id = :id and decision = :decision;

-- name: reorg_step_source_insert :exec
-- in: step int, org int
insert into org_step_source (step, org) values (:step, :org);

-- name: reorg_step_source_delete :exec
-- in: step int
delete from org_step_source where step = :step;

-- name: reorg_step_source_list :many
-- in: decision int, day day
-- out: name text
select x.step, x.org,
	coalesce((select n.name from org_name n where n.org = x.org and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1), o.name) as name
from org_step s
join org_step_source x on x.step = s.id
join org o on o.id = x.org
where s.decision = :decision
order by s.position, o.position, x.org;

-- name: reorg_step_ref_insert :exec
-- in: step int, place text, made int
insert into org_step_ref (step, place, made) values (:step, :place, :made);

-- name: reorg_step_ref_delete :exec
-- in: step int
delete from org_step_ref where step = :step;

-- name: reorg_step_ref_list :many
-- in: decision int
select x.step, x.place, x.made
from org_step s
join org_step_ref x on x.step = s.id
where s.decision = :decision
order by s.position, x.place, x.made;

-- name: reorg_choice_put :exec
-- in: decision int, ask text, answer text
insert into org_choice (decision, ask, answer) values (:decision, :ask, :answer)
on conflict (decision, ask) do update set answer = excluded.answer;

-- name: reorg_choice_get :one
-- in: decision int, ask text
select c.answer
from org_choice c
where c.decision = :decision and c.ask = :ask;

-- ---- organisations as at a day -------------------------------------------------

-- name: reorg_life_of :one
-- From when to when an organisation exists; open: it goes on.
-- in: org int
-- out: from_on day, to_on day, open int
select min(p.from_on) as from_on, max(p.to_on) as to_on,
	count(*) - count(p.to_on) as open
from org_place p
where p.org = :org and p.voided_by is null
having count(*) > 0;

-- name: reorg_org_on :one
-- What an organisation is on a day.
-- in: org int, day day
select o.id, p.parent, n.kind, n.name, n.short_name
from org o
join org_place p on p.org = o.id and p.voided_by is null
	and p.from_on <= :day and (p.to_on is null or p.to_on > :day)
join org_name n on n.org = o.id and n.voided_by is null
	and n.from_on <= :day and (n.to_on is null or n.to_on > :day)
where o.id = :org;

-- name: reorg_changed_behind :one
-- The first change of an organisation behind a day: another could not be laid
-- before it any more.
-- in: org int, day day
-- out: from_on day
select min(x.from_on) as from_on
from (select p.from_on from org_place p
		where p.org = :org and p.voided_by is null and p.from_on > :day
	union all
	select p.to_on from org_place p
		where p.org = :org and p.voided_by is null and p.to_on > :day
	union all
	select n.from_on from org_name n
		where n.org = :org and n.voided_by is null and n.from_on > :day) x
having count(*) > 0;

-- name: reorg_place_on :many
-- The places below a parent that last beyond a day.
-- in: parent int, day day
select p.id, p.org, p.from_on, p.to_on, n.name
from org_place p
join org n on n.id = p.org
where p.parent = :parent and p.voided_by is null and (p.to_on is null or p.to_on > :day)
order by p.org, p.from_on;

-- name: reorg_place_open :one
-- in: org int
select p.id, p.parent, p.from_on
from org_place p
where p.org = :org and p.voided_by is null and p.to_on is null;

-- name: reorg_place_end :row
-- in: id int, on day, event int
update org_place set to_on = :on, ended_by = :event where id = :id;

-- name: reorg_place_void :row
-- in: id int, event int
update org_place set voided_by = :event where id = :id;

-- name: reorg_place_put :id
-- in: org int, parent int, from_on day, to_on day, event int
insert into org_place (org, parent, from_on, to_on, event)
values (:org, :parent, :from_on, :to_on, :event)
returning id;

-- name: reorg_name_open :one
-- in: org int
select n.id, n.kind, n.name, n.short_name, n.from_on
from org_name n
where n.org = :org and n.voided_by is null and n.to_on is null;

-- name: reorg_name_end :row
-- in: id int, on day, event int
update org_name set to_on = :on, ended_by = :event where id = :id;

-- name: reorg_name_void :row
-- in: id int, event int
update org_name set voided_by = :event where id = :id;

-- name: reorg_name_put :id
-- in: org int, kind text, name text, short_name text, from_on day, event int
insert into org_name (org, kind, name, short_name, from_on, event)
values (:org, :kind, :name, :short_name, :from_on, :event)
returning id;

-- name: reorg_code_open :one
-- in: org int
select c.id, c.code, c.from_on
from org_code c
where c.org = :org and c.voided_by is null and c.to_on is null;

-- name: reorg_code_end :row
-- in: id int, on day, event int
update org_code set to_on = :on, ended_by = :event where id = :id;

-- name: reorg_code_void :row
-- in: id int, event int
update org_code set voided_by = :event where id = :id;

-- name: reorg_code_put :id
-- in: org int, code text, from_on day, event int
insert into org_code (org, code, from_on, event)
values (:org, :code, :from_on, :event)
returning id;

-- name: reorg_code_holder :one
-- in: code text
select c.org, o.name
from org_code c
join org o on o.id = c.org
where c.code = :code and c.voided_by is null and c.to_on is null;

-- name: reorg_sisters :many
-- The names of an organisation behind a day, each beside those that its
-- sisters have at the same time.
-- in: org int, day day
-- out: name text, other text, above text
select distinct n.name, m.name as other, a.name as above
from org_place p
join org_name n on n.org = p.org and n.voided_by is null
	and (n.to_on is null or (n.to_on > p.from_on and n.to_on > :day))
	and (p.to_on is null or n.from_on < p.to_on)
join org a on a.id = p.parent
join org_place q on q.parent = p.parent and q.org <> p.org and q.voided_by is null
	and (q.to_on is null or (q.to_on > p.from_on and q.to_on > n.from_on and q.to_on > :day))
	and (p.to_on is null or q.from_on < p.to_on)
	and (n.to_on is null or q.from_on < n.to_on)
join org_name m on m.org = q.org and m.voided_by is null
	and (m.to_on is null or (m.to_on > q.from_on and m.to_on > p.from_on
		and m.to_on > n.from_on and m.to_on > :day))
	and (q.to_on is null or m.from_on < q.to_on)
	and (p.to_on is null or m.from_on < p.to_on)
	and (n.to_on is null or m.from_on < n.to_on)
where p.org = :org and p.voided_by is null and (p.to_on is null or p.to_on > :day)
order by n.name, m.name;

-- name: reorg_below_ever :many
-- Everything that ever stands at or below an organisation.
-- in: org int
select distinct r.descendant
from org_reach r
where r.ancestor = :org;

-- name: reorg_below_on :many
-- Everything at or below an organisation on a day, nearest first.
-- in: org int, day day
select r.descendant, r.depth
from org_reach r
where r.ancestor = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day)
order by r.depth, r.descendant;

-- name: reorg_within_on :one
-- in: above int, org int, day day
select r.depth
from org_reach r
where r.ancestor = :above and r.descendant = :org
	and r.from_on <= :day and (r.to_on is null or r.to_on > :day);

-- name: reorg_kinds_below_on :many
-- in: org int, day day
-- out: n int
select n.kind, count(*) as n
from org_reach r
join org_name n on n.org = r.descendant and n.voided_by is null
	and n.from_on <= :day and (n.to_on is null or n.to_on > :day)
where r.ancestor = :org and r.depth > 0
	and r.from_on <= :day and (r.to_on is null or r.to_on > :day)
group by n.kind
order by n.kind;

-- name: reorg_units_on :one
-- How many stand directly below an organisation on a day.
-- in: org int, day day
-- out: n int
select count(*) as n
from org_reach r
where r.ancestor = :org and r.depth = 1
	and r.from_on <= :day and (r.to_on is null or r.to_on > :day);

-- ---- the closures ---------------------------------------------------------------

-- name: reorg_reach_clear :exec
-- in: org int
delete from org_reach where descendant = :org;

-- name: reorg_reach_make :exec
-- Whom an organisation stands below, from when to when: each place on the way
-- up, as long as all of them last together. A circle meets the key of the
-- table; 64 levels end it in any case.
-- in: org int
with recursive up as (
	select p.org as node, 0 as depth, p.from_on, p.to_on
	from org_place p
	where p.org = :org and p.voided_by is null
	union all
	select p.parent, up.depth + 1,
		case when p.from_on > up.from_on then p.from_on else up.from_on end,
		case when p.to_on is null or p.to_on > up.to_on then up.to_on else p.to_on end
	from up
	join org_place p on p.org = up.node and p.parent is not null and p.voided_by is null
		and (up.to_on is null or p.from_on < up.to_on)
		and (p.to_on is null or p.to_on > up.from_on)
	where up.depth < 64
)
insert into org_reach (ancestor, descendant, depth, from_on, to_on)
select up.node, :org, up.depth, up.from_on, up.to_on
from up
union all
select -up.node, :org, 0, up.from_on, up.to_on
from up
where up.depth = 0;

-- name: reorg_closure_clear :exec
-- in: org int
delete from org_closure where descendant = :org;

-- name: reorg_closure_make :exec
-- Today's view, of an organisation that is there.
-- in: org int, day day
insert into org_closure (ancestor, descendant, depth)
select r.ancestor, r.descendant, r.depth
from org_reach r
where r.descendant = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day);

-- name: reorg_closure_last :exec
-- Of one that ended without an heir: where it stood last.
-- in: org int, to_on day
insert into org_closure (ancestor, descendant, depth)
select r.ancestor, r.descendant, r.depth
from org_reach r
where r.descendant = :org and r.depth > 0 and r.to_on = :to_on;

-- name: reorg_closure_heir :exec
-- Of one that went into another: below that.
-- in: org int, heir int
insert into org_closure (ancestor, descendant, depth)
select c.ancestor, :org, c.depth + 1
from org_closure c
where c.descendant = :heir;

-- name: reorg_heir_of :one
-- Where the most of an organisation went when it ended.
-- in: org int, to_on day
select l.to_org
from org_lineage l
where l.from_org = :org and l.to_org is not null and l.voided_by is null
	and l.on_day = :to_on
order by l.share desc, l.id
limit 1;

-- name: reorg_heirs_below :many
-- Those whose rest went into an organisation.
-- in: heir int
select l.from_org
from org_lineage l
join org o on o.id = l.from_org
where l.to_org = :heir and l.voided_by is null and l.on_day = o.to_on
order by l.from_org;

-- ---- today's view ------------------------------------------------------------------

-- name: reorg_view_facts :one
-- What the row of an organisation should say.
-- in: org int, day day
-- out: from_on day, open int, to_on day, parent int, kind text, name text, short_name text
-- out: code text
select min(p.from_on) as from_on, count(*) - count(p.to_on) as open, max(p.to_on) as to_on,
	(select q.parent from org_place q where q.org = :org and q.voided_by is null
		and q.from_on <= :day order by q.from_on desc limit 1) as parent,
	(select n.kind from org_name n where n.org = :org and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1) as kind,
	(select n.name from org_name n where n.org = :org and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1) as name,
	(select n.short_name from org_name n where n.org = :org and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1) as short_name,
	(select c.code from org_code c where c.org = :org and c.voided_by is null
		and c.from_on <= :day order by c.from_on desc limit 1) as code
from org_place p
where p.org = :org and p.voided_by is null
having count(*) > 0;

-- name: reorg_view_put :row
-- in: org int, parent int, kind text, name text, short_name text, name_fold text, sort blob
-- in: code text, from_on day, to_on day
update org
set parent = :parent, kind = :kind, name = :name, short_name = :short_name,
	name_fold = :name_fold, sort = :sort, code = :code, from_on = :from_on, to_on = :to_on,
	rev = rev + 1
where id = :org;

-- name: reorg_view_never :row
-- An organisation that never was: it ends on the day on which it began.
-- in: org int
update org set to_on = from_on, rev = rev + 1 where id = :org;

-- ---- what must hold on every day ------------------------------------------------------

-- name: reorg_tree_orphan :one
-- Somebody who stands below one that isn't there on a day of it.
-- in: org int
select p.org, p.parent, o.name as org_name, q.name as parent_name, p.from_on
from org_reach x
join org_place p on p.org = x.descendant and p.voided_by is null and p.parent is not null
join org o on o.id = p.org
join org q on q.id = p.parent
where x.ancestor = :org
	and (not exists (select 1 from org_place u where u.org = p.parent and u.voided_by is null
			and u.from_on <= p.from_on)
		or (not exists (select 1 from org_place u where u.org = p.parent
				and u.voided_by is null and u.to_on is null)
			and (p.to_on is null or p.to_on > (select max(u.to_on) from org_place u
				where u.org = p.parent and u.voided_by is null))))
order by p.org
limit 1;

-- name: reorg_too_deep :one
-- What stands too far below another to be held by the dated closure.
-- in: org int, most int
select o.name, a.name as above
from org_reach r
join org o on o.id = r.descendant
join org a on a.id = r.ancestor
where r.descendant = :org and r.depth > :most
order by r.depth, r.ancestor
limit 1;

-- name: reorg_place_overlap :one
-- in: org int
select a.from_on
from org_place a
join org_place b on b.org = a.org and b.id <> a.id and b.voided_by is null
	and b.from_on >= a.from_on and (a.to_on is null or b.from_on < a.to_on)
where a.org = :org and a.voided_by is null
limit 1;

-- name: reorg_name_overlap :one
-- in: org int
select a.from_on
from org_name a
join org_name b on b.org = a.org and b.id <> a.id and b.voided_by is null
	and b.from_on >= a.from_on and (a.to_on is null or b.from_on < a.to_on)
where a.org = :org and a.voided_by is null
limit 1;

-- ---- lineage -----------------------------------------------------------------------------

-- name: reorg_lineage_put :id
-- in: from_org int, to_org int, other text, kind text, share int, members int, on_day day
-- in: decision int, event int
insert into org_lineage (from_org, to_org, other, kind, share, members, on_day, decision, event)
values (:from_org, :to_org, :other, :kind, :share, :members, :on_day, :decision, :event)
returning id;

-- ---- taking it back --------------------------------------------------------------------------

-- name: reorg_undo_touched :many
-- The organisations whose rows an event made, ended or voided.
-- in: event int
select p.org from org_place p where p.event = :event
union
select p.org from org_place p where p.ended_by = :event
union
select p.org from org_place p where p.voided_by = :event
union
select n.org from org_name n where n.event = :event
union
select n.org from org_name n where n.ended_by = :event
union
select n.org from org_name n where n.voided_by = :event
union
select c.org from org_code c where c.event = :event
union
select c.org from org_code c where c.ended_by = :event
union
select c.org from org_code c where c.voided_by = :event;

-- name: reorg_undo_named :many
-- Whose name an event made, ended or voided.
-- in: event int
select n.org from org_name n where n.event = :event
union
select n.org from org_name n where n.ended_by = :event
union
select n.org from org_name n where n.voided_by = :event;

-- name: reorg_undo_code_taken :one
-- A code that an event freed and that somebody else has by now, by which
-- decision, if it was one.
-- in: event int
-- out: number text
select c.code, q.name as was, o.name as holder,
	(select d.number from org_decision d where d.applied_event = h.event) as number
from org_code c
join org_code h on h.code = c.code and h.to_on is null and h.voided_by is null
	and h.event <> :event and h.org <> c.org
join org o on o.id = h.org
join org q on q.id = c.org
where c.ended_by = :event
union all
select c.code, q.name as was, o.name as holder,
	(select d.number from org_decision d where d.applied_event = h.event) as number
from org_code c
join org_code h on h.code = c.code and h.to_on is null and h.voided_by is null
	and h.event <> :event and h.org <> c.org
join org o on o.id = h.org
join org q on q.id = c.org
where c.voided_by = :event and c.event <> :event
limit 1;

-- name: reorg_undo_place_made :exec
-- in: event int, undo int
update org_place set voided_by = :undo where event = :event and voided_by is null;

-- name: reorg_undo_place_ended :exec
-- in: event int
update org_place set to_on = null, ended_by = null where ended_by = :event;

-- name: reorg_undo_place_voided :exec
-- in: event int
update org_place set voided_by = null where voided_by = :event and event <> :event;

-- name: reorg_undo_name_made :exec
-- in: event int, undo int
update org_name set voided_by = :undo where event = :event and voided_by is null;

-- name: reorg_undo_name_ended :exec
-- in: event int
update org_name set to_on = null, ended_by = null where ended_by = :event;

-- name: reorg_undo_name_voided :exec
-- in: event int
update org_name set voided_by = null where voided_by = :event and event <> :event;

-- name: reorg_undo_code_made :exec
-- in: event int, undo int
update org_code set voided_by = :undo where event = :event and voided_by is null;

-- name: reorg_undo_code_ended :exec
-- in: event int
update org_code set to_on = null, ended_by = null where ended_by = :event;

-- name: reorg_undo_code_voided :exec
-- in: event int
update org_code set voided_by = null where voided_by = :event and event <> :event;

-- name: reorg_undo_lineage :exec
-- in: event int, undo int
update org_lineage set voided_by = :undo where event = :event and voided_by is null;

-- name: reorg_rows_upon :one
-- A row of an organisation that another event made, ended or voided later.
-- in: org int, event int
-- out: event int
select x.event
from (select p.event from org_place p where p.org = :org and p.event > :event
		and p.voided_by is null
	union all
	select p.ended_by from org_place p where p.org = :org and p.ended_by > :event
	union all
	select n.event from org_name n where n.org = :org and n.event > :event
		and n.voided_by is null
	union all
	select n.ended_by from org_name n where n.org = :org and n.ended_by > :event
	union all
	select c.event from org_code c where c.org = :org and c.event > :event
		and c.voided_by is null
	union all
	select c.ended_by from org_code c where c.org = :org and c.ended_by > :event
	union all
	select q.event from org_place q where q.parent = :org and q.event > :event
		and q.voided_by is null) x
limit 1;
