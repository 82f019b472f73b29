-- Secrets that the gateways of an installation share, made by whichever comes first. Whoever reads a row can compute
-- what is minted with it, so it is kept as the rest of the database is: for the gateways alone.
create table installation_secret (
  name       text primary key,
  value      bytea not null check (length(value) = 32),
  created_at timestamptz not null
);
