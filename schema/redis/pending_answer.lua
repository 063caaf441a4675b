-- The first answer counts: KEYS[1] the request, ARGV[1] now in ms, ARGV[2] the approval, '' denies.
-- Answer: {} if it does not wait any more, else {person or '', client}.
local v = redis.call('HMGET', KEYS[1], 'state', 'expires', 'person', 'client')
if v[1] ~= 'waiting' or tonumber(ARGV[1]) >= tonumber(v[2]) then return {} end
if ARGV[2] == '' then
  redis.call('HSET', KEYS[1], 'state', 'denied')
else
  redis.call('HSET', KEYS[1], 'state', 'approved', 'record', ARGV[2])
end
return {v[3], v[4]}
