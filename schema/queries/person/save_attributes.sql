-- $1 journal rows, $2 person, $3 now, $4 attribute names, $5 fingerprint kinds, $6 values.
-- insert_attributes follows in the same transaction.
with known as (
  update person set changed = $3::timestamptz, version = version + 1
   where id = $2::uuid and exists (select 1 from person_key where person = $2::uuid)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from known)
), old as (
  update attribute set superseded = greatest($3::timestamptz, recorded)
   where person = (select id from known) and name = any($4::text[]) and superseded is null
), gone as (
  delete from fingerprint
   where person = (select id from known) and kind = any($4::text[])
     and not exists (select 1 from unnest($5::text[], $6::bytea[]) as u (kind, value)
                      where u.kind = fingerprint.kind and u.value = fingerprint.value)
), fresh as (
  insert into fingerprint (person, kind, value)
  select known.id, u.kind, u.value from known, unnest($5::text[], $6::bytea[]) as u (kind, value)
  on conflict do nothing
), searched as (
  update person_search set due = true, mark = mark + 1 where person = (select id from known)
)
select id from known
