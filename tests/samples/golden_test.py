#!/usr/bin/env python3
"""Holds the report on every sample to samples/golden, which mirrors samples/. After a wanted change of words:
HELOSCOPE_UPDATE_GOLDEN=1 python3 tests/samples/golden_test.py, then read the difference as its user would."""
import difflib
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import SAMPLES, run, samples

GOLDEN = SAMPLES / "golden"
UPDATE = os.environ.get("HELOSCOPE_UPDATE_GOLDEN", "") not in ("", "0")

# Their NDJSON is kept as well: each shows fields that the others lack.
NDJSON = {
    "captures/smtp-send.pcap",              # the plain case
    "captures/pop3-retrieve.pcap",          # a listing and a message from the server
    "captures/smtp-bdat.pcap",              # a message in pieces
    "captures/smtp-pipelined.pcap",         # flags
    "captures/smtp-mistakes.pcap",          # faults and findings
    "captures/pop3-auth-ntlm.pcap",         # auth events
    "captures/tcp-lost-segment.pcap",       # a gap
    "captures/file-mixed.pcap",             # several sessions
    "transcripts/marked/smtp-latin1.txt",   # octets that are not UTF-8
    "transcripts/telnet/smtp-send.txt",     # lines instead of frames and times
}


def goldens():
    """(sample, format, golden file) for each report that is kept."""
    for sample in samples():
        yield sample, "text", (GOLDEN / sample).with_suffix(".txt")
        if str(sample) in NDJSON:
            yield sample, "ndjson", (GOLDEN / sample).with_suffix(".ndjson")


def difference(expected, given, name):
    """A unified difference, in which lines that differ in blanks only can be told apart."""
    lines = difflib.unified_diff(expected.decode("utf-8", "backslashreplace").splitlines(),
                                 given.decode("utf-8", "backslashreplace").splitlines(),
                                 f"golden/{name}", "given now", lineterm="")
    return "\n".join(line + "$" if line.endswith(" ") else line for line in lines)


class Golden(unittest.TestCase):
    maxDiff = None

    def test_reports(self):
        self.assertEqual(NDJSON - {str(s) for s in samples()}, set(), "these samples are gone")
        for sample, form, golden in goldens():
            with self.subTest(sample=str(sample), format=form):
                outcome = run("analyze", "-f", form, sample)
                self.assertEqual((outcome.code, outcome.err), (0, b""))
                if UPDATE:
                    golden.parent.mkdir(parents=True, exist_ok=True)
                    golden.write_bytes(outcome.out)
                    continue
                expected = golden.read_bytes() if golden.exists() else b""
                if expected != outcome.out:
                    self.fail(f"the report has changed:\n{difference(expected, outcome.out, golden.relative_to(GOLDEN))}\n"
                              "If that is wanted: HELOSCOPE_UPDATE_GOLDEN=1 python3 tests/samples/golden_test.py")

    def test_nothing_is_left_over(self):
        wanted = {golden for _, _, golden in goldens()}
        left = sorted(path for path in GOLDEN.rglob("*") if path.is_file() and path not in wanted)
        if UPDATE:
            for path in left:
                path.unlink()
            left = []
        self.assertEqual(left, [], "goldens of samples that are gone")


class Readme(unittest.TestCase):
    def test_has_a_row_for_each_sample(self):
        rows = set(re.findall(r"^\| `(\S+\.\S+)` \|", (SAMPLES / "README.md").read_text(), re.M))
        self.assertEqual(rows, {str(s) for s in samples()})


if __name__ == "__main__":
    unittest.main()
