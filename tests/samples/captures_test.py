#!/usr/bin/env python3
"""The captures in samples/ are what make_samples writes, octet by octet, and stay small."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import ROOT, SAMPLES

TOOL = os.environ.get("HELOSCOPE_MAKE_SAMPLES") or str(ROOT / "build-dev/tests/tools/make_samples")
MAX_SIZE = 20_000  # octets


def contents(folder):
    return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}


class Captures(unittest.TestCase):
    def test_are_what_the_tool_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([TOOL, SAMPLES / "transcripts/marked", folder], check=True, timeout=60)
            made, kept = contents(folder), contents(SAMPLES / "captures")
        self.assertEqual(sorted(made), sorted(kept))
        differ = [name for name in kept if kept[name] != made[name]]
        self.assertEqual(differ, [], f"write them anew: {TOOL} samples/transcripts/marked samples/captures")

    def test_each_dialogue_has_one(self):
        captures = set(contents(SAMPLES / "captures"))
        missing = [path.stem for path in (SAMPLES / "transcripts/marked").iterdir() if path.stem + ".pcap" not in captures]
        self.assertEqual(missing, [])

    def test_are_small(self):
        self.assertEqual([name for name, octets in contents(SAMPLES / "captures").items() if len(octets) > MAX_SIZE], [])

    def test_the_tool_says_what_is_wrong(self):
        for arguments, said in (([], "usage"), (["/nowhere", "/nowhere"], "cannot be read")):
            tool = subprocess.run([TOOL, *arguments], capture_output=True, timeout=60)
            self.assertEqual(tool.returncode, 1)
            self.assertIn(said, tool.stderr.decode())


if __name__ == "__main__":
    unittest.main()
