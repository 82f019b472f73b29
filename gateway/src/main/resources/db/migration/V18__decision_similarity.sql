-- How near the question was to the one whose answer was given, where that was another: the cosine of their embeddings.
alter table decision add column similarity double precision;
