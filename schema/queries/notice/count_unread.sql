select count(*) from notice where person = $1::uuid and read is null
