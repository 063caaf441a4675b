update crypto_key set wrapped = $2, master_key_id = $3 where id = $1
