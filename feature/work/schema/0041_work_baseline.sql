-- The plan of a programme as it stood at the end of a day, fixed as what later
-- changes are measured against. What it holds is read from the history; a new
-- baseline stands beside the old ones.
create table programme_baseline (
	id identity,
	programme bigint not null,
	day day not null,
	note text not null,
	on_day day not null,
	at instant not null,
	actor bigint not null,
	actor_name text not null,
	constraint programme_baseline_programme_fk foreign key (programme) references programme (id)
);
create index programme_baseline_ix on programme_baseline (programme, id);
