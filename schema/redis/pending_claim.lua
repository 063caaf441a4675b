-- Who answers a request, while the answer is written elsewhere: KEYS[1] the request, ARGV[1] now in ms, ARGV[2]
-- who and what, ARGV[3] how long in ms the others are kept out. The same one may come again.
local v = redis.call('HMGET', KEYS[1], 'state', 'expires', 'claimed', 'claimed_at')
local now = tonumber(ARGV[1])
if v[1] ~= 'waiting' or now >= tonumber(v[2]) then return 0 end
if v[3] and v[3] ~= ARGV[2] and now < tonumber(v[4]) + tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'claimed', ARGV[2], 'claimed_at', ARGV[1])
return 1
