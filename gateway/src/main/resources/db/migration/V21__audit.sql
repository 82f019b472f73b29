-- Who changed what through the admin API, and who tried to: dev.spillway.gateway.audit.AuditRow. Rows are added, and
-- deleted when they are old or too many; nobody changes one.
create table audit (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  actor      text not null,
  actor_name text,
  address    text,
  method     text,
  resource   text,
  request_id text,
  outcome    text not null,
  status     integer,
  code       text,
  changes    json,
  attempts   bigint not null check (attempts >= 1)
);

create index audit_at on audit (at);

create function audit_stays() returns trigger language plpgsql as $$
begin
  raise exception 'rows of audit are never changed';
end
$$;

create trigger audit_stays before update on audit for each row execute function audit_stays();
create trigger audit_stays_whole before truncate on audit for each statement execute function audit_stays();
