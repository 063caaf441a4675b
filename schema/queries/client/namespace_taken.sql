-- $1 namespace, $2 client: whether it is another one's, or the client has another one
select 1 from permission_namespace where (name = $1::text) <> (client = $2::uuid)
