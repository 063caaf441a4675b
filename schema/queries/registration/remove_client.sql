delete from registered_client where client = $1::uuid
