// What the SMTP service of an Exchange 2003 computer says, as data: each text with its source and how sure it is.
//   fill(SmtpText::recipient_ok, {{"address", "a@b.c"}})
// Adding a text is one row; what is unsure is marked so, and never the only ground of a test's expectation.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace heloscope::exchange {

/// How sure it is that the server says just this.
enum class Sure : std::uint8_t {
  proved,       ///< by octet counts in a server log
  transcripts,  ///< seen in independent transcripts or captures
  document,     ///< in a document of Microsoft's
  memory,       ///< well known to practitioners
  inferred,     ///< follows from other facts
  weak,         ///< seen in an imitation, or for another version
  unknown,      ///< the most probable text; nobody has written it down
};

enum class SmtpText : std::uint8_t {
  greeting,
  closing,
  hello,
  help,
  help_2000,
  sender_ok,
  sender_twice,
  sender_denied,
  address_invalid,
  parameter_unknown,
  argument_missing,
  anonymous_refused,
  tls_required,
  recipient_ok,
  relay_denied,
  user_unknown,
  sender_needed,
  too_many_recipients,
  data_start,
  recipient_needed,
  queued,
  message_too_large,
  session_too_large,
  storage_failed,
  too_many_messages,
  chunk_taken,
  chunk_invalid,
  reset,
  noop,
  unrecognized,
  bad_sequence,
  verify,
  node_started,
  node_refused,
  turn_refused,
  tls_unavailable,
  tls_ready,
  ask_user,
  ask_password,
  gssapi_supported,
  auth_done,
  auth_failed,
  auth_unknown,
  auth_cancelled,
  exch50_refused,
  link_state_refused,
  timeout,
};

/// One text, without its line end. `<fqdn>` and the like are filled in; every other `<` stands for itself.
struct TextRow {
  SmtpText id;
  std::string_view text;
  Sure sure;
  std::string_view source;
};
/// The table, in the order of SmtpText.
std::span<const TextRow> smtp_texts();
const TextRow& row(SmtpText id);

/// A value for `<name>`.
struct Placeholder {
  std::string_view name, value;
};
/// The text with its placeholders filled in, each line with CRLF. A value is never looked into for placeholders.
std::string fill(std::string_view text, std::initializer_list<Placeholder> values = {});
std::string fill(SmtpText id, std::initializer_list<Placeholder> values = {});

/// What must hold for a line of the EHLO reply to be there.
enum class When : std::uint8_t {
  always,
  exchange,                ///< the Exchange event sinks are loaded
  exchange_logon,          ///< ... and some mechanism is offered
  exchange_basic,          ///< ... and Basic authentication is on
  windows_logon,           ///< plain IIS, and some mechanism is offered
  windows_basic,           ///< plain IIS, and Basic authentication is on
  windows_2000,            ///< Windows 2000
  certificate_before_tls,  ///< there is a server certificate, and the connection is not under TLS
};
struct KeywordRow {
  std::string_view line;
  When when;
  Sure sure;
  std::string_view source;
};
/// The lines between "Hello" and "OK", in their order.
std::span<const KeywordRow> ehlo_keywords();

/// A SASL mechanism that can be logged on with, or that is at least named.
struct MechanismRow {
  std::string_view name;
  bool basic;  ///< switched by Basic authentication; otherwise by Integrated Windows Authentication
};
/// In the order in which they are listed. A mechanism that cannot be spoken is not in it.
std::span<const MechanismRow> smtp_mechanisms();

/// Builds that are known to exist. Windows and Exchange service packs go their own ways.
struct VersionRow {
  std::string_view version;
  std::string_view note;
  Sure sure;
  std::string_view source;
};
std::span<const VersionRow> smtp_versions();

}  // namespace heloscope::exchange
