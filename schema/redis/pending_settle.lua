-- The approval was redeemed: KEYS[1] the request.
if redis.call('HGET', KEYS[1], 'state') ~= 'approved' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'used')
redis.call('HDEL', KEYS[1], 'record', 'sealed')
return 1
