-- Which machine a case's CT came from: manufacturer, model, station; empty where the header or an older version did not say.
alter table case_record add column scanner varchar(200) default '' not null;

-- The forecast of each day as it was made before the day began, and what came. judged_at without came: hours of the day are
-- not known. means: one an hour, in order.
create table demand_forecast (
  of_day          varchar(10)   primary key,
  origin          timestamp(3) with time zone not null,
  starts          timestamp(3) with time zone not null,
  time_zone       varchar(64)   not null,
  hour_dispersion double precision not null,
  day_dispersion  double precision not null,
  means           varchar(4000) not null,
  made_at         timestamp(3) with time zone not null,
  judged_at       timestamp(3) with time zone,
  came            integer,
  expected        double precision,
  low             integer,
  high            integer,
  score           double precision
);
