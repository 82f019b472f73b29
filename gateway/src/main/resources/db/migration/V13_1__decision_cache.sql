-- Where the answer came from: computed (bypass, miss), or another request's (hit, coalesced). Decisions of before do not
-- say.
alter table decision add column cache text;
