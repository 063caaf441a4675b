-- $1 open only, $2 waiting for this reviewer or null, $3 after or null, $4 limit; newest first
select c.id, c.name, c.kind, c.started_by, c.units, c.roles, c.created, c.due, c.reminded, c.closed,
       (select count(*) from campaign_item i where i.campaign = c.id),
       (select count(*) from campaign_item i where i.campaign = c.id and i.decided is null)
  from campaign c
 where (not $1::boolean or c.closed is null)
   and ($2::uuid is null
        or exists (select 1 from campaign_item i where i.campaign = c.id and i.decided is null
                    and (i.reviewer is null or i.reviewer = $2::uuid) and i.person <> $2::uuid))
   and ($3::uuid is null or c.id < $3::uuid)
 order by c.id desc limit $4::integer
