local fact = cjson.decode(ARGV[1])

if redis.call('ZSCORE', KEYS[4], fact.settlement) then
  return {'again', 0, 0, report(fact.scopes)}
end
redis.call('ZADD', KEYS[4], string.format('%.0f', now), fact.settlement)
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now - fact.remember))
redis.call('EXPIRE', KEYS[4], 3600)

local held
if fact.given then
  held = shrink(fact.id, fact.given)
else
  held = release(fact.id)
end

local function correct(scope, field, limit, more)
  if limit and limit > 0 and more ~= 0 then
    local tat = tonumber(redis.call('HGET', KEYS[3], scope.id .. field) or '0')
    redis.call('HSET', KEYS[3], scope.id .. field,
        string.format('%.0f', math.max(tat, now) + MINUTE / limit * more))
  end
end

for _, scope in ipairs(fact.scopes) do
  for name, key in pairs({day = KEYS[5], month = KEYS[6]}) do
    -- A count that began after the request was over began with what the database had of it.
    local began = scope[name] and redis.call('HGET', key, '@' .. scope.id)
    if began and tonumber(began) <= now - fact.ago then
      add(key, scope.id, fact.amount)
      add(key, scope.id .. '!', fact.amount)
    end
  end
  if held then
    correct(scope, ':r', scope.requests, -fact.requests)
    correct(scope, ':t', scope.tokens, fact.tokens - math.min(fact.reserved, scope.tokens or 0))
  end
end
return {held and 'settled' or 'late', 0, 0, report(fact.scopes)}
