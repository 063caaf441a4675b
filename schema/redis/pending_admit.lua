-- One place of those that a client has with a person: KEYS[1] the places, ARGV[1] now in ms, ARGV[2] the request,
-- ARGV[3] until when it is taken in ms, ARGV[4] how many there are, ARGV[5] the longest it is taken in ms.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
