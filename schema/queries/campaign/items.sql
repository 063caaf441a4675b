-- $1 campaign, $2 units or null, $3 open only, $4 after or null, $5 limit
select i.campaign, i.role_grant, i.person, i.unit, i.reviewer, g.role, g.starts, g.ends, g.reason, i.verdict, i.reason,
       i.decided_by, i.decided, array_remove(g.openers || g.granted_by, null)::text[]
  from campaign_item i join role_grant g on g.id = i.role_grant
 where i.campaign = $1::uuid and ($2::uuid[] is null or i.unit = any ($2::uuid[]))
   and (not $3::boolean or i.decided is null) and ($4::uuid is null or i.role_grant > $4::uuid)
 order by i.role_grant limit $5::integer
