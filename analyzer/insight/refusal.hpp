// Which finding speaks of a refused command: decided in one place, so that each refusal is told once.
#pragma once
#include <optional>
#include <string>

#include "analyzer/insight/finding.hpp"
#include "analyzer/insight/timeline.hpp"

namespace heloscope::insight {

/// The finding that a reply belongs to as the refusal of `asked`; none if it is no refusal worth telling: a success,
/// the answer to QUIT, to an empty line or to a logon that the client broke off.
std::optional<FindingId> refusal_of(const Timeline& timeline, const dialogue::Event& reply,
                                    const dialogue::Event& asked);

/// Whether the server answered a command by 4yz, 5yz or -ERR; false while no answer is known.
bool is_refused(const Timeline& timeline, const dialogue::Event& asked);

/// The cause of a refusal as the dialogue itself tells it, beyond the reply's words; empty if it does not. `hello`
/// is the last reply that is_hello_reply(), or null.
std::string cause_of(const Timeline& timeline, const dialogue::Event& reply, const dialogue::Event& asked,
                     const dialogue::Event* hello);

/// Whether an event is the good answer to HELO, EHLO or LHLO: what it announces holds from there on.
bool is_hello_reply(const dialogue::Event& event);

}  // namespace heloscope::insight
