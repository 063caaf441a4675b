-- $1 journal rows, $2 id, $3 person, $4 kind, $5 label, $6 data, $7 params, $8 last step or null, $9 now,
-- $10 whether the active ones of this kind are replaced, $11 how many of this kind there may be,
-- $12..$15 messages (id, kind, payload, due), $16 lookup key or null, $17 sign count, $18 characteristics,
-- $19 when it expires or null
with old as (
  update authenticator set state = 'invalidated', ended = $9::timestamptz, data = '', lookup_key = null
   where person = $3::uuid and kind = $4::text and state <> 'invalidated' and $10::boolean
  returning id
), ins as (
  insert into authenticator (id, person, kind, label, data, params, last_step, last_used, bound, lookup_key, sign_count,
                             characteristics, expires)
  select $2::uuid, $3::uuid, $4::text, $5::text, $6::bytea, $7::text, $8::bigint,
         case when $8::bigint is not null then $9::timestamptz end, $9::timestamptz, $16::bytea, $17::bigint,
         $18::jsonb, $19::timestamptz
   where (select count(*) from old) >= 0
     and ($10::boolean or (select count(*) from authenticator
                            where person = $3::uuid and kind = $4::text and state <> 'invalidated') < $11::integer)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ins)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $9::timestamptz, u.due, $3::uuid
    from unnest($12::uuid[], $13::text[], $14::bytea[], $15::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from ins)
)
select id from ins
