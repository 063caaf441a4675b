select id, person, box, created, confirmed from recovery_contact where id = $1::uuid and ended is null
