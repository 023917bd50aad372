-- What a position that a register names means: none | CODE (an office where
-- the person belongs) | CODE.unit (one of the unit above).
create table member_import_title (
	import bigint not null,
	title text not null,
	choice text not null,
	constraint member_import_title_pk primary key (import, title),
	constraint member_import_title_fk foreign key (import) references member_import (id)
);
-- The highest id of a person whom an undo took away: no other gets it again.
-- One row, or none.
create table member_last (
	one bigint not null,
	last bigint not null,
	constraint member_last_pk primary key (one),
	constraint member_last_ck check (one = 1)
);
-- Of a corrected fact that has no line of its own, or is sealed: what it was,
-- sealed where it is, and what it became.
alter table member_import_change add column was blob;
alter table member_import_change add column became text;
-- how many offices an import recorded
alter table member_import add column posts bigint;
