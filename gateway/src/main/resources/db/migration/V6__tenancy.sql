-- Who may use the gateways, and what it came to. Ids are random and never used again: a project's id is the tenant
-- that caches are kept apart by. "limits" has the fields of dev.spillway.gateway.tenancy.Limits.
create table organisation (
  id         text primary key,
  name       text not null,
  limits     jsonb not null,
  version    integer not null check (version > 0),
  created_at timestamptz not null
);

create table project (
  id              text primary key,
  organisation_id text not null references organisation (id),
  name            text not null,
  models          text[],
  limits          jsonb not null,
  version         integer not null check (version > 0),
  created_at      timestamptz not null
);
create index project_by_organisation on project (organisation_id, id);

-- Of a key only its SHA-256 is here. A plain hash suffices because a key has 256 random bits, which nobody can guess
-- their way through; it is not a password.
create table api_key (
  id              text primary key,
  project_id      text not null references project (id),
  name            text not null,
  sha256          text not null check (length(sha256) = 64),
  previous_sha256 text check (length(previous_sha256) = 64),
  previous_until  timestamptz,
  models          text[],
  limits          jsonb not null,
  expires_at      timestamptz,
  revoked_at      timestamptz,
  rotated_at      timestamptz,
  version         integer not null check (version > 0),
  created_at      timestamptz not null,
  check ((previous_sha256 is null) = (previous_until is null))
);
create index api_key_by_project on api_key (project_id, id);

-- Whose requests those are that come without a key of their own.
insert into organisation values ('org_default', 'default', '{}', 1, now());
insert into project values ('proj_default', 'org_default', 'default', null, '{}', 1, now());

-- What was used, by day (UTC). It outlives the keys that used it. Gateways add to it in batches, each of them once.
create table usage_day (
  organisation_id   text not null,
  project_id        text not null,
  key_id            text not null,
  tier              text not null,
  day               date not null,
  requests          bigint not null,
  prompt_tokens     bigint not null,
  cached_tokens     bigint not null,
  completion_tokens bigint not null,
  cost_pico_usd     bigint not null,
  primary key (day, key_id, tier)
);
create index usage_by_organisation on usage_day (organisation_id, day);
create index usage_by_project on usage_day (project_id, day);

create table usage_batch (
  id         text primary key,
  created_at timestamptz not null
);
create index usage_batch_by_time on usage_batch (created_at);
