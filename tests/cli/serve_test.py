#!/usr/bin/env python3
"""heloscope serve, as its users meet it: serve_test.py PROGRAM. Every port is free and on 127.0.0.1, every wait ends."""

import contextlib
import email
import os
import poplib
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest

PROGRAM = ""
PATIENCE = 20  # seconds; far more than anything takes
USER, PASSWORD, ADDRESS = "MSEXchangeORG", "Fake001", "MSEXchangeORG@nwtraders.msft"
FIXED = ("--clock", "2004-06-08T10:15:42+02:00", "--seed", "1")


class Serve:
    """A server of our own: `with Serve("--once") as server: server.smtp, server.pop3`."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--smtp", "0", "--pop3", "0", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said = [self.process.stdout.readline() for _ in range(3)]  # an ended program says nothing, at once
        if self.said[2] != "ready\n":
            raise AssertionError(self.end())
        self.smtp, self.pop3 = (int(line.rpartition(":")[2]) for line in self.said[:2])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.end()

    def end(self):
        """What it said after `ready`, and its exit code."""
        if self.process.stdout.closed:
            return "", "", self.process.returncode
        try:
            out, err = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return out, err, self.process.returncode

    def maildrop(self, user=USER, password=PASSWORD):
        client = poplib.POP3("127.0.0.1", self.pop3, timeout=PATIENCE)
        try:
            client.user(user)
            client.pass_(password)
        except poplib.error_proto:
            client.close()
            raise
        return client

    def send(self, text="Subject: hello\r\n\r\nA line\r\n.\r\n..x\r\n", to=ADDRESS):
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=PATIENCE) as client:
            client.sendmail("someone@example.org", [to], text)

    def count(self):
        client = self.maildrop()
        count = client.stat()[0]
        client.quit()
        return count


def run(*arguments, **options):
    return subprocess.run([PROGRAM, "serve", *arguments], capture_output=True, text=True, timeout=PATIENCE, **options)


def talk(port, octets):
    """Says `octets`, and returns all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(octets)
        return b"".join(iter(lambda: client.recv(65536), b""))


class Conversations(unittest.TestCase):
    def test_pop3_octet_by_octet(self):
        with Serve() as server:
            said = talk(server.pop3, b"USER MSEXchangeORG\r\nPASS Fake001\r\nSTAT\r\nRETR 1\r\nXYZ\r\nQUIT\r\n")
        self.assertEqual(
            said,
            b"+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (London.nwtraders.msft) ready.\r\n"
            b"+OK\r\n+OK User successfully logged on.\r\n+OK 0 0\r\n-ERR The specified message is out of range.\r\n"
            b"-ERR Protocol error.\r\n"
            b"+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 signing off.\r\n")

    def test_smtp_octet_by_octet(self):
        with Serve(*FIXED) as server:
            said = talk(server.smtp, b"HELO client\r\nMAIL FROM:<administrator@nwtraders.msft>\r\n"
                                     b"RCPT TO:<MSEXchangeORG@nwtraders.msft>\r\nRCPT TO:<x@example.org>\r\nQUIT\r\n")
        self.assertEqual(
            said,
            b"220 London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  "
            b"Tue, 8 Jun 2004 10:15:42 +0200 \r\n"
            b"250 London.nwtraders.msft Hello [127.0.0.1]\r\n"
            b"250 2.1.0 administrator@nwtraders.msft....Sender OK\r\n250 2.1.5 MSEXchangeORG@nwtraders.msft \r\n"
            b"550 5.7.1 Unable to relay for x@example.org\r\n"
            b"221 2.0.0 London.nwtraders.msft Service closing transmission channel\r\n")

    def test_mail_sent_by_smtp_is_fetched_by_pop3(self):
        with Serve() as server:
            server.send()
            client = server.maildrop()
            count, octets = client.stat()
            self.assertEqual(count, 1)
            _, lines, size = client.retr(1)
            self.assertEqual(size, octets)
            message = email.message_from_bytes(b"\r\n".join(lines))
            self.assertEqual(message["Subject"], "hello")
            self.assertIn("with Microsoft SMTPSVC(6.0.3790.0)", message["Received"])
            self.assertEqual(lines[-3:], [b"A line", b".", b"..x"])
            self.assertEqual(client.list()[1], [b"1 %d" % octets])
            self.assertEqual(len(client.uidl()[1][0].split()[1]), 32)
            self.assertEqual(client.top(1, 1)[1][-1], b"A line")
            client.quit()
            self.assertEqual(server.count(), 1)

    def test_dele_counts_only_with_quit(self):
        with Serve() as server:
            server.send()
            client = server.maildrop()
            client.dele(1)
            client.close()  # as when the line breaks
            self.assertEqual(server.count(), 1)
            client = server.maildrop()
            client.dele(1)
            client.quit()
            self.assertEqual(server.count(), 0)

    def test_two_clients_open_one_mailbox(self):
        with Serve() as server:
            server.send("Subject: 1\r\n\r\nx\r\n")
            first, second = server.maildrop(), server.maildrop()
            server.send("Subject: 2\r\n\r\nx\r\n")
            first.dele(1)
            first.quit()
            self.assertEqual(second.stat()[0], 1)  # as it was when opened
            self.assertIn(b"Subject: 1", second.retr(1)[1])
            second.quit()
            self.assertEqual(server.count(), 1)

    def test_accounts_and_names_are_ours(self):
        with Serve("--user", "alice=a b=c", "--user", "administrator=new", "--domain", "example.org",
                   "--server-name", "Mail.Example.org") as server:
            server.send(to="Alice@EXAMPLE.org")
            client = server.maildrop("EXAMPLE\\alice", "a b=c")
            self.assertIn(b"(Mail.Example.org) ready.", client.getwelcome())
            self.assertEqual(client.stat()[0], 1)
            client.quit()
            server.maildrop("administrator", "new").quit()
            with self.assertRaisesRegex(poplib.error_proto, "Logon failure: unknown user name or bad password"):
                server.maildrop("administrator", "Fake001")

    def test_many_pipelined_fetches(self):
        with Serve() as server:
            server.send("Subject: x\r\n\r\n" + "0123456789\r\n" * 10000)
            said = talk(server.pop3, b"USER MSEXchangeORG\r\nPASS Fake001\r\n" + b"RETR 1\r\n" * 200 + b"QUIT\r\n")
            self.assertEqual(said.count(b"0123456789\r\n"), 200 * 10000)
            self.assertTrue(said.endswith(b"signing off.\r\n"))

    def test_a_fixed_clock_and_seed_fix_everything(self):
        def everything(*options):
            with Serve(*options) as server:
                said = talk(server.smtp, b"EHLO a.b\r\nMAIL FROM:<>\r\nRCPT TO:<MSEXchangeORG>\r\nDATA\r\n"
                                         b"x: y\r\n\r\nz\r\n.\r\nQUIT\r\n")
                return said + talk(server.pop3, b"USER MSEXchangeORG\r\nPASS Fake001\r\nUIDL\r\nRETR 1\r\nQUIT\r\n")
        first = everything(*FIXED)
        self.assertIn(b"Queued mail for delivery", first)
        self.assertEqual(first, everything(*FIXED))
        self.assertNotEqual(first, everything(*FIXED[:3], "2"))


class Program(unittest.TestCase):
    def test_says_where_it_listens(self):
        with Serve() as server:
            self.assertEqual(server.said, [f"listening smtp 127.0.0.1:{server.smtp}\n",
                                           f"listening pop3 127.0.0.1:{server.pop3}\n", "ready\n"])
            self.assertNotIn(0, (server.smtp, server.pop3))

    def test_signals_end_it_well(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Serve() as server, contextlib.closing(server.maildrop()):
                server.process.send_signal(number)
                self.assertEqual(server.end(), ("", "", 0))

    def test_once_ends_after_the_first_session(self):
        for port in ("smtp", "pop3"):
            with Serve("--once") as server:
                talk(getattr(server, port), b"QUIT\r\n")
                self.assertEqual(server.end(), ("", "", 0))

    def test_ends_with_the_exit_code_of_its_command(self):
        send = textwrap.dedent("""\
            import os, poplib, smtplib, sys
            smtp, pop3 = (int(os.environ[f"HELOSCOPE_{name}_PORT"]) for name in ("SMTP", "POP3"))
            client = smtplib.SMTP("127.0.0.1", smtp, timeout=20)
            client.sendmail("a@b.c", ["MSEXchangeORG"], "Subject: x")
            client.quit()
            client = poplib.POP3("127.0.0.1", pop3, timeout=20)
            client.user("MSEXchangeORG")
            client.pass_("Fake001")
            sys.exit(40 + client.stat()[0])""")
        for command, code in (((sys.executable, "-c", send), 41), (("true",), 0), (("sh", "-c", "exit 7"), 7),
                              (("sh", "-c", "kill -KILL $$"), 137), (("./no-such-program",), 127), (("/",), 126)):
            with self.subTest(command=command[-1]):
                ended = run("--smtp", "0", "--pop3", "0", "--", *command)
                self.assertEqual(ended.returncode, code, ended.stderr)
                self.assertTrue(ended.stdout.endswith("ready\n"))
                self.assertEqual(bool(ended.stderr), code in (126, 127))

    def test_once_lets_its_command_end(self):
        fetch = textwrap.dedent("""\
            import os, poplib, sys, time
            poplib.POP3("127.0.0.1", int(os.environ["HELOSCOPE_POP3_PORT"]), timeout=20).quit()
            time.sleep(0.3)
            sys.exit(5)""")
        ended = run("--smtp", "0", "--pop3", "0", "--once", "--", sys.executable, "-c", fetch)
        self.assertEqual(ended.returncode, 5, ended.stderr)

    def test_a_signal_ends_its_command_too(self):
        with Serve("--", "sh", "-c", "echo started; exec sleep 60") as server:
            self.assertEqual(server.process.stdout.readline(), "started\n")
            server.process.terminate()
            self.assertEqual(server.end()[2], 128 + signal.SIGTERM)

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for option, other in (("smtp", "pop3"), ("pop3", "smtp")):
                ended = run(f"--{option}", str(port), f"--{other}", "0")
                self.assertEqual(ended.returncode, 2)
                self.assertEqual(ended.stdout, "")
                self.assertRegex(ended.stderr,
                                 rf"^heloscope: {option} 127\.0\.0\.1:{port}: the port is in use; .*--{option} PORT")
                self.assertEqual(ended.stderr.count("\n"), 1)

    def test_others_may_connect_only_if_said(self):
        ended = run("--bind", "0.0.0.0", "--smtp", "0", "--pop3", "0")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("--public", ended.stderr)
        with Serve("--bind", "0.0.0.0", "--public") as server:
            self.assertEqual(talk(server.pop3, b"QUIT\r\n").count(b"\r\n"), 2)
            server.process.terminate()
            self.assertRegex(server.end()[1], "^heloscope: --public: warning: ")

    def test_wrong_words_are_refused(self):
        for words, said in ((("--user", "alice"), "NAME=PASSWORD"),
                            (("--user", "=x"), "NAME=PASSWORD"),
                            (("--clock", "yesterday"), "2004-06-08T10:15:42"),
                            (("--clock", "2004-02-30T00:00:00Z"), "--clock"),
                            (("--clock", "2004-06-08T10:15:42"), "--clock"),
                            (("--clock", "2004-06-08T10:15:42Zx"), "--clock"),
                            (("--bind", "localhost"), "no IP address"),
                            (("--smtp", "65536"), "65536"),
                            (("--pop3", "pop3"), "pop3")):
            with self.subTest(words=words):
                ended = run(*words)
                self.assertEqual(ended.returncode, 2)
                self.assertIn(said, ended.stderr)
        self.assertNotIn("secret", run("--user", "=secret").stderr)

    def test_reads_times_as_rfc3339_has_them(self):
        for time, shown in (("2004-06-08T08:15:42Z", b"Tue, 8 Jun 2004 08:15:42 +0000"),
                            ("2004-06-08t10:15:42.5+02:00", b"Tue, 8 Jun 2004 10:15:42 +0200"),
                            ("2004-02-29T23:59:59-03:30", b"Sun, 29 Feb 2004 23:59:59 -0330"),
                            ("1970-01-01T00:00:00Z", b"Thu, 1 Jan 1970 00:00:00 +0000")):
            with self.subTest(time=time), Serve("--clock", time) as server:
                self.assertIn(shown, talk(server.smtp, b"QUIT\r\n"))

    def test_help_has_examples(self):
        ended = run("--help")
        self.assertEqual(ended.returncode, 0)
        self.assertIn("Examples:\n  heloscope serve", ended.stdout)


def tool(name):
    """Skips where a client is missing, and says so."""
    return unittest.skipUnless(shutil.which(name), f"{name} is not installed")


class RealClients(unittest.TestCase):
    def client(self, *words, **options):
        return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, **options)

    @tool("curl")
    def test_curl(self):
        with Serve() as server, tempfile.TemporaryDirectory() as folder:
            mail = os.path.join(folder, "mail")
            with open(mail, "w", newline="") as file:
                file.write("From: a@b.c\r\nSubject: from curl\r\n\r\n.dot\r\n")
            for logon in ((), ("--user", f"{USER}:{PASSWORD}")):
                sent = self.client("curl", "-sS", f"smtp://127.0.0.1:{server.smtp}/me.example.org", *logon,
                                   "--mail-from", "a@b.c", "--mail-rcpt", ADDRESS, "--upload-file", mail)
                self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            url = f"pop3://127.0.0.1:{server.pop3}/"
            fetched = self.client("curl", "-sS", "--user", f"{USER}:{PASSWORD}", url + "1")
            self.assertEqual((fetched.returncode, fetched.stderr), (0, ""))
            self.assertIn("Subject: from curl\n", fetched.stdout)
            self.assertTrue(fetched.stdout.endswith("\n\n.dot\n"))
            listed = self.client("curl", "-sS", "--user", f"{USER}:{PASSWORD}", url)
            self.assertEqual([line.split()[0] for line in listed.stdout.split("\n")[:2]], ["1", "2"])
            denied = self.client("curl", "-sS", "--user", f"{USER}:wrong", url)
            self.assertEqual(denied.returncode, 67)  # login denied

    @tool("swaks")
    def test_swaks(self):
        with Serve() as server:
            sent = self.client("swaks", "--server", f"127.0.0.1:{server.smtp}", "--helo", "me.example.org",
                               "--from", "a@b.c", "--to", ADDRESS, "--auth", "LOGIN", "--auth-user", USER,
                               "--auth-password", PASSWORD)
            self.assertEqual(sent.returncode, 0, sent.stdout)
            self.assertEqual(server.count(), 1)

    @tool("telnet")
    def test_telnet(self):
        with Serve() as server:
            typed = subprocess.Popen(["telnet", "127.0.0.1", str(server.pop3)], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            said = ""

            def read_up_to(words):
                nonlocal said
                while words not in said:
                    line = typed.stdout.readline()
                    self.assertTrue(line, said)
                    said += line

            read_up_to("ready.")
            typed.stdin.write("USER MSEXchangeORG\nPASS Fake001\nQUIT\n")
            typed.stdin.flush()
            read_up_to("signing off.")  # at the end of its input telnet would leave without waiting for answers
            typed.stdin.close()
            typed.wait(PATIENCE)
            typed.stdout.close()
            self.assertIn("+OK User successfully logged on.", said)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
