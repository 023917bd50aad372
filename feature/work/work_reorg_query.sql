-- Tasks and what belongs to them when organisations change. Every statement
-- works on what one event does, and the last ones take it back.

-- let: open
t.voided_at is null and t.done_on is null and t.withdrawn_on is null
	and exists (select 1 from programme g where g.id = t.programme
		and g.closed_on is null and g.voided_at is null)
;

-- let: reach
r.ancestor = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day)
;

-- ---- figures -------------------------------------------------------------------

-- name: moved_count :one
-- Open tasks that are led at or below an organisation; periods count with
-- their series.
-- in: org int, day day
-- out: n int, late int
select count(*) as n, coalesce(sum(case when t.issued_on is not null and t.submitted_on is null
	and t.paused_on is null and t.due_on < :day then 1 else 0 end), 0) as late
from org_reach r
join task t on t.lead = r.descendant
where {reach} and {open} and coalesce(t.child, '') <> 'period';

-- name: moved_views :many
-- scan: the few that people keep
select v.asks from work_view v where v.dropped_at is null;

-- name: moved_below :many
-- in: org int, day day
select r.descendant from org_reach r where {reach};

-- ---- organisations that are no more ------------------------------------------------

-- let: went_to
-- Where the most of it went when it ended.
(select l.to_org from org_lineage l
	where l.from_org = o.id and l.to_org is not null and l.voided_by is null
		and l.on_day = o.to_on
	order by l.share desc, l.id limit 1)
;

-- name: ended_one :one
-- in: id int, today day
-- out: heir int
select o.name, o.to_on, {went_to} as heir
from org o
where o.id = :id and o.to_on <= :today;

-- name: ended_list :many
-- Those that once were.
-- in: today day
-- out: heir int
-- scan: all that ended
select o.id, o.name, o.short_name, o.to_on, {went_to} as heir
from org o
where o.to_on <= :today and o.to_on > o.from_on
order by o.id;

-- ---- what the decision says -------------------------------------------------------

-- name: moved_decision :one
-- in: id int
select d.number, d.title from org_decision d where d.id = :id;

-- name: moved_above :one
-- The nearest above an organisation on the day before that goes on.
-- in: org int, before day
select r.ancestor
from org_reach r
join org_place p on p.org = r.ancestor and p.voided_by is null and p.to_on is null
where r.descendant = :org and r.depth > 0
	and r.from_on <= :before and (r.to_on is null or r.to_on > :before)
order by r.depth
limit 1;

-- name: moved_name :one
-- What it is called, also when it was made a moment ago.
-- in: org int, day day
select n.name, n.short_name
from org_name n
where n.org = :org and n.voided_by is null and n.from_on <= :day
order by n.from_on desc
limit 1;

-- ---- tasks ------------------------------------------------------------------------

-- name: moved_tasks :many
-- What an organisation leads itself; a period of a series that it leads too
-- goes with that.
-- in: org int
-- out: follows int, waits int
select t.id, t.number, t.work, t.issued_on, t.child, t.parent,
	case when t.child = 'period' and exists (select 1 from task u where u.id = t.parent
		and u.lead = :org and u.done_on is null and u.withdrawn_on is null
		and u.voided_at is null) then 1 else 0 end as follows,
	case when t.issued_on is null or t.paused_on is not null or t.child = 'period'
		then 0 else 1 end as waits
from task t
where t.lead = :org and {open}
order by t.id;

-- name: moved_keep :exec
-- A task, all below it and the series it is a period of, as they stand.
-- in: event int, task int
with recursive below as (
	select :task as id
	union all
	select c.id from below b join task c on c.parent = b.id
)
insert into task_reorg (event, task, was_lead, was_lead_text, was_words, was_due_on,
	was_accepted_on, was_withdrawn_on, was_rev, was_act, tell)
select :event, t.id, t.lead, t.lead_text, t.words, t.due_on, t.accepted_on, t.withdrawn_on,
	t.rev, coalesce((select max(a.id) from task_act a where a.task = t.id), 0), 0
from task t
where t.id in (select b.id from below b)
	or t.id = (select k.parent from task k where k.id = :task and k.child = 'period')
on conflict (event, task) do nothing;

-- name: moved_tell :exec
-- in: event int, task int, who int
update task_reorg set tell = tell | :who where event = :event and task = :task;

-- name: moved_mark :exec
-- What the event left of what it kept.
-- in: event int
update task_reorg
set is_rev = (select t.rev from task t where t.id = task_reorg.task),
	is_act = coalesce((select max(a.id) from task_act a where a.task = task_reorg.task), 0)
where event = :event;

-- name: moved_same :exec
-- Tasks that it left alone.
-- in: event int
delete from task_reorg where event = :event and is_rev = was_rev and is_act = was_act;

-- name: moved_touch :row
-- in: task int
update task set rev = rev + 1 where id = :task;

-- name: moved_twins :many
-- Two issued tasks of one lead in one programme that say the same, of which the
-- event brought at least one.
-- in: event int, limit int
select t.id, t.number, t.work, t.percent, x.id as other, x.number as other_number,
	x.percent as other_percent
from task_reorg m
join task t on t.id = m.task
join task x on x.programme = t.programme and x.lead = t.lead and x.id <> t.id
	and x.work_fold = t.work_fold and x.parent is null and x.issued_on is not null
	and x.voided_at is null and x.done_on is null and x.withdrawn_on is null
where m.event = :event and m.was_lead <> t.lead and t.parent is null
	and t.issued_on is not null and {open}
	and (t.id < x.id or not exists (select 1 from task_reorg y
		where y.event = :event and y.task = x.id and y.was_lead <> x.lead))
order by t.id, x.id
limit :limit;

-- ---- what cooperates, asks, waits ----------------------------------------------------

-- name: moved_with :exec
-- Where an organisation cooperates; the heir does from now on, unless it does
-- already or leads. `leads`: only where it leads by now.
-- in: event int, org int, heir int
insert into work_reorg (event, kind, ref, was, is_now)
select :event, 'with', x.task, :org, case when :heir is null or t.lead = :heir
	or exists (select 1 from task_org y where y.task = x.task and y.org = :heir)
	then null else :heir end
from task_org x
join task t on t.id = x.task
where x.org = :org and {open}
[leads: and t.lead = :org];

-- name: moved_with_put :exec
-- in: event int, org int
insert into task_org (task, org)
select w.ref, w.is_now from work_reorg w
where w.event = :event and w.kind = 'with' and w.was = :org and w.is_now is not null
on conflict (task, org) do nothing;

-- name: moved_with_drop :exec
-- in: event int, org int
delete from task_org
where org = :org and task in (select w.ref from work_reorg w
	where w.event = :event and w.kind = 'with' and w.was = :org);

-- name: moved_with_list :many
-- in: event int, org int
-- out: waits int
select w.ref, w.is_now, case when w.is_now is null or t.issued_on is null or t.child = 'period'
	then 0 else 1 end as waits
from work_reorg w
join task t on t.id = w.ref
where w.event = :event and w.kind = 'with' and w.was = :org
order by w.ref;

-- name: moved_share :exec
-- Shares that an organisation still owes.
-- in: event int, org int, heir int
insert into work_reorg (event, kind, ref, was, is_now, is_rev, was_text, was_name)
select :event, 'share', s.id, :org,
	case when :heir is null or t.lead = :heir then null else :heir end, s.rev + 1,
	s.answer, s.answer_name
from share s
join task t on t.id = s.task
where s.org = :org and s.taken_on is null and s.dropped_on is null and {open}
[leads: and t.lead = :org];

-- name: moved_share_put :exec
-- in: event int, org int, heir int
update share set org = :heir, rev = rev + 1
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'share'
	and w.was = :org and w.is_now = :heir);

-- name: moved_share_drop :exec
-- in: event int, org int, day day, why text, name text
update share set dropped_on = :day, answer = :why, answer_name = :name, rev = rev + 1
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'share'
	and w.was = :org and w.is_now is null);

-- name: moved_share_list :many
-- Shares that fell away; behind the entries of their tasks.
-- in: event int, org int
-- out: act int
select w.ref, s.task, (select max(a.id) from task_act a where a.task = s.task) as act
from work_reorg w
join share s on s.id = w.ref
where w.event = :event and w.kind = 'share' and w.was = :org and w.is_now is null
order by w.ref;

-- name: moved_share_step :exec
-- in: share int, task int, act int, kind text, day day, name text, body text
insert into share_step (share, task, act, kind, on_day, name, body)
values (:share, :task, :act, :kind, :day, :name, :body);

-- name: moved_asked :exec
-- Requests that nobody decided and that name an organisation as the new lead.
-- in: event int, org int, heir int
insert into work_reorg (event, kind, ref, was, is_now)
select :event, 'asked', j.id, :org,
	case when :heir is null or t.lead = :heir then null else :heir end
from task_adjust j
join task t on t.id = j.task
where j.new_lead = :org and j.kind = 'lead' and j.verdict is null and {open};

-- name: moved_asked_met :exec
-- … and those that the event fulfils.
-- in: event int
insert into work_reorg (event, kind, ref, was, is_now)
select :event, 'asked', j.id, j.new_lead, null
from task_reorg m
join task t on t.id = m.task
join task_adjust j on j.task = t.id and j.new_lead = t.lead
where m.event = :event and j.kind = 'lead' and j.verdict is null;

-- name: moved_asked_put :exec
-- in: event int
update task_adjust
set new_lead = (select w.is_now from work_reorg w where w.event = :event and w.kind = 'asked'
	and w.ref = task_adjust.id)
where verdict is null and id in (select w.ref from work_reorg w where w.event = :event
	and w.kind = 'asked' and w.is_now is not null);

-- name: moved_asked_drop :exec
-- in: event int, why text, at instant, day day, actor int, name text
update task_adjust
set verdict = 'dropped', answer = :why, decided_at = :at, decided_on = :day,
	decided_by = :actor, decided_name = :name
where verdict is null and id in (select w.ref from work_reorg w where w.event = :event
	and w.kind = 'asked' and w.is_now is null);

-- name: moved_rest :exec
-- Sheets and annexes that wait, programmes that run.
-- in: event int, org int, heir int
insert into work_reorg (event, kind, ref, was, is_now)
select :event, 'sheet', s.id, :org, :heir
from edited_list s
where s.org = :org and s.confirmed_at is null and s.dropped_at is null
union all
select :event, 'owner', g.id, :org, :heir
from programme g
where g.owner = :org and g.closed_on is null and g.voided_at is null
union all
select :event, 'row', x.id, :org, :heir
from annex_row x
join annex_import i on i.id = x.import
where x.lead = :org and i.confirmed_at is null and i.dropped_at is null
union all
select :event, 'row_new', x.id, :org, :heir
from annex_row x
join annex_import i on i.id = x.import
where x.new_lead = :org and i.confirmed_at is null and i.dropped_at is null;

-- name: moved_rest_count :one
-- in: event int, kind text, org int
-- out: n int
select count(*) as n from work_reorg w
where w.event = :event and w.kind = :kind and w.was = :org;

-- name: moved_sheet_set :exec
-- in: event int, org int, is int
update edited_list set org = :is
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'sheet'
	and w.was = :org);

-- name: moved_owner_set :exec
-- in: event int, org int, is int
update programme set owner = :is, rev = rev + 1
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'owner'
	and w.was = :org);

-- name: moved_row_set :exec
-- in: event int, org int, is int
update annex_row set lead = :is
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'row'
	and w.was = :org);

-- name: moved_row_new_set :exec
-- in: event int, org int, is int
update annex_row set new_lead = :is
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'row_new'
	and w.was = :org);

-- ---- behind ------------------------------------------------------------------------------

-- name: moved_telling :many
-- Who has yet to be told.
select m.id, m.task, m.is_act, m.tell from task_reorg m where m.tell <> 0 order by m.id;

-- name: moved_told :exec
update task_reorg set tell = 0 where tell <> 0;

-- ---- taking it back -----------------------------------------------------------------------

-- let: made
-- Organisations that an event made.
(select p.org from org_place p where p.event = :event and p.voided_by is null
	and not exists (select 1 from org_place q where q.org = p.org and q.event < :event))
;

-- name: moved_upon :one
-- A task that an event changed and that was changed later.
-- in: event int
select t.id, t.number, t.work
from task_reorg m
join task t on t.id = m.task
where m.event = :event and (t.rev <> m.is_rev or t.voided_at is not null
	or exists (select 1 from task_act a where a.task = m.task and a.id > m.is_act))
order by t.id
limit 1;

-- name: moved_upon_rest :one
-- The same of shares and requests.
-- in: event int
select w.ref
from work_reorg w
where w.event = :event and (
	(w.kind = 'share' and exists (select 1 from share s where s.id = w.ref
		and s.rev <> w.is_rev))
	or (w.kind = 'asked' and exists (select 1 from task_adjust j where j.id = w.ref
		and ((w.is_now is not null and j.verdict is not null)
		or exists (select 1 from task_adjust k where k.task = j.task and k.id > j.id
			and k.kind = 'lead' and k.verdict is null)))))
limit 1;

-- let: ended_else
-- An organisation that is no more, and not by the event.
o.to_on is not null and not exists (select 1 from org_place p where p.org = o.id
	and (p.ended_by = :event or p.voided_by = :event))
;

-- name: moved_upon_ended :one
-- A task that would be open again names an organisation that ended meanwhile.
-- in: event int
select m.task
from task_reorg m
where m.event = :event and (
	exists (select 1 from org o where o.id = m.was_lead and {ended_else})
	or exists (select 1 from task_org x join org o on o.id = x.org
		where x.task = m.task and {ended_else})
	or exists (select 1 from share s join org o on o.id = s.org
		where s.task = m.task and s.taken_on is null and s.dropped_on is null
			and {ended_else})
	or exists (select 1 from task_adjust j join org o on o.id = j.new_lead
		where j.task = m.task and j.verdict is null and {ended_else}))
limit 1;

-- name: moved_upon_made :one
-- Something was given to an organisation that the event made.
-- in: event int
-- scan: the few that a decision makes
-- out: n int
select 1 as n
from org_place p
where p.org in {made} and (
	exists (select 1 from task t where t.lead = p.org and not exists (select 1 from task_reorg m
		where m.event = :event and m.task = t.id))
	or exists (select 1 from task_org x where x.org = p.org
		and not exists (select 1 from work_reorg w where w.event = :event
			and w.kind = 'with' and w.ref = x.task and w.is_now = x.org))
	or exists (select 1 from share s where s.org = p.org
		and not exists (select 1 from work_reorg w where w.event = :event
			and w.kind = 'share' and w.ref = s.id))
	or exists (select 1 from task_adjust j where j.new_lead = p.org and j.verdict is null
		and not exists (select 1 from work_reorg w where w.event = :event
			and w.kind = 'asked' and w.ref = j.id))
	or exists (select 1 from programme g where g.owner = p.org
		and not exists (select 1 from work_reorg w where w.event = :event
			and w.kind = 'owner' and w.ref = g.id))
	or exists (select 1 from edited_list h where h.org = p.org
		and not exists (select 1 from work_reorg w where w.event = :event
			and w.kind = 'sheet' and w.ref = h.id))
	or exists (select 1 from document d where d.issuer = p.org))
limit 1;

-- name: moved_undo_tasks :exec
-- in: event int
update task
set lead = m.was_lead, lead_text = m.was_lead_text, words = m.was_words, due_on = m.was_due_on,
	accepted_on = m.was_accepted_on, withdrawn_on = m.was_withdrawn_on, rev = task.rev + 1
from task_reorg m
where m.event = :event and m.task = task.id;

-- name: moved_undo_acts :exec
-- The entry in their history, which keeps what they say now.
-- in: event int, undo int, at instant, day day, actor int, name text, body text
insert into task_act (task, kind, at, on_day, actor, actor_name, body, event, is_words, is_due_on,
	is_issued_on, is_accepted_on, is_submitted_on, is_done_on, is_closed_on, is_paused_on,
	is_withdrawn_on, is_percent, is_parent, is_weight)
select t.id, 'reorg_undo', :at, :day, :actor, :name, :body, :undo, t.words, t.due_on, t.issued_on,
	t.accepted_on, t.submitted_on, t.done_on, t.closed_on, t.paused_on, t.withdrawn_on,
	t.percent, t.parent, t.weight
from task_reorg m
join task t on t.id = m.task
where m.event = :event
order by t.id;

-- name: moved_undo_ledger :exec
-- in: event int, day day
update task_adjust set voided_on = :day where reorg = :event;

-- name: moved_acts :many
-- The entries that people were told of.
-- in: event int
select m.task, m.is_act from task_reorg m where m.event = :event order by m.id;

-- name: moved_undo_notice :exec
-- Nobody is told any more of what was taken back.
-- in: task int, mark text
delete from notice where task = :task and mark = :mark
	and kind in ('issued', 'with', 'decision');

-- name: moved_undo_with_made :exec
-- in: event int
delete from task_org
where exists (select 1 from work_reorg w where w.event = :event and w.kind = 'with'
	and w.ref = task_org.task and w.is_now = task_org.org)
	and task in (select w.ref from work_reorg w where w.event = :event and w.kind = 'with');

-- name: moved_undo_with :exec
-- in: event int
insert into task_org (task, org)
select w.ref, w.was from work_reorg w where w.event = :event and w.kind = 'with'
on conflict (task, org) do nothing;

-- name: moved_undo_share_list :many
-- Shares that had fallen away and are asked for again.
-- in: event int
-- out: act int
select w.ref, s.task, s.work, (select max(a.id) from task_act a where a.task = s.task) as act
from work_reorg w
join share s on s.id = w.ref
where w.event = :event and w.kind = 'share' and w.is_now is null
order by w.ref;

-- name: moved_undo_share_back :exec
-- in: event int
update share
set dropped_on = null, answer = w.was_text, answer_name = w.was_name, rev = share.rev + 1
from work_reorg w
where w.event = :event and w.kind = 'share' and w.is_now is null and w.ref = share.id;

-- name: moved_undo_share :exec
-- in: event int
update share
set org = (select w.was from work_reorg w where w.event = :event and w.kind = 'share'
	and w.ref = share.id), rev = rev + 1
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'share'
	and w.is_now is not null);

-- name: moved_undo_asked :exec
-- in: event int
update task_adjust
set new_lead = (select w.was from work_reorg w where w.event = :event and w.kind = 'asked'
		and w.ref = task_adjust.id),
	verdict = null, answer = null, decided_at = null, decided_on = null, decided_by = null,
	decided_name = null
where id in (select w.ref from work_reorg w where w.event = :event and w.kind = 'asked');

-- name: moved_rest_list :many
-- Which organisations held sheets, programmes, rows of annexes.
-- in: event int
select distinct w.was from work_reorg w where w.event = :event;

-- name: moved_undone :exec
-- in: event int, undo int
update task_reorg set undone_by = :undo, tell = 0 where event = :event;
