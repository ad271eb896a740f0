"""One JSON object a line for each test, for `python.mjs`: its name, whether it passed, what went wrong, and what it noted."""

import json
import unittest


class Lines(unittest.TestResult):
    """A test case may note things for the runner in `self.noted`, a list."""

    def say(self, test, problem=None):
        name = test.id().split("test_")[-1].replace("_", " ")
        line = {"name": name, "passed": problem is None, "problem": problem, "noted": getattr(test, "noted", [])}
        print(json.dumps(line), flush=True)

    def addSuccess(self, test):
        self.say(test)

    def addError(self, test, err):
        super().addError(test, err)
        self.say(test, self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say(test, self._exc_info_to_string(err, test))


def run(case):
    """Runs a test case and ends the process."""
    result = unittest.defaultTestLoader.loadTestsFromTestCase(case).run(Lines())
    raise SystemExit(0 if result.wasSuccessful() else 1)
