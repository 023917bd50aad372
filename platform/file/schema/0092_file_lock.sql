-- The contents of a file are sealed with a random key of their own, which
-- stands here sealed with the realm's, kept outside of the database. Contents
-- without a row here are in clear, as all were before: a job seals them.
-- key_name tells with which of the realm's keys.
create table file_lock (
	sha256 text not null,
	key_name text not null,
	lock_key blob not null,
	constraint file_lock_pk primary key (sha256)
);
create index file_lock_key_ix on file_lock (key_name, sha256);
