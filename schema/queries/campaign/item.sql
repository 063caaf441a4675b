select i.campaign, i.role_grant, i.person, i.unit, i.reviewer, g.role, g.starts, g.ends, g.reason, i.verdict, i.reason,
       i.decided_by, i.decided, array_remove(g.openers || g.granted_by, null)::text[]
  from campaign_item i join role_grant g on g.id = i.role_grant
 where i.campaign = $1::uuid and i.role_grant = $2::uuid
