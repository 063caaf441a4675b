-- A key that its owner removed in the ordinary way has no reason beside its state.
select id from authenticator
 where id = any ($1::uuid[]) and not (state = 'active' or (state = 'invalidated' and reason = ''))
