// Commands that are not in the protocol, not in their place, or not as the grammar wants them.
#include <array>

#include "analyzer/dialogue/pop3_session.hpp"
#include "analyzer/dialogue/smtp_session.hpp"
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/refusal.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Kind, dialogue::Protocol, dialogue::Record;
using dialogue::Pop3State, dialogue::SmtpState;

// What leads to a state, said of a command that came before it; and what a state is, said of one that came too late.
struct SmtpWords {
  SmtpState state;
  std::string_view leads_here, too_late_in;
};
constexpr std::array smtp_words{
    SmtpWords{SmtpState::connected, "the connection", "in a new connection"},
    SmtpWords{SmtpState::greeted, "the server's greeting", "before HELO or EHLO"},
    SmtpWords{SmtpState::ready, "HELO or EHLO", "after HELO or EHLO"},
    SmtpWords{SmtpState::has_sender, "MAIL", "after MAIL, inside a mail transaction"},
    SmtpWords{SmtpState::has_recipient, "an accepted RCPT", "after RCPT, inside a mail transaction"},
    SmtpWords{SmtpState::in_data, "DATA", "inside the message"},
    SmtpWords{SmtpState::closed, "QUIT", "after QUIT"},
};
struct Pop3Words {
  Pop3State state;
  std::string_view leads_here, too_late_in;
};
constexpr std::array pop3_words{
    Pop3Words{Pop3State::connected, "the connection", "in a new connection"},
    Pop3Words{Pop3State::authorization, "the server's greeting", "before the logon"},
    Pop3Words{Pop3State::named, "an accepted USER", "between USER and PASS"},
    Pop3Words{Pop3State::transaction, "the logon", "after the logon"},
    Pop3Words{Pop3State::update, "QUIT", "after QUIT"},
};

template <class State>
constexpr std::size_t row(State s) {
  return static_cast<std::size_t>(s);
}
template <class Words>
constexpr bool complete(const Words& words, auto last) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (row(words[i].state) != i) return false;
  return words.size() == row(last) + 1;
}
static_assert(complete(smtp_words, SmtpState::closed) && complete(pop3_words, Pop3State::update));

template <class Rule, class State, class Words>
std::string misplaced(std::string_view name, const Rule& rule, State state, const Words& words) {
  if (state < rule.earliest) return concat({name, " came before ", words[row(rule.earliest)].leads_here});
  if (state > rule.latest) return concat({name, " came ", words[row(state)].too_late_in});
  return concat({name, " came when it was not its turn"});
}

// The dialogue has said which commands were out of order; walking its sessions once more tells what was due instead.
class Order {
 public:
  explicit Order(Protocol protocol) : protocol_(protocol) {}
  std::string_view name(const Event& asked) const {
    const auto verb = protocol_ == Protocol::smtp ? info(asked.smtp_verb).name : info(asked.pop3_verb).name;
    return verb;
  }
  std::string expected_first(const Event& asked) const {
    if (protocol_ == Protocol::smtp)
      return misplaced(name(asked), dialogue::smtp_rules[index(asked.smtp_verb)], smtp_.state(), smtp_words);
    return misplaced(name(asked), dialogue::pop3_rules[index(asked.pop3_verb)], pop3_.state(), pop3_words);
  }
  void follow(const Event& reply, const Event* asked) {
    if (reply.has(Flag::unasked)) return;
    if (protocol_ == Protocol::smtp) {
      if (reply.code != 334) smtp_.answered(reply.smtp_verb, reply.code);
      return;
    }
    const bool list =
        asked && asked->kind == Kind::command && asked->pop3_verb == pop3::Verb::auth && !asked->operand.length;
    if (!list) pop3_.answered(reply.pop3_verb, reply.status);
  }

 private:
  Protocol protocol_;
  dialogue::SmtpSession smtp_;
  dialogue::Pop3Session pop3_;
};

bool accepted(Protocol protocol, const Event& reply) {
  return protocol == Protocol::smtp ? reply.code < 400 : reply.status != pop3::Status::err;
}

void detect_misplaced(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally tally(FindingId::command_out_of_order);
  Order order(timeline.protocol);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& reply = record.at(seq);
    if (reply.kind != Kind::reply && reply.kind != Kind::greeting) continue;
    const Event* asked = reply.reply_to ? &record.at(reply.reply_to) : nullptr;
    if (asked && asked->has(Flag::out_of_order) && !is_unknown_command(*asked)) {
      std::string words = order.expected_first(*asked);
      if (accepted(timeline.protocol, reply)) words += ", and the server took it all the same";
      tally.add({reply.reply_to, seq}, words);
    }
    order.follow(reply, asked);
  }
  tally.report(found);
}

std::string_view taken(const Timeline& timeline, const Event& command) {
  if (!command.answered_by) return {};
  return is_refused(timeline, command) ? ", and the server refused it" : ", and the server took it";
}

void detect_words(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally unknown(FindingId::unknown_command), malformed(FindingId::malformed_argument);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& command = record.at(seq);
    if (command.kind != Kind::command) continue;
    if (is_unknown_command(command))
      unknown.add({seq, command.answered_by}, quoted_line(record, command));
    else if (!command.fault.expected.empty() && !only_trailing_blanks(record, command))
      malformed.add({seq, command.answered_by},
                    concat({quoted_line(record, command), " at ", place(command.fault), taken(timeline, command)}));
  }
  unknown.report(found, "Not known: ");
  malformed.report(found);
}

}  // namespace

void detect_order(const Timeline& timeline, std::vector<Finding>& found) {
  detect_misplaced(timeline, found);
  detect_words(timeline, found);
}

}  // namespace heloscope::insight
