-- $1 after (an open case, keyset) or null, $2 limit
select id, person, opened, closed, outcome from account_case
 where closed is null
   and ($1::uuid is null or (opened, id) > (select a.opened, a.id from account_case a where a.id = $1::uuid))
 order by opened, id limit $2::integer
