select coalesce((select max(created) from campaign where kind = 'scheduled'), (select min(created) from role_grant))
