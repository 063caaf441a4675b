-- plan: generic
select id, person, box, created, confirmed from recovery_contact
 where person = $1::uuid and ended is null order by created, id
