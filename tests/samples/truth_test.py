#!/usr/bin/env python3
"""Holds the analysis of captures from the wild to what other programs read in them: runs tools/check_truth.py over
captures/ of $HELOSCOPE_SHARED, a folder that is not part of this project (default: shared/ beside the checkout). Without
it: exit code 77, which ctest shows as skipped."""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import PROGRAM, ROOT

LEAST_RIGHT = 153  # streams

AUTH_ANSWER = "the reference takes the client's answer to a challenge for a command"
MESSAGE_LINES = "the reference takes lines of a message for replies"
LONE_LF = "the reference does not end a message whose lines end in LF, and misses what follows"
# Captures that differ, and why that is right, or known to be missing.
KNOWN = {
    "derived-ipfrag-ppa3-mail_sender_attachment.pcap": "missing: IP fragments are not put together",
    "derived-loop-quixel-smtp.pcap": LONE_LF,
    "derived-midstream-zeek-pop3.pcap": AUTH_ANSWER + "; the AUTH command is not in the capture",
    "derived-ng-mixed-ndpi-smtp.pcapng": "missing: libpcap refuses interfaces of different link types",
    "derived-ooo-markofu-email-troubles.pcap": MESSAGE_LINES,
    "derived-qinq-sv-pop3-auth-01.pcap": AUTH_ANSWER + " (XOAUTH2)",
    "derived-reuse-sv-pop3-auth-01.pcap": AUTH_ANSWER + " (XOAUTH2)",
    "derived-snap96-zeek-smtp.pcap": "the reference joins what stands before and after octets that were not captured",
    "markofu-email-troubles.pcap": MESSAGE_LINES,
    "ndpi-smtps.pcapng": "TLS from the first octet, which the reference takes for a command",
    "quixel-smtp.pcapng": LONE_LF,
    "sv-pop3-auth-01.pcap": AUTH_ANSWER + " (XOAUTH2)",
    "sv-smtp-bdat-bad-tail-next-mail.pcap": "the reference stops at the refused BDAT; what follows is shown line by line",
    "zeek-bad-list-retr-crafted.pcap": "the reference takes a line outside the grammar for a reply",
    "zeek-smtp-bdat-cmd-chunk-size-overflow.pcap": "the reference waits for the octets of a refused BDAT",
}
# Captures for which another exit code than 0 is right.
REFUSED = {"derived-ng-mixed-ndpi-smtp.pcapng"}


def main():
    shared = pathlib.Path(os.environ.get("HELOSCOPE_SHARED") or ROOT.parent / "shared")
    tool, captures = shared / "tools/check_truth.py", shared / "captures"
    if not tool.exists() or not captures.is_dir():
        print(f"skipped: no tools/check_truth.py and captures/ in {shared} (HELOSCOPE_SHARED names the folder)")
        return 77
    check = subprocess.run([sys.executable, tool, "--heloscope", PROGRAM, captures], capture_output=True, text=True,
                           timeout=1500)
    lines = check.stdout.splitlines()
    totals = re.fullmatch(r"captures \d+, of which \d+ differ; streams .* right (\d+); .*", lines[-1] if lines else "")
    if not totals:
        print(check.stdout, check.stderr, "check_truth.py did not end with its totals", sep="\n")
        return 1
    wrong = []
    for line in lines[:-1]:
        name, _, difference = line.partition(": ")
        if name not in KNOWN:
            wrong.append(f"a new difference: {line}")
        elif difference.startswith("exit ") and name not in REFUSED:
            wrong.append(f"not read: {line}")
    if int(totals[1]) < LEAST_RIGHT:
        wrong.append(f"{totals[1]} streams are right, {LEAST_RIGHT} were")
    print(lines[-1])
    differing = {line.partition(": ")[0] for line in lines[:-1]}
    for name, why in KNOWN.items():
        if (captures / name).exists():
            print(f"  known: {name}: {why}" if name in differing else f"  agrees now, take it from the table: {name}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
