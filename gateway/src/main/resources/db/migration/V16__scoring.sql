-- What a policy's scorer needs to know, where it asks somebody else about replies: a JSON object of what differs from
-- the defaults.
alter table policy_version
  add column scoring text not null default '{}';
