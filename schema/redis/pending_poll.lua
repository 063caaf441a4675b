-- One poll: KEYS[1] the request, ARGV[1] the client that asks, ARGV[2] now in ms. An approval stays until it is
-- redeemed (pending_settle): nothing is lost if that fails.
-- A poll that comes too early makes the interval longer, for good (RFC 8628 3.5); a second is forgiven, because
-- the way here takes its time.
local v = redis.call('HMGET', KEYS[1], 'state', 'client', 'interval', 'expires', 'polled', 'record')
if not v[1] then return {'absent'} end
if v[2] ~= ARGV[1] then return {'other_client'} end
if v[1] == 'used' then return {'used'} end
local now = tonumber(ARGV[2])
if now >= tonumber(v[4]) then return {'expired'} end
if v[1] == 'approved' then return {'approved', v[6]} end
if v[1] == 'denied' then return {'denied'} end
local interval = tonumber(v[3])
local early = now < tonumber(v[5]) + interval - 1000
if early then interval = interval + 5000 end
redis.call('HSET', KEYS[1], 'polled', ARGV[2], 'interval', interval)
if early then return {'too_early'} end
return {'waiting'}
