-- Keeps a request that waits for its person: KEYS[1] its hash, ARGV client, person or '', sealed request,
-- interval in ms, expiry in ms, life of the key in ms.
redis.call('HSET', KEYS[1], 'state', 'waiting', 'client', ARGV[1], 'person', ARGV[2], 'sealed', ARGV[3],
           'interval', ARGV[4], 'expires', ARGV[5], 'polled', '0')
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
