-- Stores the progress of a ceremony if nobody else went on with it meanwhile. Answer: 1 stored, 0 not.
-- KEYS[1] progress; ARGV[1] revision that must be there (0: none), ARGV[2] sealed progress, ARGV[3] life in ms.
local there = redis.call('HGET', KEYS[1], 'r') or '0'
if there ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'r', string.format('%.0f', tonumber(ARGV[1]) + 1), 'd', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
