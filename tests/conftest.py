"""One profile for every property: the same examples in every run, so that a red suite means a broken promise, not luck.

pytest --hypothesis-profile=search     looks for new ones
"""

from hypothesis import settings

settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("suite")
