select c.id, c.name, c.kind, c.started_by, c.units, c.roles, c.created, c.due, c.reminded, c.closed,
       (select count(*) from campaign_item i where i.campaign = c.id),
       (select count(*) from campaign_item i where i.campaign = c.id and i.decided is null)
  from campaign c where c.id = $1::uuid
