-- Notes a failed login and says how many different ones failed in this window (authn/stuffing.hpp).
-- KEYS[1] sketch of logins of this network and window; KEYS[2] of all logins of the window; KEYS[3] of networks;
-- KEYS[4] the baseline: w window, c logins of it, b baseline. ARGV[1] login; ARGV[2] network; ARGV[3] number of the
-- window; ARGV[4] life of the sketches (ms). Answer: {logins of the network, logins, networks, baseline * 1000}.
redis.call('PFADD', KEYS[1], ARGV[1])
redis.call('PFADD', KEYS[2], ARGV[1])
redis.call('PFADD', KEYS[3], ARGV[2])
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
local own, all, nets = redis.call('PFCOUNT', KEYS[1]), redis.call('PFCOUNT', KEYS[2]), redis.call('PFCOUNT', KEYS[3])
local window = tonumber(ARGV[3])
local r = redis.call('HMGET', KEYS[4], 'w', 'c', 'b')
local last, count, base = tonumber(r[1] or window), tonumber(r[2] or 0), tonumber(r[3] or 0)
if window > last then
  base = base * 0.8 + math.min(count, 2 * base + 10) * 0.2
  for _ = 2, math.min(window - last, 50) do base = base * 0.8 end
end
if window >= last then
  redis.call('HSET', KEYS[4], 'w', ARGV[3], 'c', all, 'b', tostring(base))
  redis.call('PEXPIRE', KEYS[4], 604800000)
end
return {own, all, nets, math.floor(base * 1000)}
