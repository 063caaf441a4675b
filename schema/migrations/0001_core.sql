-- oldest-binary: 0.1.0

-- Whatever the owner makes from here on, the application may use; a later migration revokes where a
-- table is stricter (the journal: insert and select only). Nothing is given to PUBLIC.
alter default privileges for role tessera_owner in schema public
  grant select, insert, update, delete on tables to tessera_app;
alter default privileges for role tessera_owner in schema public
  grant usage, select on sequences to tessera_app;
alter default privileges for role tessera_owner revoke execute on functions from public;
alter default privileges for role tessera_owner in schema public
  grant execute on functions to tessera_app;

-- Keys by purpose, wrapped by the master key. A row is never changed except by rewrapping and retiring.
create table crypto_key (
  id            integer generated always as identity primary key,
  purpose       text not null,
  label         text not null default '',       -- person_epoch: its month, "2026-11"
  generation    integer not null default 1,     -- rotation adds the next one
  wrapped       bytea not null,
  master_key_id text not null,
  created       timestamptz not null,
  retired       timestamptz,                    -- still opens, no longer seals
  unique (purpose, label, generation)
);
revoke delete on crypto_key from tessera_app;
grant select, delete on crypto_key to tessera_maintenance;  -- destroying an epoch key is an erasure

-- One row per start of a node; its id is the "boot" of the journal's chains.
create table node (
  boot      uuid primary key,
  started   timestamptz not null,
  last_seen timestamptz not null,
  version   text not null
);
revoke delete on node from tessera_app;

-- Who may do what only one node does. Times are the database's, so that clocks of nodes do not matter.
create table lease (
  name   text primary key,
  holder uuid not null,
  until  timestamptz not null
);

-- The month (UTC) of a version 7 UUID, and the smallest UUID of a month: ids carry their month, so that
-- `partition by range (id)` keeps unique look-ups within one partition.
create function uuid_month(id uuid) returns date
  language sql immutable strict parallel safe
  return date_trunc('month', to_timestamp(
    ('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) at time zone 'UTC')::date;

create function month_uuid(month date) returns uuid
  language sql immutable strict parallel safe
  return (lpad(to_hex((extract(epoch from month::timestamp at time zone 'UTC') * 1000)::bigint), 12, '0')
          || repeat('0', 20))::uuid;

-- Makes the partitions <table>_YYYY_MM of a table that is partitioned by range over one column of type
-- uuid (version 7), timestamptz or date, for `months` months from the month of from_month; those that
-- exist stay as they are. Returns how many it made. The application may call it; the partitions
-- themselves are out of its reach: it works through the parent and its stricter privileges.
create function ensure_month_partitions(parent regclass, from_month date, months int) returns int
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  key_type text;
  month    date;
  part     text;
  low      text;
  high     text;
  made     int := 0;
begin
  select format_type(a.atttypid, null) into key_type
    from pg_partitioned_table p
    join pg_class c on c.oid = p.partrelid
    join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = parent and p.partstrat = 'r' and p.partnatts = 1
      and c.relnamespace = 'public'::regnamespace;
  if key_type is null or months not between 1 and 24 then
    raise exception 'ensure_month_partitions: % is not partitioned by one range column', parent;
  end if;
  for i in 0 .. months - 1 loop
    month := (date_trunc('month', from_month::timestamp) + make_interval(months => i))::date;
    part := (select relname from pg_class where oid = parent) || to_char(month, '_YYYY_MM');
    continue when to_regclass(format('public.%I', part)) is not null;
    perform pg_advisory_xact_lock(hashtextextended('tessera.partition.' || part, 0));
    continue when to_regclass(format('public.%I', part)) is not null;
    low  := case key_type when 'uuid' then month_uuid(month)::text
                          when 'date' then month::text
                          when 'timestamp with time zone' then month::text || ' 00:00:00+00' end;
    high := case key_type when 'uuid' then month_uuid((month + interval '1 month')::date)::text
                          when 'date' then (month + interval '1 month')::date::text
                          when 'timestamp with time zone'
                            then (month + interval '1 month')::date::text || ' 00:00:00+00' end;
    -- Made apart and attached: attaching lets readers and writers of the parent go on.
    execute format('create table public.%I (like %s including all excluding identity)', part, parent);
    execute format('revoke all on public.%I from tessera_app', part);
    execute format('alter table %s attach partition public.%I for values from (%L) to (%L)',
                   parent, part, low, high);
    made := made + 1;
  end loop;
  return made;
end
$$;
grant execute on function ensure_month_partitions(regclass, date, int) to tessera_maintenance;

-- Drops the partitions of months that ended before `before`: the maintenance role only.
create function drop_month_partitions(parent regclass, before date) returns int
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  part    record;
  dropped int := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = parent and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
        and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
  loop
    execute format('drop table public.%I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
revoke execute on function drop_month_partitions(regclass, date) from tessera_app;
grant execute on function drop_month_partitions(regclass, date) to tessera_maintenance;
