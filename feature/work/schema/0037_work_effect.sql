-- The outcome measure of a task, apart from its progress. A row for each
-- time that the office set it, the newest counts; values stay with the series
-- (same name, same unit) that they were measured in. Nothing is overwritten.
create table effect_goal (
	id identity,
	task bigint not null,
	series bigint not null,
	name text not null,
	unit text not null,
	baseline bigint,
	target bigint not null,
	higher bool not null,
	note text not null,
	dropped bool not null,
	on_day day not null,
	at instant not null,
	actor bigint not null,
	actor_name text not null,
	constraint effect_goal_task_fk foreign key (task) references task (id)
);
create index effect_goal_task_ix on effect_goal (task, id);
-- numbers in thousandths; of two on the same day the later one counts
create table effect_value (
	id identity,
	task bigint not null,
	series bigint not null,
	value bigint not null,
	measured_on day not null,
	note text not null,
	at instant not null,
	actor bigint not null,
	actor_name text not null,
	constraint effect_value_task_fk foreign key (task) references task (id)
);
create index effect_value_task_ix on effect_value (task, series, measured_on, id);
