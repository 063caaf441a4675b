-- The journal (docs/adr/0011): append-only rows in monthly partitions under a Merkle tree.
-- oldest binary: 0.1.0

-- A sealed event as a statement parameter; the field order is that of audit::SealedRow.
create type journal_row as (
  id      uuid,
  time    timestamptz,
  boot    uuid,
  n       bigint,
  type    text,
  actor   uuid,
  subject uuid,
  body    text,
  mac     bytea
);

-- The columns begin like journal_row, so that `insert into journal_event select * from
-- unnest($1::journal_row[])` works; xid then says which rows a sequencing pass has not seen yet.
create table journal_event (
  id      uuid        not null,
  time    timestamptz not null,
  boot    uuid        not null,
  n       bigint      not null check (n > 0),
  type    text        not null,
  actor   uuid,
  subject uuid,
  body    text        not null,
  mac     bytea       not null,
  xid     xid8        not null default pg_current_xact_id(),
  primary key (id)
) partition by range (id);

create index journal_event_xid on journal_event (xid);
create index journal_event_subject on journal_event (subject, id) where subject is not null;

-- The smallest UUIDv7 of an instant: ids carry their month, so it is a partition bound.
create function journal_floor(at timestamptz) returns uuid
  language sql immutable strict parallel safe
  as $$ select rpad(lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0'), 32, '0')::uuid $$;

-- Creates the partitions of this month and of the next `ahead` months; answers how many were new. One
-- (boot, n) names one row: the index is made per partition because it lacks the partition key.
create function journal_add_months(at timestamptz, ahead integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  month   timestamptz;
  name    text;
  created integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('journal_add_months'));
  for i in 0 .. least(ahead, 24) loop
    month := (date_trunc('month', at at time zone 'UTC') + make_interval(months => i)) at time zone 'UTC';
    name := 'journal_event_' || to_char(month at time zone 'UTC', 'YYYY_MM');
    continue when to_regclass('public.' || name) is not null;
    execute format('create table public.%I partition of public.journal_event for values from (%L) to (%L)', name,
                   journal_floor(month),
                   journal_floor(((month at time zone 'UTC') + interval '1 month') at time zone 'UTC'));
    execute format('create unique index on public.%I (boot, n)', name);
    created := created + 1;
  end loop;
  return created;
end $$;

select journal_add_months(now() - interval '1 month', 4);

-- Leaves are kept for ever, also when the partition with the bodies is gone. subject_n counts the events
-- about one person and stands in the leaf.
create table journal_leaf (
  leaf      bigint primary key check (leaf >= 0),
  event_id  uuid   not null unique,
  subject_n bigint,
  leaf_hash bytea  not null check (length(leaf_hash) = 32)
);

-- Roots of complete subtrees at every eighth level: a proof reads at most 256 hashes per step.
create table journal_node (
  level smallint not null check (level > 0 and level % 8 = 0),
  index bigint   not null check (index >= 0),
  hash  bytea    not null check (length(hash) = 32),
  primary key (level, index)
);

-- The salt blinds the person in his leaves; destroying it is part of his erasure.
create table journal_subject (
  subject uuid   primary key,
  salt    bytea,
  counter bigint not null default 0
);

-- One row: how far the tree has grown. edge holds the roots of its complete subtrees, largest first.
-- horizon: every transaction before it has been seen. cluster: xids have meaning in one cluster only.
create table journal_tree (
  one     boolean primary key default true check (one),
  size    bigint  not null,
  edge    bytea   not null,
  horizon xid8    not null,
  cluster bigint  not null
);
insert into journal_tree (size, edge, horizon, cluster) values (0, '', '0', 0);

create table journal_head (
  size bigint      primary key,
  root bytea       not null check (length(root) = 32),
  time timestamptz not null,
  kid  text        not null,
  jws  text        not null
);

-- Keys that sign heads: the private part is sealed under the purpose head_signing, the public part stays.
create table journal_head_key (
  kid         text        primary key,
  private_box bytea       not null,
  public_der  bytea       not null,
  created     timestamptz not null
);

-- Answers the months whose bodies are kept, so that a verifier can tell "dropped" from "removed".
create function journal_months() returns setof text
  language sql stable as $$
  select right(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'public.journal_event'::regclass order by 1
$$;

create function journal_cluster() returns bigint
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select system_identifier from pg_control_system() $$;

