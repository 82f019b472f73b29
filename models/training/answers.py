"""When an answer is right: shared by the training's evaluation and the benchmarks."""
import re


def normalise_answer(text):
    """White space and a full stop at the end do not count; case does."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".").strip()
