-- $1 journal rows, $2 id, $3 person, $4 from, $5 to, $6 label, $7 reason, $8 how many are active or null, $9 now,
-- $10..$13 messages (id, kind, payload, due)
with upd as (
  update authenticator
     set state = $5::text, label = $6::text, reason = $7::text,
         ended = case when $5::text = 'invalidated' then $9::timestamptz end,
         data = case when $5::text = 'invalidated' then ''::bytea else data end,
         lookup_key = case when $5::text <> 'invalidated' then lookup_key end
   where id = $2::uuid and person = $3::uuid and state = $4::text and state <> 'invalidated'
     and ($8::integer is null
          or (select count(*) from authenticator where person = $3::uuid and state = 'active') = $8::integer)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $9::timestamptz, u.due, $3::uuid
    from unnest($10::uuid[], $11::text[], $12::bytea[], $13::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
