-- What all gateways together know of how a policy keeps its promise. Each adds what it saw to the latest state; another
-- version of the policy begins anew.
create table policy_drift (
  policy   text primary key,
  version  integer not null,
  revision bigint not null,
  memory   text not null
);

-- How the candidate of a policy compares, over all gateways; begins anew with another version of either.
create table policy_candidate (
  policy            text primary key,
  version           integer not null,
  candidate         text not null,
  candidate_version integer not null,
  since             timestamptz not null,
  same              bigint not null,
  earlier           bigint not null,
  later             bigint not null,
  undecided         bigint not null,
  usd               double precision not null,
  candidate_usd     double precision not null
);
