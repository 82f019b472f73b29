-- Learned routers. A router never changes under its name, and a name is never used again: a deleted one leaves
-- its row without the model.
create table router_model (
  name       text primary key,
  tiers      text[] not null,
  model      bytea,
  report     text not null,
  created_by text not null,
  created_at timestamptz not null
);

-- A policy goes either by a scorer and its thresholds, or by a learned router and the worth of a right answer.
alter table policy_version
  alter column scorer drop not null,
  alter column thresholds drop not null,
  add column router text references router_model (name),
  add column worth_usd double precision,
  add check (
    (scorer is not null and thresholds is not null and router is null and worth_usd is null)
    or (scorer is null and thresholds is null and router is not null and worth_usd is not null)
  );
