-- Documents, and the programmes that carry them out.
create table document (
	id identity,
	kind text not null,
	number bigint not null,
	term text not null,
	code text not null,
	code_fold text not null,
	issuer bigint not null,
	issued_on day not null,
	title text not null,
	title_fold text not null,
	file bigint,
	made_at instant not null,
	made_by bigint not null,
	rev bigint not null,
	constraint document_number_uq unique (issuer, kind, term, number),
	constraint document_issuer_fk foreign key (issuer) references org (id),
	constraint document_file_fk foreign key (file) references file (id)
);
create index document_code_ix on document (code_fold);
create index document_issued_ix on document (issued_on, id);
create table programme (
	id identity,
	document bigint not null,
	title text not null,
	year bigint not null,
	from_on day not null,
	to_on day not null,
	owner bigint not null,
	made_at instant not null,
	made_by bigint not null,
	closed_on day,
	rev bigint not null,
	constraint programme_document_fk foreign key (document) references document (id),
	constraint programme_owner_fk foreign key (owner) references org (id)
);
create index programme_year_ix on programme (year, id);
create index programme_owner_ix on programme (owner);
create index document_file_ix on document (file);
create index programme_document_ix on programme (document);
create table section (
	id identity,
	programme bigint not null,
	position bigint not null,
	title text not null,
	title_fold text not null,
	constraint section_position_uq unique (programme, position),
	constraint section_programme_fk foreign key (programme) references programme (id)
);
