#include "tests/analyzer/insight/script.hpp"

namespace heloscope::insight {
namespace {

TEST(MakeTimeline, TellsHowItEnded) {
  const struct {
    Ending ending;
    std::string_view ended;
  } cases[] = {{Ending::fin, "fin"},
               {Ending::reset, "reset"},
               {Ending::timeout, "timeout"},
               {Ending::end_of_input, "end-of-input"}};
  for (const auto& c : cases) {
    auto open = smtp_scene({"S: 220 x", "C: NOOP", "S: 250 ok"});
    EXPECT_EQ(open.end(c.ending).ended, c.ended);
    auto quit = smtp_scene({"S: 220 x", "C: QUIT"});
    const auto& timeline = quit.end(c.ending);
    EXPECT_EQ(timeline.ended, "quit");
    EXPECT_EQ(timeline.ending, c.ending);
    auto tls = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250 ok", "C: STARTTLS", "S: 220 go"});
    EXPECT_EQ(tls.octets(Side::client, "\x16\x03\x01").end(c.ending).ended, "tls");
  }
}

TEST(MakeTimeline, TakesTheTimesOfAllEvents) {
  auto scene = smtp_scene({"S: 220 x", "C: NOOP"});
  const auto& timeline = scene.wait(5'000'000'000).say("S: 250 ok").end();
  const auto& events = timeline.record->events;
  EXPECT_EQ(timeline.start_ns, events.front().time_ns);
  EXPECT_EQ(timeline.end_ns, events.back().end_ns);
  EXPECT_GT(timeline.end_ns - timeline.start_ns, 5'000'000'000);
  Scene silent(dialogue::Protocol::smtp, false);
  silent.end(Ending::end_of_input);
  EXPECT_EQ(silent.remake(Ending::end_of_input).start_ns, no_time);
  EXPECT_EQ(silent.remake(Ending::end_of_input).end_ns, no_time);
}

TEST(MakeTimeline, SwapsRolesThatWereGuessedWrong) {
  ConnectionInfo connection;
  connection.client.address = "192.0.2.25", connection.server.address = "192.0.2.1";
  const dialogue::Record record;
  const auto timeline = make_timeline(connection, dialogue::Protocol::smtp, true, true, Ending::fin, record);
  EXPECT_EQ(timeline.client.address, "192.0.2.1");
  EXPECT_EQ(timeline.server.address, "192.0.2.25");
}

}  // namespace
}  // namespace heloscope::insight
