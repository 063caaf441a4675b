select wrapped from evidence where id = $1::uuid and state = 'stored'
