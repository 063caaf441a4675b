-- Takes one try from every rule, or from none if one of them bites (authn/throttle.hpp has the arithmetic).
-- KEYS[n] counter of rule n; ARGV[1] now (ms); then per rule: kind 'g' or 'w', free, period, longest, forget,
-- forget_first (ms).
-- Fields: n count, s since, u until, r refused in a row. Answer: {allowed, wait (ms), refused}.
local now = tonumber(ARGV[1])
local states = {}
local function life_of(rule, n)
  if rule.kind == 'w' then return rule.period end
  local life = rule.first
  for _ = 2, n do if life < rule.forget then life = life * 2 end end
  return math.min(life, rule.forget)
end
local wait, biting = 0, nil
for i, key in ipairs(KEYS) do
  local a = 2 + (i - 1) * 6
  local rule = {kind = ARGV[a], free = tonumber(ARGV[a + 1]), period = tonumber(ARGV[a + 2]),
                longest = tonumber(ARGV[a + 3]), forget = tonumber(ARGV[a + 4]), first = tonumber(ARGV[a + 5])}
  local r = redis.call('HMGET', key, 'n', 's', 'u')
  local state = {n = tonumber(r[1] or 0), s = tonumber(r[2] or 0), u = tonumber(r[3] or 0), rule = rule}
  if state.n == 0 or now >= state.s + life_of(rule, state.n) then state.n, state.s, state.u = 0, 0, 0 end
  local w = 0
  if rule.kind == 'w' then
    if state.n >= rule.free then w = state.s + rule.period - now end
  else
    w = math.max(0, state.u - now)
  end
  if w > wait then wait, biting = w, key end
  states[i] = state
end
if biting then
  return {0, math.ceil(wait), redis.call('HINCRBY', biting, 'r', 1)}
end
for i, key in ipairs(KEYS) do
  local state, rule = states[i], states[i].rule
  state.n = state.n + 1
  if rule.kind == 'g' then
    local over = state.n - rule.free
    local delay = 0
    if over > 0 then
      delay = rule.period
      for _ = 2, over do if delay < rule.longest then delay = delay * 2 end end
      delay = math.min(delay, rule.longest)
    end
    state.s, state.u = now, now + delay
  elseif state.n == 1 then
    state.s = now
  end
  redis.call('HSET', key, 'n', state.n, 's', string.format('%.0f', state.s), 'u', string.format('%.0f', state.u))
  redis.call('HDEL', key, 'r')
  if rule.kind == 'g' or state.n == 1 then redis.call('PEXPIRE', key, life_of(rule, state.n)) end
end
return {1, 0, 0}
