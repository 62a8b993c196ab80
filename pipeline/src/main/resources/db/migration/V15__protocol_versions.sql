-- By what each protocol is contoured where the service runs; a worker that has other models takes none of its cases.
create table protocol_version (
  protocol varchar(64)   primary key,
  version  varchar(4000) not null
);
