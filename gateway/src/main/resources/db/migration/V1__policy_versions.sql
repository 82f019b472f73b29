-- Every content that a policy ever had. Rows are only added; the current one has the greatest version.
-- The primary key makes two writers of one version a conflict, whoever they are.
create table policy_version (
  name       text not null,
  version    integer not null check (version > 0),
  tiers      text[] not null,
  scorer     text not null,
  thresholds double precision[] not null,
  comment    text,
  created_by text not null,
  created_at timestamptz not null,
  primary key (name, version)
);
