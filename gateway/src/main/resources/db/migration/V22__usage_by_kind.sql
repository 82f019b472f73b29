-- Tokens of prompts that were kept in a cache at a price of their own, and those of answers that were thought and not
-- said; both are among the others already. Of what was used before nobody knows.
alter table usage_day
  add column cache_write_tokens bigint not null default 0,
  add column reasoning_tokens   bigint not null default 0;
