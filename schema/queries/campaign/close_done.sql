-- What ended in another way needs no review.
with over as (
  update campaign_item i set verdict = 'over', decided = $1::timestamptz
    from role_grant g
   where i.decided is null and g.id = i.role_grant
     and (g.revoked is not null or g.ends <= $1::timestamptz)
  returning i.campaign, i.role_grant
)
update campaign c set closed = $1::timestamptz
 where c.closed is null
   and not exists (select 1 from campaign_item i
                    where i.campaign = c.id and i.decided is null
                      and (i.campaign, i.role_grant) not in (select campaign, role_grant from over))
returning c.id
