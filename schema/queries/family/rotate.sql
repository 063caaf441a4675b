-- plan: generic
-- One step of a refresh family, if the presented number is the one in force; else the row as it stood when
-- the statement began. A bound family stays at its number.
-- $1 journal rows, $2 id, $3 client, $4 number presented, $5 now
with live as (
  select id from person
   where id = (select person from oauth_grant where id = $2::uuid and client = $3::uuid) and state = 'active'
), upd as (
  update oauth_grant set n = n + (mode = 'rotate')::int, rotated = $5::timestamptz
   where id = $2::uuid and client = $3::uuid and n = $4::bigint and mode <> 'none' and revoked is null
     and expires > $5::timestamptz and coalesce(rotated, created) > coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity')
     and exists (select 1 from live)
  returning id, client, person, session, subject, scopes, claims, id_token_claims, acr, amr, auth_time, created,
            mode, n, rotated, expires, revoked, authorization_details, resources, cnf
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
)
select id, client, person, session, subject, scopes, claims, id_token_claims, acr, amr, auth_time, created, mode,
       n, rotated, expires, revoked, authorization_details, resources, cnf, true
  from upd
union all
select id, client, person, session, subject, scopes, claims, id_token_claims, acr, amr, auth_time, created, mode,
       n, rotated, expires, revoked, authorization_details, resources, cnf, false
  from oauth_grant
 where id = $2::uuid and client = $3::uuid and coalesce(rotated, created) > coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity')
   and exists (select 1 from live) and not exists (select 1 from upd)
