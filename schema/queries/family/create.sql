-- plan: generic
-- The grant of a redeemed code with its releases and events; nothing at all if the code was redeemed or
-- spoilt before, or was issued before the mark of a restore, or if the person left the active state or took
-- the consent back since then.
-- $1 journal rows, $2 releases as JSON, $3 id, $4 client, $5 person, $6 session, $7 code hash, $8 subject,
-- $9 scopes, $10 claims, $11 id token claims, $12 acr, $13 amr, $14 auth_time, $15 created, $16 mode,
-- $17 expires, $18 whether it needs a current consent, $19 authorization details, $20 resources, $21 cnf
with made as (
  insert into oauth_grant (id, client, person, session, code_hash, subject, scopes, claims, id_token_claims, acr,
                           amr, auth_time, created, mode, expires, authorization_details, resources, cnf)
  select $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::bytea, $8::text, $9::text[], $10::text[], $11::text[],
         $12::text, $13::text[], $14::timestamptz, $15::timestamptz, $16::text, $17::timestamptz,
         $19::jsonb, $20::text[], $21::text
   where $15::timestamptz > coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity')
     and exists (select 1 from person where id = $5::uuid and state = 'active')
     and (not $18::boolean
          or exists (select 1 from consent where person = $5::uuid and client = $4::uuid and ended is null))
  on conflict (id) do nothing
  returning id
), r as (
  insert into release (id, person, client, claims, purpose, channel, time)
  select r.id, r.person, r.client, r.claims, r.purpose, r.channel, r.time
    from jsonb_to_recordset($2::jsonb)
      as r (id uuid, person uuid, client uuid, claims text[], purpose text, channel text, time timestamptz)
   where exists (select 1 from made)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from made)
)
select id from made
