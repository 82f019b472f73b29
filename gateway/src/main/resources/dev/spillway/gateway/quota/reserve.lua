local ask = cjson.decode(ARGV[1])

local expired = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 100)) do
  if release(id) then
    expired = expired + 1
  else
    redis.call('ZREM', KEYS[1], id)
  end
end

for scope, spent in pairs(ask.seeds) do
  for key, amount in pairs({[KEYS[5]] = spent.day, [KEYS[6]] = spent.month}) do
    if redis.call('HSETNX', key, scope, amount) == 1 then
      redis.call('HSET', key, scope .. '!', amount, '@' .. scope, string.format('%.0f', now))
    end
  end
  redis.call('EXPIRE', ask.before.day, 864000)
  redis.call('EXPIRE', ask.before.month, 864000)
end

for _, scope in ipairs(ask.scopes) do
  if (scope.day and redis.call('HEXISTS', KEYS[5], scope.id) == 0)
      or (scope.month and redis.call('HEXISTS', KEYS[6], scope.id) == 0) then
    return {'seed'}
  end
end

-- Generic cell rate: a scope's next request is due at "tat", which may be a minute ahead.
local function due(scope, field, limit, cost)
  local tat = math.max(now, tonumber(redis.call('HGET', KEYS[3], scope.id .. field) or '0'))
  return tat + MINUTE / limit * math.min(cost, limit)
end

-- What lapsed, and was given to others, is wanted anew as a whole.
local amount = ask.amount
if ask.more and redis.call('HEXISTS', KEYS[2], ask.id) == 0 then
  amount = ask.whole
end

local next = {}
if not ask.more then
  for i, scope in ipairs(ask.scopes) do
    if scope.concurrency then
      local running = tonumber(redis.call('HGET', KEYS[3], scope.id .. ':c') or '0')
      if running >= scope.concurrency then
        return {'concurrency', i - 1, 1000000, report(ask.scopes)}
      end
    end
    local function rate(name, field, limit, cost)
      if limit == 0 then
        return {name, i - 1, MINUTE, report(ask.scopes)}
      end
      local at = due(scope, field, limit, cost)
      -- Of what is asked for in advance several times as much must be left.
      if ask.spare and at + ask.spare * MINUTE / limit * cost > now + MINUTE then
        return {'spare', i - 1, 0, report(ask.scopes)}
      end
      if at > now + MINUTE then
        return {name, i - 1, math.ceil(at - now - MINUTE), report(ask.scopes)}
      end
      next[#next + 1] = {scope.id .. field, at}
    end
    local refused = scope.requests and rate('requests', ':r', scope.requests, ask.requests)
        or scope.tokens and rate('tokens', ':t', scope.tokens, ask.tokens)
    if refused then
      return refused
    end
  end
end

local taken = {}
for i, scope in ipairs(ask.scopes) do
  for name, key in pairs({day = KEYS[5], month = KEYS[6]}) do
    local limit = scope[name]
    if limit then
      add(key, scope.id, amount)
      taken[#taken + 1] = {key, scope.id}
      local all = redis.call('HGET', key, scope.id)
      local spared = ask.spare
          and tonumber(limit) - tonumber(all) < ask.spare * tonumber(amount)
      if spared or more(all, limit) then
        for _, one in ipairs(taken) do
          take(one[1], one[2], amount)
        end
        if ask.spare then
          return {'spare', i - 1, 0, report(ask.scopes)}
        end
        -- Whether it would fit if no other request held anything.
        local own = redis.call('HGET', KEYS[2], ask.id .. '$') or '0'
        add(key, scope.id .. '!', amount)
        add(key, scope.id .. '!', own)
        local alone = redis.call('HGET', key, scope.id .. '!')
        take(key, scope.id .. '!', amount)
        take(key, scope.id .. '!', own)
        return {
          (more(alone, limit) and 'spent_' or 'held_') .. name, i - 1, 1000000, report(ask.scopes)}
      end
    end
  end
end

for _, one in ipairs(next) do
  redis.call('HSET', KEYS[3], one[1], string.format('%.0f', one[2]))
end
if redis.call('HEXISTS', KEYS[2], ask.id) == 0 then
  local held = {day = KEYS[5], month = KEYS[6], scopes = {}}
  for i, scope in ipairs(ask.scopes) do
    local counted = scope.concurrency and not ask.more or false
    if counted then
      redis.call('HINCRBY', KEYS[3], scope.id .. ':c', 1)
    end
    held.scopes[i] = {
      id = scope.id,
      counted = counted,
      day = scope.day and redis.call('HGET', KEYS[5], '@' .. scope.id),
      month = scope.month and redis.call('HGET', KEYS[6], '@' .. scope.id)}
  end
  redis.call('HSET', KEYS[2], ask.id, cjson.encode(held))
end
add(KEYS[2], ask.id .. '$', amount)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ask.lease), ask.id)
return {'granted', expired, 0, report(ask.scopes)}
