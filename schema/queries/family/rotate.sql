-- plan: generic
-- One step of a refresh family, if the presented number is the one in force; else no row, and
-- load_presented says why. A bound family stays at its number. The table stands here once: every mention
-- of its partitions is set up at each execution.
-- $1 journal rows, $2 id, $3 client, $4 number presented, $5 now
with upd as (
  update oauth_grant g set n = g.n + (g.mode = 'rotate')::int, rotated = $5::timestamptz
    from person p
   where g.id = $2::uuid and g.client = $3::uuid and g.n = $4::bigint and g.mode <> 'none' and g.revoked is null
     and g.expires > $5::timestamptz
     and coalesce(g.rotated, g.created) > coalesce((select value::timestamptz from setting where key = 'issue_not_before'), '-infinity')
     and p.id = g.person and p.state = 'active'
  returning g.id, g.client, g.person, g.session, g.subject, g.scopes, g.claims, g.id_token_claims, g.acr, g.amr,
            g.auth_time, g.created, g.mode, g.n, g.rotated, g.expires, g.revoked, g.authorization_details,
            g.resources, g.cnf
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
)
select * from upd
