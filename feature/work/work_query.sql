-- let: state
-- The state of a task on :today, as work_state_on() in work_model.c; a test
-- compares both. :soon is :today plus the days that count as "due soon".
case
	when t.withdrawn_on <= :today then 10
	when t.done_on <= :today then
		case when t.due_on < coalesce(t.submitted_on, t.done_on) then 8 else 7 end
	when t.issued_on is null or t.issued_on > :today then 0
	when t.paused_on <= :today then 9
	when t.submitted_on <= :today then 6
	when t.due_on < :today then 5
	when t.due_on <= :soon then 4
	when (t.accepted_on is null or t.accepted_on > :today) and t.percent = 0 then 1
	when t.start_on > :today then 1
	when t.due_on is null then 3
	else 2
end
;

-- let: then_on
-- A dated row of r on the day :as_at.
r.from_on <= :as_at and (r.to_on is null or r.to_on > :as_at)
;

-- let: heir
-- Where the most of o went when it ended, or null.
(select l.to_org from org_lineage l where l.from_org = o.id and l.to_org is not null
	and l.voided_by is null and l.on_day = o.to_on order by l.share desc, l.id limit 1)
;

-- let: stood
-- Who stood below whom on the day :as_at, itself included. What had ended by
-- then stands below its heir of that day, or where it stood last: as
-- org_closure tells it of today.
(with recursive went as (
	select o.id as org, o.id as place, 0 as deep from org o
	union all
	select w.org, {heir}, w.deep + 1
	from went w join org o on o.id = w.place and o.to_on <= :as_at
	where w.deep < 40
)
select r.ancestor, w.org as descendant
from went w
join org o on o.id = w.place
join org_reach r on r.descendant = w.place
where ((o.to_on is null or o.to_on > :as_at) and {then_on})
	or (o.to_on <= :as_at and r.to_on = o.to_on and (r.depth = 0 or {heir} is null))) s
;

-- let: lead_short
[then: coalesce((select r.short_name from org_name r where r.org = t.lead and {then_on}
	and r.voided_by is null), o.short_name)][!then: o.short_name]
;

-- let: lead_long
[then: coalesce((select r.name from org_name r where r.org = t.lead and {then_on}
	and r.voided_by is null), o.name)][!then: o.name]
;

-- let: lead_unit
-- Of the structure of a past day the lead itself (work_structure.c finds the
-- unit).
[then: t.lead][!then: {unit}]
;

-- let: until_then
-- The acts x that the day :as_at shows. What the closing of a programme ended
-- is ended from the next day on, whatever was written at it that evening.
x.on_day <= :as_at and (x.on_day < :as_at or not exists (select 1 from task_act z
	where z.task = x.task and z.id <= x.id and z.on_day = x.on_day
		and z.closing = 1 and z.kind = 'withdraw'))
;

-- let: past
-- The tasks as they stood at the end of the day :as_at: the newest act until
-- then, its words, the report before it. :until is the first instant behind
-- that day. A draft that nobody touched has no act.
(select k.id, k.programme, w.section, k.position, w.number, w.work, k.work_fold, k.work_confirmed,
	w.lead, w.lead_text, w.with_text, w.deadline_text, w.deadline_kind,
	case when a.id is null then w.due_on else a.is_due_on end as due_on,
	w.start_on, w.product, k.product_confirmed, w.quantity, w.missing,
	k.import, k.import_row, a.is_issued_on as issued_on, a.is_accepted_on as accepted_on,
	a.is_submitted_on as submitted_on, a.is_done_on as done_on, a.is_closed_on as closed_on,
	a.is_paused_on as paused_on, a.is_withdrawn_on as withdrawn_on,
	null as voided_at, coalesce(a.is_percent, 0) as percent, r.on_day as reported_on,
	r.body as last_text, r.difficulty as last_difficulty, r.cause as last_cause,
	r.ask as last_ask,
	k.made_at, k.rev, case when k.child = 'part' then a.is_parent else k.parent end as parent,
	case when k.child = 'part' and a.is_parent is null then null else k.child end as child,
	a.is_weight as weight, k.rule_on, k.event_on,
	case when k.base_on <= :as_at then k.base_on end as base_on,
	case when k.base_on <= :as_at and (k.event_on is null
		or a.id >= (select min(f.id) from task_act f where f.task = k.id
			and (f.kind = 'event' or (f.kind in ('issue', 'period')
				and f.on_day = k.base_on and f.is_due_on is not null))))
		then k.base_due_on end as base_due_on
from task k
left join task_act a on a.id = (select max(x.id) from task_act x
	where x.task = k.id and {until_then})
join task_words w on w.id = coalesce(a.is_words,
	(select min(y.id) from task_words y where y.task = k.id))
left join task_act r on r.id = (select max(z.id) from task_act z
	where z.task = k.id and z.id <= a.id and z.kind in ('report', 'submit'))
where k.made_at < :until and (k.voided_at is null or k.voided_at >= :until))
;

-- let: tasks
-- Behind "from": today's tasks, or those of a past day.
[past: {past}][!past: task] t
;

-- let: unit
-- Below the root, leads or stands above the lead; what ended counts with its heir.
(select c.ancestor from org_closure c join org u on u.id = c.ancestor
	where c.descendant = t.lead and u.parent = (select r.id from org r where r.parent is null)
	order by c.depth desc limit 1)
;

-- let: own
-- For people of a unit: a part counts with the task above when they see that
-- one too, on the day that is looked at.
(t.parent is null or not exists (select 1 from task u
	join task_act v on v.id = (select max(x.id) from task_act x
		where x.task = u.id and {until_then})
	join task_words y on y.id = v.is_words
	where u.id = t.parent and (u.voided_at is null or u.voided_at >= :until)
		and v.is_issued_on is not null and (
		y.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
		or u.id in (select x.task from task_org x
			join org_closure c on c.descendant = x.org where c.ancestor = :scope))))
;

-- let: counted
-- What a list shows: parts and periods count with the task above; a unit's
-- people see the parts whose task they don't.
(t.parent is null or (:root = 0 and coalesce(t.child, '') <> 'period' and {own}))
;

-- let: reported
-- Which tasks a report looks at.
[programme: and t.programme = :programme]
[year: and t.programme in (select g.id from programme g where g.year = :year)]
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))]
;

-- let: base_due
-- As work_base_due().
case when t.base_on is null then t.due_on else t.base_due_on end
;

-- let: rated
-- What on-time rates are made of: whole tasks, of those that come back each
-- period; the periods of what is a part by then count with its task.
((t.child = 'period' and not exists (select 1 from task u
		join task_act v on v.id = (select max(x.id) from task_act x
			where x.task = u.id and {until_then})
		where u.id = t.parent and u.child = 'part' and v.is_parent is not null))
	or (t.parent is null and t.deadline_kind not in ('recurring', 'continuous',
	'starting', 'term')))
;

-- let: more
-- Conditions behind the figures of a report; each is off when it is empty.
[more: and ((:rated = 1 and {rated}) or (:rated = 0 and coalesce(t.child, '') <> 'period'))
	and (:year = 0 or t.programme in (select g.id from programme g where g.year = :year))
	and (:no_section = 0 or t.section is null) and (:no_lead = 0 or t.lead is null)
	and (:no_below = 0 or t.lead = :lead)
	and (:cause = '' or coalesce(nullif(t.last_cause, ''), 'none') = :cause)
	and (:extended = '' or t.id in (select j.task from task_adjust j
		where j.kind = 'extension' and j.verdict = 'approved' and j.decided_on <= :today
			and (:extended = 'any' or j.cause = :extended)))
	and (:base = 0
		or (:base = 1 and ({state}) in (7, 8) and ({base_due} is null
			or coalesce(t.submitted_on, t.done_on) <= {base_due}))
		or (:base = 2 and ({state}) in (7, 8)
			and coalesce(t.submitted_on, t.done_on) > {base_due})
		or (:base = 2 and ({state}) in (1, 2, 3, 4, 5)
			and {base_due} < :today))]
;

-- let: filters
-- Which tasks of a list: every line is switched on by its name. Parts and
-- periods count with the task above; who does a part sees it for itself. A
-- condition with an index is asked by it when few tasks meet it, and looked at
-- in the list's own order when many do ("+" keeps its index out).
where t.voided_at is null
[whole: and t.parent is null]
[no_period: and coalesce(t.child, '') <> 'period']
[programme: and t.programme = :programme]
[few_programme: and +t.programme = :programme]
[section: and t.section = :section]
[lead: and t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]
[many_lead: and +t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]
[then: and (:lead = 0 or t.lead in (select s.descendant from {stood} where s.ancestor = :lead))]
[open: and t.done_on is null and t.withdrawn_on is null]
[issued: and t.issued_on is not null]
[draft: and t.issued_on is null]
[waiting: and t.submitted_on is not null]
[states: and ((:states >> ({state})) & 1) = 1]
[q: and t.work_fold like '%' || :q || '%']
[due: and coalesce(t.due_on, '9999-12-31') >= :due_from
	and coalesce(t.due_on, '9999-12-31') <= :due_to]
[many_due: and coalesce(t.due_on, t.due_on) >= :due_from and t.due_on <= :due_to]
[missing: and t.missing <> 0 and (t.missing & :missing) <> 0]
[helper: and t.id in (select h.task from task_org h where h.org = :helper)]
[ask: and t.last_ask = 'help']
[since: and coalesce(t.reported_on, '1583-01-01') >= :since
	and coalesce(t.reported_on, '1583-01-01') <= :until_on]
[changed: and t.id in (select y.task from task_act y
		where y.on_day > :changed and y.on_day <= :as_at
	union all select z.task from task_words z
		where z.from_on > :changed and z.from_on <= :as_at)]
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))
	and (:parts = 1 or {own})]
;

-- let: within
-- The order within a group; :sort is enum work_sort.
	case when :sort = 1 then coalesce(t.due_on, '9999-12-31') end,
	case when :sort = 2 then coalesce(t.due_on, '9999-12-31') end desc,
	case when :sort = 3 then o.sort end nulls first,
	case when :sort = 4 then o.sort end desc nulls last,
	case when :sort = 5 then t.percent end,
	case when :sort = 6 then t.percent end desc,
	case when :sort = 7 then coalesce(t.reported_on, '1583-01-01') end,
	case when :sort = 8 then coalesce(t.reported_on, '1583-01-01') end desc,
	t.programme desc, t.position, t.id
;

-- let: orders
-- The plain orders have indexes; with a group, the group's rows stand together.
[order plan: order by t.programme desc, t.position, t.id]
[order due: order by coalesce(t.due_on, '9999-12-31'), t.id]
[order due_desc: order by coalesce(t.due_on, '9999-12-31') desc, t.id desc]
[order lead: order by o.sort nulls first, t.position, t.id]
[order lead_desc: order by o.sort desc nulls last, t.position, t.id]
[order in_none: order by {within}]
[order in_section: order by t.programme desc, coalesce(s.position, 999999999), {within}]
[order in_lead: order by case when t.lead is null then 1 else 0 end, o.sort, t.lead, {within}]
[order in_state: order by {state}, {within}]
[order in_month: order by coalesce(t.due_on, '9999-12-31'), {within}]
;

-- ---- tasks: reading ----------------------------------------------------------

-- name: task_list :many
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: limit int, offset int
-- in: as_at day, until instant
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- out: lead_name text, state int, due_on day, percent int
-- scan
select t.id, t.programme, t.section, t.number, t.work, t.lead, t.lead_text,
	{lead_short} as lead_name,
	t.deadline_text, t.due_on, t.product, t.missing, t.percent, t.issued_on, t.done_on,
	{state} as state
from {tasks}
left join org o on o.id = t.lead
{filters}
{more}
[order plan: order by t.programme desc, t.position, t.id]
[order due: order by coalesce(t.due_on, '9999-12-31'), t.id]
[order due_desc: order by coalesce(t.due_on, '9999-12-31') desc, t.id desc]
[order lead: order by o.sort nulls first, t.position, t.id]
[order lead_desc: order by o.sort desc nulls last, t.position, t.id]
[order plan_few: order by +t.programme desc, t.position, t.id]
limit :limit offset :offset;

-- name: task_count :one
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: as_at day, until instant
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- out: n int
-- scan
select count(*) as n
from {tasks}
{filters}
{more};

-- name: task_dump :each
-- The same list for exports, row by row.
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: as_at day, until instant, sort int
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- out: lead_name text, state int, due_on day, percent int
-- scan
select t.id, d.code, s.title as section_title, t.number, t.work, t.lead, t.lead_text,
	{lead_long} as lead_name, t.with_text,
	t.deadline_text, t.deadline_kind, t.due_on, t.product, t.quantity, t.missing, t.percent,
		t.reported_on,
	t.submitted_on, t.done_on, t.last_text, t.last_difficulty, t.last_cause, t.rev,
	{state} as state
from {tasks}
join programme p on p.id = t.programme
join document d on d.id = p.document
left join section s on s.id = t.section
left join org o on o.id = t.lead
{filters}
{more}
{orders};

-- name: task_wide :many
-- The list with every column that can be chosen, in groups: dearer, so only
-- for lists that ask for it.
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: limit int, offset int
-- in: as_at day, until instant, sort int
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- out: lead_name text, state int, due_on day, percent int, base_on day, base_due_on day
-- scan
select t.id, t.programme, t.section, t.number, t.work, t.lead, t.lead_text,
	{lead_short} as lead_name,
	t.deadline_text, t.due_on, t.product, t.missing, t.percent, t.issued_on, t.done_on,
	{state} as state,
	t.base_on, t.base_due_on, t.reported_on, t.last_cause, t.with_text, d.code,
	s.title as section_title
from {tasks}
join programme p on p.id = t.programme
join document d on d.id = p.document
left join section s on s.id = t.section
left join org o on o.id = t.lead
{filters}
{more}
{orders}
limit :limit offset :offset;

-- name: task_pick :many
-- The ids of a list, for acts on all that fit.
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: limit int
-- in: as_at day, until instant
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- scan
select t.id
from {tasks}
{filters}
{more}
order by t.id
limit :limit;

-- name: task_groups :many
-- How many tasks of a list stand in each group (the deadline's month is made
-- of its days).
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: as_at day, until instant
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- out: k int, due day, n int
-- scan
select [order section: coalesce(t.section, 0) as k, null as due,]
	[order lead: coalesce(t.lead, 0) as k, null as due,]
	[order state: {state} as k, null as due,]
	[order month: 0 as k, t.due_on as due,]
	count(*) as n
from {tasks}
{filters}
{more}
group by 1, 2;

-- name: task_calendar :many
-- The same list for a calendar: when it is due, and which version it is.
-- What comes next first, then what was due last.
-- in: today day, soon day, programme int, section int, lead int, states int, q text, due_from day
-- in: due_to day, missing int, scope int, parts int, helper int, cause text, since day
-- in: until_on day, changed day
-- in: as_at day, until instant
-- in: year int, no_section bool, no_lead bool, no_below bool, extended text, rated bool, base int
-- in: limit int
-- out: changed_at int, lead_name text, due_on day, percent int
-- scan
select t.id, d.code, t.number, t.work, t.due_on, t.product, t.percent, t.rev,
	coalesce(o.name, t.lead_text) as lead_name,
	coalesce((select max(a.at) from task_act a where a.task = t.id), t.made_at) as changed_at
from {tasks}
join programme p on p.id = t.programme
join document d on d.id = p.document
left join org o on o.id = t.lead
{filters}
{more}
	and t.due_on is not null
order by coalesce(case when t.due_on >= :today then t.due_on end, '9999-12-31'), t.due_on desc, t.id
limit :limit;

-- name: task_cube :many
-- How many whole tasks by programme, section, state and unit: what the counts
-- (work_count_query.sql) tell faster of days that they know.
-- in: today day, soon day, programme int, section int, lead int
-- in: as_at day, until instant
-- out: unit int, state int, n int, miss_work int, miss_person int, miss_progress int
-- out: miss_product int, unclear int, accepted int, asking int, ahead int
-- scan
select t.programme, t.section, {lead_unit} as unit,
	{state} as state, count(*) as n,
	sum(t.missing & 1) as miss_work, sum((t.missing >> 1) & 1) as miss_person,
	sum((t.missing >> 2) & 1) as miss_progress, sum((t.missing >> 3) & 1) as miss_product,
	sum(case when t.missing <> 0 then 1 else 0 end) as unclear,
	sum(case when t.accepted_on <= :today and (t.withdrawn_on is null
		or t.withdrawn_on > :today) then 1 else 0 end) as accepted,
	sum(case when t.last_ask = 'help' then 1 else 0 end) as asking,
	sum(case when t.done_on > :today or t.withdrawn_on > :today or t.issued_on > :today
		then 1 else 0 end) as ahead
from {tasks}
where t.voided_at is null and t.parent is null
[programme: and t.programme = :programme]
[section: and t.section = :section]
[lead: and t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]
[then: and (:lead = 0 or t.lead in (select s.descendant from {stood} where s.ancestor = :lead))]
group by t.programme, t.section, 3, 4;

-- name: task_scope_cube :many
-- The same counts for people of a unit: what their organisation leads or
-- cooperates in, in one programme or led at or below one unit.
-- in: today day, soon day, programme int, lead int, scope int
-- in: as_at day, until instant
-- out: state int, n int, miss_work int, miss_person int, miss_progress int, miss_product int
-- out: unclear int
-- scan: one programme or one unit
select {state} as state, count(*) as n,
	sum(t.missing & 1) as miss_work, sum((t.missing >> 1) & 1) as miss_person,
	sum((t.missing >> 2) & 1) as miss_progress, sum((t.missing >> 3) & 1) as miss_product,
	sum(case when t.missing <> 0 then 1 else 0 end) as unclear
from {tasks}
where t.voided_at is null and coalesce(t.child, '') <> 'period'
	and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))
	and {own}
[programme: and t.programme = :programme]
[lead: and t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]
[then: and (:lead = 0 or t.lead in (select s.descendant from {stood} where s.ancestor = :lead))]
group by 1;

-- ---- the report on a programme, or on all of a year ----------------------------

-- name: tally_task :each
-- One line for each task; the sums are made in work_tally.c.
-- in: today day, soon day, programme int, year int, scope int, as_at day, until instant
-- in: root bool
-- out: state int, extensions int, counted int, rated int, due_on day
-- out: base_on day, base_due_on day
-- scan: everything is counted
select t.programme, t.section, t.lead, {state} as state, t.missing, t.due_on, t.base_on,
	t.base_due_on, t.issued_on, t.submitted_on, t.done_on, t.paused_on, t.withdrawn_on,
	t.last_cause,
	(select count(*) from task_adjust j where j.task = t.id and j.kind = 'extension'
		and j.verdict = 'approved' and j.decided_on <= :today) as extensions,
	case when {counted} then 1 else 0 end as counted,
	case when {rated} then 1 else 0 end as rated
from {tasks}
where t.voided_at is null
{reported}
order by t.programme, t.section;

-- name: tally_states :many
-- How many tasks were in which state at the end of a day.
-- in: today day, soon day, programme int, year int, scope int, as_at day, until instant
-- in: root bool
-- out: state int, n int
-- scan: everything is counted
select {state} as state, count(*) as n
from {past} t
where t.voided_at is null and {counted}
{reported}
group by 1;

-- name: tally_extensions :many
-- Approved extensions by cause.
-- in: today day, programme int, year int, scope int, as_at day, until instant, root bool
-- out: times int, tasks int
-- scan: as many as there are
select j.cause, count(*) as times, count(distinct j.task) as tasks
from {tasks}
join task_adjust j on j.task = t.id
where t.voided_at is null and {counted} and j.kind = 'extension' and j.verdict = 'approved'
	and j.decided_on <= :today
{reported}
group by j.cause
order by j.cause;

-- let: has
-- What stands beside a task at all: the bits WORK_HAS_… of work_model.h.
case when exists (select 1 from task z where z.parent = t.id) then 1 else 0 end
	+ case when exists (select 1 from task_adjust z where z.task = t.id) then 2 else 0 end
	+ case when exists (select 1 from talk z where z.task = t.id) then 4 else 0 end
	+ case when exists (select 1 from share z where z.task = t.id) then 8 else 0 end
	+ case when exists (select 1 from evidence z where z.task = t.id) then 16 else 0 end
	+ case when exists (select 1 from effect_goal z where z.task = t.id) then 32 else 0 end
	+ case when exists (select 1 from task_carry z where z.task = t.id) then 64 else 0 end
	+ case when exists (select 1 from annex_row z where z.task = t.id) then 128 else 0 end
	+ case when exists (select 1 from task_document z where z.task = t.id) then 256 else 0 end
;

-- name: task_by_id :one
-- ahead
-- parent_lead gave the part, or the part that a period belongs to.
-- in: id int, today day, soon day
-- in: as_at day, until instant
-- out: state int, parent int, child text, due_on day, percent int
-- out: base_on day, base_due_on day, has int
select t.id, t.programme, t.section, t.position, t.number, t.work, t.work_confirmed, t.lead,
	t.lead_text, t.with_text,
	t.deadline_text, t.deadline_kind, t.due_on, t.start_on, t.product, t.product_confirmed,
		t.quantity, t.missing,
	t.import, t.import_row, t.issued_on, t.accepted_on, t.submitted_on, t.done_on, t.closed_on,
		t.paused_on,
	t.withdrawn_on, t.percent, t.reported_on, t.last_text, t.last_difficulty,
		t.last_cause, t.last_ask,
	t.made_at, t.rev, t.parent, t.child, t.weight, t.rule_on, t.event_on, t.base_on,
	t.base_due_on, v.lead as parent_lead, u.number as parent_number, u.work as parent_work,
	v.due_on as parent_due_on, v.deadline_kind as parent_kind, w.short_name as parent_lead_name,
	o.name as lead_name, o.short_name as lead_short, d.code, d.title as document_title,
		d.issued_on as document_on, p.title as programme_title,
		p.year, p.owner, p.from_on, p.to_on, p.closed_on as programme_closed_on,
	s.title as section_title,
	[has: {has}][!has: -1] as has,
	{state} as state
from {tasks}
join programme p on p.id = t.programme
join document d on d.id = p.document
left join section s on s.id = t.section
left join org o on o.id = t.lead
left join task u on u.id = t.parent
left join task v on v.id = case when t.child = 'part' then t.parent
	when u.child = 'part' then u.parent end
left join org w on w.id = v.lead
where t.id = :id and t.voided_at is null;

-- name: task_in_scope :one
-- ahead
-- Whether an organisation (or one below it) leads or cooperates in a task, or
-- gave it as a part: then it sees the draft too.
-- in: id int, scope int
select t.id
from task t
where t.id = :id and t.voided_at is null and ((t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope)))
	or (t.child = 'part' and exists (select 1 from task u
		join org_closure c on c.descendant = u.lead
		where u.id = t.parent and c.ancestor = :scope)));

-- name: part_list :many
-- The parts of a task; `seen`: this person may open it. :scope 0 is the root.
-- in: task int, today day, soon day, scope int, limit int
-- in: as_at day, until instant
-- out: state int, seen int, due_on day, percent int
select t.id, t.number, t.work, t.lead, o.short_name as lead_name, t.due_on, t.percent, t.weight,
	t.missing, t.done_on, t.withdrawn_on,
	case when :scope = 0 or (t.issued_on is not null and exists (select 1 from org_closure c
			where c.ancestor = :scope and c.descendant = t.lead))
		or exists (select 1 from task u join org_closure c on c.descendant = u.lead
			where u.id = t.parent and c.ancestor = :scope)
		then 1 else 0 end as seen,
	{state} as state
from {tasks}
left join org o on o.id = t.lead
where t.id in (select z.id from task z where z.parent = :task) and t.parent = :task
	and t.child = 'part' and t.voided_at is null
order by t.id
limit :limit;

-- name: task_with_list :many
-- ahead
-- in: task int
select o.id, o.name, o.short_name
from task_org x
join org o on o.id = x.org
where x.task = :task
order by o.position, o.id;

-- name: task_act_list :many
-- ahead
-- `follow` only keeps the day of a series (work_series_follow()).
-- in: task int, as_at day
select a.id, a.kind, a.at, a.on_day, a.actor, a.actor_name, a.percent, a.body, a.difficulty,
	a.cause, a.ask, a.adjust
from task_act a
where a.task = :task and a.on_day <= :as_at and a.kind <> 'follow'
order by a.id desc;

-- let: given
-- A part that the organisation gave to one below it: that one's to do.
(t.child = 'part' and t.lead <> :scope and exists (select 1 from task u
	join org_closure c on c.descendant = u.lead
	where u.id = t.parent and c.ancestor = :scope))
;

-- name: task_mine :many
-- Open tasks led at or below an organisation, nearest deadline first.
-- in: scope int, today day, soon day, limit int
-- out: state int
select t.id, t.programme, t.number, t.work, t.lead, o.short_name as lead_name, t.deadline_text,
	t.deadline_kind, t.due_on,
	t.product, t.percent, t.issued_on, t.accepted_on, t.submitted_on, t.reported_on, t.done_on,
		t.paused_on, d.code,
	{state} as state
from task t
join programme p on p.id = t.programme
join document d on d.id = p.document
join org o on o.id = t.lead
where t.voided_at is null and t.issued_on is not null and t.withdrawn_on is null
	and t.done_on is null
	and t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	and not {given}
order by coalesce(t.due_on, '9999-12-31'), t.id
limit :limit;

-- name: task_recent_done :many
-- Tasks of an organisation that were verified lately.
-- in: scope int, since day, limit int
select t.id, t.number, t.work, t.due_on, t.submitted_on, t.done_on
from task t
where t.voided_at is null and t.done_on >= :since
	and t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	and not {given}
order by t.done_on desc, t.id desc
limit :limit;

-- let: office
-- Issued by the office: neither a part nor the period of one.
(t.parent is null or t.child = 'period' and not exists (select 1 from task u
	where u.id = t.parent and u.child = 'part'))
;

-- name: task_waiting :many
-- Submitted, waiting for the office.
-- in: limit int
-- scan
select t.id, t.number, t.work, o.short_name as lead_name, t.due_on, t.submitted_on
from task t
left join org o on o.id = t.lead
where t.voided_at is null and t.submitted_on is not null and t.done_on is null
	and t.withdrawn_on is null
	and {office}
order by t.submitted_on, t.id
limit :limit;

-- name: task_asking :many
-- Open tasks whose last report asks for help.
-- in: limit int
-- scan
select t.id, t.number, t.work, o.short_name as lead_name, t.due_on, t.reported_on, t.last_difficulty
from task t
left join org o on o.id = t.lead
where t.voided_at is null and t.last_ask = 'help' and t.issued_on is not null
	and t.done_on is null and t.withdrawn_on is null
	and {office}
order by t.reported_on, t.id
limit :limit;

-- name: overview_red :many
-- ahead
-- Open tasks of a programme past their day, longest first, with the last
-- word of the lead: those that work_state_on() calls overdue.
-- in: programme int, today day, limit int, as_at day, until instant
-- out: lead_name text, unit int, due_on day, percent int
select t.id, t.number, t.work, {lead_unit} as unit,
	{lead_short} as lead_name, t.due_on, t.percent, t.reported_on, t.accepted_on,
	t.last_text, t.last_difficulty, t.last_cause, t.last_ask
from {tasks}
left join org o on o.id = t.lead
where t.parent is null and t.programme = :programme
	and t.done_on is null and t.submitted_on is null
	and coalesce(t.due_on, '9999-12-31') < :today
	and t.voided_at is null and t.issued_on <= :today
	and t.withdrawn_on is null and t.paused_on is null
order by coalesce(t.due_on, '9999-12-31'), t.id
limit :limit;

-- name: overview_waiting :many
-- ahead
-- Submitted, waiting for the office; the oldest first.
-- in: programme int, today day, limit int, as_at day, until instant
-- out: lead_name text, due_on day
select t.id, t.number, t.work, {lead_short} as lead_name, t.due_on, t.submitted_on
from {tasks}
left join org o on o.id = t.lead
where t.parent is null and t.programme = :programme
	and t.done_on is null and t.submitted_on <= :today
	and t.voided_at is null and t.withdrawn_on is null and t.paused_on is null
order by t.submitted_on, coalesce(t.due_on, '9999-12-31'), t.id
limit :limit;

-- name: overview_asking :many
-- ahead
-- Open tasks whose last report asks for help; the oldest first.
-- in: programme int, limit int, as_at day, until instant
-- out: lead_name text, due_on day
select t.id, t.number, t.work, {lead_short} as lead_name, t.due_on, t.reported_on, t.last_difficulty
from {tasks}
left join org o on o.id = t.lead
where t.parent is null and t.programme = :programme and t.last_ask = 'help'
	and t.done_on is null and t.submitted_on is null and t.voided_at is null
	and t.issued_on is not null and t.withdrawn_on is null and t.paused_on is null
order by t.reported_on, t.id
limit :limit;

-- name: task_rates :one
-- On time against the approved deadline and against the original one, of whole
-- tasks, of those that come back each period: done in time, and all that is
-- done or overdue (work_timing() in work_adjust_model.c; a test compares both).
-- in: programme int, lead int, today day, as_at day, until instant
-- out: good int, judged int, base_good int, base_judged int
-- scan: one programme or one unit
select
	coalesce(sum(case when x.done = 1 and x.due >= x.ready then 1 else 0 end), 0) as good,
	coalesce(sum(case when x.done = 1 or (x.open = 1 and x.due < :today)
		then 1 else 0 end), 0) as judged,
	coalesce(sum(case when x.done = 1 and x.base >= x.ready then 1 else 0 end), 0) as base_good,
	coalesce(sum(case when x.done = 1 or (x.open = 1 and x.base < :today)
		then 1 else 0 end), 0) as base_judged
from (select coalesce(t.due_on, '9999-12-31') as due,
		coalesce(case when t.base_on is null then t.due_on else t.base_due_on end,
			'9999-12-31') as base,
		coalesce(t.submitted_on, t.done_on) as ready,
		case when t.done_on <= :today then 1 else 0 end as done,
		case when t.issued_on <= :today and t.done_on is null and t.paused_on is null
			and t.submitted_on is null then 1 else 0 end as open
	from {tasks}
	where t.voided_at is null and t.withdrawn_on is null
		and {rated}
	[programme: and t.programme = :programme]
	[lead: and t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]) x;

-- name: adjust_causes :many
-- Approved extensions by cause: of a programme, of a lead unit, or both; whole
-- tasks as they stand on the day that is looked at. They are fewer than the
-- tasks: "+" keeps the tasks' indexes out.
-- in: programme int, lead int, as_at day, until instant
-- out: n int
-- scan
select j.cause, count(*) as n
from task_adjust j
join {tasks} on t.id = j.task
where j.kind = 'extension' and j.verdict = 'approved' and j.decided_on <= :as_at
	and t.voided_at is null and t.parent is null
[programme: and +t.programme = :programme]
[lead: and +t.lead in (select c.descendant from org_closure c where c.ancestor = :lead)]
group by j.cause
order by 2 desc, 1;

-- ---- the structure of a past day (work_structure.c) ------------------------------

-- name: structure_units :many
-- Which unit directly below the root each organisation counted with.
-- in: as_at day
-- scan: every organisation
select s.descendant as org, s.ancestor as unit
from {stood}
where s.ancestor in (select r.descendant from org_reach r
	where r.ancestor = (select x.id from org x where x.parent is null)
		and r.depth = 1 and {then_on})
order by s.descendant;

-- name: structure_heir :one
-- With whom an organisation counts today: itself, or who has taken its place.
-- in: org int, now day
select o.id, o.name, o.short_name
from org_closure c
join org o on o.id = c.ancestor
where c.descendant = :org and (o.to_on is null or o.to_on > :now)
order by c.depth
limit 1;

-- name: structure_changed :one
-- Whether organisations have another place or name since.
-- in: as_at day, now day
-- out: n int
-- scan: a row for each change of each organisation
select (select count(*) from org_place p where p.voided_by is null
		and ((p.from_on > :as_at and p.from_on <= :now)
			or (p.to_on > :as_at and p.to_on <= :now)))
	+ (select count(*) from org_name n where n.voided_by is null
		and ((n.from_on > :as_at and n.from_on <= :now)
			or (n.to_on > :as_at and n.to_on <= :now))) as n;
