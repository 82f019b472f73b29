-- The latest fit of each policy: what was computed of its cost and quality, as JSON.
create table policy_fit (
  policy     text primary key,
  report     text not null,
  created_at timestamptz not null
);

create index decision_by_policy on decision (policy, created_at desc, request_id desc);
