#include "simulator/exchange/transaction.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "grammars/ascii.hpp"
#include "grammars/smtp/parameter.hpp"
#include "grammars/smtp/path.hpp"

namespace heloscope::exchange {
namespace {

// RFC 5321 4.5.3.1.1 and .2 ask for 64 and 255; what the service's own limit is, is not known.
constexpr std::size_t max_address = 64 + 1 + 255;
// RFC 3461 4.2 and 4.4: 500 octets for ORCPT's address, 100 for ENVID.
constexpr std::size_t max_original = 500, max_envelope_id = 100;

using Read = bool (*)(std::string_view value, Transaction&);
struct MailParameter {
  std::string_view keyword;
  Read read;  ///< false: not a value of it
};

bool one_of(std::string_view value, std::initializer_list<std::string_view> values) {
  return std::ranges::any_of(values, [&](std::string_view v) { return ascii::iequals(v, value); });
}
bool is_plain(std::string_view text) { return std::ranges::none_of(text, ascii::is_control); }

constexpr std::array mail_parameters{
    MailParameter{"SIZE",  // RFC 1870 3
                  [](std::string_view value, Transaction&) {
                    return !value.empty() && value.size() <= 20 && std::ranges::all_of(value, ascii::is_digit);
                  }},
    MailParameter{"BODY",  // RFC 6152, RFC 3030 3
                  [](std::string_view value, Transaction& t) {
                    t.binary = ascii::iequals(value, "BINARYMIME");
                    return one_of(value, {"7BIT", "8BITMIME", "BINARYMIME"});
                  }},
    MailParameter{"RET",  // RFC 3461 4.3
                  [](std::string_view value, Transaction& t) {
                    t.headers_only = ascii::iequals(value, "HDRS");
                    return one_of(value, {"FULL", "HDRS"});
                  }},
    MailParameter{"ENVID",  // RFC 3461 4.4
                  [](std::string_view value, Transaction& t) {
                    t.envelope_id = smtp::decode_xtext(value);
                    return !value.empty() && t.envelope_id.size() <= max_envelope_id && is_plain(t.envelope_id);
                  }},
    MailParameter{"AUTH",  // RFC 4954 5: taken, and of no use here
                  [](std::string_view value, Transaction&) { return !value.empty(); }},
};

// RFC 3461 4.1
bool read_notify(std::string_view value, Notify& notify) {
  if (ascii::iequals(value, "NEVER")) {
    notify = {false, false};
    return true;
  }
  notify = {false, false};
  while (true) {
    const std::string_view word = value.substr(0, value.find(','));
    if (ascii::iequals(word, "FAILURE"))
      notify.failure = true;
    else if (ascii::iequals(word, "SUCCESS"))
      notify.success = true;
    else if (!ascii::iequals(word, "DELAY"))
      return false;
    if (word.size() == value.size()) return true;
    value.remove_prefix(word.size() + 1);
  }
}

// RFC 3461 4.2
bool read_original(std::string_view value, std::string& original) {
  original = smtp::decode_xtext(value);
  const std::size_t semicolon = value.find(';');
  return semicolon != value.npos && semicolon > 0 && original.size() <= max_original && is_plain(original);
}

}  // namespace

std::optional<std::string> complete_address(std::string_view path, const Settings& settings) {
  const auto parts = smtp::parse_path(path);
  if (!parts || parts->local_part.empty()) return std::nullopt;
  std::string address(parts->local_part);
  (address += '@') += parts->domain.empty() ? std::string_view(settings.default_domain) : parts->domain;
  if (address.size() > max_address) return std::nullopt;
  return address;
}

bool is_accepted_domain(std::string_view address, const Settings& settings) {
  const std::string_view domain = address.substr(address.rfind('@') + 1);
  return std::ranges::any_of(settings.accepted_domains, [&](const auto& d) { return ascii::iequals(d, domain); });
}

bool is_listed(std::string_view address, const std::vector<std::string>& list) {
  const std::string_view domain = address.substr(std::min(address.rfind('@'), address.size()));
  return std::ranges::any_of(
      list, [&](const auto& row) { return ascii::iequals(row, row.starts_with('@') ? domain : address); });
}

ParameterFault read_mail_parameters(std::string_view parameters, std::uint64_t limit, Transaction& transaction) {
  while (const auto parameter = smtp::next_parameter(parameters)) {
    const auto row = std::ranges::find_if(
        mail_parameters, [&](const auto& m) { return ascii::iequals(m.keyword, parameter->keyword); });
    if (row == mail_parameters.end() || !row->read(parameter->value, transaction)) return ParameterFault::unknown;
    if (row->keyword != "SIZE" || limit == 0) continue;
    std::uint64_t size = 0;
    const char* const end = parameter->value.data() + parameter->value.size();
    if (std::from_chars(parameter->value.data(), end, size).ec != std::errc{} || size > limit)
      return ParameterFault::too_large;
  }
  return ParameterFault::none;
}

ParameterFault read_rcpt_parameters(std::string_view parameters, Recipient& recipient) {
  while (const auto parameter = smtp::next_parameter(parameters)) {
    const bool good = ascii::iequals(parameter->keyword, "NOTIFY") ? read_notify(parameter->value, recipient.notify)
                      : ascii::iequals(parameter->keyword, "ORCPT")
                          ? read_original(parameter->value, recipient.original)
                          : false;
    if (!good) return ParameterFault::unknown;
  }
  return ParameterFault::none;
}

}  // namespace heloscope::exchange
