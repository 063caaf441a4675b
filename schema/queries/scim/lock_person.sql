select id from person where id = $1::uuid for update
