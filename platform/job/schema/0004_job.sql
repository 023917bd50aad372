-- Work that waits: a row a job, gone when it is done. `once` is the word under
-- which a second request is dropped while the first waits.
create table job (
	id identity,
	kind text not null,
	arg text not null,
	once text,
	not_before instant not null,
	attempt bigint not null,
	leased_until instant,
	gave_up_at instant,
	last_error text,
	made_at instant not null,
	constraint job_once_uq unique (kind, once)
);
create index job_due_ix on job (kind, not_before);
-- What became of each kind, for the status page.
create table job_kind (
	kind text not null,
	last_run_at instant not null,
	last_ok_at instant,
	last_error text,
	constraint job_kind_pk primary key (kind)
);
