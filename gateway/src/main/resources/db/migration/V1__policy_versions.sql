-- Every content that a policy ever had. Rows are only added; the current one has the greatest version.
-- Two writers of one version are a conflict, whoever they are.
create table policy_version (
  id         text primary key,
  name       text not null,
  version    integer not null check (version > 0),
  tiers      text[] not null,
  scorer     text not null,
  thresholds double precision[] not null,
  comment    text,
  created_by text not null,
  created_at timestamptz not null,
  unique (name, version),
  check (id = name || '/' || version)
);
