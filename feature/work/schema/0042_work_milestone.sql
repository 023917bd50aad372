-- What is to be reached by the end of each year of a task over a term, as its
-- issuer wrote it before the year's milestone began: of a year the newest row
-- counts, nothing is overwritten. Once begun, a milestone is a period of the
-- task (task.child = 'period') with the target as its product.
create table task_milestone (
	id identity,
	task bigint not null,
	year bigint not null,
	on_day day,
	target text not null,
	at instant not null,
	made_on day not null,
	actor bigint not null,
	actor_name text not null,
	constraint task_milestone_task_fk foreign key (task) references task (id)
);
create index task_milestone_task_ix on task_milestone (task, year, id);
