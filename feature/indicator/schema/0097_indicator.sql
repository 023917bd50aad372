-- Indicators, what each is to reach, and values that people report. A value is
-- a whole number of the indicator's smallest step: with two decimals 28,50 is
-- 2850. Rows are never changed: a later one counts from its day on, a wrong one
-- is declared never to have counted (voided_by).
create table indicator (
	id identity,
	code text not null,
	name text not null,
	unit text not null,
	better text not null,
	source text not null,
	period text not null,
	rollup text not null,
	digits bigint not null,
	base_rule text,
	event bigint not null,
	constraint indicator_code_uq unique (code),
	constraint indicator_better_ck check (better in ('up', 'down')),
	constraint indicator_period_ck check (period in ('year', 'half', 'quarter', 'month')),
	constraint indicator_rollup_ck check (rollup in ('sum', 'mean', 'ratio', 'none')),
	constraint indicator_digits_ck check (digits between 0 and 3)
);
-- What an organisation is to reach in a period ("2026", "2026-Q1"). The first
-- row of a period is the baseline; the newest one whose day has come counts.
-- `high`: the upper end when a span was set; `base`: of the rate, on base_on;
-- `divided_by`: how it was divided (share, young, source, equal, hand), set for
-- its own, or by a decision about organisations (reorg).
create table indicator_target (
	id identity,
	indicator bigint not null,
	org bigint not null,
	period text not null,
	value bigint not null,
	high bigint,
	base bigint,
	base_on day,
	divided_by text not null,
	basis text not null,
	reason text,
	from_on day not null,
	made_at instant not null,
	event bigint not null,
	voided_by bigint,
	constraint indicator_target_indicator_fk foreign key (indicator) references indicator (id),
	constraint indicator_target_org_fk foreign key (org) references org (id),
	constraint indicator_target_value_ck check (value >= 0 and (high is null or high >= value))
);
create index indicator_target_ix on indicator_target (indicator, period, org, from_on);
create index indicator_target_org_ix on indicator_target (org, indicator);
create index indicator_target_event_ix on indicator_target (event);
-- Why the parts of an organisation don't add up to its own target, from a day
-- on; 0: they do again. Above 0: so much of it is nobody's.
create table indicator_gap (
	id identity,
	indicator bigint not null,
	org bigint not null,
	period text not null,
	gap bigint not null,
	reason text not null,
	from_on day not null,
	event bigint not null,
	voided_by bigint,
	constraint indicator_gap_indicator_fk foreign key (indicator) references indicator (id),
	constraint indicator_gap_org_fk foreign key (org) references org (id)
);
create index indicator_gap_ix on indicator_gap (indicator, period, org, from_on);
create index indicator_gap_org_ix on indicator_gap (org, indicator);
create index indicator_gap_event_ix on indicator_gap (event);
-- Reported values: given (n, and what it is of), not applicable. Absent and not
-- due are what stands when there is no row.
create table indicator_value (
	id identity,
	indicator bigint not null,
	org bigint not null,
	period text not null,
	applies bool not null,
	n bigint,
	of_n bigint,
	note text,
	on_day day not null,
	event bigint not null,
	voided_by bigint,
	constraint indicator_value_indicator_fk foreign key (indicator) references indicator (id),
	constraint indicator_value_org_fk foreign key (org) references org (id),
	constraint indicator_value_given_ck check (applies = 0 or n is not null)
);
create index indicator_value_ix on indicator_value (indicator, period, org, id);
create index indicator_value_org_ix on indicator_value (org);
