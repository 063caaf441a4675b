-- What outlived an erasure goes with it, dropped months of the journal are on record, and a node makes
-- partitions around the present only.
-- oldest-binary: 0.1.0

-- What a mail is about: an application, an invitation or a person. Their erasure empties what was not
-- delivered.
alter table outbox add column about uuid;
create index outbox_about on outbox (about) where about is not null and done is null;
create index outbox_dead on outbox (dead) where dead is not null;

-- The address was needed until the invitation was taken.
update invitation set contact = null where state <> 'open' and contact is not null;

-- A month of the journal that was disposed of: which leaves, and the youngest signed head above them. Written
-- by drop_month_partitions only, so that a verifier can tell a month that was dropped from one that was
-- removed. announced: when a node wrote the event.
create table journal_drop (
  month      text        primary key check (month ~ '^[0-9]{4}_[0-9]{2}$'),
  events     bigint      not null check (events >= 0),
  first_leaf bigint,
  last_leaf  bigint,
  head_size  bigint,
  head_root  bytea,
  dropped    timestamptz not null default now(),
  dropped_by text        not null default session_user,
  announced  timestamptz
);
revoke insert, update, delete, truncate on journal_drop from tessera_app;
grant update (announced) on journal_drop to tessera_app;
grant select on journal_drop to tessera_audit, tessera_maintenance;

-- Months whose rows have no leaf yet, or no signed head above it, are not dropped.
create function record_journal_drop(part text) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  wanted  text := right(part, 7);
  missing bigint;
  entry   journal_drop;
begin
  execute format('select count(*), min(l.leaf), max(l.leaf), count(*) filter (where l.leaf is null)
                    from public.%I e left join journal_leaf l on l.event_id = e.id', part)
     into entry.events, entry.first_leaf, entry.last_leaf, missing;
  select size, root into entry.head_size, entry.head_root from journal_head order by size desc limit 1;
  if missing > 0 or coalesce(entry.last_leaf >= coalesce(entry.head_size, 0), false) then
    raise exception 'journal_event %: % rows are not in the signed tree yet', wanted, missing;
  end if;
  insert into journal_drop (month, events, first_leaf, last_leaf, head_size, head_root)
  values (wanted, entry.events, entry.first_leaf, entry.last_leaf, entry.head_size, entry.head_root);
end
$$;

revoke execute on function record_journal_drop(text) from tessera_app;

create or replace function drop_month_partitions(parent regclass, before date) returns int
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  part    record;
  dropped int := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = parent and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
        and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
      order by c.relname
  loop
    -- The months that are kept must be one stretch up to now: nothing may be dropped ahead of time.
    if to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month' > now() then
      raise exception 'drop_month_partitions: % is not over', part.relname;
    end if;
    if parent = 'public.journal_event'::regclass then
      perform record_journal_drop(part.relname);
    end if;
    execute format('drop table public.%I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- As before, and only within three years of today: whoever has taken a node over does not fill the catalogue.
alter function ensure_month_partitions(regclass, date, int) rename to make_month_partitions;
revoke execute on function make_month_partitions(regclass, date, int) from tessera_app, tessera_maintenance;

create function ensure_month_partitions(parent regclass, from_month date, months int) returns int
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if from_month not between now() - interval '3 years' and now() + interval '3 years' then
    raise exception 'ensure_month_partitions: % is too far from today', from_month
      using errcode = 'invalid_parameter_value';
  end if;
  return make_month_partitions(parent, from_month, months);
end
$$;
grant execute on function ensure_month_partitions(regclass, date, int) to tessera_app, tessera_maintenance;

-- A post and an employer are a line of a form.
alter table invitation
  add check (length(employer) <= 200) not valid,
  add check (length(post) <= 200) not valid;
alter table affiliation
  add check (length(employer) <= 200) not valid,
  add check (length(post) <= 200) not valid;
