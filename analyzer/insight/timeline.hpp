// The annotated conversation: what every renderer reads.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/chunk.hpp"
#include "analyzer/dialogue/event.hpp"
#include "analyzer/insight/finding.hpp"

namespace heloscope::insight {

/// What the server's greeting tells of its software; empty strings where it does not tell.
struct Software {
  std::string host;     ///< "London.nwtraders.msft"
  std::string product;  ///< "Microsoft ESMTP MAIL Service"
  std::string version;  ///< "6.0.3790.0"
  std::string note;     ///< what the version stands for: "Windows Server 2003 without a service pack"
  /// "Microsoft ESMTP MAIL Service 6.0.3790.0", or empty.
  std::string name() const { return version.empty() ? product : product + ' ' + version; }
};

/// Messages that POP3's DELE had marked for deletion when QUIT was answered, or when nothing more came.
struct Marks {
  std::uint64_t messages = 0;
  bool certain = true;  ///< false: more may have been marked, or marks taken back, where it was not seen
};

struct Timeline {
  std::uint64_t number = 0;  ///< of the session, from 1, by first packet or line
  dialogue::Protocol protocol = dialogue::Protocol::smtp;
  Endpoint client, server;
  bool opening_seen = false;
  bool timed = true;                     ///< false: a transcript, whose places are lines and which has no times
  Ending ending = Ending::end_of_input;  ///< of the connection, whatever was said before
  std::uint64_t conflicting = 0;         ///< ConnectionInfo::conflicting
  std::string_view ended;                ///< "quit", "fin", "reset", "timeout", "tls", "end-of-input" (DESIGN.md 4)
  std::int64_t start_ns = no_time, end_ns = no_time;
  const dialogue::Record* record = nullptr;  ///< borrowed
  /// The first event behind which TLS was on, 0 if none: what can still be read there was decrypted for us.
  std::uint32_t secured = 0;
  Marks marks;
  Software software;
  std::vector<Finding> findings;  ///< gravest first, then by event
};

/// What a source's connection and its record make together, with software and findings filled in. `record` is
/// borrowed. `swapped`: the connection's roles were guessed wrong (see Conversation).
Timeline make_timeline(const ConnectionInfo& connection, dialogue::Protocol protocol, bool swapped, bool timed,
                       Ending ending, const dialogue::Record& record);

/// Looks for every finding of the table that concerns one conversation.
std::vector<Finding> find_all(const Timeline& timeline);

/// Takes the greeting of a record apart.
Software identify(const dialogue::Record& record, dialogue::Protocol protocol);

}  // namespace heloscope::insight
