#!/usr/bin/env python3
"""The command line as scripts and people rely on it: DESIGN.md 3. Each test runs the built program."""
import base64
import fcntl
import gzip
import json
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from program import CLEAN, PROGRAM, SAMPLES, records, run, samples

FORMATS = ("text", "summary", "ndjson")
SEVERITIES = ("info", "notice", "warning", "error")
SEND, RETRIEVE = "captures/smtp-send.pcap", "captures/pop3-retrieve.pcap"

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
NOISE = bytes(i * i * 31 % 256 for i in range(5000))
PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def sample(name):
    return (SAMPLES / name).read_bytes()


def zstd_stored(data):
    """A zstd frame whose blocks are stored as they are (RFC 8878 3.1.1)."""
    out = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))  # one segment, its size in four octets
    pieces = [data[i:i + 100_000] for i in range(0, len(data), 100_000)]
    for piece in pieces:
        out += (len(piece) << 3 | (piece is pieces[-1])).to_bytes(3, "little") + piece
    return out


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, octets):
        path = self.folder / name
        path.write_bytes(octets)
        return path

    def assert_error(self, outcome, code, *said, file=None):
        """One line, `heloscope: FILE: what is wrong`, and nothing else."""
        err = outcome.err.decode()
        self.assertEqual(outcome.code, code, err)
        self.assertRegex(err, r"\Aheloscope: [^\n]+\n\Z")
        if file is not None:
            self.assertTrue(err.startswith(f"heloscope: {file}: "), err)
        for words in said:
            self.assertIn(words, err)

    def assert_done(self, outcome, code=0):
        self.assertEqual((outcome.code, outcome.err), (code, b""))
        return outcome.out.decode()

    def finding_ids(self, *arguments, **more):
        return [r["id"] for r in records(*arguments, **more) if r["type"] == "finding"]


class UnreadableInput(Case):
    """Exit code 3."""

    def test_missing_file(self):
        self.assert_error(run("nowhere.pcap"), 3, "No such file", file="nowhere.pcap")

    def test_empty_file(self):
        path = self.file("empty", b"")
        self.assert_error(run(path), 3, "is empty", file=path)

    def test_empty_input(self):
        self.assert_error(run("-"), 3, "is empty")

    def test_directory(self):
        self.assert_error(run("captures"), 3, "is a directory", file="captures")

    def test_no_permission(self):
        path = self.file("closed.pcap", sample(SEND))
        path.chmod(0)
        if os.access(path, os.R_OK):
            self.skipTest("this user may read everything")
        self.assert_error(run(path), 3, "Permission denied", file=path)

    def test_other_kinds_of_files(self):
        for name, octets, said in (
            ("picture.png", PNG, "PNG picture"),
            ("noise.bin", NOISE, "neither a capture"),
            ("one-octet", b"\0", "neither a capture"),
            ("page.html", b"<html><body>Hello</body></html>\n", "nor a transcript"),
            ("prose.txt", b"The mail did not arrive.\nNobody knows why.\n", "nor a transcript"),
            ("archive.zip", b"PK\x03\x04" + NOISE, "ZIP archive"),
            ("utf16.txt", sample("transcripts/telnet/smtp-send.txt").decode().encode("utf-16"), "UTF-16"),
            ("half-a-header.pcap", PCAP_HEADER[:10], "cut off"),
            ("not-gzip.pcap.gz", b"\x1f\x8b" + NOISE, "gzip"),
            ("gzip-of-text.gz", gzip.compress(b"hello"), "not a capture"),
        ):
            with self.subTest(name):
                path = self.file(name, octets)
                outcome = run(path)
                self.assert_error(outcome, 3, said, file=path)
                self.assertEqual(outcome.out, b"")

    def test_its_name_cannot_write_on_the_terminal(self):
        self.assert_error(run("\x1b[31mred\n"), 3, r"\x1b[31mred\x0a")

    def test_one_of_several_inputs(self):
        for form in FORMATS:
            with self.subTest(form):
                outcome = run("analyze", "-f", form, SEND, "nowhere.pcap", RETRIEVE)
                self.assert_error(outcome, 3, file="nowhere.pcap")
                both = self.assert_done(run("analyze", "-f", form, SEND, RETRIEVE))
                self.assertEqual(outcome.out.decode(), both)
                self.assertIn(SEND, both)
                self.assertIn(RETRIEVE, both)

    def test_a_capture_filter_for_a_transcript(self):
        path = "transcripts/marked/smtp-send.txt"
        self.assert_error(run("analyze", "--bpf", "port 25", path), 3, "is a transcript", "--bpf", file=path)


class DamagedInput(Case):
    """Read as far as it goes; the damage is a finding and the exit code stays 0."""

    def test_capture_cut_in_a_packet(self):
        whole = sample(SEND)
        for octets in (1, 20, 100, len(whole) - 24 - 16 - 1):
            with self.subTest(octets):
                self.assertIn("input-damaged", self.finding_ids(self.file("cut.pcap", whole[:-octets])))

    def test_cut_sample(self):
        self.assertIn("input-damaged", self.finding_ids("captures/file-cut.pcap"))
        out = self.assert_done(run("captures/file-cut.pcap"))
        self.assertIn("cut off in packet 38", out)
        self.assertIn("221 2.0.0 London.nwtraders.msft", out)

    def test_damaged_compression(self):
        packed = gzip.compress(sample(SEND), mtime=0)
        self.assertIn("input-damaged", self.finding_ids(self.file("cut.pcap.gz", packed[:len(packed) // 2])))

    def test_capture_without_mail(self):
        self.assertEqual(self.finding_ids("captures/file-no-mail.pcap"), ["no-mail"])

    def test_capture_without_packets(self):
        self.assertEqual(self.finding_ids(self.file("header.pcap", PCAP_HEADER)), ["no-mail"])

    def test_unknown_link_type(self):
        other = bytearray(sample(SEND))
        other[20] = 147  # LINKTYPE_USER0
        self.assertIn("link-type-unsupported", self.finding_ids(self.file("user0.pcap", bytes(other))))

    def test_latin_1_transcript(self):
        for path in ("transcripts/marked/smtp-latin1.txt", "transcripts/telnet/smtp-latin1.txt"):
            out = self.assert_done(run(path))
            self.assertIn("buero.fabrikam.com", out)
            self.assertNotIn("input-damaged", self.finding_ids(path))


class Inputs(Case):
    def test_a_first_word_that_is_no_command_is_a_file(self):
        self.assertEqual(run(SEND), run("analyze", SEND))

    def test_r_is_the_same_as_a_word(self):
        self.assertEqual(run("-r", SEND), run("analyze", SEND))
        self.assertEqual(run("analyze", SEND, "-r", RETRIEVE), run("analyze", SEND, RETRIEVE))

    def test_standard_input(self):
        for path in (SEND, "transcripts/telnet/smtp-send.txt"):
            with self.subTest(path):
                piped = self.assert_done(run("-", data=sample(path)))
                self.assertEqual(piped.replace("(standard input)", path), self.assert_done(run(path)))

    def test_compressed(self):
        plain = records(SEND)
        for name, octets in (("a.pcap.gz", gzip.compress(sample(SEND), mtime=0)),
                             ("b.pcap.zst", zstd_stored(sample(SEND))),
                             ("named-otherwise.bin", gzip.compress(sample(SEND), mtime=0))):
            with self.subTest(name):
                self.assertEqual(records(self.file(name, octets))[:-1], plain[:-1])
                self.assertEqual(records("-", data=octets)[:-1], plain[:-1])

    def test_the_name_does_not_matter(self):
        self.assertEqual(records(self.file("mail.txt", sample(SEND)))[:-1], records(SEND)[:-1])

    def test_windows_line_ends(self):
        path = "transcripts/telnet/smtp-send.txt"
        self.assertEqual(records(self.file("dos.txt", sample(path).replace(b"\n", b"\r\n")))[:-1], records(path)[:-1])

    def test_the_same_input_gives_the_same_output(self):
        for form in FORMATS:
            self.assertEqual(run("analyze", "-f", form, *samples()), run("analyze", "-f", form, *samples()))


class Usage(Case):
    """Exit code 2."""

    def test_no_words_at_all(self):
        outcome = run()
        self.assertEqual((outcome.code, outcome.out), (2, b""))
        self.assertIn(b"Examples", outcome.err)

    def test_no_input(self):
        self.assert_error(run("analyze"), 2, "name a capture or transcript")

    def test_wrong_words(self):
        for arguments, said in (
            (["--colour", SEND], "--colour"),
            (["analyze", "--colour", SEND], "--colour"),
            (["analyze", "-f", "pdf", SEND], "pdf"),
            (["analyze", "-f"], "-f"),
            (["analyze", "--explain", "everything", SEND], "everything"),
            (["analyze", "--hash", "md5", SEND], "md5"),
            (["analyze", "--fail-on", "fatal", SEND], "fatal"),
        ):
            with self.subTest(arguments):
                outcome = run(*arguments)
                self.assert_error(outcome, 2, said, "--help")
                self.assertEqual(outcome.out, b"")

    def test_decode_as(self):
        for words in ("25=smtp", "25=SMTP", "25=pop3", "2526=pop3", "65535=smtp"):
            self.assert_done(run("analyze", "--decode-as", words, SEND))
        protocols = [r["protocol"] for r in records("--decode-as", "25=pop3", SEND) if r["type"] == "session"]
        self.assertEqual(protocols, ["pop3"])
        for words in ("25", "25=", "=smtp", "0=smtp", "65536=smtp", "99999999999999999999=smtp", "x=smtp", "25=imap",
                      "-25=smtp", "2 5=smtp"):
            with self.subTest(words):
                self.assert_error(run("analyze", f"--decode-as={words}", SEND), 2, "PORT=smtp", file=f"--decode-as {words}")

    def test_output_into_a_missing_folder(self):
        path = self.folder / "missing/report.txt"
        self.assert_error(run("analyze", "-o", path, SEND), 2, "No such file", file=path)

    def test_output_onto_an_input(self):
        path = self.file("mail.pcap", sample(SEND))
        for name, make in (("hard", os.link), ("soft", os.symlink)):
            make(path, self.folder / name)
        for output in (path, self.folder / "hard", self.folder / "soft"):
            with self.subTest(output.name):
                self.assert_error(run("analyze", "-o", output, path), 2, "is an input", file=output)
                self.assertEqual(path.read_bytes(), sample(SEND))

    def test_output_to_a_file(self):
        for form in FORMATS:
            path = self.folder / form
            outcome = run("analyze", "-f", form, "-o", path, SEND)
            self.assertEqual(outcome, (0, b"", b""))
            self.assertEqual(path.read_bytes(), run("analyze", "-f", form, SEND).out)

    def test_capture_filter(self):
        mixed = "captures/file-mixed.pcap"
        protocols = lambda *a: sorted(r["protocol"] for r in records(*a) if r["type"] == "session")
        self.assertEqual(protocols(mixed), ["pop3", "smtp", "smtp"])
        self.assertEqual(protocols("--bpf", "tcp port 110", mixed), ["pop3"])
        self.assertEqual(protocols("--bpf", "port 25 and port 1047", mixed), ["smtp"])
        self.assertEqual(self.finding_ids("--bpf", "port 143", mixed), ["no-mail"])
        self.assertEqual(protocols("--bpf", "", mixed), ["pop3", "smtp", "smtp"])

    def test_capture_filter_keeps_frame_numbers(self):
        frames = lambda rs: [r["frames"] for r in rs if r["type"] == "event" and r["session"] == 1]
        only = records("--bpf", "port 1046", "captures/file-mixed.pcap")
        mixed = [r for r in records("captures/file-mixed.pcap") if r.get("type") == "session" and r["protocol"] == "pop3"]
        every = [r["frames"] for r in records("captures/file-mixed.pcap")
                 if r["type"] == "event" and r["session"] == mixed[0]["session"]]
        self.assertEqual(frames(only), every)

    def test_wrong_capture_filter(self):
        for words in ("port port", "(", "smtp.command"):
            with self.subTest(words):
                outcome = run("analyze", "--bpf", words, SEND)
                self.assertEqual(outcome.code, 2)
                self.assert_error(outcome, outcome.code, "filter")


class Help(Case):
    def commands(self):
        """The names in the list of commands of `heloscope --help`."""
        listed = run("--help").out.decode().split("Subcommands:")[1].split("\n\n")[0]
        return re.findall(r"^  (\S+)", listed, re.M)

    def test_of_the_program_and_of_each_command(self):
        self.assertIn("analyze", self.commands())
        for words in ([], *([name] for name in self.commands())):
            for flag in ("--help", "-h"):
                with self.subTest([*words, flag]):
                    out = self.assert_done(run(*words, flag))
                    self.assertIn("Examples", out)
                    self.assertIn("heloscope", out)

    def test_names_every_option_of_the_contract(self):
        out = self.assert_done(run("analyze", "--help"))
        for option in ("--format", "--output", "--explain", "--show-secrets", "--bpf", "-r", "--decode-as", "--hash",
                       "--fail-on"):
            self.assertIn(option, out)

    def test_version(self):
        self.assertRegex(self.assert_done(run("--version")), r"\Aheloscope \d+\.\d+\.\d+\n\Z")


class FailOn(Case):
    GRAVEST = {"captures/smtp-leading-dots.pcap": None, "captures/smtp-single-label-ehlo.pcap": "notice",
               RETRIEVE: "warning", "captures/smtp-relay-denied.pcap": "error", "captures/file-no-mail.pcap": "notice"}

    def test_each_severity(self):
        for path, gravest in self.GRAVEST.items():
            for severity in SEVERITIES:
                with self.subTest(path, severity=severity):
                    reached = gravest is not None and SEVERITIES.index(gravest) >= SEVERITIES.index(severity)
                    outcome = run("analyze", "--fail-on", severity, path)
                    self.assert_done(outcome, 1 if reached else 0)
                    self.assertEqual(outcome.out, run(path).out)

    def test_of_several_inputs_the_gravest_counts(self):
        quiet, grave = "captures/smtp-leading-dots.pcap", "captures/smtp-relay-denied.pcap"
        self.assertEqual(run("analyze", "--fail-on", "error", quiet, grave, quiet).code, 1)

    def test_unreadable_counts_more(self):
        for order in (("captures/smtp-relay-denied.pcap", "nowhere"), ("nowhere", "captures/smtp-relay-denied.pcap")):
            self.assertEqual(run("analyze", "--fail-on", "error", *order).code, 3)


class Content(Case):
    def test_hash(self):
        messages = lambda *a: [r for r in records(*a) if r.get("kind") == "message"]
        for arguments in ([], ["--hash", "sha256"]):
            self.assertEqual([len(m["sha256"]) for m in messages(*arguments, SEND)], [64])
        self.assertEqual(["sha256" in m for m in messages("--hash", "none", SEND)], [False])
        self.assertIn("sha256", self.assert_done(run(SEND)))
        self.assertNotIn("sha256", self.assert_done(run("analyze", "--hash", "none", SEND)))

    def test_explain(self):
        path = "captures/smtp-relay-denied.pcap"
        texts = {level: self.assert_done(run("analyze", "--explain", level, path)) for level in ("none", "brief", "full")}
        self.assertEqual(texts["brief"], self.assert_done(run(path)))
        self.assertNotIn("# ", texts["none"])
        self.assertIn("# ", texts["brief"])
        self.assertLess(len(texts["brief"]), len(texts["full"]))
        said = [line for line in texts["none"].splitlines() if re.match(r" +\d+\.\d{3} ", line)]
        for level in ("brief", "full"):
            self.assertEqual([s for s in said if s not in texts[level].splitlines()], [], level)

    def test_explain_in_ndjson(self):
        path = "captures/smtp-relay-denied.pcap"
        explained = lambda *a: [r for r in records(*a, path) if r["type"] == "event" and "explain" in r]
        self.assertEqual(explained(), [])
        self.assertEqual(explained("--explain", "none"), [])
        self.assertGreater(len(explained("--explain", "brief")), 5)
        self.assertIn("ref", explained("--explain", "full")[1])


class Secrets(Case):
    """The passwords of the samples, and every form in which they are sent."""
    PASSWORDS = ("Fake001", "Wrong001", "Wrong002")
    ENCODED = tuple(base64.b64encode(p.encode()).decode() for p in PASSWORDS)
    NTLM = sample("transcripts/marked/pop3-auth-ntlm.txt").decode().splitlines()[5].removeprefix("C: ")

    def test_are_in_the_samples(self):
        text = b"".join(sample(path) for path in samples() if path.parts[0] == "transcripts").decode("latin-1")
        for secret in (*self.PASSWORDS, self.ENCODED[0], self.ENCODED[1], self.NTLM):
            self.assertIn(secret, text)
        self.assertGreater(len(self.NTLM), 100)

    def test_are_masked(self):
        for form in FORMATS:
            for level in ("none", "brief", "full"):
                out = self.assert_done(run("analyze", "-f", form, "--explain", level, *samples()))
                for secret in (*self.PASSWORDS, *self.ENCODED, self.NTLM):
                    with self.subTest(form, secret=secret):
                        self.assertNotIn(secret, out)

    def test_are_shown_when_asked_for(self):
        for form in ("text", "ndjson"):
            for path, secret in ((RETRIEVE, "PASS Fake001"), ("transcripts/telnet/pop3-wrong-password.txt", "PASS Wrong002"),
                                 ("captures/smtp-auth-login-relay.pcap", self.ENCODED[0]),
                                 ("captures/pop3-auth-ntlm.pcap", self.NTLM)):
                with self.subTest(form, path=path):
                    self.assertIn(secret, self.assert_done(run("analyze", "-f", form, "--show-secrets", path)))

    def test_are_masked_where_order_or_case_is_wrong(self):
        for lines in ("C: pass Hidden42", "C: PASS  Hidden42", "C: PASS\tHidden42", "C: AUTH PLAIN AGEASGlkZGVuNDI=",
                      "C: APOP a Hidden42"):
            path = self.file("order.txt", f"S: +OK POP3 server ready\nC: USER a\nS: +OK\n{lines}\nS: -ERR no\n"
                                          "C: QUIT\nS: +OK bye\n".encode())
            for form in FORMATS:
                with self.subTest(lines, format=form):
                    out = self.assert_done(run("analyze", "-f", form, path))
                    self.assertNotIn("Hidden42", out)
                    self.assertNotIn("AGEASGlkZGVuNDI=", out)


class HostileText(Case):
    """What a transcript holds does not act on the reader's terminal."""
    TEXT = ("S: 220 mail.example.org Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 \x1b]0;title\x07 \u202ebackwards\u202c ready\n"
            "C: HELO mail.example.org\nS: 250 hello\n"
            "C: HELO \x1b[31mred\x1b[0m\n"
            "S: 250-@CSI@something\n"                     # C1's CSI, as an octet
            "S: 250 \u009bsomething\n"                    # and as UTF-8
            "C: MAIL FROM:<\x1b[2J@example.org>\n"
            "S: 550 5.7.1 \b\b\b\b\x7f\u2066hidden\u2069\u200b\n"
            "C: DATA\nS: 354 go\n"
            "C: From: =?utf-8?B?G1szMW1yZWQ=?=\nC: Subject: =?utf-8?Q?=1B[31m=E2=80=AEred?=\nC: To: \x1b[31m\nC:\nC: \x1b[31m\nC: .\n"
            "S: 250 \x1b[5mOK\nC: \x1b[1mUNKNOWN\nS: 500 what\nC: QUIT\nS: 221 bye\x1b[m\n")

    def setUp(self):
        super().setUp()
        octets = self.TEXT.encode().replace(b"@CSI@", b"\x9b")
        self.path = self.file("hostile \x1b[31m.txt", octets)

    def test_people(self):
        active = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")
        for form in ("text", "summary"):
            for level in ("none", "brief", "full"):
                out = self.assert_done(run("analyze", "-f", form, "--explain", level, self.path))
                self.assertIsNone(active.search(out), out)
                self.assertIn("SMTP" if form == "text" else "smtp", out)

    def test_programs(self):
        out = self.assert_done(run("analyze", "-f", "ndjson", "--explain", "full", self.path))
        for line in out.splitlines():
            json.loads(line)
        self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f]", out))
        self.assertIn("\\u001b[31mred", out)


class Terminal(Case):
    def on_terminal(self, *arguments, columns=100, **env):
        """What the program writes to a terminal of that width."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE,
                                   cwd=SAMPLES, env=CLEAN | env)
        os.close(slave)
        out = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux says EIO when the other end is closed
                break
            if not piece:
                break
            out += piece
        os.close(master)
        self.assertEqual((process.wait(60), process.communicate()[1]), (0, b""))
        return out.decode().replace("\r\n", "\n")

    def test_colour(self):
        for form in ("text", "summary"):
            coloured = self.on_terminal("analyze", "-f", form, SEND)
            self.assertIn("\x1b[", coloured)
            self.assertEqual(coloured.count("\x1b["), 2 * coloured.count("\x1b[0m"), "each colour ends")
        self.assertNotIn("\x1b", self.on_terminal("analyze", "-f", "ndjson", SEND))

    def test_no_colour(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            with self.subTest(env):
                self.assertNotIn("\x1b", self.on_terminal(SEND, **env))
        self.assertIn("\x1b[", self.on_terminal(SEND, NO_COLOR=""), "set and not empty, says no-color.org")

    def test_colour_changes_no_words(self):
        plain = self.on_terminal(SEND, NO_COLOR="1")
        self.assertEqual(re.sub("\x1b\\[[0-9;]*m", "", self.on_terminal(SEND)), plain)

    def test_not_a_terminal(self):
        for form in FORMATS:
            self.assertNotIn(b"\x1b", run("analyze", "-f", form, *samples()).out)
        self.assertNotIn(b"\x1b", run("nowhere").err)

    def test_words_are_wrapped_to_its_width(self):
        explained = lambda out: [line for line in out.splitlines() if re.match(r" {20,}# ", line)]
        narrow = explained(self.on_terminal("captures/smtp-relay-denied.pcap", columns=100, NO_COLOR="1"))
        self.assertGreater(len(narrow), 5)
        self.assertLessEqual(max(map(len, narrow)), 100)
        self.assertGreater(max(map(len, explained(run("captures/smtp-relay-denied.pcap").out.decode()))), 100)

    def test_output_to_a_file_has_no_colour(self):
        path = self.folder / "report"
        self.assertEqual(self.on_terminal("analyze", "-o", str(path), SEND), "")
        self.assertEqual(path.read_bytes(), run(SEND).out)


class Output(Case):
    MANY = [SEND] * 400  # more than a pipe holds

    def test_closed_pipe(self):
        for form in FORMATS:
            with self.subTest(form):
                process = subprocess.Popen([PROGRAM, "analyze", "-f", form, *self.MANY], stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE, cwd=SAMPLES, env=CLEAN)
                self.assertTrue(process.stdout.readline())
                process.stdout.close()
                self.assertEqual(process.communicate()[1], b"")
                self.assertIn(process.wait(60), (0, -signal.SIGPIPE))

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            for form in FORMATS:
                with self.subTest(form):
                    outcome = run("analyze", "-f", form, SEND, stdout=full)
                    self.assert_error(outcome, 3, "could not be written", "No space left")
        self.assert_error(run("analyze", "-o", "/dev/full", SEND), 3, "No space left", file="/dev/full")

    def test_closed_output(self):
        outcome = subprocess.run(["sh", "-c", 'exec "$0" "$@" >&-', PROGRAM, SEND], stdin=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, cwd=SAMPLES, env=CLEAN, timeout=60)
        self.assertEqual(outcome.returncode, 3, outcome.stderr)
        self.assertIn(b"could not be written", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
