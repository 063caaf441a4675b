-- Prefix search over encrypted attributes, and what the lists of administration read by (docs/adr/0043).
-- oldest-binary: 0.1.0

-- tokens: keyed and truncated, so that each stands for many people (people/search.hpp). generation: the key and
-- the length they were made with; 0: none yet. mark grows when what they are made of changes, and the row is due.
-- Tokens are kept out of line: a page of the heap then holds many people.
create table person_search (
  person     uuid        primary key references person (id),
  generation bigint      not null default 0,
  tokens     integer[]   not null default '{}',
  mark       bigint      not null default 1,
  due        boolean     not null default true,
  made       timestamptz not null default '-infinity'
) with (toast_tuple_target = 128);
alter table person_search alter column tokens set storage external;
create index person_search_tokens on person_search using gin (tokens) with (fastupdate = off);
create index person_search_due on person_search (person) where due;
create index person_search_generation on person_search (generation);

-- bits: the length of tokens made from now on. The pass over all persons that finds who has no row, or an old one:
-- up to whom it came, and since when it is done.
create table person_search_state (
  one    boolean     primary key default true check (one),
  bits   smallint    not null default 8 check (bits between 8 and 22),
  passed uuid,
  done   timestamptz
);
insert into person_search_state default values;
revoke insert, delete, truncate on person_search_state from tessera_app;

-- Lists in the order of ids, by what they are filtered by.
create index person_created on person (created, id);
create index role_grant_role_id on role_grant (role, id);
create index session_live on session (id) where ended is null;
create index unit_name on unit (name, id);

-- What somebody did, what happened to one thing, and the events of one kind, newest first. The first word of a type
-- says whether it is about things that the administration keeps.
create index journal_event_actor on journal_event (actor, id) where actor is not null;
create index journal_event_type on journal_event (type collate "C", id);
create index journal_event_object on journal_event ((body::jsonb ->> 'object_id'), id)
  where split_part(type, '.', 1) in ('account_case', 'client', 'crypto_key', 'initial_access_token', 'invitation',
                                     'key', 'role', 'role_grant', 'session', 'signing_key', 'unit');
