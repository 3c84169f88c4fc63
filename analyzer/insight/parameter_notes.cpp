// ESMTP parameters in plain words, one row each.
#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/explainers.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/smtp/parameter.hpp"

namespace heloscope::insight {
namespace {

using smtp::Verb;

/// One parameter, or one value of it.
struct ParameterInfo {
  Verb verb;
  std::string_view keyword;
  std::string_view value;   ///< the row is for this value; empty: for any
  std::string_view before;  ///< what it means: before the value, or all of it
  std::string_view after;   ///< with the value shown between; empty: the value is not shown
};
constexpr std::array rows{
    ParameterInfo{Verb::mail, "BODY", "7BIT", "BODY=7BIT: the text is plain ASCII.", ""},                // RFC 6152
    ParameterInfo{Verb::mail, "BODY", "8BITMIME", "BODY=8BITMIME: the text has 8-bit characters.", ""},  // RFC 6152
    ParameterInfo{Verb::mail, "BODY", "BINARYMIME", "BODY=BINARYMIME: the content is binary, sent by BDAT.",
                  ""},  // RFC 3030
    ParameterInfo{Verb::mail, "RET", "FULL", "RET=FULL: a failure report shall carry the whole message.",
                  ""},  // RFC 3461 4.3
    ParameterInfo{Verb::mail, "RET", "HDRS", "RET=HDRS: a failure report shall carry the headers only.",
                  ""},                                                                               // RFC 3461 4.3
    ParameterInfo{Verb::mail, "ENVID", "", "ENVID: reports shall name this mail ", "."},             // RFC 3461 4.4
    ParameterInfo{Verb::mail, "AUTH", "<>", "AUTH=<>: nobody vouches for who wrote the mail.", ""},  // RFC 4954 5
    ParameterInfo{Verb::mail, "AUTH", "", "AUTH: the client vouches that the mail was handed in by ",
                  "."},                                                                                // RFC 4954 5
    ParameterInfo{Verb::mail, "SMTPUTF8", "", "SMTPUTF8: addresses or headers may be in UTF-8.", ""},  // RFC 6531
    ParameterInfo{Verb::mail, "REQUIRETLS", "", "REQUIRETLS: every hop must use TLS.", ""},            // RFC 8689
    ParameterInfo{Verb::mail, "HOLDFOR", "", "HOLDFOR: hold the mail back for ", " seconds."},         // RFC 4865
    ParameterInfo{Verb::mail, "HOLDUNTIL", "", "HOLDUNTIL: hold the mail back until ", "."},           // RFC 4865
    ParameterInfo{Verb::mail, "BY", "", "BY: deliver within the seconds given, or report: ", "."},     // RFC 2852
    ParameterInfo{Verb::mail, "MT-PRIORITY", "", "MT-PRIORITY: the mail's priority is ", "."},         // RFC 6710
    ParameterInfo{Verb::rcpt, "NOTIFY", "NEVER", "NOTIFY=NEVER: no report at all for this recipient.",
                  ""},                                                                       // RFC 3461 4.1
    ParameterInfo{Verb::rcpt, "NOTIFY", "", "NOTIFY: send a report in case of ", "."},       // RFC 3461 4.1
    ParameterInfo{Verb::rcpt, "ORCPT", "", "ORCPT: the recipient was first written ", "."},  // RFC 3461 4.2
    ParameterInfo{Verb::rcpt, "RRVS", "", "RRVS: deliver only if the mailbox's owner has not changed since ",
                  "."},  // RFC 7293
};

Verb family(Verb verb) { return verb == Verb::send || verb == Verb::soml || verb == Verb::saml ? Verb::mail : verb; }

// RFC 1870 6: the number is a decimal count of octets.
std::string explain_size(std::string_view value) {
  std::uint64_t octets = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), octets);
  if (error != std::errc{} || end != value.data() + value.size()) return {};
  return concat({"SIZE: the client expects the mail to have ", size(octets), "."});
}

std::string explain_one(Verb verb, const smtp::Parameter& parameter) {
  if (verb == Verb::mail && ascii::iequals(parameter.keyword, "SIZE")) return explain_size(parameter.value);
  const auto row = std::ranges::find_if(rows, [&](const auto& r) {
    return r.verb == verb && ascii::iequals(r.keyword, parameter.keyword) &&
           (r.value.empty() || ascii::iequals(r.value, parameter.value));
  });
  if (row == rows.end()) return {};
  if (row->after.empty()) return std::string(row->before);
  return concat({row->before, clip(smtp::decode_xtext(parameter.value)), row->after});
}

constexpr int max_parameters = 16;  // no client sends more; a line of 64 KiB could hold thousands

}  // namespace

std::string explain_parameters(Verb verb, std::string_view parameters) {
  std::string text;
  for (int i = 0; i < max_parameters; ++i) {
    const auto parameter = smtp::next_parameter(parameters);
    if (!parameter) break;
    add_sentence(text, explain_one(family(verb), *parameter));
  }
  return text;
}

}  // namespace heloscope::insight
