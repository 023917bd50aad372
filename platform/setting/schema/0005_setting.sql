-- What a realm was told about itself: its profile, its language.
create table setting (
	name text not null,
	value text not null,
	set_at instant not null,
	constraint setting_pk primary key (name)
);
