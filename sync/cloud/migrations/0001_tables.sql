-- {partition} becomes "partition by hash (site_id)" where that was asked for, else nothing. site_id leads every key, so the
-- same tables can be split over partitions or over the machines of a cluster.

create table baari.site (
  site_id text primary key,
  name text not null default '',
  time_zone text not null default 'UTC',
  box_version text not null default '',
  epoch uuid not null,
  acked_seq bigint not null default 0,
  journal_head text not null default '',
  last_seen_at timestamptz not null default now(),
  -- Added to each epoch's own sequence, so that versions rise over epochs too.
  version_base bigint not null default 0,
  live_version bigint not null default 0,
  -- A new epoch has begun and not everything was sent again yet.
  refilling boolean not null default false,
  -- When another box with this identity was last turned away, and why.
  refused_at timestamptz,
  refused_code text
) {partition};

-- Epochs that are over: a box that comes back with one of these is an old one.
create table baari.site_epoch (
  site_id text not null,
  epoch uuid not null,
  acked_seq bigint not null,
  journal_head text not null,
  ended_at timestamptz not null default now(),
  primary key (site_id, epoch)
) {partition};

create table baari.daily_summary (
  site_id text not null,
  service_day date not null,
  queue_id text not null,
  department text not null default '',
  queue_code text not null default '',
  issued integer not null default 0,
  served integer not null default 0,
  cancelled integer not null default 0,
  no_show integer not null default 0,
  expired integer not null default 0,
  booked integer not null default 0,
  wait_p50_s integer,
  wait_p90_s integer,
  service_p50_s integer,
  service_p90_s integer,
  version bigint not null,
  primary key (site_id, service_day, queue_id)
) {partition};

create table baari.hourly_summary (
  site_id text not null,
  service_day date not null,
  queue_id text not null,
  hour smallint not null,
  issued integer not null default 0,
  called integer not null default 0,
  served integer not null default 0,
  wait_p50_s integer,
  version bigint not null,
  primary key (site_id, service_day, queue_id, hour)
) {partition};

create table baari.live_queue (
  site_id text not null,
  queue_id text not null,
  queue_code text not null default '',
  state text not null default 'closed',
  waiting integer not null default 0,
  now_serving text not null default '',
  likely_minutes integer,
  as_of timestamptz not null default now(),
  version bigint not null,
  primary key (site_id, queue_id)
) {partition};

-- Whoever sends: within an epoch the sequence only rises, and an epoch that is over does not come back.
create function baari.guard_site() returns trigger language plpgsql as $$
begin
  if new.epoch = old.epoch and new.acked_seq < old.acked_seq then
    raise exception 'the sequence of site % runs backwards within an epoch', new.site_id using errcode = 'BA001';
  end if;
  if new.epoch <> old.epoch and exists (
    select 1 from baari.site_epoch past where past.site_id = new.site_id and past.epoch = new.epoch
  ) then
    raise exception 'this epoch of site % is over', new.site_id using errcode = 'BA002';
  end if;
  return new;
end $$;

create trigger guard before update on baari.site for each row execute function baari.guard_site();
