-- How a policy is run beside its rule, a JSON object of what differs from the defaults.
alter table policy_version
  add column conduct text not null default '{}';

-- What tiers replied that were asked beside a request is in "asked", marked as such, and paid for by the operator.
-- The propensity is the probability with which all tiers reply to such a request: absent where that is 0.
alter table decision
  add column propensity double precision check (propensity > 0 and propensity <= 1),
  add column aside_cost_usd numeric;
