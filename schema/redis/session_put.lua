-- Stores a session record unless a tombstone or the same or a newer version is there. Answer: 1 stored, 0 not.
-- KEYS[1] record; ARGV[1] version; ARGV[2] expires (ms); ARGV[3...] field, value pairs.
local r = redis.call('HMGET', KEYS[1], 'x', 'v')
if r[1] then return 0 end
if r[2] and tonumber(r[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[1], 'e', ARGV[2], unpack(ARGV, 3))
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1
