#include "tests/analyzer/insight/script.hpp"

namespace heloscope::insight {
namespace {

TEST(Identify, KnowsWhatVersionsStandFor) {
  constexpr auto smtp = dialogue::Protocol::smtp;
  constexpr auto pop3 = dialogue::Protocol::pop3;
  const struct {
    dialogue::Protocol protocol;
    std::string greeting, version, note;
  } cases[] = {
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  Tue, 8 Jun 2004 10:15:42 +0200 ",
       "6.0.3790.0", "Windows Server 2003 without a service pack"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.211 ready at  x", "6.0.3790.211",
       "Windows Server 2003 with a hotfix from before SP1"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.1830 ready at  x", "6.0.3790.1830",
       "Windows Server 2003 SP1"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.3959 ready at  x", "6.0.3790.3959",
       "Windows Server 2003 SP2"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.4675 ready at  x", "6.0.3790.4675",
       "Windows Server 2003 with a hotfix from after SP2"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.9999 ready at  x", "6.0.3790.9999",
       "Windows Server 2003"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.37900.1 ready at  x", "6.0.37900.1", ""},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 5.0.2195.5329 ready at  x", "5.0.2195.5329",
       "Windows 2000"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service, Version: 6.0.2600.2180 ready at  x", "6.0.2600.2180",
       "Windows XP"},
      {smtp, "220 h.x Microsoft ESMTP MAIL Service ready at Tue, 8 Jun 2010 10:15:42 +0200", "",
       "Exchange Server 2007 or later"},
      {smtp, "220 h.x ESMTP Postfix", "", ""},
      {smtp, "554 h.x Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  x", "", ""},
      {pop3, "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.6944.0 (h.x) ready.", "6.5.6944.0",
       "Exchange Server 2003 RTM, without a service pack"},
      {pop3, "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (h.x) ready.", "6.5.7226.0",
       "Exchange Server 2003 SP1"},
      {pop3, "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7638.1 (h.x) ready.", "6.5.7638.1",
       "Exchange Server 2003 SP2"},
      {pop3, "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.9999.1 (h.x) ready.", "6.5.9999.1",
       "Exchange Server 2003"},
      {pop3, "+OK Microsoft Exchange 2000 POP3 server version 6.0.4417.0 (h.x) ready.", "6.0.4417.0",
       "Exchange 2000 Server"},
      {pop3, "+OK Microsoft Exchange POP3 server version 5.5.2653.23 ready", "5.5.2653.23", "Exchange Server 5.5"},
      {pop3, "+OK The Microsoft Exchange POP3 service is ready.", "", "Exchange Server 2007 or later"},
      {pop3, "+OK Dovecot ready.", "", ""},
      {pop3, "+OK ready", "", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.greeting);
    Scene scene(c.protocol);
    const auto& timeline = scene.say("S: " + c.greeting).end();
    EXPECT_EQ(timeline.software.version, c.version);
    EXPECT_EQ(timeline.software.note, c.note);
    if (!c.version.empty() && c.note.find("5.5") == std::string::npos) {
      EXPECT_EQ(timeline.software.host, "h.x");
    }
  }
}

TEST(Identify, TellsNothingWithoutAGreeting) {
  Scene scene(dialogue::Protocol::smtp, false);
  scene.say({"C: NOOP", "S: 250 ok"});
  EXPECT_EQ(scene.end().software.name(), "");
}

}  // namespace
}  // namespace heloscope::insight
