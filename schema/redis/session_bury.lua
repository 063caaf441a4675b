-- Replaces a session record by a tombstone, so that no late session_put revives it.
-- KEYS[1] record; ARGV[1] life of the tombstone (ms).
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'x', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
