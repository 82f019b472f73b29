-- Answered requests, what each of their tiers did, and how good the answers were. Rows are added, and deleted when
-- they are old or too many. "asked" and "messages" are json and not jsonb so that they are given back as written.
create table decision (
  request_id           text primary key,
  created_at           timestamptz not null,
  policy               text,
  policy_version       integer,
  tier                 text not null,
  confidence           double precision,
  escalations          integer not null,
  predicted_tokens     integer not null,
  streamed             boolean not null,
  finish_reason        text not null,
  cost_usd             numeric not null,
  cost_if_largest_usd  numeric not null,
  first_token_ms       double precision not null,
  total_ms             double precision not null,
  asked                json not null,
  messages             json,
  check ((policy is null) = (policy_version is null))
);
create index decision_by_time on decision (created_at desc, request_id desc);

-- Opinions of an answer, one for each source. A label may come before its decision, which is written a moment later.
create table label (
  request_id text not null,
  source     text not null check (source in ('feedback', 'upload', 'shadow', 'judge')),
  quality    double precision not null check (quality >= 0 and quality <= 1),
  comment    text,
  created_at timestamptz not null,
  primary key (request_id, source)
);
create index label_by_time on label (created_at);
