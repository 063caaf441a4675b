-- Forgets a session record, but no tombstone. KEYS[1] record.
if redis.call('HEXISTS', KEYS[1], 'x') == 1 then return 0 end
return redis.call('DEL', KEYS[1])
