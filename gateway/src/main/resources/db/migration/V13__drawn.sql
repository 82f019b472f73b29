-- Whether a request was drawn to be put to all tiers. If it was and a tier has no reply, there was no room or it failed:
-- those that did reply then speak for it as well.
alter table decision
  add column drawn boolean;
