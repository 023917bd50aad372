-- The outbox: a row a letter. What it says is dropped once it was sent; the
-- row stays some months as the log of deliveries.
create table mail (
	id identity,
	once text,
	kind text not null,
	address text not null,
	name text not null,
	sender text not null,
	subject text not null,
	body text,
	html text,
	stop text,
	token text not null,
	made_at instant not null,
	not_before instant not null,
	attempt bigint not null,
	leased_until instant,
	sent_at instant,
	gave_up_at instant,
	answer text,
	constraint mail_once_uq unique (once)
);
create index mail_due_ix on mail (not_before, id) where sent_at is null and gave_up_at is null;
create index mail_failed_ix on mail (id) where sent_at is null and answer is not null;
create index mail_made_ix on mail (made_at);
