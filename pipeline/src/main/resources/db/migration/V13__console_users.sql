-- Who may use the console; a password is kept as its hash, a token as its digest.
create table console_user (
  name          varchar(64)  primary key,
  role          varchar(16)  not null,
  password_hash varchar(200) not null,
  must_change   boolean      not null,
  enabled       boolean      not null
);
create table console_token (
  id         varchar(16)  primary key,
  user_name  varchar(64)  not null,
  sha256     char(64)     not null unique,
  note       varchar(200) not null,
  expires_at timestamp(3) with time zone not null
);
