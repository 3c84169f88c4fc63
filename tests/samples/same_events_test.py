#!/usr/bin/env python3
"""One dialogue is one dialogue, whether it was pasted from telnet, written down with C: and S:, or captured."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import SAMPLES, records

# What depends on the source: its clock and its places. Whether a connection was seen to open and to close does as well.
OF_THE_SOURCE = {"time", "frames", "lines_at", "latency_us"}
REFERENCES = {"seq", "reply_to", "answered_by"}
FINDINGS_OF_THE_END = {"missing-quit", "connection-reset"}  # a transcript does not tell how its connection ended


def read(path):
    """(events, findings) of all sessions, numbered without those that only some sources have."""
    given = records(path)
    kept = [e for e in given if e["type"] == "event" and e["kind"] not in ("open", "close")]
    number = {(e["session"], e["seq"]): i for i, e in enumerate(kept, 1)}
    events = [{k: number[e["session"], v] if k in REFERENCES else v for k, v in e.items() if k not in OF_THE_SOURCE}
              for e in kept]
    findings = [(f["session"], f["id"], [number.get((f["session"], n)) for n in f["events"]])
                for f in given if f["type"] == "finding" and "session" in f and f["id"] not in FINDINGS_OF_THE_END]
    return events, findings


def names(folder):
    return sorted(path.stem for path in (SAMPLES / folder).iterdir())


class SameEvents(unittest.TestCase):
    maxDiff = 4000

    def assert_same(self, one, two):
        self.assertGreater(len(read(one)[0]), 3)
        self.assertEqual(read(one), read(two))

    def test_marked_and_captured(self):
        for name in names("transcripts/marked"):
            with self.subTest(name):
                self.assert_same(f"transcripts/marked/{name}.txt", f"captures/{name}.pcap")

    def test_telnet_and_captured(self):
        for name in names("transcripts/telnet"):
            with self.subTest(name):
                self.assert_same(f"transcripts/telnet/{name}.txt", f"captures/{name}.pcap")

    def test_the_three_of_the_article_are_there_in_all_forms(self):
        for name in ("pop3-retrieve", "smtp-capabilities", "smtp-send"):
            self.assertIn(name, names("transcripts/telnet"))
            self.assertIn(name, names("transcripts/marked"))

    def test_wrappings_of_one_dialogue(self):
        for dialogue, wrappings in (("smtp-send", ("link-vlan", "link-raw-ip", "file-cut")),
                                    ("pop3-retrieve", ("link-linux-cooked",)),
                                    ("smtp-relay-denied", ("link-ipv6",)),
                                    ("smtp-long-message", ("tcp-disorder",))):
            for wrapping in wrappings:
                with self.subTest(wrapping):
                    self.assert_same(f"captures/{dialogue}.pcap", f"captures/{wrapping}.pcap")


if __name__ == "__main__":
    unittest.main()
