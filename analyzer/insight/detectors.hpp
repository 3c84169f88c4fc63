// The detectors, one a theme. Each goes over a timeline's events once and appends what it finds; on a clean dialogue
// it allocates nothing.
#pragma once
#include <vector>

#include "analyzer/insight/finding.hpp"
#include "analyzer/insight/timeline.hpp"

namespace heloscope::insight {

void detect_logon(const Timeline& timeline, std::vector<Finding>& found);  ///< passwords, refused logons
void detect_smtp(const Timeline& timeline, std::vector<Finding>& found);   ///< recipients, relaying, messages, HELO
void detect_refused(const Timeline& timeline,
                    std::vector<Finding>& found);  ///< TLS, and commands that no other speaks of
void detect_headers(const Timeline& timeline, std::vector<Finding>& found);  ///< header sections of messages
void detect_view(const Timeline& timeline, std::vector<Finding>& found);     ///< how much of it was seen at all
void detect_pop3(const Timeline& timeline, std::vector<Finding>& found);     ///< deletions
void detect_temporary(const Timeline& timeline,
                      std::vector<Finding>& found);                        ///< "try again later" of both protocols
void detect_order(const Timeline& timeline, std::vector<Finding>& found);  ///< verbs, their order and arguments
void detect_lines(const Timeline& timeline, std::vector<Finding>& found);  ///< line ends, lengths, reply lines
void detect_transport(const Timeline& timeline, std::vector<Finding>& found);  ///< gaps, resets, ends, limits

}  // namespace heloscope::insight
