-- Beginnings of dialogues that all tenants share on purpose. Rows are added and deleted, never changed, and ids are never
-- used again. "messages" has the fields of dev.spillway.gateway.sharing.SharedPrompt.Message, "sha256" is their digest.
create table shared_prompt (
  id         text primary key,
  name       text not null,
  messages   jsonb not null,
  sha256     text not null unique check (length(sha256) = 64),
  created_at timestamptz not null
);
