-- let: holds
-- Grant g is in force on :today.
g.from_on <= :today and (g.to_on is null or g.to_on > :today)
	and not exists (select 1 from user_account d
		where d.id = g.user_id and d.disabled_on is not null)
;

-- let: reports
-- Grant g lets its person report for its organisation: WORK_REPORT.
g.org_id is not null and {holds}
	and exists (select 1 from role_perm r where r.role = g.role and r.perm = 'work_report')
;

-- let: sees
-- The person of notice n may see task t, as work_task_see() has it from one of
-- their own seats.
exists (select 1 from user_grant g left join org z on z.id = g.org_id
	where g.user_id = n.user_id and {holds}
		and exists (select 1 from role_perm r
			where r.role = g.role and r.perm = 'work_view')
		and ((z.parent is null and coalesce(g.scope, 0) >= 0)
			or (t.issued_on is not null and (t.lead in (
				select c.descendant from org_closure c where c.ancestor = g.scope)
				or exists (select 1 from task_org x
				join org_closure c on c.descendant = x.org
				where x.task = t.id and c.ancestor = g.scope)))
			or (t.child = 'part' and exists (select 1 from task u
				join org_closure c on c.descendant = u.lead
				where u.id = t.parent and c.ancestor = g.scope))))
;

-- let: ours
-- … and who acts for :scope, below the root.
(t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope)))
	or (t.child = 'part' and exists (select 1 from task u
		join org_closure c on c.descendant = u.lead
		where u.id = t.parent and c.ancestor = :scope))
;

-- let: settled
-- What act a asked of those who decide about task t is decided.
t.withdrawn_on is not null
	or (a.kind = 'adjust_ask' and exists (select 1 from task_adjust j
		where j.id = a.adjust and j.verdict is not null))
	or exists (select 1 from task_act b where b.task = t.id and b.id > a.id and (
		(a.kind = 'submit' and b.kind in ('return', 'verify'))
		or (a.kind = 'hand_back' and b.kind = 'issue')
		or (a.kind = 'report' and b.kind in ('report', 'submit'))))
;

-- let: act_of
-- The act that notice n tells of; by its kind, since other marks are no numbers.
a.id = case when n.kind in ('returned', 'remind', 'with', 'request', 'decision')
	then cast(n.mark as bigint) end
;

-- let: words
-- What its act says; a call for help says why.
case when a.kind = 'report' and a.difficulty <> '' then a.difficulty else a.body end
;

-- let: later
-- Kind :bit waits for the digest unless person p wants it at once; 0: never.
case when :bit > 0 and ((coalesce(p.soon, 0) >> cast(:bit as integer)) & 1) = 0 then 1 end
;

-- let: slot
-- People whose day and hour it is and who want digests (bit 4 of `off`).
u.disabled_on is null
	and coalesce(p.digest_day, :usual_day) in (0, :weekday)
	and coalesce(p.digest_hour, :usual_hour) = :hour
	and ((coalesce(p.off, 0) >> 4) & 1) = 0
;

-- let: open
-- The lead has to do something about the task; of a series about its periods.
not exists (select 1 from task k where k.parent = t.id and k.child = 'period')
	and t.voided_at is null and t.issued_on <= :today and t.done_on is null
	and t.withdrawn_on is null and t.submitted_on is null and t.paused_on is null
;

-- ---- what is told --------------------------------------------------------------

-- name: notice_lead :exec
-- For those who report for the lead, or when it has none, for the nearest
-- organisation above it that has some; never for who did it.
-- in: task int, kind text, bit int, mark text, actor int, now instant, today day
-- scan: the few people of a lead
insert into notice (user_id, kind, task, mark, at, later)
select distinct w.user_id, :kind, :task, :mark, :now, {later}
from (select g.user_id, c.depth, min(c.depth) over () as nearest
	from task t
	join org_closure c on c.descendant = t.lead
	join user_grant g on g.scope = c.ancestor
	where t.id = :task and {reports}) w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and w.user_id <> :actor
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_with :exec
-- For those who report for a cooperating organisation, or for the nearest one
-- above it, unless the same act told them as the lead's. `fresh`: only whom
-- the task hasn't told yet that they cooperate.
-- in: task int, kind text, bit int, mark text, actor int, now instant, today day
-- scan: the few people of a few organisations
insert into notice (user_id, kind, task, mark, at, later)
select distinct w.user_id, :kind, :task, :mark, :now, {later}
from (select g.user_id, c.depth, min(c.depth) over (partition by x.org) as nearest
	from task_org x
	join org_closure c on c.descendant = x.org
	join user_grant g on g.scope = c.ancestor
	where x.task = :task and {reports}) w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and w.user_id <> :actor
	and not exists (select 1 from notice m where m.user_id = w.user_id and m.task = :task
		and m.kind = 'issued' and m.mark = :mark)
	[fresh: and not exists (select 1 from notice m where m.user_id = w.user_id
		and m.task = :task and m.kind = 'with')]
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_org :exec
-- For those who report for an organisation, or for the nearest one above it.
-- in: org int, task int, kind text, bit int, mark text, actor int, now instant, today day
-- scan: the few people of an organisation
insert into notice (user_id, kind, task, mark, at, later)
select distinct w.user_id, :kind, :task, :mark, :now, {later}
from (select g.user_id, c.depth, min(c.depth) over () as nearest
	from org_closure c
	join user_grant g on g.scope = c.ancestor
	where c.descendant = :org and {reports}) w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and w.user_id <> :actor
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_office :exec
-- For the committee's office and leaders, who decide about whole tasks.
-- in: task int, kind text, bit int, mark text, actor int, now instant, today day
-- scan: the few people at the root
insert into notice (user_id, kind, task, mark, at, later)
select distinct g.user_id, :kind, :task, :mark, :now, {later}
from user_grant g
left join notice_choice p on p.user_id = g.user_id
where (g.org_id is null or g.org_id in (select o.id from org o where o.parent is null))
	and {holds} and g.user_id <> :actor
	and exists (select 1 from role_perm r where r.role = g.role and r.perm = 'work_asked')
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_giver :exec
-- For those who report for the lead of the task above, which gave this part.
-- in: task int, kind text, bit int, mark text, actor int, now instant, today day
-- scan: the few people of a lead
insert into notice (user_id, kind, task, mark, at, later)
select distinct w.user_id, :kind, :task, :mark, :now, {later}
from (select g.user_id, c.depth, min(c.depth) over () as nearest
	from task t
	join task u on u.id = t.parent
	join org_closure c on c.descendant = u.lead
	join user_grant g on g.scope = c.ancestor
	where t.id = :task and {reports}) w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and w.user_id <> :actor
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_settle :exec
-- What was asked about a task and is decided needs no reader any more.
-- in: task int, now instant
update notice set read_at = :now
where task = :task and kind = 'request' and read_at is null and exists (
	select 1 from task_act a join task t on t.id = a.task
	where a.id = case when notice.kind = 'request' then cast(notice.mark as bigint) end
		and ({settled}));

-- name: notice_child :one
-- Whose decision a task is: 'part' is its giver's.
-- in: task int
select t.child from task t where t.id = :task;

-- name: notice_person :exec
-- in: user_id int, task int, kind text, bit int, mark text, now instant
insert into notice (user_id, kind, task, mark, at, later)
select u.id, :kind, :task, :mark, :now, {later}
from user_account u
left join notice_choice p on p.user_id = u.id
where u.id = :user_id
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_reminders :many
-- What a person with this hour isn't told yet: overdue tasks, and those due
-- within :first and :last days. A task that was issued within these days is
-- told of on the very day only.
-- in: today day, hour int, usual_hour int, first day, last day, before day
-- out: user_id int, task int, kind text, mark text
-- scan: the few tasks that are due, by their index
with who as materialized (select g.user_id, g.org_id from user_grant g where {reports}),
told as (select g.user_id, t.id as task, c.depth,
		case when t.due_on < :today then 'overdue' else 'due' end as kind,
		case when t.due_on < :today then 'late ' when t.due_on <= :last then 'last '
			else 'first ' end || cast(t.due_on as text) as mark,
		min(c.depth) over (partition by t.id) as nearest
	from task t
	join org_closure c on c.descendant = t.lead
	join who g on g.org_id = c.ancestor
	where {open} and coalesce(t.due_on, '9999-12-31') <= :first
		and (t.due_on < :today or t.due_on = :first or t.due_on = :last
			or (t.due_on <= :last and t.issued_on < :today)
			or (t.due_on > :last and t.issued_on <= :before)))
select w.user_id, w.task, w.kind, w.mark
from told w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and coalesce(p.digest_hour, :usual_hour) = :hour
	and not exists (select 1 from notice n where n.user_id = w.user_id
		and n.task = w.task and n.kind = w.kind and n.mark = w.mark)
order by w.task, w.user_id;

-- name: notice_insert :exec
-- in: user_id int, kind text, task int, mark text, now instant
insert into notice (user_id, kind, task, mark, at)
values (:user_id, :kind, :task, :mark, :now)
on conflict (user_id, task, kind, mark) do nothing;

-- ---- the list --------------------------------------------------------------------

-- name: notice_list :many
-- Of tasks that the person may (still) see.
-- in: user_id int, scope int, limit int, offset int
-- out: settled int, body text
select n.id, n.kind, n.task, n.mark, n.at, n.read_at, t.number, t.work, t.due_on, t.issued_on,
	t.done_on, t.withdrawn_on, a.kind as act, a.actor_name, {words} as body,
	k.actor_name as speaker, k.body as said,
	case when n.kind = 'request' and ({settled}) then 1 else 0 end as settled
from notice n
join task t on t.id = n.task
left join task_act a on {act_of}
left join talk k on k.id = case when n.kind = 'mention' then cast(n.mark as bigint) end
where n.user_id = :user_id and t.voided_at is null
[scope: and ({ours})]
order by n.id desc
limit :limit offset :offset;

-- name: notice_count :one
-- in: user_id int, scope int
-- out: n int, unread int
select count(*) as n,
	coalesce(sum(case when n.read_at is null then 1 else 0 end), 0) as unread
from notice n
join task t on t.id = n.task
where n.user_id = :user_id and t.voided_at is null
[unread: and n.read_at is null]
[scope: and ({ours})];

-- name: notice_read :exec
-- One of the person's own.
-- in: id int, user_id int, now instant
update notice set read_at = coalesce(read_at, :now) where id = :id and user_id = :user_id;

-- name: notice_read_all :exec
-- What came later than the page isn't read yet.
-- in: user_id int, upto int, now instant
update notice set read_at = :now
where user_id = :user_id and id <= :upto and read_at is null;

-- name: notice_mention_read :exec
-- Who opened a mention, or answered, has read of it; mark '': all of the task.
-- in: user_id int, task int, mark text, now instant
update notice set read_at = :now
where user_id = :user_id and task = :task and kind = 'mention' and (:mark = '' or mark = :mark)
	and read_at is null;

-- name: notice_mention_drop :exec
-- The comment was removed.
-- in: task int, mark text
delete from notice where task = :task and kind = 'mention' and mark = :mark;

-- ---- letters ----------------------------------------------------------------------

-- name: notice_waiting_people :many
-- in: after int, limit int
-- out: n int, newest int
select n.user_id, count(*) as n, max(n.id) as newest
from notice n
where n.mailed_at is null and n.later is null and n.user_id > :after
group by n.user_id
order by n.user_id
limit :limit;

-- name: notice_waiting_now :one
-- The same of one person, to see whether another process was faster.
-- in: user_id int
-- out: n int, newest int
select count(*) as n, max(n.id) as newest
from notice n
where n.mailed_at is null and n.later is null and n.user_id = :user_id;

-- name: notice_waiting :many
-- What people up to :last were told and no letter has said; only what is
-- still so, and still theirs. Of kinds that a person reads about once, only
-- what isn't read. `now`: what doesn't wait for the digest; `told`: what the
-- digest doesn't tell by the tasks' own state.
-- in: after int, last int, since instant, today day
-- out: body text
select n.id, n.user_id, n.kind, n.task, n.mark, t.number, t.work, t.product, t.due_on, u.email,
	u.name, u.lang, p.off, a.kind as act, a.actor_name, {words} as body,
	k.actor_name as speaker, k.body as said
from notice n
join task t on t.id = n.task
join user_account u on u.id = n.user_id
left join notice_choice p on p.user_id = n.user_id
left join task_act a on {act_of}
left join talk k on k.id = case when n.kind = 'mention' then cast(n.mark as bigint) end
where n.mailed_at is null and n.user_id > :after and n.user_id <= :last and n.at > :since
	and u.disabled_on is null
	[now: and n.later is null]
	[told: and n.kind in ('mention', 'remind', 'with', 'request', 'decision')]
	and ((n.kind in ('issued', 'returned', 'overdue', 'due', 'remind') and {open}
			and exists (select 1 from org_closure c
				join user_grant g on g.scope = c.ancestor
				where c.descendant = t.lead and g.user_id = n.user_id and {reports})
			and (n.kind <> 'remind' or (n.read_at is null
				and not exists (select 1 from task_act b
				where b.task = t.id and b.id > a.id
					and b.kind in ('report', 'submit')))))
		or (n.kind in ('mention', 'with', 'request', 'decision') and n.read_at is null
			and t.voided_at is null and {sees}))
order by n.user_id, n.id;

-- name: notice_mailed :exec
-- What a person was told until then needs no letter any more.
-- in: user_id int, until instant, now instant
update notice set mailed_at = :now
where user_id = :user_id and mailed_at is null and at <= :until;

-- name: notice_mailed_upto :exec
-- in: user_id int, upto int, now instant
update notice set mailed_at = :now
where user_id = :user_id and mailed_at is null and later is null and id <= :upto;

-- name: digest_people :many
-- All whose digest is due, by the organisation that they report for.
-- in: weekday int, hour int, usual_day int, usual_hour int, today day
-- out: office int, org int
-- scan: once an hour that somebody chose
select u.id, u.email, u.name, u.lang,
	coalesce((select min(g.org_id) from user_grant g where g.user_id = u.id and {reports}), 0)
		as org,
	case when exists (select 1 from user_grant g left join org r on r.id = g.org_id
		where g.user_id = u.id and r.parent is null
		and exists (select 1 from role_perm k
			where k.role = g.role and k.perm = 'work_manage')
		and g.from_on <= :today and (g.to_on is null or g.to_on > :today))
		then 1 else 0 end as office
from user_account u
left join notice_choice p on p.user_id = u.id
where {slot}
order by 5, u.id;

-- name: digest_tasks :many
-- What an organisation has to do: overdue, due soon, newly issued, returned.
-- in: org int, today day, soon day, since day
-- out: returned int
select t.id as task, t.number, t.work, t.product, t.due_on, t.issued_on,
	case when (select a.kind from task_act a where a.id = (
		select max(b.id) from task_act b
		where b.task = t.id and b.kind in ('return', 'submit'))) = 'return'
		then 1 else 0 end as returned
from org_closure c
join task t on t.lead = c.descendant
where c.ancestor = :org and {open}
	and (t.due_on <= :soon or t.issued_on >= :since or exists (
		select 1 from task_act a where a.id = (
			select max(b.id) from task_act b
			where b.task = t.id and b.kind in ('return', 'submit'))
		and a.kind = 'return'))
order by coalesce(t.due_on, '9999-12-31'), t.id;

-- name: digest_waiting :many
-- For the office: what waits to be verified, longest first.
-- in: limit int
-- scan: the unfinished tasks, once an hour
-- out: total int
select t.id as task, t.number, t.work, o.short_name as lead_name, t.submitted_on,
	count(*) over () as total
from task t
left join org o on o.id = t.lead
where t.voided_at is null and t.submitted_on is not null and t.done_on is null
	and t.withdrawn_on is null
order by t.submitted_on, t.id
limit :limit;

-- ---- slots ----------------------------------------------------------------------------

-- name: slot_list :many
-- in: day day
select s.hour from notice_slot s where s.on_day = :day order by s.hour;

-- name: slot_wanted :one
-- Whether anybody chose this hour.
-- in: hour int
-- out: wanted int
select exists (select 1 from notice_choice p where p.digest_hour = :hour) as wanted;

-- name: slot_insert :exec
-- in: day day, hour int, now instant
insert into notice_slot (on_day, hour, done_at) values (:day, :hour, :now)
on conflict (on_day, hour) do nothing;

-- name: slot_sweep :exec
-- in: before day
delete from notice_slot where on_day < :before;

-- name: notice_read_before :exec
-- in: before instant, now instant
-- scan: once, for the demo
update notice set read_at = :now, mailed_at = :now where at < :before;

-- name: notice_sweep :exec
-- in: before instant
delete from notice where at < :before;

-- ---- choices ----------------------------------------------------------------------------

-- name: choice_by_user :one
-- in: user_id int
select p.off, p.soon, p.digest_day, p.digest_hour
from notice_choice p
where p.user_id = :user_id;

-- name: choice_write :exec
-- in: user_id int, off int, soon int, digest_day int, digest_hour int, now instant
insert into notice_choice (user_id, off, soon, digest_day, digest_hour, set_at)
values (:user_id, :off, :soon, :digest_day, :digest_hour, :now)
on conflict (user_id) do update set off = excluded.off, soon = excluded.soon,
	digest_day = excluded.digest_day, digest_hour = excluded.digest_hour,
	set_at = excluded.set_at;

-- name: reader_by_id :one
-- Who a link is about.
-- in: id int
select u.id, u.email, u.lang, u.disabled_on from user_account u where u.id = :id;

-- ---- calendars ----------------------------------------------------------------------------

-- name: feed_insert :id
-- in: user_id int, token_hash text, query text, seat int, seat_for int, now instant
insert into calendar_feed (user_id, token_hash, query, seat, seat_for, made_at)
values (:user_id, :token_hash, :query, :seat, :seat_for, :now)
returning id;

-- name: feed_by_token :one
-- in: token_hash text
select f.id, f.user_id, f.query, f.revoked_at, f.seat, f.seat_for
from calendar_feed f
where f.token_hash = :token_hash;

-- name: feed_list :many
-- in: user_id int
select f.id, f.query, f.made_at, f.seat, f.seat_for
from calendar_feed f
where f.user_id = :user_id and f.revoked_at is null
order by f.id;

-- name: feed_revoke :exec
-- in: id int, user_id int, now instant
update calendar_feed set revoked_at = :now
where id = :id and user_id = :user_id and revoked_at is null;
