-- At most one row: the admin key that the first gateway made, as its SHA-256. A plain hash suffices because the
-- key is 256 random bits, which nobody can guess their way through; it is not a password.
create table admin_key (
  id         smallint primary key check (id = 1),
  sha256     bytea not null check (length(sha256) = 32),
  created_at timestamptz not null
);
