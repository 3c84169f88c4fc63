// Every finding: dialogues that fire it, and near misses that must not.
#include "analyzer/insight/finding.hpp"

#include <gmock/gmock.h>

#include "tests/analyzer/insight/script.hpp"

namespace heloscope::insight {
namespace {

using Lines = std::initializer_list<std::string_view>;
using testing::HasSubstr, testing::Not;

const Lines hello{"S: 220 mail.example.org ESMTP", "C: EHLO client.example.org", "S: 250 mail.example.org"};
const Lines quit{"C: QUIT", "S: 221 bye"};
const Lines hi{"S: +OK ready"};
const Lines logged_on{"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK"};
const Lines pop_quit{"C: QUIT", "S: +OK"};

// A dialogue in the middle, between a greeting and QUIT.
Timeline between(Scene& scene, Lines head, Lines middle, Lines tail, Ending ending = Ending::fin) {
  return scene.say(head).say(middle).say(tail).end(ending);
}

struct Case {
  FindingId id;
  bool fires;
  dialogue::Protocol protocol;
  Lines middle;
  std::string_view detail = "";  // a part of it
};
constexpr auto smtp = dialogue::Protocol::smtp;
constexpr auto pop3 = dialogue::Protocol::pop3;
using enum FindingId;

TEST(Findings, FireOnTheirEvidenceOnly) {
  const Case cases[] = {
      // passwords: AHBvZQBzM2NyZXQ= is NUL "poe" NUL "s3cret"
      {cleartext_password, true, smtp, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 235 ok"}, "\"poe\" by PLAIN"},
      {cleartext_password,
       true,
       smtp,
       {"C: AUTH PLAIN", "S: 334 ", "C: AHBvZQBzM2NyZXQ=", "S: 235 ok"},
       "\"poe\" by PLAIN"},
      {cleartext_password,
       true,
       smtp,
       {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: cG9l", "S: 334 UGFzc3dvcmQ6", "C: czNjcmV0", "S: 535 no"},
       "\"poe\" by LOGIN"},
      {cleartext_password,
       true,
       smtp,
       {"C: auth login cG9l", "S: 334 UGFzc3dvcmQ6", "C: czNjcmV0", "S: 235 yes"},
       "\"poe\""},
      {cleartext_password, true, smtp, {"C: AUTH XOAUTH2 dXNlcj1wb2UBYXV0aD1CZWFyZXIgeAEB", "S: 235 yes"}, "XOAUTH2"},
      {cleartext_password, true, smtp, {"C: X-EXPS LOGIN cG9l", "S: 334 UGFzc3dvcmQ6", "C: czNjcmV0", "S: 235 yes"}},
      {cleartext_password, true, smtp, {"C: PASS s3cret", "S: 500 what"}},
      {cleartext_password, false, smtp, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: cG9l", "S: 535 no"}},
      {cleartext_password, false, smtp, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *", "S: 501 cancelled"}},
      {cleartext_password, false, smtp, {"C: AUTH PLAIN", "S: 504 no such mechanism"}},
      {cleartext_password, false, smtp, {"C: AUTH CRAM-MD5", "S: 334 PDFAYT4=", "C: am9lIDBmMGYwZg==", "S: 235 yes"}},
      {cleartext_password,
       false,
       smtp,
       {"C: AUTH NTLM", "S: 334 NTLM supported", "C: TlRMTVNTUAABAAAA", "S: 535 no"}},
      {cleartext_password, true, pop3, {"C: USER joe", "S: +OK", "C: PASS s3cret", "S: -ERR no"}, "\"joe\" by PASS"},
      {cleartext_password, true, pop3, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: +OK"}},
      {cleartext_password, false, pop3, {"C: USER joe", "S: -ERR no such mailbox"}},
      {cleartext_password, false, pop3, {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK"}},
      {cleartext_password,
       false,
       pop3,
       {"C: AUTH NTLM", "S: +OK", "C: TlRMTVNTUAABAAAA", "S: + TlRMTVNTUAACAAAA", "C: TlRMTVNTUAADAAAA", "S: +OK"}},
      // refused logons
      {login_failed,
       true,
       smtp,
       {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 535 5.7.8 no"},
       "\"poe\" was answered \"535 5.7.8 no\""},
      {login_failed,
       true,
       smtp,
       {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: cG9l", "S: 334 UGFzc3dvcmQ6", "C: czNjcmV0", "S: 535 no"},
       "\"poe\""},
      {login_failed, true, smtp, {"C: AUTH NTLM", "S: 538 encryption required"}},
      {login_failed, true, smtp, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 454 later"}},
      {login_failed, true, smtp, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 432 transition"}},
      {login_failed, true, smtp, {"C: AUTH CRAM-MD5", "S: 534 too weak"}},
      {login_failed, false, smtp, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *", "S: 501 cancelled"}},
      {login_failed, false, smtp, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *", "S: 535 cancelled"}},
      {login_failed, false, smtp, {"C: AUTH PLAIN", "S: 504 5.7.4 Unrecognized authentication type."}},
      {login_failed, false, smtp, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 235 yes"}},
      {login_failed, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 535 log on first"}},
      {login_failed,
       true,
       pop3,
       {"C: USER joe", "S: +OK", "C: PASS x", "S: -ERR Logon failure: unknown user name or bad password."},
       "check both"},
      {login_failed, true, pop3, {"C: USER joe", "S: -ERR never heard of him"}, "\"joe\""},
      {login_failed, false, pop3, {"C: USER", "S: -ERR Protocol error."}},
      {login_failed, true, pop3, {"C: USER joe", "S: +OK", "C: PASS", "S: -ERR no"}},
      {login_failed,
       true,
       pop3,
       {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: -ERR permission denied"},
       "\"joe\""},
      {login_failed, true, pop3, {"C: AUTH NTLM", "S: + ", "C: TlRMTVNTUAABAAAA", "S: -ERR no"}},
      {login_failed, true, pop3, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: -ERR no"}, "\"poe\""},
      {login_failed, false, pop3, {"C: AUTH NTLM", "S: + ", "C: *", "S: -ERR cancelled"}},
      {login_failed, false, pop3, {"C: AUTH", "S: -ERR Protocol error."}},
      {login_failed,
       false,
       pop3,
       {"C: AUTH CRAM-MD5", "S: -ERR The specified authentication package is not supported."}},
      {login_failed, false, pop3, {"C: USER joe", "S: +OK", "C: PASS x", "S: -ERR [IN-USE] locked"}},
      {login_failed, false, pop3, {"C: PASS x", "S: -ERR Command is not valid in this state."}},
      {login_failed, false, pop3, {"C: STAT", "S: -ERR log on first"}},
      // relaying and recipients
      {relay_denied,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.7.1 Unable to relay for x@y.z"},
       "x@y.z was answered"},
      {relay_denied,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 554 5.7.1 <x@y.z>: Relay access denied"}},
      {relay_denied,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 relaying denied"}},
      {relay_denied, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 551 try elsewhere"}},
      {relay_denied,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>",
        "S: 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"}},
      {relay_denied, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 550 5.7.1 not permitted to relay"}},
      {relay_denied, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 refused"}},
      {relay_denied,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.1.1 User unknown"}},
      {relay_denied,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>",
        "S: 554 5.7.1 Service unavailable; client blocked using zen.example"}},
      {relay_denied,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 250 2.1.5 unable to relay, but no"}},
      {relay_denied,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 450 relay access denied for now"}},
      {unknown_recipient,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.1.1 gone"},
       "x@y.z was answered"},
      {unknown_recipient,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 No such user here"}},
      {unknown_recipient,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550-oh dear", "S: 550 mailbox not found"}},
      {unknown_recipient,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 553 5.1.2 no such system"}},
      {unknown_recipient, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 refused"}},
      {unknown_recipient,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.1.8 sender's domain"}},
      {unknown_recipient,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.7.1 Unable to relay"}},
      {unknown_recipient, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 550 5.1.1 user unknown"}},
      {unknown_recipient, false, smtp, {"C: VRFY x", "S: 550 5.1.1 user unknown"}},
      {unknown_recipient,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 450 4.1.1 user unknown for now"}},
      // the message, TLS and all else
      {message_refused,
       true,
       smtp,
       {"C: EHLO a.b", "S: 250-x", "S: 250-SIZE 5242880", "S: 250 OK", "C: MAIL FROM:<a@b.c> SIZE=7340032",
        "S: 552 4.3.1 Message size exceeds fixed maximum message size"},
       "; the mail announces 7340032 octets, the limit is 5242880."},
      {message_refused, true, smtp, {"C: MAIL FROM:<a@b.c> SIZE=9", "S: 552 no"}, "announces 9 octets."},
      {message_refused, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 550 5.3.4 no"}},
      {message_refused, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 554 Message too large"}},
      {message_refused, false, smtp, {"C: MAIL FROM:<a@b.c> SIZE=9", "S: 452 4.3.1 full"}},
      {message_refused, false, smtp, {"C: MAIL FROM:<a@b.c> SIZE=9", "S: 501 no"}},
      {message_refused,
       true,
       smtp,
       {"C: EHLO a.b", "S: 250-x", "S: 250 SIZE 5", "C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>",
        "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b", "C: .", "S: 552 no"},
       "; the message has 6 octets, the limit is 5."},
      {tls_refused, true, smtp, {"C: STARTTLS", "S: 554 5.7.3 no"}, "\"STARTTLS\" was answered \"554 5.7.3 no\""},
      {tls_refused, true, smtp, {"C: STARTTLS", "S: 454 later"}, "does not list STARTTLS"},
      {tls_refused, false, smtp, {"C: STARTTLS", "S: 220 go"}},
      {tls_refused, false, smtp, {"C: STARTTLS now", "S: 501 no argument"}},
      {tls_refused, true, pop3, {"C: STLS", "S: -ERR no"}, "\"STLS\" was answered"},
      {tls_refused, false, pop3, {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK", "C: STLS", "S: -ERR no"}},
      {command_refused,
       true,
       smtp,
       {"C: EHLO a.b", "S: 250-x", "S: 250-AUTH=LOGIN", "S: 250 AUTH NTLM LOGIN", "C: AUTH PLAIN", "S: 504 no"},
       "(the reply to EHLO offers "},
      {command_refused, true, smtp, {"C: AUTH PLAIN", "S: 504 no"}, "(the reply to EHLO offers no logon)"},
      {command_refused,
       true,
       smtp,
       {"C: HELO a.b", "S: 250 x", "C: MAIL FROM:<a@b.c> COLOUR=BLUE", "S: 501 5.5.4 no"},
       "(it has parameters, which need EHLO instead of HELO)"},
      {command_refused, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 501 no"}, "\"MAIL FROM:<a@b.c>\" was answered"},
      {command_refused, true, smtp, {"C: VRFY x", "S: 502 no"}},
      {command_refused, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 refused"}},
      {command_refused,
       true,
       smtp,
       {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: =", "S: 501 not base64"},
       "a step of AUTH was answered"},
      {command_refused, false, smtp, {"C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *", "S: 501 cancelled"}},
      {command_refused, false, smtp, {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 535 no"}},
      {command_refused, false, smtp, {"C: HUH", "S: 500 what"}},
      {command_refused, false, smtp, {"C: ", "S: 500 what"}},
      {command_refused, false, smtp, {"C: DATA", "S: 503 order"}},
      {command_refused, false, smtp, {"C: MAIL FROM:a@b.c", "S: 501 no"}},
      {command_refused, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 451 later"}},
      {command_refused, false, smtp, {"C: STARTTLS", "S: 554 no"}},
      {command_refused, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 552 too big"}},
      {command_refused, false, smtp, {"C: QUIT", "S: 500 never"}},
      {command_refused,
       true,
       pop3,
       {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK", "C: RETR 9", "S: -ERR no such message"},
       "(LIST tells the numbers)"},
      {command_refused, true, pop3, {"C: AUTH CRAM-MD5", "S: -ERR no"}, "\"AUTH CRAM-MD5\" was answered \"-ERR no\""},
      {command_refused, true, pop3, {"C: CAPA", "S: -ERR no"}},
      {command_refused, false, pop3, {"C: STAT", "S: -ERR log on first"}},
      {command_refused, false, pop3, {"C: USER joe", "S: -ERR no"}},
      {command_refused, false, pop3, {"C: CAPA", "S: -ERR [SYS/TEMP] no"}},
      {command_refused, false, pop3, {"C: QUIT", "S: -ERR no"}},
      // headers
      {eight_bit_header,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go",
        "C: From: J\xf6rg", "C: To: x", "C: Subject: a", "C:  \xfc", "C: ", "C: .", "S: 250 ok"},
       "in From, Subject; they are not UTF-8"},
      {eight_bit_header,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c> SIZE=9", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go",
        "C: From: J\xc3\xb6rg", "C: ", "C: .", "S: 250 ok"},
       "in From; they are UTF-8, which was not agreed on"},
      {eight_bit_header,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c> SMTPUTF8", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go",
        "C: From: J\xc3\xb6rg", "C: ", "C: .", "S: 250 ok"}},
      {eight_bit_header,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c> SMTPUTF8", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go",
        "C: From: J\xf6rg", "C: ", "C: .", "S: 250 ok"}},
      {eight_bit_header,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "C: ", "C: J\xf6rg: x", "C: .", "S: 250 ok"}},
      {eight_bit_header,
       true,
       pop3,
       {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK", "C: RETR 1", "S: +OK", "S: From: J\xc3\xb6rg",
        "S: ", "S: ."}},
      {eight_bit_header,
       false,
       pop3,
       {"C: UTF8", "S: +OK", "C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK", "C: RETR 1", "S: +OK",
        "S: From: J\xc3\xb6rg", "S: ", "S: ."}},
      // not now
      {temporary_failure, true, smtp, {"C: MAIL FROM:<a@b.c>", "S: 451 later"}, "MAIL was answered \"451 later\""},
      {temporary_failure,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 450 4.2.0 Greylisted, see you"},
       "greylisting"},
      {temporary_failure, true, smtp, {"C: NOOP", "S: 421 shutting down"}},
      {temporary_failure, true, smtp, {"S: 421 too long idle"}, "unasked"},
      {temporary_failure, false, smtp, {"C: MAIL FROM:<a@b.c>", "S: 550 never"}},
      {temporary_failure, false, smtp, {"C: DATA", "S: 503 order"}},
      {temporary_failure, true, pop3, {"C: USER joe", "S: +OK", "C: PASS x", "S: -ERR [IN-USE] locked"}},
      {temporary_failure, true, pop3, {"C: USER joe", "S: -ERR [SYS/TEMP] disk"}},
      {temporary_failure, true, pop3, {"C: USER joe", "S: -ERR [login-delay] slow down"}},
      {temporary_failure, false, pop3, {"C: USER joe", "S: -ERR [AUTH] no"}},
      {temporary_failure, false, pop3, {"C: USER joe", "S: -ERR [SYS/PERM] no"}},
      {temporary_failure, false, pop3, {"C: USER joe", "S: +OK [IN-USE] odd"}},
      // order
      {command_out_of_order, true, smtp, {"C: RCPT TO:<a@b.c>", "S: 503 no"}, "RCPT came before MAIL"},
      {command_out_of_order, true, smtp, {"C: DATA", "S: 503 no"}, "DATA came before an accepted RCPT"},
      {command_out_of_order,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: MAIL FROM:<a@b.c>", "S: 503 no"},
       "MAIL came after MAIL, inside"},
      {command_out_of_order,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: AUTH NTLM", "S: 503 no"},
       "AUTH came after MAIL, inside"},
      {command_out_of_order, true, smtp, {"C: RCPT TO:<a@b.c>", "S: 250 sure"}, "took it all the same"},
      {command_out_of_order,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: RSET", "S: 250 ok",
        "C: MAIL FROM:<a@b.c>", "S: 250 ok"}},
      {command_out_of_order,
       false,
       smtp,
       {"C: EHLO client.example.org", "S: 250 again", "C: NOOP", "S: 250 ok", "C: AUTH NTLM", "S: 504 no"}},
      {command_out_of_order, true, pop3, {"C: STAT", "S: -ERR no"}, "STAT came before the logon"},
      {command_out_of_order, true, pop3, {"C: PASS x", "S: -ERR no"}, "PASS came before an accepted USER"},
      {command_out_of_order,
       true,
       pop3,
       {"C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK", "C: USER joe", "S: -ERR no"},
       "USER came after the logon"},
      {command_out_of_order,
       false,
       pop3,
       {"C: CAPA", "S: -ERR", "C: USER joe", "S: +OK", "C: PASS x", "S: +OK", "C: STAT", "S: +OK 0 0"}},
      // words
      {unknown_command, true, smtp, {"C: HELLO there", "S: 500 what"}, "\"HELLO there\""},
      {unknown_command,
       true,
       smtp,
       {"C: AUTH LOGIN", "S: 504 no", "C: czNjcmV0", "S: 500 what"},
       "a line of base64 after AUTH"},
      {unknown_command, true, smtp, {"C: czNjcmV0", "S: 500 what"}, "\"czNjcmV0\""},
      {unknown_command, true, pop3, {"C: EHLO there", "S: -ERR what"}},
      {unknown_command, false, smtp, {"C: vrfy postmaster", "S: 252 maybe"}},
      {unknown_command, false, pop3, {"C: capa", "S: -ERR no"}},
      {malformed_argument,
       true,
       smtp,
       {"C: MAIL FROM:a@b.c", "S: 250 ok"},
       "at octet 11: expected \"<\", and the server took it"},
      {malformed_argument, true, smtp, {"C: EHLO", "S: 250 ok"}, "at octet 5: expected Domain"},
      {malformed_argument, true, smtp, {"C: HELO 192.0.2.1.", "S: 501 no"}},
      {malformed_argument,
       true,
       pop3,
       {"C: CAPA x", "S: -ERR no"},
       "at octet 5: expected the end of the line, and the server refused it"},
      {malformed_argument, false, smtp, {"C: MAIL FROM:<a@b.c>  ", "S: 250 ok"}},
      {malformed_argument, false, smtp, {"C: NOOP \t", "S: 250 ok", "C: mail from:<a@b.c>", "S: 250 ok"}},
      {malformed_argument, false, smtp, {"C: BLAH <<", "S: 500 what"}},
      {malformed_argument, false, pop3, {"C: CAPA ", "S: -ERR no"}},
      // lines
      {bare_line_feed, true, smtp, {"c: NOOP", "S: 250 ok"}, "1 line of the client"},
      {bare_line_feed,
       true,
       smtp,
       {"C: NOOP", "s: 250 ok", "c: NOOP", "s: 250 ok"},
       "1 line of the client, 2 replies"},
      {bare_line_feed,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "c: x", "c: y", "C: .", "S: 250 ok"},
       "2 lines in 1 message"},
      {bare_line_feed, false, smtp, {"C: NOOP", "S: 250 ok"}},
      {malformed_reply, true, smtp, {"C: NOOP", "S: 250-one", "S: 251 two"}, "250-one"},
      {malformed_reply, true, smtp, {"C: NOOP", "S: hello", "S: 250 ok"}, "hello"},
      {malformed_reply, true, pop3, {"C: CAPA", "S: fine", "S: -ERR"}},
      {malformed_reply, false, smtp, {"C: NOOP", "S: 250-one", "S: 250 two"}},
      {malformed_reply, false, smtp, {"S~10", "S: of a reply", "C: NOOP", "S: 250 ok"}},
      {single_label_helo, true, smtp, {"C: HELO MYPC", "S: 250 ok"}, "In HELO/EHLO the client calls itself \"MYPC\""},
      {single_label_helo, true, smtp, {"C: EHLO localhost", "S: 250 ok"}},
      {single_label_helo, false, smtp, {"C: HELO mypc.example.org", "S: 250 ok"}},
      {single_label_helo, false, smtp, {"C: EHLO [192.0.2.1]", "S: 250 ok"}},
      {single_label_helo, false, smtp, {"C: EHLO 192.0.2.1", "S: 250 ok"}},
      {single_label_helo, false, smtp, {"C: EHLO", "S: 250 ok"}},
      {single_label_helo, false, smtp, {"C: VRFY MYPC", "S: 252 ok"}},
      // gaps and messages
      {tcp_gap,
       true,
       smtp,
       {"C~1460", "C: NOOP", "S: 250 ok", "C~2", "S~3"},
       "1462 octets of the client, and 3 octets of the server"},
      {tcp_gap, false, smtp, {"C: NOOP", "S: 250 ok"}},
      {message_incomplete,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "C~5", "C: x", "C: .", "S: 250 ok"},
       "5 octets inside it missing"},
      {message_incomplete,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "C: .", "S: 250 ok"}},
      {message_refused,
       true,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "C: .", "S: 554 5.7.1 spam"},
       "554 5.7.1 spam"},
      {message_refused,
       false,
       smtp,
       {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b",
        "C: .", "S: 450 later"}},
      {message_refused, false, smtp, {"C: DATA", "S: 554 no valid recipients"}},
  };
  for (const auto& c : cases) {
    std::string trace(info(c.id).name);
    for (const auto line : c.middle) trace.append("\n").append(line);
    SCOPED_TRACE(trace);
    Scene scene(c.protocol);
    const auto timeline =
        c.protocol == smtp ? between(scene, hello, c.middle, quit) : between(scene, hi, c.middle, pop_quit);
    const Finding* finding = find(timeline, c.id);
    EXPECT_EQ(finding != nullptr, c.fires);
    if (!finding) continue;
    EXPECT_THAT(finding->detail, HasSubstr(c.detail));
    EXPECT_TRUE(finding->detail.ends_with('.') || finding->detail.ends_with(".\"")) << finding->detail;
    EXPECT_THAT(finding->detail, Not(HasSubstr("s3cret")));
    ASSERT_FALSE(finding->events.empty());
    for (const auto seq : finding->events) EXPECT_LE(seq, timeline.record->events.size());
  }
}

TEST(Findings, ARefusedChunkFailsTheMessage) {
  for (const auto& [bdat, fires] : {std::pair{"C: BDAT 3 LAST", true}, {"C: BDAT 3", true}}) {
    Scene scene(smtp);
    scene.say(hello).say({"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", bdat});
    scene.octets(Side::client, "abc").say("S: 552 5.3.4 too big").say(quit);
    scene.end();
    for (auto& event : scene.record().events) event.flags = 0;
    EXPECT_EQ(find(scene.remake(), message_refused) != nullptr, fires) << bdat;
  }
}

TEST(Findings, CleanDialoguesHaveNone) {
  Scene mail(smtp);
  mail.say(hello).say({"C: MAIL FROM:<a@b.c> SIZE=10", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA",
                       "S: 354 go", "C: Subject: x", "C: ", "C: hello", "C: .", "S: 250 taken"});
  mail.say(quit);
  EXPECT_TRUE(names(mail.end(Ending::fin, Side::server)).empty());
  EXPECT_TRUE(names(mail.remake(Ending::reset)).empty());  // after QUIT a reset loses nothing

  Scene box(pop3);
  box.say(hi).say(logged_on).say({"C: STAT", "S: +OK 1 10", "C: LIST", "S: +OK", "S: 1 10", "S: .", "C: RETR 1",
                                  "S: +OK", "S: A: b", "S: ", "S: c", "S: .", "C: DELE 1", "S: +OK"});
  box.say(pop_quit);
  EXPECT_TRUE(names(box.end()).empty());
}

TEST(Findings, LineTooLong) {
  for (const auto& [protocol, limit] : {std::pair{smtp, std::size_t{512}}, {pop3, std::size_t{255}}}) {
    for (const std::size_t octets : {limit - 1, limit, limit + 1}) {
      Scene scene(protocol);
      const bool is_smtp = protocol == smtp;
      scene.say(is_smtp ? Lines(hello) : Lines(hi));
      const std::string line = "C: " + std::string(is_smtp ? "NOOP " : "XYZZ ") + std::string(octets - 7, 'x');
      scene.say(line).say(is_smtp ? "S: 250 ok" : "S: -ERR");
      EXPECT_EQ(find(scene.end(), line_too_long) != nullptr, octets > limit) << octets;
    }
  }
}

TEST(Findings, LongLinesOfAMessage) {
  for (const std::size_t octets : {std::size_t{998}, std::size_t{999}}) {
    Scene scene(smtp);
    scene.say(hello).say(
        {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go"});
    scene.say("C: " + std::string(octets, 'x')).say({"C: .", "S: 250 ok"}).say(quit);
    const auto& timeline = scene.end();
    const Finding* finding = find(timeline, line_too_long);
    ASSERT_EQ(finding != nullptr, octets > 998);
    if (finding) {
      EXPECT_THAT(finding->detail, HasSubstr("999 octets"));
    }
  }
}

TEST(Findings, MissingQuit) {
  const struct {
    bool fires;
    Lines tail;
    Ending ending;
    bool opening_seen = true;
  } cases[] = {
      {true, {"C: NOOP", "S: 250 ok"}, Ending::fin},
      {true, {"C: NOOP", "S: 250 ok"}, Ending::reset},
      {true, {"C: NOOP", "S: 250 ok"}, Ending::timeout},
      {true, {"C~5", "C: NOOP", "S: 250 ok"}, Ending::fin},
      {false, {"C: NOOP", "S: 250 ok"}, Ending::end_of_input},
      {false, {"C: NOOP", "S: 250 ok", "C: QUIT"}, Ending::fin},
      {false, {"C: NOOP", "S: 421 going down"}, Ending::fin},
      {false, {"C: NOOP", "S: 250 ok", "C~6"}, Ending::fin},
      {false, {"C: NOOP", "S: 250 ok"}, Ending::fin, false},
  };
  for (const auto& c : cases) {
    Scene scene(smtp, c.opening_seen);
    EXPECT_EQ(find(scene.say(hello).say(c.tail).end(c.ending), missing_quit) != nullptr, c.fires)
        << *(c.tail.end() - 1);
  }
  Scene silent(smtp);
  EXPECT_FALSE(find(silent.say("S: 220 mail.example.org ESMTP").end(), missing_quit));  // no command: a port scan
  Scene encrypted(smtp);
  encrypted.say(hello).say({"C: STARTTLS", "S: 220 go"}).octets(Side::client, "\x16\x03\x01");
  EXPECT_FALSE(find(encrypted.end(), missing_quit));
}

TEST(Findings, DeletesNotCommitted) {
  const struct {
    std::string_view detail;  // empty: does not fire
    Lines tail;
    Ending ending;
    bool timed = true;
  } cases[] = {
      {"1 message was marked by DELE, but the connection ended without QUIT", {"C: DELE 1", "S: +OK"}, Ending::fin},
      {"2 messages were", {"C: DELE 1", "S: +OK", "C: DELE 2", "S: +OK"}, Ending::reset},
      {"QUIT was not answered", {"C: DELE 1", "S: +OK", "C: QUIT"}, Ending::fin},
      {"QUIT was answered by -ERR", {"C: DELE 1", "S: +OK", "C: QUIT", "S: -ERR some remain"}, Ending::fin},
      {"the input ends before QUIT", {"C: DELE 1", "S: +OK"}, Ending::end_of_input, false},
      {"1 message was", {"C: DELE 1", "S: +OK", "C: RSET", "S: +OK", "C: DELE 2", "S: +OK"}, Ending::timeout},
      {"", {"C: DELE 1", "S: +OK"}, Ending::end_of_input},
      {"", {"C: DELE 1", "S: +OK", "C: RSET", "S: +OK"}, Ending::fin},
      {"", {"C: DELE 1", "S: -ERR no such message"}, Ending::fin},
      {"", {"C: DELE 1", "S: +OK", "C: QUIT", "S: +OK"}, Ending::fin},
      {"", {"C: DELE 1", "S: +OK", "C~6"}, Ending::fin},
      {"", {"C: DELE 1", "S: +OK", "C: QUIT"}, Ending::end_of_input},
  };
  for (const auto& c : cases) {
    Scene scene(pop3);
    scene.say(hi).say(logged_on).say(c.tail);
    if (!c.timed) scene.untimed();
    const Finding* finding = find(scene.end(c.ending), deletes_not_committed);
    EXPECT_EQ(finding != nullptr, !c.detail.empty()) << *(c.tail.end() - 1);
    if (finding) {
      EXPECT_THAT(finding->detail, HasSubstr(c.detail));
    }
  }
}

TEST(Findings, Resets) {
  Scene refused(smtp);
  const auto& nobody = refused.end(Ending::reset, Side::server);
  EXPECT_TRUE(find(nobody, connection_refused));
  EXPECT_FALSE(find(nobody, connection_reset));
  Scene scan(smtp);
  const auto& scanned = scan.end(Ending::reset, Side::client);
  EXPECT_FALSE(find(scanned, connection_refused));
  EXPECT_TRUE(find(scanned, connection_reset));
  Scene spoken(smtp);
  const auto& cut = spoken.say(hello).end(Ending::reset, Side::server);
  EXPECT_FALSE(find(cut, connection_refused));
  ASSERT_TRUE(find(cut, connection_reset));
  EXPECT_THAT(find(cut, connection_reset)->detail,
              HasSubstr("The server reset the connection; the last command was"));
  Scene middle(smtp, false);
  EXPECT_FALSE(find(middle.end(Ending::reset, Side::server), connection_refused));
  Scene closed(smtp);
  EXPECT_FALSE(find(closed.end(Ending::fin), connection_refused));
}

TEST(Findings, OneSided) {
  const struct {
    std::string_view detail;  // empty: does not fire
    dialogue::Protocol protocol;
    Lines lines;
  } cases[] = {
      {"The server's octets are not in the capture; 18 octets of the client are.",
       pop3,
       {"C: USER joe", "C: PASS x"}},
      {"The server's octets", smtp, {"C: EHLO a.b"}},
      {"The client's octets", smtp, {"S: 220 x", "S: 250 y"}},
      {"The client's octets", pop3, {"S: +OK ready", "S: +OK"}},
      {"", smtp, {"S: 220 x"}},
      {"", smtp, {"S: 220 x", "S: 421 too slow"}},
      {"", pop3, {"S: +OK ready", "S: -ERR too slow"}},
      {"", smtp, {"S: 220 x", "C: NOOP"}},
      {"", smtp, {}},
  };
  for (const auto& c : cases) {
    Scene scene(c.protocol);
    const Finding* finding = find(scene.say(c.lines).end(), one_sided);
    EXPECT_EQ(finding != nullptr, !c.detail.empty()) << (c.lines.size() ? *c.lines.begin() : "nothing");
    if (finding) {
      EXPECT_THAT(finding->detail, HasSubstr(c.detail));
    }
  }
  Scene transcript(pop3);
  EXPECT_THAT(find(transcript.untimed().say("C: STAT").end(), one_sided)->detail, HasSubstr("not in the input"));
}

TEST(Findings, BeginsInTheMiddle) {
  for (const bool timed : {true, false})
    for (const bool opening_seen : {true, false}) {
      Scene scene(smtp, opening_seen);
      if (!timed) scene.untimed();
      EXPECT_EQ(find(scene.say({"C: NOOP", "S: 250 ok"}).end(), begins_in_the_middle) != nullptr,
                timed && !opening_seen);
    }
}

TEST(Findings, PasswordOfALogThatGoesOnBehindStls) {
  for (const bool timed : {true, false}) {
    Scene scene(pop3);
    if (!timed) scene.untimed();
    scene.say(hi).say({"C: STLS", "S: +OK go", "C: USER joe", "S: +OK", "C: PASS s3cret", "S: +OK"});
    EXPECT_EQ(find(scene.end(), cleartext_password) != nullptr, timed);
  }
}

TEST(Findings, MessageWithoutItsEnd) {
  Scene scene(smtp);
  scene.say(hello).say(
      {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<a@b.c>", "S: 250 ok", "C: DATA", "S: 354 go", "C: A: b"});
  const auto& timeline = scene.end(Ending::reset);
  ASSERT_TRUE(find(timeline, message_incomplete));
  EXPECT_THAT(find(timeline, message_incomplete)->detail, HasSubstr("its end not seen"));
}

TEST(Findings, CutAndConflicting) {
  Scene scene(smtp);
  scene.say(hello).say(quit).conflicting(7);
  ASSERT_TRUE(find(scene.end(), bytes_conflict));
  EXPECT_FALSE(find(scene.remake(), conversation_cut));
  scene.record().unrecorded = 3;
  ASSERT_TRUE(find(scene.remake(), conversation_cut));
  EXPECT_THAT(find(scene.remake(), conversation_cut)->detail, HasSubstr("3 events"));
}

TEST(Findings, PasswordBehindTlsIsNotReadable) {
  Scene scene(pop3);
  scene.say(hi).say({"C: STLS", "S: +OK go"}).octets(Side::client, "\x16\x03\x01 PASS s3cret\r\n");
  EXPECT_TRUE(names(scene.end()).empty());
}

TEST(Findings, RepeatsAreOne) {
  Scene scene(smtp);
  scene.say(hello).say({"C: MAIL FROM:<a@b.c>", "S: 250 ok"});
  for (int i = 0; i < 30; ++i)
    scene.say("C: RCPT TO:<u" + std::to_string(i) + "@y.z>").say("S: 550 5.1.1 User unknown");
  const auto& timeline = scene.say(quit).end();
  ASSERT_EQ(timeline.findings.size(), 1U);
  const Finding& finding = timeline.findings[0];
  EXPECT_EQ(finding.times, 30U);
  EXPECT_EQ(finding.events.size(), Finding::max_events);
  EXPECT_THAT(finding.detail, HasSubstr("u0@y.z"));
  EXPECT_THAT(finding.detail, HasSubstr("u2@y.z"));
  EXPECT_THAT(finding.detail, Not(HasSubstr("u3@y.z")));
  EXPECT_THAT(finding.detail, HasSubstr("and 27 more"));
}

TEST(Findings, GravestFirst) {
  Scene scene(smtp);
  scene.say(hello).say({"C: HELO MYPC", "S: 250 ok", "C: HUH", "S: 500 what", "C: MAIL FROM:<a@b.c>", "S: 451 later",
                        "C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 relaying denied"});
  EXPECT_THAT(names(scene.say(quit).end()),
              testing::ElementsAre("relay-denied", "temporary-failure", "single-label-helo", "unknown-command"));
}

TEST(FindingTable, AdviceFitsTheProtocol) {
  EXPECT_EQ(fix(command_out_of_order, smtp), "Keep the order: greeting, HELO or EHLO, MAIL, RCPT, DATA.");
  EXPECT_THAT(std::string(fix(command_out_of_order, pop3)), HasSubstr("USER and PASS"));
  for (const auto id : {login_failed, command_out_of_order, unknown_command, malformed_argument, missing_quit,
                        line_too_long, malformed_reply, command_refused, tls_refused}) {
    EXPECT_EQ(ref(id, smtp), info(id).ref);
    EXPECT_NE(ref(id, pop3), info(id).ref) << info(id).name;
    EXPECT_THAT(std::string(fix(id, pop3)), Not(HasSubstr("EHLO")));
  }
  EXPECT_EQ(ref(tcp_gap, pop3), info(tcp_gap).ref);
  EXPECT_EQ(fix(tcp_gap, pop3), info(tcp_gap).fix);
  for (const auto id : {conversation_cut, input_damaged, link_type_unsupported, packets_not_read, no_mail})
    EXPECT_EQ(ref(id, smtp), "");
}

TEST(FindingTable, NamesAreUniqueAndFound) {
  for (const auto& row : findings) {
    EXPECT_EQ(find_finding(row.name), &row);
    EXPECT_FALSE(row.title.empty() || row.fix.empty()) << row.name;
    EXPECT_TRUE(row.ref.empty() || row.ref.starts_with("RFC ")) << row.ref;
    EXPECT_TRUE(row.pop3_ref.empty() || row.pop3_ref.starts_with("RFC ")) << row.pop3_ref;
  }
  EXPECT_EQ(find_finding("no-such-thing"), nullptr);
  for (const auto name : severity_names) EXPECT_EQ(insight::name(*find_severity(name)), name);
  EXPECT_FALSE(find_severity("fatal"));
}

}  // namespace
}  // namespace heloscope::insight
