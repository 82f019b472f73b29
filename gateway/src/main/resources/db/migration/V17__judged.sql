-- Whose request it was; decisions of before do not say. And what a judge said of the answer where it was asked behind the
-- client's back: with which probability such an answer is judged (absent where that is 0), whether this one was drawn for
-- it, and what came of it. A verdict that could be read is a label as well.
alter table decision
  add column project text,
  add column judge_propensity double precision check (judge_propensity > 0 and judge_propensity <= 1),
  add column judge_drawn boolean,
  add column verdict json;
