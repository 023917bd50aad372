-- Files that people gave us. The bytes hang on their digest, so the same
-- bytes given twice are kept once.
create table file (
	id identity,
	name text not null,
	media text not null,
	sha256 text not null,
	size bigint not null,
	stored_at instant not null,
	stored_by bigint not null
);
create index file_sha256_ix on file (sha256);
create table file_chunk (
	sha256 text not null,
	part bigint not null,
	bytes blob not null,
	constraint file_chunk_pk primary key (sha256, part)
);
