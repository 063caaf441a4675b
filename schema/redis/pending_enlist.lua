-- Puts a request on the list of its person: KEYS[1] the list, ARGV[1] now in ms, ARGV[2] the request, ARGV[3] its
-- expiry in ms, ARGV[4] how many may wait.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], 86400000)
return 1
