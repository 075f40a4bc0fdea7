#!/usr/bin/env python3
"""The manual page and the completion name the verbs and options that exist, and no others."""

import os
import re
import subprocess
import unittest

import case

PAGE = os.path.join(case.ROOT, "docs", "man", "aidtally.1.scd")
COMPLETION = os.path.join(case.ROOT, "packaging", "completion", "aidtally")
EVERYWHERE = {"--help", "--usage", "--version"}


class Texts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = case.Home(with_init=False)
        cls.addClassCleanup(cls.home.close)
        out = cls.home.must("--help", with_home=False)
        cls.verbs = re.findall(r"^  ([a-z]+) {2,}", out, re.MULTILINE)
        cls.options = {}
        for verb in cls.verbs:
            text = cls.home.must(verb, "--help", with_home=False)
            cls.options[verb] = set(re.findall(r"^ +(?:-\S, |    )(--[a-z-]+)", text, re.MULTILINE))
        with open(PAGE, encoding="utf-8") as file:
            cls.page = file.read()

    def test_there_is_something_to_compare(self):
        self.assertGreaterEqual(len(self.verbs), 16)
        self.assertIn("--as-of", self.options["shortfall"])

    def test_the_page_names_every_verb_and_option(self):
        for verb in self.verbs:
            self.assertRegex(self.page, rf"(?m)^\*{verb}\*")
        known = set().union(*self.options.values()) | {"--home"}
        named = set(re.findall(r"\*(--[a-z-]+)\*", self.page))
        self.assertEqual(known - EVERYWHERE - named, set())
        self.assertEqual(named - known - EVERYWHERE, set())

    def test_the_completion_offers_what_there_is(self):
        with open(COMPLETION, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(re.search(r'verbs="([^"]*)"', text)[1].split(), self.verbs)
        for verb in self.verbs:
            script = f"complete() {{ :; }}; . {COMPLETION}; _aidtally_options {verb}"
            words = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()
            self.assertEqual(set(words), self.options[verb], verb)

    def test_the_page_is_a_page(self):
        for line in self.page.splitlines():
            self.assertFalse(line.startswith("    "), "scdoc indents with tabs")


if __name__ == "__main__":
    unittest.main()
