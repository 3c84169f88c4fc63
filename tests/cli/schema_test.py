#!/usr/bin/env python3
"""Holds every line of every sample's NDJSON to analyzer/report/ndjson.schema.json, and the schema to being strict."""
import functools
import json
import pathlib
import sys
import unittest

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import ROOT, records, run, samples

SCHEMA = json.loads((ROOT / "analyzer/report/ndjson.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def definition(record):
    """The name of the definition that a record is of, so that what is wrong is said about that one."""
    if record["type"] != "event":
        return record["type"]
    if record["kind"] in ("greeting", "reply"):
        return "smtp_reply" if "code" in record else "pop3_reply"
    return record["kind"]


@functools.cache
def validator(name):
    return jsonschema.Draft202012Validator({k: v for k, v in SCHEMA.items() if k != "oneOf"} | {"$ref": f"#/$defs/{name}"})


def faults(record):
    """What is wrong with it, place by place."""
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator(definition(record)).iter_errors(record)]


class Schema(unittest.TestCase):
    def test_is_a_schema(self):
        VALIDATOR.check_schema(SCHEMA)
        self.assertEqual(SCHEMA["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertTrue(SCHEMA["$id"])
        self.assertRegex(SCHEMA["version"], r"^\d+\.\d+\.\d+$")

    def test_every_line_of_every_sample(self):
        seen = set()
        for arguments in ([], ["--explain", "full", "--show-secrets", "--hash", "none"]):
            for path in samples():
                for number, record in enumerate(records(*arguments, path), 1):
                    seen.add(definition(record))
                    self.assertEqual(faults(record), [], f"{path}, line {number}: {json.dumps(record)}")
        self.assertGreaterEqual(seen, {"open", "close", "smtp_reply", "pop3_reply", "command", "auth", "message", "gap",
                                       "finding", "session", "input"})

    def test_order_of_fields(self):
        """As the schema lists them: what an event begins with, what its kind adds, flags and explanation at the end."""
        event = list(SCHEMA["$defs"]["event"]["properties"])
        begin, end = event[:event.index("kind") + 1], event[event.index("kind") + 1:]
        reply = list(SCHEMA["$defs"]["reply"]["properties"])
        for path in samples():
            for record in records("--explain", "brief", path):
                name = definition(record)
                own = list(SCHEMA["$defs"][name]["properties"])
                if name in ("smtp_reply", "pop3_reply"):
                    own = reply[:reply.index("lines")] + [k for k in own if not k.startswith("body_")] + \
                        ["lines", "raw_base64"] + [k for k in own if k.startswith("body_")] + ["reply_to", "latency_us"]
                order = begin + [k for k in own if k not in begin] + end if record["type"] == "event" else own
                self.assertEqual(list(record), [k for k in order if k in record], f"{path}: {json.dumps(record)}")

    def test_is_strict(self):
        """Each kind of line, spoilt in each of three ways, is refused."""
        kinds = {}
        for path in samples():
            for record in records(path):
                kinds.setdefault(definition(record), record)
        for name, record in kinds.items():
            with self.subTest(name):
                self.assertTrue(VALIDATOR.is_valid(record))
                self.assertFalse(VALIDATOR.is_valid(record | {"surprise": 1}), "a field that is not in the schema")
                for key in SCHEMA["$defs"][name].get("required", []):
                    self.assertFalse(VALIDATOR.is_valid({k: v for k, v in record.items() if k != key}), f"no {key}")
                for key, value in record.items():
                    self.assertFalse(VALIDATOR.is_valid(record | {key: {"not": value}}), f"{key} of another type")

    def test_every_line_of_what_is_damaged(self):
        for arguments in (["--bpf", "port 143"], ["--decode-as", "25=pop3"]):
            for record in records(*arguments, "captures/smtp-send.pcap"):
                self.assertEqual(faults(record), [])


class Contract(unittest.TestCase):
    """What the schema cannot say: DESIGN.md 4 on how lines stand to each other."""

    def test_sessions_are_contiguous_and_counted(self):
        for path in samples():
            given = records(path)
            with self.subTest(str(path)):
                self.assertEqual(given[-1]["type"], "input")
                self.assertEqual(given[-1]["sessions"], sum(r["type"] == "session" for r in given))
                ends = [i for i, r in enumerate(given) if r["type"] == "session"]
                for begin, end in zip([0, *(e + 1 for e in ends)], ends):
                    session, lines = given[end], given[begin:end]
                    events = [r for r in lines if r["type"] == "event"]
                    self.assertEqual({r["session"] for r in lines} | {session["session"]}, {session["session"]})
                    self.assertEqual([e["seq"] for e in events], list(range(1, len(events) + 1)))
                    self.assertEqual(session["findings"], len(lines) - len(events))
                    self.assertEqual(session["messages"], sum(e["kind"] == "message" for e in events))
                    self.assertEqual(session["commands"], sum(e["kind"] == "command" for e in events))
                    self.assertEqual(session["replies"], sum(e["kind"] in ("greeting", "reply") for e in events))

    def test_references_lead_to_what_they_say(self):
        for path in samples():
            given = records(path)
            events = {(r["session"], r["seq"]): r for r in given if r["type"] == "event"}
            for (session, seq), event in events.items():
                with self.subTest(str(path), seq=seq):
                    if "reply_to" in event:
                        self.assertEqual(events[session, event["reply_to"]]["from"], "client")
                    if "answered_by" in event:
                        self.assertIn(events[session, event["answered_by"]]["kind"], ("greeting", "reply"))
            for finding in (r for r in given if r["type"] == "finding" and "session" in r):
                for seq in finding["events"]:
                    self.assertIn((finding["session"], seq), events)


if __name__ == "__main__":
    unittest.main()
